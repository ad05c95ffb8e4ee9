# SPDX-License-Identifier: Apache-2.0
"""An identity-card reader on the other end of a line, and cards to lay on it."""

from firmware_bridge.drivers import sdt
from firmware_bridge.drivers.sdt import START, Ask, Reply, encode

NUMBER, NAME = "11010519491231002X", "张三丰"
REPLIES = {
    "found": ("00 08 00 00 9F 00 00 00 00 97", Reply(sdt.FOUND, bytes(4))),
    "no card": ("00 04 00 00 80 84", Reply(b"\x00\x00\x80")),
    "selected": ("00 0C 00 00 90 00 00 00 00 00 00 00 00 9C", Reply(sdt.SELECTED, bytes(8))),
    "not selected": ("00 04 00 00 81 85", Reply(b"\x00\x00\x81")),
    "not read": ("00 04 00 00 41 45", Reply(b"\x00\x00\x41")),
}


def reply(name: str) -> bytes:
    return START + bytes.fromhex(REPLIES[name][0])


def read_reply(number: str = NUMBER) -> bytes:
    text = "".join(
        (
            NAME.ljust(15),
            "1",
            "01",
            "19491231",
            "北京市朝阳区".ljust(35),
            number.ljust(18),
            "公安局".ljust(15),
            "20200101",
            "长期".ljust(8),
            " " * 18,
        )
    ).encode("utf-16-le")
    assert len(text) == sdt.TEXT_BYTES
    return encode(sdt.DONE + b"\x01\x00\x04\x00" + text + bytes(1_024))


class Twin:
    """A reader with or without a card; a card once selected must be laid down again."""

    def __init__(self) -> None:
        self.card: bytes | None = None
        self.selected = False
        self.on = True

    def lay(self, card: bytes | None) -> None:
        self.card, self.selected = card, False

    def answer(self, request: bytes) -> bytes:
        if not self.on or not request:
            return b""
        ask = Ask(request[len(START) + 2 : -1])
        assert request == encode(ask.value)
        if ask is Ask.FIND:
            there = self.card is not None and not self.selected
            return reply("found" if there else "no card")
        if ask is Ask.SELECT:
            self.selected = self.card is not None
            return reply("selected" if self.selected else "not selected")
        return self.card if self.card and self.selected else reply("not read")
