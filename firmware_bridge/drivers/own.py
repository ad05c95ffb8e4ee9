# SPDX-License-Identifier: Apache-2.0
"""Our own pads (docs/protocol.md): a link a pad, all on one line."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Generic, TypeVar

from firmware_bridge.core.commands import NO_NUMBER, Command, Key, Pressed, Refuse, Show, Took, Why
from firmware_bridge.core.device import Cleared, KeyDown, RatingDown, Reading, Trouble
from firmware_bridge.core.frames import Frame, Reader
from firmware_bridge.core.session import Event, HostLink, Lost, Mismatched, Opened, Received

MISSING_AFTER_MS = 3_000
"""A pad that answers no greeting is reported after this."""


LinkT = TypeVar("LinkT", bound=HostLink)


class OwnPad(Generic[LinkT]):
    """One pad at the far end of a link."""

    def __init__(self, address: int, link: LinkT) -> None:
        self.address = address
        self.link = link
        self._wanted: Show | None = None
        self._shown: Show | None = None
        self._missing_at_ms: int | None = None

    def hear(self, now_ms: int, events: Iterable[Event]) -> list[Reading]:
        """Turn events of the link into readings."""
        found: list[Reading] = []
        for event in events:
            found += self._reading(event)
        self._refresh(now_ms)
        return found

    def wake(self, now_ms: int) -> list[Reading]:
        """Do what is due on the link; say when no greeting is answered."""
        if self._missing_at_ms is None and not self.link.open:
            self._missing_at_ms = now_ms + MISSING_AFTER_MS
        found = self.hear(now_ms, self.link.wake(now_ms))
        if self._missing_at_ms is not None and now_ms >= self._missing_at_ms:
            self._missing_at_ms = None
            found.append(self._silent("no answer to greetings"))
        return found

    def show(self, now_ms: int, shown: Show) -> None:
        """Show this as soon as the link is free; only the newest counts."""
        self._wanted = shown
        self._refresh(now_ms)

    def _refresh(self, now_ms: int) -> None:
        wanted = self._wanted
        if wanted is None or wanted == self._shown or not self.link.idle:
            return
        if self.link.send(now_ms, wanted):
            self._shown = wanted

    def _silent(self, detail: str) -> Trouble:
        return Trouble(f"pad-silent/{self.address}", detail)

    def _reading(self, event: Event) -> list[Reading]:
        match event:
            case Opened():
                self._shown, self._missing_at_ms = None, None
                return [Cleared(f"pad-silent/{self.address}"), Cleared(self._other_firmware)]
            case Mismatched(_board, differences):
                return [Trouble(self._other_firmware, "; ".join(differences))]
            case Lost(why):
                return [self._silent(why.value)]
            case Received(Pressed(press, Key.RATE, number)):
                return [RatingDown(self.address, press, str(number))]
            case Received(Pressed(press, key, number)):
                typed = None if number == NO_NUMBER else number
                return [KeyDown(self.address, press, key, typed)]
            case _:
                return []

    @property
    def _other_firmware(self) -> str:
        return f"pad-firmware/{self.address}"


class OwnLine(ABC, Generic[LinkT]):
    """All own pads of one serial line, whoever may speak when."""

    def __init__(self, addresses: Iterable[int], nonce: int) -> None:
        """Take the pads' addresses and a number that no earlier run of this host used."""
        self._reader = Reader()
        self._strangers = 0
        self._pads = {address: OwnPad(address, self._link(address, nonce)) for address in addresses}

    @staticmethod
    @abstractmethod
    def _link(address: int, nonce: int) -> LinkT:
        """Return the link to one pad."""

    @property
    def faults(self) -> int:
        """How many frames were broken or out of place so far."""
        strays = sum(pad.link.faults for pad in self._pads.values())
        return self._reader.faults.total() + self._strangers + strays

    def receive(self, now_ms: int, data: bytes) -> list[Reading]:
        """Take bytes from the line, in pieces of any size."""
        found: list[Reading] = []
        for frame in self._reader.read(data):
            pad = self._pads.get(frame.address)
            if pad is None:
                self._strangers += 1
            else:
                found += self._take(now_ms, pad, frame)
        return found

    def _take(self, now_ms: int, pad: OwnPad[LinkT], frame: Frame) -> list[Reading]:
        """Take a frame of one of our pads."""
        return pad.hear(now_ms, pad.link.hear(now_ms, frame))

    def wake(self, now_ms: int) -> list[Reading]:
        """Do what is due on any link."""
        return [reading for pad in self._pads.values() for reading in pad.wake(now_ms)]

    def wake_at_ms(self) -> int | None:
        """Tick at which `wake` has something to do, or None."""
        due = (pad.link.wake_at_ms() for pad in self._pads.values())
        return min((at for at in due if at is not None), default=None)

    def take_bytes(self) -> bytes:
        """Return what must be written to the line now."""
        return b"".join(pad.link.take_bytes() for pad in self._pads.values())

    def show(self, now_ms: int, address: int, shown: Show) -> None:
        """Let the pad show this from now on."""
        self._pads[address].show(now_ms, shown)

    def answer(self, now_ms: int, address: int, press: int, why: Why | None) -> None:
        """Tell what became of a press; a pad that is gone has refused it itself."""
        self.say(now_ms, address, Took(press) if why is None else Refuse(press, why))

    def say(self, now_ms: int, address: int, command: Command) -> bool:
        """Send a command. False: there is no session, or too many commands wait."""
        return self._pads[address].link.send(now_ms, command)


class DirectLine(OwnLine[HostLink]):
    """Pads that speak when they have something to say."""

    @staticmethod
    def _link(address: int, nonce: int) -> HostLink:
        return HostLink(address, nonce)
