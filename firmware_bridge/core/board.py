# SPDX-License-Identifier: Apache-2.0
"""The board's end of the link, as its firmware does it (firmware/link.c, byte for byte)."""

from firmware_bridge.core.commands import Greet, Hello, Way, hello, pack
from firmware_bridge.core.frames import EVERYBODY, Frame, Kind, hand
from firmware_bridge.core.session import NONCES, Event, Link, LostWhy, Opened, session_of

_URGENT = {Kind.OPEN, Kind.DATA}
"""Kinds of frames that a board raises its hand for."""


class BoardLink(Link):
    """Answers greetings, keeps the newest session.

    From the first poll on, the line is a shared one: the board says nothing unasked. It raises its
    hand in answer to a poll, and after a frame to its own address says what it has held.
    """

    _hears = Way.TO_BOARD

    def __init__(self, address: int, nonce: int, version: int) -> None:
        """Boot: take a nonce well beyond those of earlier boots, and say hello.

        It grows by one with each session, so no two sessions of a board have the same name.
        """
        super().__init__(address)
        self._nonce = nonce
        self._version = version
        self._host_nonce = 0
        self._shared = False
        self._held: set[Kind] = set()
        self._say_hello(0)

    def hear(self, now_ms: int, frame: Frame) -> list[Event]:
        """Take one frame; on a shared line, one to our address lets us speak."""
        if frame.kind is Kind.POLL and frame.address == EVERYBODY:
            self._shared = True
            if self._held & _URGENT:
                self._output += hand(self._address)
            return []
        events = super().hear(now_ms, frame)
        if self._shared and frame.address == self._address and frame.kind is not Kind.POLL:
            self._speak(now_ms)
        return events

    def _speak(self, now_ms: int) -> None:
        """Say what was held, the newest of each kind; an ack always ends it."""
        if Kind.OPEN in self._held:
            super()._put(now_ms, Kind.OPEN, 0, pack(self._hello(self._host_nonce)))
        if Kind.DATA in self._held and self._outbox:
            super()._put(now_ms, Kind.DATA, self._sent_sequence, self._outbox[0])
        super()._put(now_ms, Kind.ACK, self._heard_sequence)
        self._held.clear()

    def _put(self, now_ms: int, kind: Kind, sequence: int, payload: bytes = b"") -> None:
        if not self._shared:
            super()._put(now_ms, kind, sequence, payload)
            return
        self._held.add(kind)
        if kind is not Kind.OPEN:
            self._alive_at_ms = self._next_alive_ms(now_ms)

    def _forget(self) -> None:
        super()._forget()
        self._held.clear()

    def _hello(self, host_nonce: int) -> Hello:
        return hello(self._version, self._nonce, host_nonce)

    def _say_hello(self, now_ms: int) -> None:
        self._put(now_ms, Kind.OPEN, 0, pack(self._hello(self._host_nonce)))

    def _opening(self, now_ms: int, frame: Frame) -> list[Event]:
        greet = self._command(frame.payload)
        if not isinstance(greet, Greet):
            return []
        if self.open and greet.host_nonce == self._host_nonce:
            self._say_hello(now_ms)  # our answer was lost; the session goes on
            return []
        events = self._lose(LostWhy.GREETED_ANEW)
        self._host_nonce = greet.host_nonce
        self._nonce = (self._nonce + 1) % NONCES
        self._start(now_ms, session_of(greet.host_nonce, self._nonce))
        self._say_hello(now_ms)
        return [*events, Opened(self._hello(greet.host_nonce))]
