# SPDX-License-Identifier: Apache-2.0
from datetime import date

from msgspec.structs import replace

from bus.channels import Kind, Part
from bus.messages import Beat, Refusal, WindowState
from caller.core.actor import NOT_LEGIBLE, Caller, Show
from caller.core.board import PAGE_MS, BoardView, Room, windows_of, windows_spoken
from config.schema import Display, Notice
from tests.rules.desk import (
    MORNING,
    WINDOWS,
    Stage,
    both,
    call,
    calls,
    hall,
    numbers,
    queue,
    serving,
)

PART = Part(hall="desk", name="board-1", kind=Kind.CALLER)
BOARD = Display(id="board-1", kind="board")


def board(display: Display = BOARD, notices: tuple[Notice, ...] = ()) -> Stage:
    stage = Stage(Caller(hall(notices=notices), display, PART, "1"))
    stage.beat()
    return stage


def view(stage: Stage) -> BoardView:
    shown = stage.effects(Show)[-1].view
    assert isinstance(shown, BoardView)
    return shown


def newest(stage: Stage) -> str:
    line = view(stage).newest
    return line.number if line else ""


def test_the_newest_call_is_the_band_and_the_others_are_lines() -> None:
    stage = board()
    stage.give(calls(1, call(3, "A003", "3"), call(2, "B002", "9"), call(1, "A001", "1")))
    assert newest(stage) == "A003"
    assert numbers(view(stage).lines) == ["B002", "A001"]


def test_a_call_stays_until_its_window_calls_again() -> None:
    stage = board()
    stage.give(calls(1, call(2, "A002", "2"), call(1, "A001", "1")))
    stage.wait(3_600_000)
    assert (newest(stage), numbers(view(stage).lines)) == ("A002", ["A001"])
    stage.give(calls(2, call(3, "A003", "1"), call(2, "A002", "2"), call(1, "A001", "1")))
    assert (newest(stage), numbers(view(stage).lines)) == ("A003", ["A002"])


def test_a_call_that_no_longer_stands_gives_up_the_band() -> None:
    stage = board()
    stage.give(calls(1, call(2, "A002", "2", standing=False), call(1, "A001", "1")))
    assert newest(stage) == "A001"
    assert [(line.number, line.standing) for line in view(stage).lines] == [("A002", False)]


def test_ten_calls_in_one_second_are_all_shown_and_told_apart_as_new() -> None:
    stage = board()
    stage.give(Room(lines=4, queues=4))
    burst = tuple(call(n, f"A{n:03}", WINDOWS[n], MORNING + 90 * n) for n in range(10, 0, -1))
    stage.give(calls(1, *burst))
    assert view(stage).pages == 3
    stage.wait(3 * PAGE_MS)
    views = [s.view for s in stage.effects(Show) if isinstance(s.view, BoardView)]
    fresh = {line.number for v in views for line in v.lines if line.fresh}
    seen = {line.number for v in views for line in v.lines} | {"A010"}
    assert seen == {f"A{n:03}" for n in range(1, 11)}
    assert fresh >= {f"A{n:03}" for n in range(6, 10)}
    assert all(v.newest is not None and v.newest.number == "A010" for v in views if v.lines)


def test_a_new_call_brings_the_first_page_back() -> None:
    stage = board()
    stage.give(Room(lines=1, queues=4))
    stage.give(calls(1, *(call(n, f"A{n:03}", WINDOWS[n]) for n in (4, 3, 2, 1))))
    stage.wait(PAGE_MS + 10)
    assert view(stage).page == 2
    stage.give(calls(2, *(call(n, f"A{n:03}", WINDOWS[n]) for n in (5, 4, 3, 2, 1))))
    assert (view(stage).page, numbers(view(stage).lines)) == (1, ["A004"])


def test_a_call_stops_being_new_by_itself() -> None:
    stage = board()
    stage.give(calls(1, call(2, "A002", "2"), call(1, "A001", "1")))
    assert [line.fresh for line in view(stage).lines] == [True]
    stage.wait(16_000)
    assert [line.fresh for line in view(stage).lines] == [False]


def test_a_zones_board_shows_its_own_windows_only() -> None:
    stage = board(Display(id="board-2", kind="board", zone="west"))
    stage.give(calls(1, call(2, "A002", "2"), call(1, "B001", "9")))
    assert (newest(stage), view(stage).lines) == ("B001", ())
    zone = view(stage).zone
    assert zone is not None
    assert zone.en == "West"


def test_a_closed_windows_last_call_leaves_the_board() -> None:
    stage = board()
    stage.give(calls(1, call(2, "A002", "2"), call(1, "A001", "1")))
    stage.give(serving(1, WindowState.CLOSED, window="1"))
    assert (newest(stage), view(stage).lines) == ("A002", ())


def shut(why: Refusal = Refusal.CLOSED, *, but: str = "") -> Stage:
    """A board at 19:00 on that Wednesday, told that no number is given; the hall opens at 08:30."""
    stage = Stage(Caller(hall(), BOARD, PART, "1"), MORNING + 10 * 3_600_000)
    stage.beat()
    opens_at = MORNING + 24 * 3_600_000 - 1_800_000
    for service in ("tax-1", "tax-2", "social-1", "social-2"):
        given = queue(1, service, 0)
        refusal = None if service == but else why
        stage.give(replace(given, refusal=refusal, until_at=None if service == but else opens_at))
    return stage


def test_a_board_says_that_the_hall_is_closed_and_when_it_opens() -> None:
    opens = view(shut()).opens
    assert view(shut()).closed
    assert opens is not None
    assert opens.isoformat() == "2026-03-05T08:30:00+08:00"
    assert not view(shut(but="social-2")).closed
    assert not view(shut(Refusal.QUOTA_DAY)).closed


def test_a_hall_that_gives_no_more_numbers_but_still_serves_is_not_closed() -> None:
    stage = board()
    stage.give(*(replace(queue(1, s, 2), refusal=Refusal.CLOSED) for s in ("tax-1", "social-1")))
    assert not view(stage).closed
    stage.give(*(replace(queue(2, s, 0), refusal=Refusal.HOLIDAY) for s in ("tax-1", "social-1")))
    assert view(stage).closed
    assert view(stage).opens is None


def test_waiting_people_are_counted_by_department_of_the_boards_windows() -> None:
    stage = board()
    stage.give(queue(1, "tax-1", 3), queue(1, "tax-2", 4), queue(1, "social-1", 0))
    assert [(row.prefix, row.waiting) for row in view(stage).queues] == [("A", 7), ("B", 0)]
    stage = board(Display(id="board-2", kind="board", zone="west"))
    stage.give(queue(1, "tax-1", 3), queue(1, "social-1", 2))
    assert [(row.prefix, row.waiting) for row in view(stage).queues] == [("B", 2)]


def test_a_board_that_lost_the_hall_says_since_when_and_is_right_when_it_is_back() -> None:
    stage = board()
    stage.give(calls(1, call(1, "A001", "1")))
    stage.wait(3_600_000, beating=False)
    assert view(stage).as_of == "09:00:00"
    stage.give(calls(90, call(90, "A090", "1", stage.utc_at)))
    stage.beat()
    assert (view(stage).as_of, newest(stage)) == ("", "A090")


def test_the_clock_follows_the_hall_and_not_this_machine() -> None:
    stage = board()
    assert view(stage).clock == "09:00"
    before = len(stage.effects(Show))
    stage.wait(61_000)
    assert view(stage).clock == "09:01"
    assert len(stage.effects(Show)) == before + 1


def test_a_board_that_never_heard_the_hall_shows_no_call() -> None:
    stage = Stage(Caller(hall(), BOARD, PART, "1"))
    stage.give(calls(1, call(1, "A001", "1")))
    assert view(stage).connecting
    assert view(stage).newest is None
    assert view(stage).clock == ""


def test_notices_take_turns_and_keep_to_their_days_and_hours() -> None:
    today, tomorrow = date(2026, 3, 4), date(2026, 3, 5)
    notices = (
        Notice(id="now", text=both("现在", "Now")),
        Notice(id="morning", text=both("上午", "Morning"), spans=("08:30-09:10",)),
        Notice(id="tomorrow", text=both("明天", "Tomorrow"), valid_from=tomorrow),
        Notice(id="last", text=both("最后一天", "Last day"), valid_to=today),
        Notice(id="monday", text=both("周一", "Monday"), weekdays=(1,)),
    )
    stage = board(notices=notices)
    stage.wait(8 * PAGE_MS)
    views = [s.view for s in stage.effects(Show) if isinstance(s.view, BoardView)]
    assert {v.notice.id for v in views if v.notice} == {"now", "morning", "last"}
    stage.wait(600_000)
    later = len(stage.effects(Show))
    stage.wait(8 * PAGE_MS)
    views = [s.view for s in stage.effects(Show)[later:] if isinstance(s.view, BoardView)]
    assert {v.notice.id for v in views if v.notice} == {"now", "last"}


def test_a_window_too_small_for_its_distance_is_a_fault() -> None:
    stage = board()
    stage.give(Room(lines=3, queues=3, legible=False))
    stage.wait(1_500)
    assert stage.sent(Beat)[-1].faults == (NOT_LEGIBLE,)


def test_no_call_is_spoken_by_two_voices() -> None:
    whole = Display(id="board-1", kind="board", speaks=True)
    west = Display(id="board-2", kind="board", zone="west", speaks=True)
    place = replace(hall(), displays=(whole, west))
    assert windows_of(place, whole) == WINDOWS
    spoken = windows_spoken(place, whole), windows_spoken(place, west)
    assert spoken[0] | spoken[1] == set(WINDOWS)
    assert not spoken[0] & spoken[1]
