# SPDX-License-Identifier: Apache-2.0
"""Summaries are the log said once more: every figure of them is derived again here."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise, product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import asdict, replace

from bus.messages import Action
from hall.closing import bring_up_to_date, hour_in, roll_up, stale_days
from hall.core.behind import BY_HOUR, RULES, Wanted, chosen
from hall.core.counts import ALL, DayBook, Figures, Key
from hall.core.effects import Commit
from hall.core.facts import Rated, Recorded
from hall.core.fold import replay
from hall.core.life import Life
from hall.core.pressure import patterns
from hall.core.report import rows_of
from hall.core.spans import Span, cover, span_of
from hall.core.summary import (
    EDGES,
    KINDS,
    Adder,
    Sum,
    Summary,
    figures_of,
    hour_key,
    summed,
    weekday_and_hour,
)
from hall.store.log import Archive, Log
from hall.store.summaries import Summaries
from tests.rules.hall_shell import HallShell
from tests.store.played_days import DAYS, WINDOWS, hall, played, record

ZONE = ZoneInfo("Asia/Shanghai")
BINNED = ("wait_median_ms", "wait_p90_ms", "service_median_ms", "service_p90_ms")
CLOSED = Span(date(2026, 3, 30), date(2026, 4, 1))


@pytest.fixture(scope="module")
def shell() -> HallShell:
    return played()


def closed(shell: HallShell, folder: Path) -> Path:
    record(shell, folder)
    assert list(bring_up_to_date(folder, shell.hall)) == [(1, 3), (2, 3), (3, 3)]
    return folder


@pytest.fixture
def folder(shell: HallShell, tmp_path: Path) -> Path:
    return closed(shell, tmp_path)


@pytest.fixture(scope="module")
def summaries(shell: HallShell, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Summaries]:
    found = Summaries(closed(shell, tmp_path_factory.mktemp("closed")))
    yield found
    found.close()


def facts_of(shell: HallShell, day: str) -> list[Recorded]:
    return [recorded for recorded in shell.recorded() if recorded.day == day]


def book_of(shell: HallShell, day: str) -> DayBook:
    state = replay(shell.hall.window_by_id, facts_of(shell, day))
    book = DayBook(ZONE)
    book.refresh(state)
    return book


def near(found: int | None, exact: int | None) -> bool:
    """Whether a time from bins is as near to the exact one as is promised."""
    if found is None or exact is None:
        return found is exact
    return abs(found - exact) <= max(5_000, 0.025 * exact + 1)


def same(found: Figures, exact: Figures) -> bool:
    one, other = asdict(found), asdict(exact)
    return all(
        near(one[name], other[name]) if name in BINNED else one[name] == other[name] for name in one
    )


@pytest.mark.parametrize("kind", ["all", "service", "window", "clerk", "class"])
@pytest.mark.parametrize("day", DAYS[:3])
def test_each_figure_of_a_closed_day_is_what_the_log_says(
    shell: HallShell, summaries: Summaries, day: str, kind: str
) -> None:
    book = book_of(shell, day)
    found = {each.key: figures_of(each) for each in summaries.sums(kind, [day])}
    assert sorted(found) == book.keys(kind)
    assert [key for key in found if not same(found[key], book.figures(key))] == []
    assert any(figures.served for figures in found.values())


def test_hours_add_up_to_the_half_hours_of_the_day(shell: HallShell, summaries: Summaries) -> None:
    hour = hour_in(ZONE)
    book = book_of(shell, DAYS[0])
    for each in summaries.sums("hour", DAYS[:1]):
        at = weekday_and_hour(each.key[1])
        slots = [
            book.figures(k) for k in book.keys("slot") if (weekday(DAYS[0]), hour(int(k[1]))) == at
        ]
        figures = figures_of(each)
        assert (figures.issued, figures.served) == (
            sum(slot.issued for slot in slots),
            sum(slot.served for slot in slots),
        )


def test_a_stretch_of_days_is_the_sum_of_all_their_tickets(
    shell: HallShell, summaries: Summaries
) -> None:
    tickets = {
        name: replace(ticket, day=DAYS[0])
        for day in DAYS[:3]
        for name, ticket in replay(shell.hall.window_by_id, facts_of(shell, day)).tickets.items()
        if ticket.day == day
    }
    all_one_day = summed(DAYS[0], tickets, {}, hour_in(ZONE))
    exact = {each.key: without_cases(each) for each in added(all_one_day)}
    periods = list(cover(CLOSED, summaries.kept()))
    found = [each for kind in KINDS for each in summaries.sums(kind, periods)]
    assert {each.key: without_cases(each) for each in added(found)} == exact


def added(found: Iterable[Sum]) -> list[Sum]:
    """Return sums with those of all weekdays' same hour together."""

    def at(each: Sum) -> Key:
        kind, name = each.key
        return (kind, str(weekday_and_hour(name)[1])) if kind == "hour" else each.key

    adder = Adder()
    adder.add(found, at)
    return list(adder.sums())


def without_cases(found: Sum) -> dict[str, object]:
    figures = asdict(figures_of(found))
    return {name: value for name, value in figures.items() if not name.startswith("cases_")}


def test_a_month_that_is_over_is_kept_as_one_and_says_the_same_as_its_days(
    summaries: Summaries,
) -> None:
    kept = summaries.kept()
    assert sorted(kept) == ["2026-03", "2026-03-30", "2026-03-31", "2026-04-01"]
    assert "2026-03" in list(cover(span_of("month", date(2026, 3, 1)), kept))
    roll_up(summaries, "2026-04-05")
    assert "2026-W14" not in summaries.kept(), "the week is not over before its Sunday is"
    roll_up(summaries, "2026-04-06")
    assert "2026-W14" in summaries.kept()
    for kind in KINDS:
        week = {each.key: each for each in summaries.sums(kind, ["2026-W14"])}
        days = {each.key: each for each in summaries.sums(kind, DAYS[:3])}
        assert week == days != {}
    for kind in KINDS:
        whole = {each.key: each for each in summaries.sums(kind, ["2026-03"])}
        days = {each.key: each for each in summaries.sums(kind, DAYS[:2])}
        assert whole == days != {}


def test_a_fact_that_comes_later_changes_its_day_and_its_month(
    shell: HallShell, folder: Path
) -> None:
    summaries = Summaries(folder)
    before = figures_of(summaries.sums("all", ["2026-03"])[0])
    state = replay(shell.hall.window_by_id, facts_of(shell, DAYS[0]))
    token, (ticket, _) = next(
        (token, at)
        for token, at in state.visits.items()
        if state.tickets[at[0]].visits[at[1]].level is None
    )
    last = shell.recorded()[-1]
    late = Rated(visit=token, ticket=ticket, window="w1", level=1, channel="phone")
    log = Log.open(folder, shell.hall.id, 0)
    log.commit(Commit(2, (Recorded(last.seq + 1, last.step + 1, last.at, DAYS[0], late),)))
    log.close()
    assert list(bring_up_to_date(folder, shell.hall)) == [(1, 1)]
    after = figures_of(summaries.sums("all", ["2026-03"])[0])
    assert (after.rated, after.unrated) == (before.rated + 1, before.unrated - 1)
    assert list(bring_up_to_date(folder, shell.hall)) == []
    summaries.close()


def test_a_deleted_file_is_derived_anew_and_says_the_same(shell: HallShell, folder: Path) -> None:
    def everything() -> list[object]:
        found = Summaries(folder)
        kept = found.kept()
        said = [kept, *(found.sums(kind, [period]) for period in kept for kind in KINDS)]
        rows = list(found.rows(DAYS[:3]))
        found.close()
        return [*said, rows]

    before = everything()
    for file in folder.glob("reports.db*"):
        file.unlink()
    list(bring_up_to_date(folder, shell.hall))
    assert everything() == before
    list(bring_up_to_date(folder, shell.hall, again=True))
    assert everything() == before


def test_the_open_day_follows_its_tickets_and_forgets_what_was_undone(shell: HallShell) -> None:
    live = Summary(hour_in(ZONE))
    half = HallShell(hall())
    half.open("w1")
    half.take()
    half.next("w1")
    live.follow(half.state.tickets, half.state.cases, half.state.day)
    half.press("w1", Action.FINISH)
    live.follow(half.state.tickets, half.state.cases, half.state.day)
    half.press("w1", Action.UNDO)
    live.follow(half.state.tickets, half.state.cases, half.state.day)
    exact = summed(half.state.day, half.state.tickets, half.state.cases, hour_in(ZONE))
    found = {each.key: each for each in live.sums()}
    assert all(found.pop(each.key) == each for each in exact)
    assert not any(figures_of(rest).served for rest in found.values())
    empty = Summary(hour_in(ZONE))
    empty.follow(shell.state.tickets, {}, "another day")
    assert empty.sums() == []


# --- what is behind ---

COUNTED: dict[str, Callable[[Figures], int]] = {
    "issued": lambda f: f.issued,
    "served": lambda f: f.served,
    "transferred": lambda f: f.transferred,
    "abandoned": lambda f: f.abandoned,
    "rated": lambda f: f.rated,
    "unrated": lambda f: f.unrated,
    "dissatisfied": lambda f: sum(f.levels[:2]),
    "decided": lambda f: dict(f.outcomes).get("decided", 0),
    "accepted": lambda f: dict(f.outcomes).get("accepted", 0),
}
NOT_COUNTED_BY = {"issued": ("window", "clerk"), "abandoned": ("window", "clerk")}
PLACES = {"window": "window", "clerk": "clerk", "class": "class_"}


def wanted(show: str, key: Key) -> Wanted:
    if key[0] == "service":
        return Wanted(show=show, services=frozenset({key[1]}))
    if key[0] == "hour":
        weekday, hour = weekday_and_hour(key[1])
        return Wanted(show=show, weekday=weekday, hour=hour)
    at = {PLACES.get(key[0], ""): key[1]}
    return Wanted(
        show, window=at.get("window", ""), clerk=at.get("clerk", ""), class_=at.get("class_", "")
    )


@pytest.mark.parametrize("show", COUNTED)
def test_a_count_leads_to_exactly_as_many_rows(summaries: Summaries, show: str) -> None:
    rows = list(summaries.rows(DAYS[:3]))
    seen = 0
    for kind in KINDS:
        for each in summaries.sums(kind, DAYS[:3]):
            said = COUNTED[show](figures_of(each))
            if kind in NOT_COUNTED_BY.get(show, ()) or (kind == "hour" and show not in BY_HOUR):
                continue
            behind = list(chosen(rows, wanted(show, each.key), hour_in(ZONE), weekday))
            assert len(behind) == said, each.key
            seen += said
    assert seen


def test_who_was_passed_over_is_found_where_it_happened(summaries: Summaries) -> None:
    rows = list(summaries.rows(DAYS[:3]))
    for kind in ("all", "service", "window", "clerk", "class"):
        for each in summaries.sums(kind, DAYS[:3]):
            behind = chosen(rows, wanted("passed-over", each.key), hour_in(ZONE), weekday)
            window, clerk = (each.key[1] if kind == k else "" for k in ("window", "clerk"))
            times = [
                place
                for _, row in behind
                for place in row.passed.split()
                if window in ("", place.split("/")[0]) and clerk in ("", place.split("/")[1])
            ]
            assert len(times) == figures_of(each).passed_over, each.key


def weekday(day: str) -> int:
    return date.fromisoformat(day).isoweekday()


def test_rows_come_back_as_they_went_and_only_those_asked_for(
    shell: HallShell, summaries: Summaries
) -> None:
    state = replay(shell.hall.window_by_id, facts_of(shell, DAYS[1]))
    exact = rows_of(ticket for ticket in state.tickets.values() if ticket.day == DAYS[1])
    assert [row for _, row in summaries.rows(DAYS[1:2])] == exact
    some = Wanted(window="w1", services=frozenset({"permit", "card"}))
    found = list(summaries.rows(DAYS[:3], some))
    assert found
    assert {row.window for _, row in found} == {"w1"}


@pytest.mark.parametrize("show", ["", *RULES])
def test_what_is_not_read_would_not_have_been_chosen(summaries: Summaries, show: str) -> None:
    hour, rows = hour_in(ZONE), list(summaries.rows(DAYS[:3]))
    keys = [each.key for kind in KINDS for each in summaries.sums(kind, DAYS[:3])]
    every = [wanted(show, key) for key in keys]
    every += [replace(each, clerk=WINDOWS[0][1]) for each in every if each.window]
    every += [Wanted(show=show, life=life.value) for life in Life]
    for each in every:
        exact = list(chosen(rows, each, hour, weekday))
        read = summaries.rows(DAYS[:3], each, hour)
        assert list(chosen(read, each, hour, weekday)) == exact, each


@pytest.mark.parametrize("show", sorted(BY_HOUR))
def test_an_hour_without_sums_has_no_rows(summaries: Summaries, show: str) -> None:
    hour, seen = hour_in(ZONE), 0
    for day, at in product(DAYS[:3], range(24)):
        rows = summaries.rows([day], Wanted(show=show, hour=at), hour)
        behind = list(chosen(rows, Wanted(show=show, hour=at), hour, weekday))
        summed_up = summaries.sums("hour", [day], [hour_key(weekday(day), at)])
        assert summed_up or not behind
        seen += not summed_up
    assert seen


# --- the arithmetic of it ---


def test_sums_of_millions_do_not_run_into_each_other() -> None:
    live = Summary(hour_in(ZONE))
    half = HallShell(hall())
    half.open("w1")
    half.take()
    half.next("w1")
    half.jump(7 * 3600 * 1000)
    half.press("w1", Action.FINISH)
    live.follow(half.state.tickets, half.state.cases, half.state.day)
    day = next(each for each in live.sums() if each.key == ALL)
    many = Adder()
    many.add([day] * 1_000)
    thousand = next(many.sums())
    million = Adder()
    million.add([Sum(ALL, thousand.body)] * 3_000)
    figures, one = figures_of(next(million.sums())), figures_of(day)
    assert figures.served == 3_000_000
    assert figures.service_mean_ms == one.service_mean_ms
    assert figures.service_p90_ms == one.service_p90_ms


def test_no_bin_is_wider_than_promised() -> None:
    for begin, end in pairwise(EDGES):
        assert (end - begin) / 2 <= max(5_000, 0.025 * begin + 1)


def test_nothing_is_stale_while_the_day_goes_on(folder: Path) -> None:
    archive, found = Archive(folder), Summaries(folder)
    assert archive.days() == list(DAYS)
    assert archive.open_day() == DAYS[-1]
    assert stale_days(archive, found) == []
    archive.close()
    found.close()


def test_patterns_of_closed_days_are_kept_and_derived_anew(shell: HallShell, folder: Path) -> None:
    days = [CLOSED.first + timedelta(days=n) for n in range(CLOSED.days)]
    expected = [
        (day, pattern)
        for day in (each.isoformat() for each in days)
        for pattern in patterns(
            ticket
            for ticket in replay(shell.hall.window_by_id, facts_of(shell, day)).tickets.values()
            if ticket.day == day
        )
    ]
    assert expected, "the days that were played show some"
    for again in (False, True):
        list(bring_up_to_date(folder, shell.hall, again=again))
        summaries = Summaries(folder)
        assert list(summaries.patterns(CLOSED)) == expected
        first = Span(CLOSED.first, CLOSED.first)
        assert {day for day, _ in summaries.patterns(first)} <= {CLOSED.first.isoformat()}
        summaries.close()
