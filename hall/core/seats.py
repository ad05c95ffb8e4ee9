# SPDX-License-Identifier: Apache-2.0
"""Who sits at which window, what it takes, and when it rests."""

from collections.abc import Callable

from bus.messages import Action, Refusal, WindowAction
from hall.core import facts
from hall.core.life import WindowNow
from hall.core.pen import Declined, Pen

MINUTE_MS = 60_000


def relief_services(pen: Pen, window: str) -> tuple[str, ...]:
    """Return what a window takes besides just now, while others are away."""
    reliefs = pen.hall.window_by_id[window].relief
    active = (relief for relief in reliefs if pen.rules.opening.in_span(relief.span, pen.at_ms))
    return tuple(s for relief in active for s in pen.hall.expand(relief.takes))


def _all_of(pen: Pen, window: str) -> tuple[str, ...]:
    """Return what a window takes now if its clerk chose nothing else."""
    own = pen.hall.services_by_window[window]
    return tuple(dict.fromkeys((*own, *relief_services(pen, window))))


def _chosen(pen: Pen, command: WindowAction) -> tuple[str, ...]:
    """Return the services asked for, all of the window's if none."""
    able = _all_of(pen, command.window)
    asked = pen.hall.expand(command.services)
    if any(service not in pen.hall.service_by_id for service in asked):
        raise Declined(Refusal.UNKNOWN_SERVICE)
    if any(service not in able for service in asked):
        raise Declined(Refusal.NOT_TAKEN_HERE)
    return asked or able


def sign_in(pen: Pen, command: WindowAction, window: WindowNow) -> None:
    """Take the window; whoever sat there is relieved, and who is served there stays."""
    if not command.clerk:
        raise Declined(Refusal.UNKNOWN_CLERK)
    if pen.hall.clerks and command.clerk not in pen.hall.clerk_by_number:
        raise Declined(Refusal.UNKNOWN_CLERK)
    elsewhere = pen.state.by_clerk.get(command.clerk, window.id)
    if elsewhere != window.id:
        raise Declined(Refusal.CLERK_ELSEWHERE)
    services = _chosen(pen, command)
    if window.clerk != command.clerk:
        pen.write(facts.SignedIn(window=window.id, clerk=command.clerk, relieved=window.clerk))
    if window.services != services and (command.services or not window.open):
        pen.write(facts.Took(window=window.id, services=services))


def sign_out(pen: Pen, command: WindowAction, window: WindowNow) -> None:
    """Leave the window; tickets kept for it may go to any other."""
    _mine(command, window)
    ticket = pen.state.at_window(window.id)
    if ticket is not None:
        raise Declined(Refusal.SOMEBODY_AT_WINDOW, number=ticket.number)
    leave(pen, window)


def leave(pen: Pen, window: WindowNow) -> None:
    """Write that the window is closed and what it kept is free."""
    pen.write(facts.SignedOut(window=window.id, clerk=window.clerk))
    for ticket in pen.state.lines.tickets(f"@{window.id}"):
        pen.write(facts.Freed(ticket=ticket))


def take(pen: Pen, command: WindowAction, window: WindowNow) -> None:
    """Choose which services the window takes now; none named: all it can."""
    _mine(command, window)
    services = _chosen(pen, command)
    if services != window.services:
        pen.write(facts.Took(window=window.id, services=services))


def pause(pen: Pen, command: WindowAction, window: WindowNow) -> None:
    """Call nobody for a while; who is served is served to the end."""
    _mine(command, window)
    if not window.paused or window.pause_reason != command.reason.strip():
        pen.write(facts.Paused(window=window.id, reason=command.reason.strip()))


def resume(pen: Pen, command: WindowAction, window: WindowNow) -> None:
    """Go on after a pause."""
    _mine(command, window)
    if window.paused:
        pen.write(facts.Resumed(window=window.id))


def _mine(command: WindowAction, window: WindowNow) -> None:
    if not window.open:
        raise Declined(Refusal.WINDOW_CLOSED)
    if command.clerk and command.clerk != window.clerk:
        raise Declined(Refusal.WINDOW_OCCUPIED)


def watch(pen: Pen) -> None:
    """Write what time alone does at windows: alarms, ratings over, relief begun or ended."""
    away_ms = pen.policy.away_alarm_minutes * MINUTE_MS
    for window in [w for w in pen.state.windows.values() if w.paused or w.visit]:
        if window.paused and not window.away and pen.at_ms - window.paused_at >= away_ms:
            pen.write(facts.AwayAlarm(window=window.id))
        end_rating(pen, window)
    for name in pen.rules.relieved:
        window = pen.state.window(name)
        if window.open:
            _watch_relief(pen, window)


def end_rating(pen: Pen, window: WindowNow) -> None:
    """Let the pad ask no longer than it may."""
    asked_ms = pen.at_ms - window.visit_at
    if window.visit and asked_ms >= pen.hall.ratings.pad_seconds * 1_000:
        pen.write(facts.RatingClosed(window=window.id, visit=window.visit))


def _watch_relief(pen: Pen, window: WindowNow) -> None:
    reliefs = pen.hall.window_by_id[window.id].relief
    own = pen.hall.services_by_window[window.id]
    ever = {s for relief in reliefs for s in pen.hall.expand(relief.takes)} - set(own)
    kept = tuple(s for s in window.services if s not in ever)
    now = tuple(s for s in relief_services(pen, window.id) if s in ever)
    services = tuple(dict.fromkeys((*kept, *now)))
    if set(services) != set(window.services):
        pen.write(facts.Took(window=window.id, services=services))


SEAT_KEYS: dict[Action, Callable[[Pen, WindowAction, WindowNow], None]] = {
    Action.SIGN_IN: sign_in,
    Action.SIGN_OUT: sign_out,
    Action.TAKE: take,
    Action.PAUSE: pause,
    Action.RESUME: resume,
}
