# SPDX-License-Identifier: Apache-2.0
"""What a ticket printer says of itself: DLE EOT answers decoded, silence included."""

from enum import StrEnum

from msgspec import Struct

DLE_EOT = b"\x10\x04"
_FIXED_MASK = 0x93
_FIXED = 0x12
"""Bits 0 and 7 are 0, bits 1 and 4 are 1 in every answer to DLE EOT."""


class Fault(StrEnum):
    """What keeps a printer from printing, the gravest first, or is about to."""

    MISSING = "printer-missing"
    NO_ANSWER = "printer-no-answer"
    COVER_OPEN = "cover-open"
    PAPER_OUT = "paper-out"
    CUTTER = "cutter-jam"
    BROKEN = "printer-broken"
    TROUBLE = "printer-error"
    OFFLINE = "printer-offline"
    PAPER_LOW = "paper-low"


_BY_BIT: tuple[tuple[int, int, Fault], ...] = (
    (2, 0x04, Fault.COVER_OPEN),
    (2, 0x20, Fault.PAPER_OUT),
    (4, 0x60, Fault.PAPER_OUT),
    (3, 0x08, Fault.CUTTER),
    (3, 0x20, Fault.BROKEN),
    (3, 0x40, Fault.TROUBLE),
    (2, 0x40, Fault.TROUBLE),
    (1, 0x08, Fault.OFFLINE),
    (4, 0x0C, Fault.PAPER_LOW),
)
_ORDER = {fault: place for place, fault in enumerate(Fault)}
KINDS = (1, 2, 3, 4)
"""The n of DLE EOT n: printer, cause of being offline, error, paper."""


class Status(Struct, frozen=True):
    """A printer's state; no faults: it prints."""

    faults: tuple[Fault, ...] = ()

    @property
    def stops(self) -> Fault | None:
        """The gravest fault that keeps it from printing, or None."""
        return next((fault for fault in self.faults if fault is not Fault.PAPER_LOW), None)


def asking(kind: int) -> bytes:
    """Return the bytes that ask for one kind of state at once, even while it prints."""
    return DLE_EOT + bytes((kind,))


def is_answer(byte: int) -> bool:
    """Whether a byte can be an answer to DLE EOT (line noise and ASB bytes are not)."""
    return byte & _FIXED_MASK == _FIXED


def decoded(answers: dict[int, int]) -> Status:
    """Return the state from the answers by kind; a kind without a valid answer is silence."""
    heard = {kind: byte for kind, byte in answers.items() if is_answer(byte)}
    if any(kind not in heard for kind in KINDS):
        return Status((Fault.NO_ANSWER,))
    found = {fault for kind, bit, fault in _BY_BIT if heard[kind] & bit}
    if found - {Fault.OFFLINE, Fault.PAPER_LOW}:
        found.discard(Fault.OFFLINE)  # its cause is known
    return Status(tuple(sorted(found, key=_ORDER.__getitem__)))
