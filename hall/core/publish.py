# SPDX-License-Identifier: Apache-2.0
"""What the hall shows to all: windows, queues and calls, said only when they changed."""

from collections.abc import Iterable, Iterator
from itertools import cycle

from msgspec.structs import replace

from bus.messages import (
    Call,
    Calls,
    NowServing,
    PublicAddress,
    QueueLength,
    Refusal,
    WindowState,
)
from hall.core.life import AT_WINDOW, Life, WindowNow
from hall.core.pen import FRESH_MS, UNKNOWN, Rules
from hall.core.state import CALLS_KEPT, Changes, HallState
from hall.core.tickets import closed_for

CALLS_SHOWN_MIN = 16
BEATS_A_MINUTE = 60
COUNTS_EVERY_MS = 1_000
"""How often a count that changes is said again: each time is a message to every kiosk."""
WAIT_OLD_MS = 600_000
"""Where only the rest matters, a wait may be this old."""

Retained = NowServing | QueueLength | Calls | PublicAddress


def window_state(state: HallState, window: WindowNow) -> WindowState:
    """Return what a window's strip shows."""
    ticket = state.at_window(window.id)
    if ticket is not None:
        serving = ticket.life is Life.SERVING
        return WindowState.SERVING if serving else WindowState.CALLING
    if not window.open:
        return WindowState.CLOSED
    if window.paused:
        return WindowState.AWAY if window.away else WindowState.PAUSED
    return WindowState.RATING if window.visit else WindowState.FREE


def now_serving(state: HallState, window_id: str) -> NowServing:
    """Return a window as it is now."""
    window = state.window(window_id)
    ticket = state.at_window(window_id)
    return NowServing(
        seq=state.seq,
        window=window_id,
        state=window_state(state, window),
        ticket=ticket.id if ticket else "",
        number=ticket.number if ticket else "",
        service=ticket.service if ticket else "",
        language=ticket.language if ticket else "",
        call=window.call,
        since_at=window.since_at,
        clerk=window.clerk,
        waiting=state.lines.waiting_for.get(window_id, 0),
        visit=window.visit,
        pause_reason=window.pause_reason,
    )


def calls(state: HallState, shown: int) -> Calls:
    """Return the newest calls, newest first."""
    found = []
    for made in reversed(state.calls.values()):
        ticket = state.tickets[made.ticket]
        standing = (
            ticket.life in AT_WINDOW and ticket.window == made.window and ticket.call == made.call
        )
        found.append(
            Call(
                call=made.call,
                number=ticket.number,
                window=made.window,
                language=ticket.language,
                recalled=made.recalled,
                called_at=made.called_at,
                standing=standing,
            )
        )
        if len(found) == shown:
            break
    return Calls(seq=state.seq, calls=tuple(found))


def address(state: HallState) -> PublicAddress:
    """Return what a manager says to everybody."""
    if state.spoken is None:
        return PublicAddress(seq=state.seq)
    at, said = state.spoken
    return PublicAddress(seq=state.seq, said_at=at, until_at=said.until_at, zh=said.zh, en=said.en)


def queue_length(
    rules: Rules, state: HallState, service: str, at_ms: int, older_ms: int = FRESH_MS
) -> QueueLength:
    """Return one service's queue now, and whether a number can be taken.

    Its wait may be `older_ms` old: to work it out takes longer than all the rest.
    """
    closed: tuple[Refusal | None, int | None]
    closed = closed_for(rules, state, service, at_ms) or (None, None)
    wait = UNKNOWN
    if closed[0] is None:
        wait = rules.waits.wait(state, service, at_ms, older_ms)
    return QueueLength(
        seq=state.seq,
        service=service,
        waiting=state.lines.count(service),
        windows=state.open_windows(service),
        refusal=closed[0],
        until_at=closed[1],
        wait_median_ms=wait[0],
        wait_p90_ms=wait[1],
    )


class Publisher:
    """Remembers what was said last, so that only what changed is said again."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._said: dict[tuple[str, str], Retained] = {}
        self._counted_at: dict[tuple[str, str], int] = {}
        """When a mere count was said last."""
        self._late: dict[tuple[str, str], None] = {}
        """What is held back: of which the count has changed since, or the queues at first."""
        self._turns = cycle(rules.hall.service_by_id)
        self._turn = -(-len(rules.hall.services) // BEATS_A_MINUTE)
        self._shown = min(CALLS_KEPT, max(CALLS_SHOWN_MIN, len(rules.hall.windows)))

    def changed(self, state: HallState, changes: Changes, at_ms: int) -> list[Retained]:
        """Return what must be said after these changes, who is called where before all else.

        At first all that displays show; the queues' turn is `late`, for to work out waits takes
        longer than all the rest.
        """
        if not self._said:
            self._late.update(
                (("queue", service), None) for service in self._rules.hall.service_by_id
            )
            return self._new(self._shown_now(state), at_ms)
        if changes.everything:
            return self._new(self._all(state, at_ms), at_ms)
        return self._new(self._some(state, changes, at_ms), at_ms)

    def late(self, state: HallState, at_ms: int) -> list[Retained]:
        """Return what was held back, as it is now."""
        late, self._late = self._late, {}
        self._counted_at.clear()
        return self._new((self._now(state, key, at_ms) for key in late), at_ms)

    def _now(self, state: HallState, key: tuple[str, str], at_ms: int) -> Retained:
        kind, name = key
        if kind == "window":
            return now_serving(state, name)
        return queue_length(self._rules, state, name, at_ms)

    def _some(self, state: HallState, changes: Changes, at_ms: int) -> Iterator[Retained]:
        hall = self._rules.hall
        for window in sorted(changes.moved & hall.window_by_id.keys()):
            yield now_serving(state, window)
        if changes.calls:
            yield calls(state, self._shown)
        for window in sorted((changes.windows - changes.moved) & hall.window_by_id.keys()):
            yield now_serving(state, window)
        if changes.spoken:
            yield address(state)
        for service in sorted(changes.lines & hall.service_by_id.keys()):
            yield queue_length(self._rules, state, service, at_ms)

    def _shown_now(self, state: HallState) -> Iterator[Retained]:
        for window in self._rules.hall.window_by_id:
            yield now_serving(state, window)
        yield calls(state, self._shown)
        yield address(state)

    def _all(self, state: HallState, at_ms: int) -> Iterator[Retained]:
        yield from self._shown_now(state)
        for service in self._rules.hall.service_by_id:
            yield queue_length(self._rules, state, service, at_ms)

    def _new(self, messages: Iterable[Retained], at_ms: int) -> list[Retained]:
        found = []
        for message in messages:
            key = _key(message)
            before = self._said.get(key)
            if before is not None and replace(message, seq=before.seq) == before:
                self._late.pop(key, None)
            elif before is not None and self._can_wait(key, before, message, at_ms):
                self._late[key] = None
            else:
                self._late.pop(key, None)
                self._said[key] = message
                found.append(message)
        return found

    def _can_wait(
        self, key: tuple[str, str], before: Retained, message: Retained, at_ms: int
    ) -> bool:
        """Whether only a count is different, and was said a moment ago."""
        if not _same_but_counts(before, message):
            return False
        if at_ms - self._counted_at.get(key, at_ms - COUNTS_EVERY_MS) < COUNTS_EVERY_MS:
            return True
        self._counted_at[key] = at_ms
        return False

    def outdated(self, state: HallState, at_ms: int, *, minute: bool) -> set[str]:
        """Return the services of which time alone made the last word wrong.

        At a full `minute` all are looked at, for opening and closing; the waits of a few each
        time, so that all have their turn within a minute and none takes the hall's time.
        """
        turn = [next(self._turns) for _ in range(self._turn)]
        found = {service for service in turn if self._wrong(state, service, at_ms, FRESH_MS)}
        if minute:
            services = self._rules.hall.service_by_id
            found |= {s for s in services if self._wrong(state, s, at_ms, WAIT_OLD_MS)}
        return found

    def _wrong(self, state: HallState, service: str, at_ms: int, older_ms: int) -> bool:
        now = queue_length(self._rules, state, service, at_ms, older_ms)
        before = self._said.get(_key(now))
        return before is None or replace(now, seq=before.seq) != before

    def everything(self) -> list[Retained]:
        """Return the last word on everything, for a broker that may have lost it."""
        return list(self._said.values())


def _same_but_counts(before: Retained, message: Retained) -> bool:
    match before, message:
        case NowServing(), NowServing():
            return replace(message, seq=before.seq, waiting=before.waiting) == before
        case QueueLength(), QueueLength():
            as_before = replace(
                message,
                seq=before.seq,
                waiting=before.waiting,
                wait_median_ms=before.wait_median_ms,
                wait_p90_ms=before.wait_p90_ms,
            )
            return as_before == before
        case _:
            return False


def _key(message: Retained) -> tuple[str, str]:
    match message:
        case NowServing():
            return "window", message.window
        case QueueLength():
            return "queue", message.service
        case PublicAddress():
            return "address", ""
        case _:
            return "calls", ""
