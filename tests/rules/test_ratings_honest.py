# SPDX-License-Identifier: Apache-2.0
"""The dishonesties found in rating systems, each tried here and found impossible."""

import ast
from pathlib import Path

import pytest
from msgspec.structs import replace

from bus.messages import Action, Rated, Refusal, Refused
from config.labels import LABELS
from evaluator.core.pad import Declined, Page
from hall.core import facts
from hall.core.counts import Figures
from hall.core.effects import Look
from hall.core.facts import decode_fact
from hall.core.report import report_of
from tests.rules import desk
from tests.rules.hall_shell import MINUTE, RATER, SECOND, HallShell
from tests.rules.test_evaluator_pad import Pad
from tests.rules.test_holder import DAY_MS, of_day, rate, served

ROOT = Path(__file__).resolve().parents[2]


def today(shell: HallShell) -> Figures:
    shell.step(Look("manager"))
    figures: Figures = shell.views.pop("manager").today
    return figures


def rated(shell: HallShell) -> list[facts.Rated]:
    return [r.fact for r in shell.recorded() if isinstance(r.fact, facts.Rated)]


def on_pad(shell: HallShell, visit: str, level: int, **fields: object) -> object:
    wish = Rated(id=shell.new_id(), visit=visit, window="w1", level=level, **fields)  # type: ignore[arg-type]
    return shell.send(RATER, wish)[0]


def test_no_time_that_passes_praises_anybody() -> None:
    shell = HallShell()
    ticket, _ = served(shell)
    for _ in range(20):
        shell.jump(DAY_MS)
    assert rated(shell) == []
    assert of_day(shell, ticket.day)[ticket.id].visits[0].level is None


def test_unrated_is_a_state_and_no_score() -> None:
    shell = HallShell()
    _, first = served(shell)
    served(shell)
    served(shell)
    assert (today(shell).rated, today(shell).unrated, today(shell).satisfied) == (0, 3, None)
    on_pad(shell, first.token, 2)
    figures = today(shell)
    assert (figures.rated, figures.unrated, figures.satisfied) == (1, 2, 0.0)
    assert sum(figures.levels) == 1
    assert report_of(shell.hall, shell.recorded()).total.satisfied == 0.0


def test_a_bad_key_press_gets_no_invented_reason() -> None:
    shell = HallShell()
    ticket, visit = served(shell)
    on_pad(shell, visit.token, 1, channel="keys", raw_key="5")
    (fact,) = rated(shell)
    assert (fact.labels, fact.text) == ((), "")
    kept = shell.state.tickets[ticket.id].visits[0]
    assert (kept.labels, kept.text) == ((), "")


def test_where_a_rating_came_from_is_kept() -> None:
    shell = HallShell()
    _, visit = served(shell)
    on_pad(shell, visit.token, 4, channel="keys", raw_key="2")
    (fact,) = rated(shell)
    assert (fact.part, fact.channel, fact.raw_key) == (RATER.name, "keys", "2")


def test_no_clock_but_the_halls_says_when_and_no_time_is_shifted() -> None:
    shell = HallShell()
    ticket, visit = served(shell)
    shell.utc_ms -= 20 * MINUTE
    on_pad(shell, visit.token, 5)
    kept = shell.state.tickets[ticket.id].visits[0]
    assert kept.ended_at == visit.ended_at
    assert kept.rated_at - kept.ended_at < SECOND


def test_one_service_one_rating_from_any_channel() -> None:
    shell = HallShell()
    ticket, visit = served(shell)
    on_pad(shell, visit.token, 1)
    again = on_pad(shell, visit.token, 5)
    assert isinstance(again, Refused)
    assert again.refusal is Refusal.ALREADY_RATED
    assert isinstance(rate(shell, ticket, visit, 5), Refused)
    shell.press("w1", Action.NEXT) if shell.state.lines.waiting else None
    assert [fact.level for fact in rated(shell)] == [1]


def test_the_log_only_grows() -> None:
    shell = HallShell()
    ticket, visit = served(shell)
    before = list(shell.log)
    rate(shell, ticket, visit, 1)
    shell.jump(DAY_MS)
    assert shell.log[: len(before)] == before
    tree = ast.parse((ROOT / "hall/store/log.py").read_text("utf-8"))
    said = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)]
    changing = [s for s in said if isinstance(s, str) and s.startswith(("UPDATE", "DELETE"))]
    assert not [s for s in changing if "facts" in s]


@pytest.mark.parametrize("code", range(102, 108))
def test_reasons_of_an_old_list_stay_readable_and_are_not_offered(code: int) -> None:
    label = LABELS[code]
    assert not label.offered
    assert label.level == 1
    assert label.text.zh and label.text.en  # noqa: PT018 (both languages, one thing)
    old = b'{"fact":"rated","visit":"v","ticket":"t","window":"w1","level":1,"labels":[%d]}' % code
    fact = decode_fact(old)
    assert isinstance(fact, facts.Rated)
    assert fact.labels == (code,)
    assert not fact.callback


def test_every_reason_begins_with_its_level() -> None:
    assert all(str(code)[0] == str(label.level) for code, label in LABELS.items())
    assert sum(label.offered for label in LABELS.values()) == 40


@pytest.mark.parametrize(
    ("public_url", "days", "leads"),
    [("http://hall.test", 5, True), ("", 5, False), ("http://hall.test", 0, False)],
)
def test_a_pad_promises_the_papers_code_only_where_papers_have_one_and_it_is_good_for_something(
    public_url: str, days: int, *, leads: bool
) -> None:
    place = desk.hall()
    network = replace(place.network, public_url=public_url)
    ratings = replace(place.ratings, supplement_working_days=days)
    pad = Pad(replace(place, network=network, ratings=ratings))
    pad.serve()
    pad.end()
    assert not pad.view.later
    pad.touch(Declined())
    assert pad.view.page is Page.THANKS
    assert pad.view.later is leads
