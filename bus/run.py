# SPDX-License-Identifier: Apache-2.0
"""inbox -> step -> outbox -> sleep until wake_at: the loop of every part, and its only clock.

A Runner owns its actor and its bus on one thread. Others (a window, a web page, a printer's
thread) only `post` events into it, and are told through the effects that `perform` carries out.
"""

import logging
import os
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from bus.actor import Actor, BadInput, Now
from bus.messages import Message

POSTED_MAX = 50_000
"""Events posted and not yet heard; more is our own error and stops the part."""
BAD_INPUT_LOG_EVERY_MS = 10_000
CRASH_EXIT_CODE = 70

_log = logging.getLogger(__name__)

Hear = Callable[[], Iterable[object]]
Perform = Callable[[object], Iterable[object]]


class Bus(Protocol):
    """What a Runner needs of a bus (bus/mqtt.py)."""

    def open(self, wake: Callable[[], None]) -> None:
        """Begin; `wake` may be called from any thread when `attend` has something to do."""

    def socket(self) -> socket.socket | None:
        """Return what to wait on, or None while there is no connection."""

    def wants_write(self) -> bool:
        """Whether bytes wait to be sent."""

    def attend(self, tick_ms: int) -> Sequence[object]:
        """Do what can be done without blocking; return what came, in order."""

    def wake_at_ms(self) -> int | None:
        """Tick at which to attend again whatever happens, or None."""

    def send(self, message: Message) -> None:
        """Put a message on its way."""

    def close(self) -> None:
        """Say good-bye."""


def now() -> Now:
    """Return the time: the one place where production code reads a clock for its rules."""
    return Now(tick_ms=time.monotonic_ns() // 1_000_000, utc_ms=time.time_ns() // 1_000_000)


def no_effects(effect: object) -> Iterable[object]:
    """Perform for a part without effects of its own: an effect is a programming error."""
    text = f"nobody performs {effect!r}"
    raise TypeError(text)


class Runner:
    """Runs one part until it is stopped."""

    def __init__(
        self,
        actor: Actor,
        bus: Bus,
        perform: Perform = no_effects,
        clock: Callable[[], Now] = now,
    ) -> None:
        self._actor = actor
        self._bus = bus
        self._perform = perform
        self._clock = clock
        self._posted: deque[object] = deque()
        self._watched: dict[int, Hear] = {}
        self._selector = selectors.DefaultSelector()
        self._bus_socket: socket.socket | None = None
        self._bus_events = 0
        self._bell, self._ear = socket.socketpair()
        self._bell.settimeout(0)
        self._ear.settimeout(0)
        self._selector.register(self._ear, selectors.EVENT_READ)
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._wake_at_ms: int | None = 0
        self._bad_inputs = 0
        self._bad_log_at_ms = 0

    # --- from any thread --------------------------------------------------------------------

    def post(self, *events: object) -> None:
        """Let the actor hear events in its next step."""
        self._posted.extend(events)
        self.wake()

    def wake(self) -> None:
        """End the loop's sleep."""
        try:
            self._bell.send(b"!")
        except (BlockingIOError, OSError):
            return  # the bell is full and thus rings already, or the loop has ended

    def start(self, name: str) -> None:
        """Run on a thread of its own. A crash ends the process, for the supervisor to see."""
        self._thread = threading.Thread(target=self._run_or_exit, name=name, daemon=True)
        self._thread.start()

    def stop(self, timeout_s: float = 2.0) -> None:
        """End the loop after its current turn, say good-bye to the bus, join the thread."""
        self._stopping.set()
        self.wake()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout_s)

    # --- from the runner's own thread (perform, hear) ---------------------------------------

    def watch(self, fd: int, hear: Hear) -> None:
        """Call `hear` whenever `fd` is readable; what it returns goes to the actor."""
        self._watched[fd] = hear
        self._selector.register(fd, selectors.EVENT_READ)

    def unwatch(self, fd: int) -> None:
        """Stop watching `fd`; call it before closing it."""
        if self._watched.pop(fd, None) is not None:
            self._selector.unregister(fd)

    def run(self) -> None:
        """Turn until stopped."""
        self._bus.open(self.wake)
        try:
            while not self._stopping.is_set():
                self.turn()
        finally:
            self._bus.close()
            self._selector.close()
            self._ear.close()
            self._bell.close()

    def turn(self) -> None:
        """Sleep until something is due, hear all that came, step, carry out what it wants.

        What an effect gives back is heard at once: a commit and the words after it are one turn.
        """
        inbox = self._hear()
        moment = self._clock()
        if not inbox and (self._wake_at_ms is None or moment.tick_ms < self._wake_at_ms):
            return
        self._note_bad(inbox, moment.tick_ms)
        while not self._stopping.is_set():
            inbox = self._step(moment, inbox)
            if not inbox:
                return
            moment = self._clock()

    def _step(self, moment: Now, inbox: Sequence[object]) -> list[object]:
        """Step once; return what the effects gave back."""
        step = self._actor.step(moment, inbox)
        self._wake_at_ms = step.wake_at_ms
        for send in step.out:
            self._bus.send(send.message)
        return [event for effect in step.effects for event in self._perform(effect)]

    def _hear(self) -> list[object]:
        self._follow_bus_socket()
        ready = self._selector.select(self._timeout_s())
        inbox: list[object] = []
        for key, _events in ready:
            if key.fileobj is self._ear:
                self._empty_ear()
            elif key.fd in self._watched:
                inbox.extend(self._watched[key.fd]())
        inbox.extend(self._bus.attend(self._clock().tick_ms))
        if len(self._posted) > POSTED_MAX:
            text = f"{len(self._posted)} events wait, more than {POSTED_MAX}: the part is too slow"
            raise OverflowError(text)
        while self._posted:
            inbox.append(self._posted.popleft())
        return inbox

    def _timeout_s(self) -> float | None:
        if self._posted:
            return 0.0
        due = [at for at in (self._wake_at_ms, self._bus.wake_at_ms()) if at is not None]
        if not due:
            return None
        return max(0, min(due) - self._clock().tick_ms) / 1000

    def _follow_bus_socket(self) -> None:
        """Keep the selector on the bus's socket, which is another after each reconnect."""
        current = self._bus.socket()
        events = selectors.EVENT_READ
        if current is not None and self._bus.wants_write():
            events |= selectors.EVENT_WRITE
        if current is self._bus_socket:
            if current is not None and events != self._bus_events:
                self._selector.modify(current, events)
                self._bus_events = events
            return
        if self._bus_socket is not None:
            self._forget(self._bus_socket)
        if current is not None:
            self._selector.register(current, events)
        self._bus_socket, self._bus_events = current, events

    def _forget(self, gone: socket.socket) -> None:
        """Unregister a socket that may be closed already (and its number taken by another)."""
        for key in list(self._selector.get_map().values()):
            if key.fileobj is gone:
                self._selector.unregister(gone)
                return

    def _empty_ear(self) -> None:
        try:
            while self._ear.recv(4096):
                pass
        except BlockingIOError:
            return

    def _note_bad(self, inbox: Sequence[object], tick_ms: int) -> None:
        """Log bad input, at most a line each ten seconds: noise must not fill the disk."""
        newest = None
        for event in inbox:
            if isinstance(event, BadInput):
                self._bad_inputs += 1
                newest = event
        if newest is not None and tick_ms >= self._bad_log_at_ms:
            self._bad_log_at_ms = tick_ms + BAD_INPUT_LOG_EVERY_MS
            _log.warning(
                "bad input (%d so far), newest on %s: %s",
                self._bad_inputs,
                newest.topic,
                newest.reason,
            )

    def _run_or_exit(self) -> None:
        try:
            self.run()
        except Exception:  # noqa: BLE001 (the one place: logged, and the process ends)
            _log.exception("the part stops on an error of its own")
            logging.shutdown()
            os._exit(CRASH_EXIT_CODE)
