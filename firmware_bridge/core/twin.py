# SPDX-License-Identifier: Apache-2.0
"""The call pad as its firmware behaves, without hardware: keys and bytes in, face and bytes out."""

from dataclasses import dataclass, field, replace

from firmware_bridge.core.board import BoardLink
from firmware_bridge.core.commands import Beep, Key, Pressed, Refuse, Show, Sign, Took, Why
from firmware_bridge.core.pad import (
    ANSWER_MAX_MS,
    DIGIT_CELLS,
    DIGITS_KEPT_MS,
    KEY_TONE,
    LETTER_CELLS,
    REFUSAL_SHOWN_MS,
    REFUSAL_TONE,
    UNANSWERED_MAX,
    Face,
    Tone,
    face,
    refusal_digits,
    typed_number,
)
from firmware_bridge.core.session import Event, Lost, Received

FIRMWARE_VERSION = 0x0100
PRESSES = 1 << 16
_NO_HALL = Show(Sign.NO_HALL, "", 0)


@dataclass(slots=True)
class Told:
    """What the pad has told its clerk so far."""

    took: list[int] = field(default_factory=list)
    refused: list[tuple[int, Why]] = field(default_factory=list)
    tones: list[Tone] = field(default_factory=list)


class PadTwin:
    """One call pad from one boot on; a reboot is a new twin with a later nonce."""

    def __init__(self, address: int, nonce: int, version: int = FIRMWARE_VERSION) -> None:
        self.link = BoardLink(address, nonce, version)
        self.told = Told()
        self._show = _NO_HALL
        self._presses = 0
        self._open_until_ms: dict[int, int] = {}
        self._typed = ""
        self._typed_until_ms = 0
        self._refusal: Why | None = None
        self._refusal_until_ms = 0

    @property
    def face(self) -> Face:
        """What a person sees now."""
        shown = face(self._show.sign, self._show.ticket, self._show.waiting)
        if self._refusal is not None:
            digits = refusal_digits(self._refusal)
        elif self._typed:
            digits = self._typed.rjust(DIGIT_CELLS)
        else:
            return shown
        return replace(shown, letters=" " * LETTER_CELLS, digits=digits)

    @property
    def unanswered(self) -> int:
        """How many presses wait for their answer."""
        return len(self._open_until_ms)

    def digit(self, now_ms: int, digit: int) -> None:
        """Type one digit; it travels with the next function key."""
        self._typed = (self._typed + str(digit))[-DIGIT_CELLS:]
        self._typed_until_ms = now_ms + DIGITS_KEPT_MS

    def press(self, now_ms: int, key: Key) -> int:
        """Press a function key; return the number of the press."""
        self._presses = (self._presses + 1) % PRESSES
        press, number, self._typed = self._presses, typed_number(self._typed), ""
        if not self.link.open:
            self._refuse(now_ms, press, Why.NO_LINK)
        elif self._show.sign is Sign.NO_HALL:
            self._refuse(now_ms, press, Why.NO_HALL)
        elif len(self._open_until_ms) >= UNANSWERED_MAX or not self.link.send(
            now_ms, Pressed(press, key, number)
        ):
            self._refuse(now_ms, press, Why.TOO_MANY)
        else:
            self._open_until_ms[press] = now_ms + ANSWER_MAX_MS
            self.told.tones.append(KEY_TONE)
        return press

    def receive(self, now_ms: int, data: bytes) -> None:
        """Take bytes from the line."""
        self._hear(now_ms, self.link.receive(now_ms, data))

    def wake(self, now_ms: int) -> None:
        """Do what is due."""
        self._hear(now_ms, self.link.wake(now_ms))
        for press in [p for p, until in self._open_until_ms.items() if now_ms >= until]:
            self._refuse(now_ms, press, Why.NO_ANSWER)
        if self._typed and now_ms >= self._typed_until_ms:
            self._typed = ""
        if self._refusal is not None and now_ms >= self._refusal_until_ms:
            self._refusal = None

    def wake_at_ms(self) -> int | None:
        """Tick at which `wake` has something to do, or None."""
        due = [*self._open_until_ms.values()]
        link_due = self.link.wake_at_ms()
        if link_due is not None:
            due.append(link_due)
        if self._typed:
            due.append(self._typed_until_ms)
        if self._refusal is not None:
            due.append(self._refusal_until_ms)
        return min(due, default=None)

    def take_bytes(self) -> bytes:
        """Return what must be written to the line now."""
        return self.link.take_bytes()

    def _hear(self, now_ms: int, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, Lost):
                self._show = _NO_HALL
                for press in list(self._open_until_ms):
                    self._refuse(now_ms, press, Why.NO_LINK)
            elif isinstance(event, Received):
                self._obey(now_ms, event)

    def _obey(self, now_ms: int, event: Received) -> None:
        match event.command:
            case Show():
                self._show = event.command
            case Took(press):
                if self._open_until_ms.pop(press, None) is not None:
                    self.told.took.append(press)
            case Refuse(press, why):
                if press in self._open_until_ms:
                    self._refuse(now_ms, press, why)
            case Beep(times, length):
                self.told.tones.append(Tone(times, length))

    def _refuse(self, now_ms: int, press: int, why: Why) -> None:
        self._open_until_ms.pop(press, None)
        self.told.refused.append((press, why))
        self.told.tones.append(REFUSAL_TONE)
        self._refusal = why
        self._refusal_until_ms = now_ms + REFUSAL_SHOWN_MS
