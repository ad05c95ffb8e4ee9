# SPDX-License-Identifier: Apache-2.0
"""Our own pads on one shared RS-485 pair: polled, so that no two speak at once (docs/protocol.md).

The host asks all boards at once who has something to say; those that have raise a hand, each in
its own moment. Then it turns to one board at a time: its frames, and the board's answer, which an
ack ends. A board that does not answer costs its turn; once it is known to be silent it gets one
only right after a poll, when the next poll is furthest, so that no press waits for it.
"""

from collections.abc import Iterable

from firmware_bridge.core.commands import Command, Show
from firmware_bridge.core.device import Reading
from firmware_bridge.core.frames import EVERYBODY, Frame, Kind, encode
from firmware_bridge.core.session import HostLink
from firmware_bridge.drivers.own import OwnLine, OwnPad

ADDRESS_MAX = 64
POLL_EVERY_MS = 36
SLOT_US = 300
"""A hand takes two bytes, 174 us at 115200 baud; the rest is for clocks that differ."""
SLOTS_BEGIN_US = 500
"""From the poll's last border to the first slot: time to read the poll."""
POLL_MARGIN_MS = 3
"""The poll itself takes 0.9 ms; the rest is the adapter's, there and back."""
ANSWER_WAIT_MS = 20
"""The longest answer takes 6 ms; the rest is the adapter's."""
SILENCES_MAX = 2
"""Turns without an answer until a board counts as silent."""
BYTES_A_MS = 11
POLL = encode(Frame(EVERYBODY, Kind.POLL, 0, 0))


class SharedHostLink(HostLink):
    """The bridge's end to one board of many: fewer signs of life, turns when a hand is up."""

    _alive_every_ms = 1_000

    def give_turn(self, now_ms: int) -> None:
        """Say something, whatever it is, so that the board may speak."""
        if self.open:
            self._put(now_ms, Kind.ACK, self._heard_sequence)
        else:
            self._greet(now_ms)


class SharedLine(OwnLine[SharedHostLink]):
    """All own pads of one shared line, addresses 1 to 64."""

    def __init__(self, addresses: Iterable[int], nonce: int) -> None:
        """Take the pads' addresses and a number that no earlier run of this host used."""
        super().__init__(addresses, nonce)
        slots_us = SLOTS_BEGIN_US + max(self._pads, default=0) * SLOT_US
        self._poll_ms = slots_us // 1_000 + 1 + POLL_MARGIN_MS
        self._poll_at_ms = 0
        self._busy_until_ms: int | None = None
        self._turn: int | None = None
        self._silences: dict[int, int] = {}
        self._for_silent = False
        self._silent_had_turn = False
        self._hands: dict[int, None] = {}
        self._waiting: dict[int, bytes] = {}
        self._written = bytearray()

    @staticmethod
    def _link(address: int, nonce: int) -> SharedHostLink:
        return SharedHostLink(address, nonce)

    def receive(self, now_ms: int, data: bytes) -> list[Reading]:
        """Take bytes from the line, in pieces of any size."""
        found = super().receive(now_ms, data)
        self._go_on(now_ms)
        return found

    def wake(self, now_ms: int) -> list[Reading]:
        """Do what is due on any link, and on the line."""
        found = super().wake(now_ms)
        self._go_on(now_ms)
        return found

    def wake_at_ms(self) -> int | None:
        """Tick at which `wake` has something to do."""
        line_ms = self._poll_at_ms if self._busy_until_ms is None else self._busy_until_ms
        links_ms = super().wake_at_ms()
        return line_ms if links_ms is None else min(line_ms, links_ms)

    def take_bytes(self) -> bytes:
        """Return what must be written to the line now."""
        data = bytes(self._written)
        self._written.clear()
        return data

    def show(self, now_ms: int, address: int, shown: Show) -> None:
        """Let the pad show this from now on."""
        super().show(now_ms, address, shown)
        self._go_on(now_ms)

    def say(self, now_ms: int, address: int, command: Command) -> bool:
        """Send a command. False: there is no session, or too many commands wait."""
        sent = super().say(now_ms, address, command)
        self._go_on(now_ms)
        return sent

    def _take(self, now_ms: int, pad: OwnPad[SharedHostLink], frame: Frame) -> list[Reading]:
        if frame.kind is Kind.POLL:
            self._hands[frame.address] = None
            return []
        if frame.kind is Kind.ACK and frame.address == self._turn:
            self._silences.pop(frame.address, None)
            self._turn = self._busy_until_ms = None
            if not frame.session:  # its answer ended; it has no session to tell of
                return []
        return super()._take(now_ms, pad, frame)

    def _go_on(self, now_ms: int) -> None:
        """Use the line, if it is free, for what is most urgent."""
        if self._busy_until_ms is not None and now_ms >= self._busy_until_ms:
            self._end_unanswered()
        for address, pad in self._pads.items():
            self._wait(address, pad.link.take_bytes())
        if self._busy_until_ms is not None:
            return
        if now_ms >= self._poll_at_ms:
            self._poll_at_ms = now_ms + POLL_EVERY_MS
            self._write(now_ms, POLL, self._poll_ms)
            return
        turn = self._next(now_ms)
        self._for_silent = False
        if turn is not None:
            data = self._waiting.pop(turn)
            self._turn = turn
            self._write(now_ms, data, len(data) // BYTES_A_MS + ANSWER_WAIT_MS)

    def _end_unanswered(self) -> None:
        """End a turn that no ack has ended, or the time for hands after a poll."""
        if self._turn is None:
            # Every other poll at most, so that many silent boards leave room for the others.
            self._for_silent = not self._hands and not self._silent_had_turn
            self._silent_had_turn = False
        else:
            self._silences[self._turn] = self._silences.get(self._turn, 0) + 1
        self._turn = self._busy_until_ms = None

    def _next(self, now_ms: int) -> int | None:
        """Return whose turn it is: who raised a hand, who is to be told something, who is left."""
        if self._hands:
            raised = next(iter(self._hands))
            del self._hands[raised]
            if raised not in self._waiting:
                self._pads[raised].link.give_turn(now_ms)
                self._wait(raised, self._pads[raised].link.take_bytes())
            return raised
        silent = {at for at, times in self._silences.items() if times >= SILENCES_MAX}
        if self._for_silent and silent & self._waiting.keys():
            self._silent_had_turn = True
            return next(address for address in self._waiting if address in silent)
        left = [address for address in self._waiting if address not in silent]
        told = (address for address in left if not self._pads[address].link.idle)
        return next(told, next(iter(left), None))

    def _wait(self, address: int, data: bytes) -> None:
        """Keep frames until the pad's turn: the same one once, and of greetings the newest."""
        waiting = self._waiting.get(address, b"") if self._pads[address].link.open else b""
        if data and data not in waiting:
            self._waiting[address] = waiting + data

    def _write(self, now_ms: int, data: bytes, busy_ms: int) -> None:
        self._written += data
        self._busy_until_ms = now_ms + busy_ms
