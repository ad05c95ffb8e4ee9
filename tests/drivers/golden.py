# SPDX-License-Identifier: Apache-2.0
"""Every byte-exact fact that makers and finders of the field's devices have published.

`python -m tests.drivers.golden` prints how many of them hold.
"""

from binascii import crc_hqx
from collections.abc import Callable
from dataclasses import dataclass

from bus.printer_status import Fault, asking, decoded
from firmware_bridge.core.commands import CRC_START
from firmware_bridge.drivers import ff68, onbon, scanner, sdt
from firmware_bridge.drivers.onbon import Area
from tests.drivers.card_reader_twin import REPLIES


@dataclass(frozen=True)
class Vector:
    """Bytes as published, and whether we say or understand them so."""

    device: str
    name: str
    wire: str
    holds: Callable[[bytes], bool]

    @property
    def title(self) -> str:
        """What tests and figures call it."""
        return f"{self.device}: {self.name}"


def passed(vectors: "tuple[Vector, ...]") -> int:
    """Return how many hold."""
    return sum(vector.holds(bytes.fromhex(vector.wire)) for vector in vectors)


def _card_request(name: str, wire: str, ask: sdt.Ask) -> Vector:
    return Vector("SDT", name, f"AA AA AA 96 69 {wire}", lambda data: sdt.encode(ask.value) == data)


def _card_reply(name: str, wire: str, reply: sdt.Reply) -> Vector:
    def holds(data: bytes) -> bool:
        known = sdt.measure(data) == len(data) and sdt.decode(data) == reply
        return known and sdt.encode(reply.status + reply.data) == data

    return Vector("SDT", name, f"AA AA AA 96 69 {wire}", holds)


def _pad(name: str, wire: str, frame: ff68.Frame) -> Vector:
    return Vector(
        "FF 68", name, wire, lambda data: ff68.encode(frame) == data and ff68.decode(data) == frame
    )


def _sign(name: str, wire: str, frame: onbon.Frame) -> Vector:
    def holds(data: bytes) -> bool:
        told = onbon.decode(data) == frame and onbon.measure(data) == len(data)
        return told and onbon.encode(frame) == data

    return Vector("Onbon", name, f"{'A5 ' * onbon.STARTS}{wire} 5A", holds)


def _escape(plain: str, escaped: str) -> Vector:
    def holds(data: bytes) -> bool:
        return onbon.escape(bytes.fromhex(plain)) == data and onbon.unescape(data) == bytes.fromhex(
            plain
        )

    return Vector("Onbon", f"{plain} escaped", escaped, holds)


def _scanner(name: str, wire: str) -> Vector:
    return Vector("GROW", name, wire, lambda data: scanner.encode(scanner.COMMANDS[name]) == data)


def _paper(name: str, wire: str, fault: Fault | None) -> Vector:
    """A question, DLE EOT n, and an answer to it; to the others the printer says it is well."""

    def holds(data: bytes) -> bool:
        kind, answer = data[2], data[3]
        answers = dict.fromkeys((1, 2, 3, 4), 0x12) | {kind: answer}
        said = decoded(answers).faults
        return asking(kind) == data[:3] and said == (() if fault is None else (fault,))

    return Vector("ESC/POS", name, wire, holds)


def _ash(name: str, wire: str) -> Vector:
    def holds(data: bytes) -> bool:
        return crc_hqx(data[:-3], CRC_START) == int.from_bytes(data[-3:-1], "big")

    return Vector("CRC-16/CCITT", name, wire, holds)


SIGN = "01 00 00 80 00 00 00 00 00 00 FE 02 "
LINE = "40 00 0C 00 01 0A 01 02 00 00 00 00 01 01 01 00 17 02"


def _text(name: str, wire: str, y_px: int, text: str) -> Vector:
    """A text area as published: 512 pixels wide, 12 high, one row that stands still."""
    area = Area(
        *(0, y_px, 64, 12, onbon.FONT + onbon.letters(text)),
        number=1,
        spacing=10,
        run=1,
        timeout_s=2,
        speed=0x17,
        stay=2,
    )
    return _sign(name, SIGN + wire, onbon.Frame(1, onbon.update(area, respond=2)))


VECTORS: tuple[Vector, ...] = (
    *(_card_reply(name, *published) for name, published in REPLIES.items()),
    _card_request("reset", "00 03 10 FF EC", sdt.Ask.RESET),
    _card_request("status", "00 03 11 FF ED", sdt.Ask.STATUS),
    _card_request("SAM id", "00 03 12 FF EE", sdt.Ask.SAM_ID),
    _card_request("find card", "00 03 20 01 22", sdt.Ask.FIND),
    _card_request("select", "00 03 20 02 21", sdt.Ask.SELECT),
    _card_request("read text and photo", "00 03 30 01 32", sdt.Ask.READ),
    _card_request("read new address", "00 03 30 03 30", sdt.Ask.READ_ADDRESS),
    _card_request("read with finger", "00 03 30 10 23", sdt.Ask.READ_FINGER),
    _pad(
        "show ticket 023",
        "FF 68 08 08 68 05 02 0A 0A 0A 00 02 03 2A 16",
        ff68.ticket_shown(5, "A023"),
    ),
    _pad(
        "show waiting 012",
        "FF 68 08 08 68 05 02 00 01 02 0A 0A 0A 28 16",
        ff68.waiting_shown(5, 12),
    ),
    _pad("beep", "FF 68 02 02 68 05 03 08 16", ff68.beep(5)),
    _pad("start evaluation", "FF 68 03 03 68 05 01 0B 11 16", ff68.rating_wanted(5)),
    _sign("ping", SIGN + "05 00 A2 00 01 00 00 68 F8", onbon.Frame(1, b"\xa2\x00\x01\x00\x00")),
    _sign("status", SIGN + "05 00 A1 02 01 00 00 2D 40", onbon.Frame(1, b"\xa1\x02\x01\x00\x00")),
    _sign("clear", SIGN + "05 00 A3 10 01 00 00 51 F8", onbon.Frame(1, b"\xa3\x10\x01\x00\x00")),
    _text(
        "text area, check 82 DA",
        f"35 00 A3 06 02 00 00 00 01 2C 00 00 00 00 0C 00 {LINE} 11 00 00 00"
        " 5C 46 4F 30 30 30 54 45 4D 50 45 52 3A 32 31 A1 E6 82 DA",
        12,
        "TEMPER:21℃",
    ),
    _text(
        "text area, check 36 7A",
        f"33 00 A3 06 02 00 00 00 01 2A 00 00 00 00 18 00 {LINE} 0F 00 00 00"
        " 5C 46 4F 30 30 30 48 55 4D 3A 36 36 25 52 48 36 7A",
        24,
        "HUM:66%RH",
    ),
    _text(
        "text area, check DA F6",
        f"2C 00 A3 06 02 00 00 00 01 23 00 00 00 00 24 00 {LINE} 08 00 00 00"
        " 5C 46 4F 30 30 30 20 20 DA F6",
        36,
        "  ",
    ),
    _sign(
        "all areas taken away",
        SIGN + "07 00 A3 06 01 02 00 FF 00 67 CC",
        onbon.Frame(1, b"\xa3\x06\x01\x02\x00\xff\x00"),
    ),
    _sign(
        "the controller's answer: done",
        "00 80 01 00 00 00 00 00 00 00 FE 02 05 00 A0 00 00 00 00 64 DC",
        onbon.Frame(0x8000, b"\xa0\x00\x00\x00\x00", b"\x01\x00"),
    ),
    _escape("A5", "A6 02"),
    _escape("A6", "A6 01"),
    _escape("5A", "5B 02"),
    _escape("5B", "5B 01"),
    _scanner("start", "04 E4 04 00 FF 14"),
    _scanner("stop", "04 E5 04 00 FF 13"),
    _scanner("ack", "04 D0 00 00 FF 2C"),
    _scanner("nak", "05 D1 00 00 06 FF 24"),
    _scanner("host mode", "07 C6 04 08 00 8A 08 FE 95"),
    _scanner("usb-serial", "08 C6 04 08 00 F2 01 02 FE 31"),
    _paper("well", "10 04 01 12", None),
    _paper("offline", "10 04 01 1A", Fault.OFFLINE),
    _paper("cover open", "10 04 02 16", Fault.COVER_OPEN),
    _paper("stopped at the paper's end", "10 04 02 32", Fault.PAPER_OUT),
    _paper("error", "10 04 02 52", Fault.TROUBLE),
    _paper("cutter", "10 04 03 1A", Fault.CUTTER),
    _paper("error that stays", "10 04 03 32", Fault.BROKEN),
    _paper("error that passes", "10 04 03 52", Fault.TROUBLE),
    _paper("paper near its end", "10 04 04 1E", Fault.PAPER_LOW),
    _paper("paper at its end", "10 04 04 72", Fault.PAPER_OUT),
    _ash("ASH RST", "C0 38 BC 7E"),
    _ash("ASH RSTACK", "C1 02 0B 0A 52 7E"),
    _ash("ASH ACK(1)", "81 60 59 7E"),
    _ash("ASH NAK(0)", "A0 54 1A 7E"),
)
NOT_OURS = {
    "Klipper: block 08 10 01 02 03 F2 FE 7E": "a framing that nothing here speaks",
    "Klipper: empty block 05 11 8F 08 7E": "a framing that nothing here speaks",
    "pw_hdlc: 7E A5 03 31 32 33 D5 F2 59 1B 7E": "a framing that nothing here speaks",
    "ASH: pseudo-random 42 21 A8 54 2A": "our frames are not randomised",
    "GM65: trigger 7E 00 08 01 00 02 01 AB CD": "told from memory only, so it is never sent",
}
"""Published too, but of nothing that the bridge says or hears."""


if __name__ == "__main__":
    print(f"golden vectors: {passed(VECTORS)} of {len(VECTORS)} hold")  # noqa: T201
    for title, reason in NOT_OURS.items():
        print(f"not ours: {title}: {reason}")  # noqa: T201
