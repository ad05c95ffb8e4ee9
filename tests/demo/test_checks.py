# SPDX-License-Identifier: Apache-2.0
"""Each kind of problem is planted once in a demo that went well, and must be found."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from bus.messages import Outcome
from config.load import hall_named
from hall.core import facts
from hall.core.counts import Figures
from hall.core.facts import AnyFact, Recorded
from hall.core.life import Why
from hallflow.demo.checks import Evidence, summary
from hallflow.demo.parts import Heard
from hallflow.problem import Problem

HALL = hall_named("township")
WINDOW = HALL.windows[0].id
OTHER = HALL.windows[1].id
SERVICE = HALL.services_by_window[WINDOW][0]
KIOSK = "kiosk-1"
NOON_MS = 1_767_268_800_000
DAY = "2026-01-01"
NONE = Figures(key=("all", ""))


def issued(ticket: str, number: str, count: int) -> facts.Issued:
    return facts.Issued(
        ticket=ticket,
        number=number,
        prefix="A",
        count=count,
        service=SERVICE,
        priority="ordinary",
        since_at=NOON_MS,
        part=KIOSK,
    )


def called(ticket: str, window: str = WINDOW) -> facts.Called:
    return facts.Called(ticket=ticket, window=window, clerk="c", why=Why.FIRST)


GOOD: tuple[AnyFact, ...] = (
    facts.DayOpened(day=DAY),
    facts.SignedIn(window=WINDOW, clerk="c"),
    facts.Took(window=WINDOW, services=(SERVICE,)),
    issued("t1", "A001", 1),
    facts.PaperKnown(ticket="t1", printed=True),
    issued("t2", "A002", 2),
    facts.PaperKnown(ticket="t2", printed=True),
    called("t1"),
    facts.Arrived(ticket="t1", window=WINDOW),
    facts.Finished(ticket="t1", window=WINDOW, visit="v1", outcome=Outcome.DECIDED),
    facts.Rated(visit="v1", ticket="t1", window=WINDOW, level=5, part="pad-1"),
    called("t2"),
)


def log(happened: tuple[AnyFact, ...]) -> tuple[Recorded, ...]:
    return tuple(
        Recorded(seq=n, step=n, at=NOON_MS + n, day=DAY, fact=fact)
        for n, fact in enumerate(happened, start=1)
    )


def evidence(happened: tuple[AnyFact, ...] = GOOD) -> Evidence:
    return Evidence(
        hall=HALL,
        kiosks=(KIOSK,),
        given=(Heard(KIOSK, "t1", "A001", again=False), Heard(KIOSK, "t2", "A002", again=False)),
        papers={KIOSK: ["A001", "A002"]},
        called=frozenset({"t1", "t2"}),
        visits=frozenset({"v1"}),
        ratings=1,
        truth={WINDOW: ("calling", "A002")},
        displays={"strip-1": {WINDOW: ("calling", "A002")}, "board-1": {WINDOW: ("", "A002")}},
        log=log(happened),
        day=log(happened),
        before=NONE,
        report={"issued": 2, "served": 1, "rated": 1},
        after=Figures(key=("all", ""), issued=2, calls=2, served=1, rated=1, printed=2),
    )


def with_log(*more: AnyFact, without: type | None = None) -> Evidence:
    kept = tuple(fact for fact in GOOD if without is None or not isinstance(fact, without))
    return evidence((*kept, *more))


def found_in(planted: Evidence) -> set[str]:
    return {problem.key for problem in summary(planted).problems}


def test_a_demo_that_went_well_has_no_problem() -> None:
    told = summary(evidence())
    assert told.problems == ()
    assert told.line() == "issued=2 called=2 served=1 rated=1 printed=2 problems=0"


PLANTED: dict[str, Callable[[], Evidence]] = {
    "found-number-twice": lambda: with_log(issued("t3", "A001", 3)),
    "found-ticket-twice": lambda: with_log(issued("t1", "A009", 3)),
    "found-not-in-log": lambda: replace(
        evidence(), given=(*evidence().given, Heard(KIOSK, "t9", "A009", again=False))
    ),
    "found-not-at-kiosk": lambda: replace(evidence(), given=evidence().given[:1]),
    "found-papers": lambda: replace(evidence(), papers={KIOSK: ["A001", "A002", "A002"]}),
    "found-paper-unknown": lambda: with_log(without=facts.PaperKnown),
    "found-two-windows": lambda: with_log(called("t2", OTHER)),
    "found-called-after": lambda: with_log(
        facts.Finished(ticket="t2", window=WINDOW, visit="v2"), called("t2")
    ),
    "found-lost": lambda: with_log(facts.DayOpened(day="2026-01-02")),
    "found-display": lambda: replace(
        evidence(), displays={"strip-1": {WINDOW: ("calling", "A001")}}
    ),
    "found-unseen": lambda: replace(evidence(), called=frozenset({"t1"})),
    "found-report": lambda: replace(evidence(), report={"issued": 2, "served": 0, "rated": 1}),
    "found-figures": lambda: replace(evidence(), after=replace(evidence().after, served=2)),
}


@pytest.mark.parametrize("key", PLANTED)
def test_a_planted_problem_is_found(key: str) -> None:
    assert key in found_in(PLANTED[key]())


@pytest.mark.parametrize(
    "planted",
    [
        replace(evidence(), papers={KIOSK: ["A001"]}),
        replace(evidence(), papers={KIOSK: ["A001", "A002", ""]}),
        replace(evidence(), papers={}),
    ],
)
def test_a_missing_or_unreadable_paper_is_found(planted: Evidence) -> None:
    assert "found-papers" in found_in(planted)


@pytest.mark.parametrize(
    "planted",
    [
        replace(evidence(), displays={"strip-1": {WINDOW: ("free", "")}}),
        replace(evidence(), displays={"strip-1": {WINDOW: ("serving", "A002")}}),
        replace(evidence(), displays={"board-1": {WINDOW: ("", "A001")}}),
    ],
)
def test_a_display_that_differs_is_found(planted: Evidence) -> None:
    assert found_in(planted) == {"found-display"}


@pytest.mark.parametrize("visits", [frozenset(), frozenset({"v1", "v2"})])
def test_services_seen_too_seldom_or_too_often_are_found(visits: frozenset[str]) -> None:
    assert found_in(replace(evidence(), visits=visits)) == {"found-unseen"}


@pytest.mark.parametrize("ratings", [0, 2])
def test_ratings_lost_or_made_up_are_found(ratings: int) -> None:
    assert found_in(replace(evidence(), ratings=ratings)) == {"found-unseen"}


def test_a_rating_given_by_hand_is_nobodys_problem() -> None:
    planted = replace(evidence(), ratings=0, hands=frozenset({"pad-1"}))
    assert summary(planted).problems == ()


def test_a_ticket_given_back_needs_no_paper() -> None:
    returned = (issued("t3", "A003", 3), facts.Cancelled(ticket="t3"))
    given = (*evidence().given, Heard(KIOSK, "t3", "A003", again=False))
    found = replace(with_log(*returned), given=given)
    told = {problem.key for problem in summary(found).problems}
    assert told == {"found-figures", "found-report"}  # which were counted before
    printed = replace(found, papers={KIOSK: ["A001", "A002", "A003"]})
    assert "found-papers" in found_in(printed)


def test_what_went_wrong_on_the_way_counts() -> None:
    planted = replace(evidence(), notes=(Problem("demo-unsettled", what="papers"),))
    assert summary(planted).line().endswith("problems=1")


def test_each_problem_can_be_said() -> None:
    for plant in PLANTED.values():
        for problem in summary(plant()).problems:
            assert str(problem)
