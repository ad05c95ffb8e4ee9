# SPDX-License-Identifier: Apache-2.0
"""What a ticket weighs on its way to the printer: bytes, and seconds on a serial line."""

from collections.abc import Callable, Iterator

from bench.figures import Figure
from kiosk.core.lines import Box, Code, Pair, Paper, Say
from kiosk.core.paper import TicketFacts, Wait, ticket_paper
from kiosk.printer import Profile, encoded
from look.words import Words

BAUDS = (9_600, 115_200)
BITS_A_BYTE = 10
"""A byte on the line: start, eight bits, stop."""
MODES = {"text": True, "drawn": False}
TICKET = TicketFacts(
    hall="清溪镇便民服务中心",
    number="B023",
    service="社会保险登记",
    ahead=6,
    wait=Wait(12, 25),
    windows=("3", "4"),
    place="一层 B 区",
    papers=("身份证原件", "户口本原件"),
    url="http://10.0.0.5:8080/t/7f3a9c2e51d84b06",
    kiosk="kiosk-1",
    issued="2026-03-02 09:41:00",
)


def paper(*, quick: bool, tell: Callable[[str], None]) -> Iterator[Figure]:
    """Yield size and time of a ticket in both ways of printing, at both speeds of the line."""
    del quick  # it is quick
    sheet = ticket_paper(TICKET, Words("kiosk", "zh"))
    floor = len("\n".join(_words(sheet)).encode("gb18030"))
    for mode, chinese_fonts in MODES.items():
        tell(f"paper, {mode}")
        size = len(encoded(sheet, Profile(chinese_fonts=chinese_fonts)))
        against = f"its words alone ({floor} bytes)"
        yield Figure(f"ticket, {mode}: size", size, "bytes", size / floor, against)
        for baud in BAUDS:
            took_s = size * BITS_A_BYTE / baud
            yield Figure(f"ticket, {mode}: on the line at {baud} baud", took_s, "s")


def _words(sheet: Paper) -> Iterator[str]:
    """Yield what is to be read on a paper, its code included."""
    for line in sheet.lines:
        match line:
            case Say(text=text) | Box(text=text) | Code(text=text):
                yield text
            case Pair(name=name, value=value):
                yield f"{name} {value}"
