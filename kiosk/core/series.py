# SPDX-License-Identifier: Apache-2.0
"""A kiosk's own numbers, given while the hall is lost: never the hall's, never another kiosk's."""

from collections.abc import Iterable, Iterator
from itertools import product

from msgspec import Struct
from msgspec.structs import replace

from bus.messages import TicketHandedOver
from config.schema import Hall

LETTERS = "ZYXWVUTSRQPNMLKJHGFEDCBA"
"""Never I or O, which people read as 1 and 0."""
HANDING_OVER_MAX = 16
"""Handed over at once; more follow as these are answered."""


class Given(Struct, frozen=True):
    """A number that was given: kept on disk before anybody saw it."""

    command: TicketHandedOver
    day: str
    """The hall's date, for the count begins anew each day."""
    counted: int


class Keep(Struct, frozen=True):
    """Effect: put this on disk, then say so."""

    given: Given


class KeptSafe(Struct, frozen=True):
    """It is on disk."""

    id: str


class KeepFailed(Struct, frozen=True):
    """The disk refused."""

    id: str


class Settle(Struct, frozen=True):
    """Effect: the hall has it (or will never); it need not be handed over again."""

    id: str


def own_letters(hall: Hall, kiosk: str) -> str:
    """Return the letters of a kiosk's own numbers: two that begin no number of the hall."""
    prefixes = {d.prefix for d in hall.departments} | {s.prefix for s in hall.services}
    classes = {kind.letter for kind in hall.policy.classes} | {""}
    taken = {f"{letter}{prefix}" for letter in classes for prefix in prefixes}
    free = (f"{a}{b}" for a, b in product(LETTERS, LETTERS) if f"{a}{b}" not in taken)
    kiosks = sorted(known.id for known in hall.kiosks)
    place = kiosks.index(kiosk) if kiosk in kiosks else len(kiosks)
    return _nth(free, place)


def _nth(letters: Iterator[str], place: int) -> str:
    for passed, found in enumerate(letters):
        if passed == place:
            return found
    raise AssertionError("no hall has as many kiosks as there are pairs of letters")


class OwnSeries:
    """Counts a kiosk's own numbers and hands them over in the order they were given."""

    def __init__(
        self, letters: str, digits: int, kept: Iterable[Given], last: Given | None
    ) -> None:
        """`kept` are those not handed over yet, oldest first; `last` the newest of all."""
        self._letters = letters
        self._digits = digits
        self._waiting = {given.command.id: given for given in kept}
        self._day = last.day if last is not None else ""
        self._counted = last.counted if last is not None else 0
        self._unsure: dict[str, int] = {}

    def __contains__(self, id_: str) -> bool:
        return id_ in self._waiting

    def __len__(self) -> int:
        return len(self._waiting)

    def give(self, command: TicketHandedOver, day: str) -> Given:
        """Return the command with the next number of that day."""
        if day != self._day:
            self._day, self._counted = day, 0
        self._counted += 1
        number = f"{self._letters}{self._counted:0{self._digits}d}"
        return Given(replace(command, number=number), day, self._counted)

    def add(self, given: Given, unsure_since_ms: int | None = None) -> None:
        """Let a number that is on disk wait to be handed over.

        `unsure_since_ms`: the tick at which it was given by a clock nobody had set.
        """
        self._waiting[given.command.id] = given
        if unsure_since_ms is not None:
            self._unsure[given.command.id] = unsure_since_ms

    def waiting(self, id_: str) -> Given:
        """Return a number that waits to be handed over. KeyError when it does not."""
        return self._waiting[id_]

    def given_to(self, person: str, services: tuple[str, ...], day: str) -> Given | None:
        """Return the number that waits and a person has of that day for one of some services."""
        for given in self._waiting.values():
            same = set(given.command.services) & set(services)
            if same and given.command.person == person and given.day == day:
                return given
        return None

    def settle(self, id_: str) -> Given:
        """Forget a number that needs no handing over any more; return it."""
        self._unsure.pop(id_, None)
        return self._waiting.pop(id_)

    def due(self, tick_ms: int, utc_ms: int) -> list[TicketHandedOver]:
        """Return the oldest that wait; times of an unset clock are set right by the hall's."""
        for id_, given_ms in self._unsure.items():
            given = self._waiting[id_]
            taken_at = utc_ms - (tick_ms - given_ms)
            self._waiting[id_] = replace(given, command=replace(given.command, taken_at=taken_at))
        self._unsure.clear()
        return [given.command for given in self._waiting.values()][:HANDING_OVER_MAX]
