# SPDX-License-Identifier: Apache-2.0
"""A day played again: the same rules, other windows, other waits."""

import json
from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace

from config.load import hall_named
from config.policy import ORDINARY, PriorityClass
from config.schema import Text
from hall.core.effects import Commit
from hall.core.erlang import waits_longer, windows_needed
from hall.core.facts import (
    AnyFact,
    Called,
    DayOpened,
    Finished,
    Issued,
    PassedOver,
    Paused,
    Recorded,
    Resumed,
    SignedIn,
    SignedOut,
    Took,
    Undone,
)
from hall.core.life import Why
from hall.core.replay import Replay
from hall.core.script import Arrival, Need, Script, Shift, script_of
from hall.core.whatif import Change, changed, what_if
from hall.report import main as report_command
from hall.staffing import main as staffing_command
from hall.store.log import Log
from hall.whatif import main as whatif_command

NINE = 1_767_574_800_000
"""2026-01-05 09:00 in Shanghai."""
MINUTE = 60_000
DAY = 24 * 60 * MINUTE
HALL = hall_named("township")
SERVICE = next(service for service, taking in HALL.windows_by_service.items() if len(taking) > 1)
ONE, TWO = (HALL.window_by_id[window] for window in HALL.windows_by_service[SERVICE][:2])
ALL_DAY = Shift(ONE.id, "001", (SERVICE,), NINE, NINE + 600 * MINUTE)


def arrivals(count: int, every: float, busy: float, priority: str = ORDINARY) -> list[Arrival]:
    need = (Need(SERVICE, round(busy * MINUTE)),)
    return [Arrival(NINE + round(n * every * MINUTE), priority, need) for n in range(count)]


def script(people: list[Arrival], *shifts: Shift) -> Script:
    return Script(tuple(people), shifts or (ALL_DAY,), NINE, NINE + 600 * MINUTE)


def test_each_waits_for_those_before() -> None:
    played = Replay(HALL, script(arrivals(3, every=1, busy=5))).play()
    assert [one.waited_ms for one in played] == [0, 4 * MINUTE, 8 * MINUTE]


def test_a_second_window_shortens_the_waits_and_the_first_run_stays_as_it_was() -> None:
    day = script(arrivals(20, every=1, busy=4))
    helped = replace(ALL_DAY, window=TWO.id, clerk="002")
    hall, service = what_if(HALL, day, Change(opened=(helped,)))
    assert hall.before == service.before
    assert hall.before.longest_ms == 57 * MINUTE
    assert hall.after.longest_ms is not None
    assert hall.after.longest_ms < hall.before.longest_ms / 2


def test_a_window_closed_at_noon_keeps_people_until_it_opens_again() -> None:
    day = script(arrivals(3, every=10, busy=5))
    shut = (ONE.id, NINE + 8 * MINUTE, NINE + 40 * MINUTE)
    played = Replay(HALL, changed(day, Change(closed=(shut,)))).play()
    assert [one.waited_ms for one in played] == [0, 30 * MINUTE, 25 * MINUTE]


def test_nobody_is_called_when_no_window_opens() -> None:
    (hall, _) = what_if(
        HALL, script(arrivals(2, 1, 5)), Change(closed=((ONE.id, NINE, NINE + 600 * MINUTE),))
    )
    assert hall.after.not_called == 2
    assert hall.after.median_ms is None


def test_another_policy_lets_a_class_go_first() -> None:
    people = [
        *arrivals(6, every=1, busy=5),
        Arrival(NINE + 6 * MINUTE, "veteran", (Need(SERVICE, MINUTE),)),
    ]
    name = Text(zh="甲", en="A")
    flat = tuple(PriorityClass(id=c.id, name=name) for c in HALL.policy.classes)
    steep = tuple(replace(c, rate=50.0) if c.id == "veteran" else c for c in flat)
    equal = Replay(HALL, script(people), replace(HALL.policy, classes=flat)).play()[-1]
    first = Replay(HALL, script(people), replace(HALL.policy, classes=steep)).play()[-1]
    assert equal.waited_ms == 24 * MINUTE
    assert first.waited_ms == 4 * MINUTE


def test_the_windows_that_erlang_asks_for_keep_the_promise_when_the_day_is_played() -> None:
    random = Random(4)
    minutes, promise, share, gap, people = 5.0, 8.0, 0.9, 2.2, 6_000
    needed = windows_needed(minutes / gap, minutes, promise, share)
    at, coming = float(NINE), []
    for _ in range(people):
        at += random.expovariate(1 / gap) * MINUTE
        busy_ms = max(1, round(random.expovariate(1 / minutes) * MINUTE))
        coming.append(Arrival(round(at), ORDINARY, (Need(SERVICE, busy_ms),)))
    held = {}
    for windows in (needed - 1, needed):
        names = HALL.windows_by_service[SERVICE][:windows]
        assert len(names) == windows
        open_ = [Shift(name, f"c{name}", (SERVICE,), NINE, round(at) + DAY) for name in names]
        played = Replay(HALL, Script(tuple(coming), tuple(open_), NINE, round(at) + DAY)).play()
        kept = sum(
            one.waited_ms is not None and one.waited_ms <= promise * MINUTE for one in played
        )
        held[windows] = kept / people
        formula = 1 - waits_longer(windows, minutes / gap, minutes, promise)
        assert held[windows] == pytest.approx(formula, abs=0.05)
    assert held[needed] > share - 0.05 > held[needed - 1]


class Diary:
    def __init__(self) -> None:
        self.facts: list[Recorded] = []

    def note(self, minute: float, *facts: AnyFact) -> int:
        step = len(self.facts) + 1
        for fact in facts:
            at = NINE + round(minute * MINUTE)
            seq = len(self.facts) + 1
            self.facts.append(Recorded(seq=seq, step=step, at=at, day="2026-01-05", fact=fact))
        return step


def issued(ticket: str) -> Issued:
    return Issued(
        ticket=ticket,
        number=ticket,
        prefix="A",
        count=1,
        service=SERVICE,
        priority=ORDINARY,
        since_at=NINE,
    )


def called(ticket: str) -> Called:
    return Called(ticket=ticket, window=ONE.id, clerk="001", why=Why.FIRST)


def test_a_recorded_day_becomes_its_script() -> None:
    diary = Diary()
    diary.note(0, DayOpened(day="2026-01-05"))
    signed = SignedIn(window=ONE.id, clerk="001")
    diary.note(0, signed, Took(window=ONE.id, services=(SERVICE,)))
    diary.note(1, issued("a"))
    diary.note(2, issued("b"))
    diary.note(3, called("a"))
    wrong = diary.note(4, PassedOver(ticket="a", window=ONE.id))
    diary.note(5, Undone(undone=wrong, window=ONE.id, ticket="a"))
    diary.note(8, Finished(ticket="a", window=ONE.id, visit="v"))
    diary.note(10, Paused(window=ONE.id))
    diary.note(20, Resumed(window=ONE.id))
    diary.note(30, SignedOut(window=ONE.id, clerk="001"))
    found = script_of(diary.facts)
    assert found.arrivals == (
        Arrival(NINE + MINUTE, ORDINARY, (Need(SERVICE, 5 * MINUTE),)),
        Arrival(NINE + 2 * MINUTE, ORDINARY, (Need(SERVICE, None),)),
    )
    assert [(s.begins_at - NINE, s.ends_at - NINE) for s in found.shifts] == [
        (0, 10 * MINUTE),
        (20 * MINUTE, 30 * MINUTE),
    ]


def test_the_commands_tell_a_recorded_day(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HALLFLOW_LANGUAGE", "en")
    log = Log.open(tmp_path, HALL.id, NINE)
    log.commit(Commit(number=1, facts=tuple(busy_morning(20))))
    log.close()
    given = ["--config", "township", "--data", str(tmp_path), "--day", "2026-01-05"]
    opened = [*given, "--open-window", f"{TWO.id}@09:00-12:00", "--format", "json"]
    assert whatif_command(opened) == 0
    whole = json.loads(capsys.readouterr().out)[0]
    assert whole["p90_after"] < whole["p90_before"]
    assert staffing_command([*given, "--wait", "5", "--format", "json"]) == 0
    first = json.loads(capsys.readouterr().out)[0]
    assert (first["begins"], first["arrivals"], first["service_minutes"]) == ("09:00", 20, 4)
    assert first["needed"] > first["open"] == 1
    assert report_command(given) == 0
    assert "last one called" in capsys.readouterr().out


def busy_morning(people: int) -> list[Recorded]:
    """One comes each minute and is served for four by the one window that is open."""
    said: list[tuple[float, AnyFact]] = [
        (0, DayOpened(day="2026-01-05")),
        (0, SignedIn(window=ONE.id, clerk="001")),
        (0, Took(window=ONE.id, services=(SERVICE,))),
    ]
    for number in range(people):
        name = f"2026-01-05-A{number:03d}"
        issued = Issued(
            ticket=name,
            number=f"A{number:03d}",
            prefix="A",
            count=number,
            service=SERVICE,
            priority=ORDINARY,
            since_at=NINE + number * MINUTE,
            wait_median_ms=number * MINUTE,
            wait_p90_ms=2 * number * MINUTE,
        )
        called = Called(ticket=name, window=ONE.id, clerk="001", why=Why.FIRST)
        finished = Finished(ticket=name, window=ONE.id, visit=name)
        said += [(number, issued), (4 * number + 0.1, called), (4 * number + 4.1, finished)]
    said.append((people * 4 + 5, SignedOut(window=ONE.id, clerk="001")))
    said.sort(key=lambda each: each[0])
    return [
        Recorded(seq=seq, step=seq, at=NINE + round(at * MINUTE), day="2026-01-05", fact=fact)
        for seq, (at, fact) in enumerate(said, start=NINE)
    ]
