# SPDX-License-Identifier: Apache-2.0
"""The day in figures, and what the pages see."""

from contextlib import closing
from pathlib import Path

from msgspec.structs import replace

from bus.messages import (
    Action,
    Beat,
    Outcome,
    PaperReported,
    Presence,
    Rated,
    WindowState,
)
from config.schema import Evaluator, Kiosk, PriorityClass
from hall.core.alarms import AlarmKind
from hall.core.counts import mean, quantile
from hall.core.effects import Look, Shown
from hall.core.facts import Issued
from hall.core.report import report_of, ticket_rows
from hall.core.views import HallView, WindowView
from hall.store.accounts import AccountStore
from hall.web.claims import Claims
from hall.web.draw import Pages
from hall.web.manager import draw_today
from tests.rules.hall_shell import (
    KIOSK,
    MINUTE,
    RATER,
    SECOND,
    HallShell,
    make_hall,
    policy,
    text,
)


def look(shell: HallShell, window: str = "") -> object:
    shell.step(Look("page", window))
    return [effect for effect in shell.effects if isinstance(effect, Shown)][-1].view


def hall_view(shell: HallShell) -> HallView:
    view = look(shell)
    assert isinstance(view, HallView)
    return view


def window_view(shell: HallShell, window: str) -> WindowView:
    view = look(shell, window)
    assert isinstance(view, WindowView)
    return view


def played() -> HallShell:
    """A short morning at one window: served, passed over, cancelled, rated, unprinted."""
    shell = HallShell(make_hall(policy=policy(passed_over_times_max=0)))
    shell.open("w1")
    tickets = [shell.take(), shell.take("card"), shell.take(), shell.take()]
    shell.wait(10 * MINUTE - 2 * SECOND)
    shell.next("w1")
    shell.wait(5 * MINUTE)
    shell.press("w1", Action.FINISH, outcome=Outcome.DECIDED)
    visit = shell.state.window("w1").visit
    shell.send(RATER, Rated(id="r", visit=visit, window="w1", level=2))
    shell.wait(5 * MINUTE - 2 * SECOND)
    shell.next("w1")
    shell.wait(3 * MINUTE)
    shell.press("w1", Action.FINISH, outcome=Outcome.ACCEPTED)
    shell.next("w1")
    shell.press("w1", Action.PASS_OVER)
    shell.press("w1", Action.CANCEL, ticket=tickets[3].number, reason="left")
    for ticket, printed in ((tickets[0], True), (tickets[1], False)):
        report = PaperReported(id=shell.new_id(), ticket=ticket.ticket, printed=printed)
        shell.send(KIOSK, report)
    return shell


def test_the_day_adds_up() -> None:
    today = hall_view(played()).today
    assert (today.issued, today.calls, today.served) == (4, 3, 2)
    assert (today.passed_over, today.cancelled, today.waiting) == (1, 1, 0)
    assert (today.printed, today.unprinted) == (1, 1)
    assert (today.rated, today.unrated, today.satisfied) == (1, 1, 0.0)
    assert today.levels == (0, 1, 0, 0, 0)
    assert today.outcomes == (("accepted", 1), ("decided", 1))
    assert (today.wait_median_ms, today.wait_p90_ms) == (10 * MINUTE, 20 * MINUTE)
    assert today.service_mean_ms == 4 * MINUTE


def test_figures_are_kept_by_service_window_clerk_class_and_half_hour() -> None:
    shell = played()
    view = hall_view(shell)
    card = next(q.today for q in view.queues if q.queue.service == "card")
    assert (card.issued, card.served) == (1, 1)
    window = next(w.today for w in view.windows if w.window == "w1")
    assert (window.served, window.passed_over, window.rated) == (2, 1, 1)
    assert [(c.key[1], c.served) for c in view.clerks] == [("c1", 2)]
    assert [(c.key[1], c.issued) for c in view.classes] == [("ordinary", 4)]
    assert [(s.issued, s.served) for s in view.slots] == [(4, 2)]


def test_a_report_is_computed_from_the_log_alone() -> None:
    shell = played()
    view = hall_view(shell)
    report = report_of(shell.hall, shell.recorded())
    assert report.total == view.today
    assert report.slots == view.slots
    rows = ticket_rows(shell.state)
    assert [row.life for row in rows] == ["finished", "finished", "passed-over", "cancelled"]
    assert rows[0].service_ms == 5 * MINUTE


def test_what_was_undone_does_not_count() -> None:
    shell = HallShell()
    shell.open("w1")
    shell.take()
    shell.wait(MINUTE)
    before = hall_view(shell).today
    shell.next("w1")
    shell.press("w1", Action.PASS_OVER)
    shell.press("w1", Action.UNDO)
    assert hall_view(shell).today.passed_over == 0
    shell.press("w1", Action.FINISH)
    shell.press("w1", Action.UNDO)
    assert hall_view(shell).today.served == 0
    assert hall_view(shell).today.calls == before.calls + 1


def test_the_report_says_how_often_each_class_was_overtaken() -> None:
    classes = (
        PriorityClass(id="ordinary", name=text("o")),
        PriorityClass(id="vip", name=text("v"), rate=100.0, head_start_minutes=60),
    )
    shell = HallShell(make_hall(policy=policy(classes=classes)))
    shell.open("w1")
    shell.take()
    shell.take(priority="vip")
    shell.take(priority="vip")
    for _ in range(3):
        shell.next("w1")
    ordinary = next(c for c in hall_view(shell).classes if c.key[1] == "ordinary")
    assert (ordinary.overtaken_max, ordinary.overtaken_mean) == (2, 2.0)


def test_nothing_measured_is_not_nought() -> None:
    today = hall_view(HallShell()).today
    assert (today.wait_mean_ms, today.wait_p90_ms, today.satisfied) == (None, None, None)
    assert (mean([]), quantile([], 50)) == (None, None)
    assert [quantile([1, 2, 3, 4], percent) for percent in (1, 50, 75, 90)] == [1, 2, 3, 4]


# --- what pages see ---


def test_the_clerk_sees_who_is_next_who_is_held_and_what_can_be_undone() -> None:
    shell = HallShell()
    shell.open("w1")
    numbers = [shell.take(wanted).number for wanted in ("permit", "card", "permit")]
    shell.take("licence")
    assert [t.number for t in window_view(shell, "w1").queue] == numbers
    shell.next("w1")
    view = window_view(shell, "w1")
    assert view.window.ticket is not None
    assert (view.window.ticket.number, view.window.ticket.why) == (numbers[0], "first")
    assert view.did == ("called",)
    assert view.undo_until_at == view.at + 60 * SECOND
    shell.press("w1", Action.HOLD, reason="copies")
    view = window_view(shell, "w1")
    assert [(t.number, t.reason) for t in view.held] == [(numbers[0], "copies")]
    shell.wait(61 * SECOND)
    assert window_view(shell, "w1").undo_until_at is None


def test_a_clerk_finds_whom_they_put_aside_themselves_before_those_of_other_windows() -> None:
    shell = HallShell()
    shell.open("w1", "w2")
    taken = [shell.take().number for _ in range(3)]
    for window in ("w2", "w2", "w1"):
        shell.next(window)
        shell.press(window, Action.HOLD, reason="copies")
    theirs, others, mine = taken
    held = window_view(shell, "w1").held
    assert [(t.number, t.window) for t in held] == [(mine, "w1"), (theirs, "w2"), (others, "w2")]
    assert [t.number for t in window_view(shell, "w2").held] == [theirs, others, mine]


def test_the_next_shown_is_the_next_called_even_at_a_limit() -> None:
    classes = (
        PriorityClass(id="ordinary", name=text("o")),
        PriorityClass(id="vip", name=text("v"), rate=100.0, head_start_minutes=60),
    )
    shell = HallShell(make_hall(policy=policy(classes=classes, bypass_max=1)))
    shell.open("w1")
    for priority in ("ordinary", "vip", "vip", "ordinary", "vip"):
        shell.take(priority=priority)
    for _ in range(5):
        (shown, *_) = window_view(shell, "w1").queue
        assert shell.next("w1") == shown.number


def test_the_manager_sees_what_is_wrong() -> None:
    shell = HallShell(make_hall(kiosks=(Kiosk(id="kiosk-1", name=text("k")),)))
    shell.take("invoice")
    shell.wait(31 * MINUTE)
    kinds = {alarm.kind for alarm in hall_view(shell).alarms}
    assert kinds == {AlarmKind.PART_LOST, AlarmKind.LONG_WAIT, AlarmKind.NO_WINDOW}


def test_a_bad_rating_is_an_alarm_also_after_a_restart() -> None:
    shell = played()
    for _ in range(2):
        (alarm,) = [a for a in hall_view(shell).alarms if a.kind is AlarmKind.BAD_RATING]
        assert (alarm.subject, alarm.value) == ("2026-03-02-A001", 2)
        shell.start()


# --- parts ---


def beat(shell: HallShell, part: str = "kiosk-1", **fields: object) -> None:
    given = {"part": part, "kind": "kiosk", "version": "1", "uptime_ms": 1, **fields}
    message = Beat(**given)  # type: ignore[arg-type]
    shell.send_state(KIOSK, message)


def part(shell: HallShell, name: str = "kiosk-1") -> tuple[bool, tuple[str, ...]]:
    found = next(p for p in hall_view(shell).parts if p.part == name)
    return found.lost, found.faults


def test_a_silent_part_is_lost_whatever_the_broker_says() -> None:
    hall = make_hall(kiosks=(Kiosk(id="kiosk-1", name=text("k")),))
    shell = HallShell(replace(hall, evaluators=(Evaluator(id="rater-1", window="w1"),)))
    beat(shell, faults=("paper-out",))
    assert part(shell) == (False, ("paper-out",))
    shell.wait(2 * SECOND)
    assert part(shell)[0] is False
    shell.wait(SECOND)
    assert part(shell)[0] is True
    assert part(shell, "rater-1")[0] is True
    shell.send_state(KIOSK, Presence(part="kiosk-1", online=True))
    assert part(shell)[0] is True
    beat(shell)
    assert part(shell)[0] is False
    shell.send_state(KIOSK, Presence(part="kiosk-1", online=False))
    assert part(shell)[0] is True


# --- self-checks ---


def test_a_broken_rule_is_an_alarm_with_the_facts_around_it(tmp_path: Path) -> None:
    shell = HallShell()
    shell.open("w1")
    ticket = shell.take()
    shell.state.windows["w3"] = replace(shell.state.windows["w3"], ticket=ticket.ticket)
    shell.wait(61 * SECOND)
    view = hall_view(shell)
    assert [v.what for v in view.violations] == [f"w3 shows {ticket.ticket}, which is not there"]
    assert any(isinstance(r.fact, Issued) for r in view.violations[0].facts)
    assert AlarmKind.RULE_BROKEN in {alarm.kind for alarm in view.alarms}
    assert hall_view(shell).windows[0].state is WindowState.FREE
    pages, whole = Pages(shell.hall), replace(view, violations=())
    with closing(AccountStore.open(tmp_path)) as store:
        claims = Claims(store)
    _, _, around = draw_today(pages, "en", view, claims).partition('id="broken"')
    assert f"w3 shows {ticket.ticket}" in around
    assert "<td>issued</td>" in around
    assert 'id="broken"' not in draw_today(pages, "en", whole, claims)


def test_answers_that_cannot_be_read_are_an_alarm_and_the_hall_goes_on() -> None:
    shell = HallShell()
    shell.unreadable = ("kiosk-1 c-3: JSON is malformed",)
    shell.start()
    (alarm,) = [a for a in hall_view(shell).alarms if a.kind is AlarmKind.STORE_UNREADABLE]
    assert (alarm.value, alarm.detail) == (1, "kiosk-1 c-3: JSON is malformed")
    assert shell.take().number == "A001"


def test_a_lost_place_in_line_is_noticed() -> None:
    shell = HallShell()
    ticket = shell.take()
    shell.state.lines.leave(shell.state.tickets[ticket.ticket])
    shell.wait(61 * SECOND)
    whats = [violation.what for violation in hall_view(shell).violations]
    assert f"{ticket.ticket} is waiting and does not stand in line" in whats
