# SPDX-License-Identifier: Apache-2.0
"""Displays that show example data without a bus: what the gallery draws."""

from datetime import datetime

from msgspec.structs import replace

from caller.app import DisplayApp
from caller.core.actor import View
from caller.core.board import BoardView, Line, Queue, Room
from caller.core.strip import ClerkCard, Sign, StripView
from config.load import hall_named
from config.schema import Display, Hall, Notice, Text
from look.kivy.window import Setup

WANG = ClerkCard(
    number="031",
    name=Text(zh="王芳", en="Wang Fang"),
    duty=Text(zh="党员示范岗", en="Model post"),
    department=Text(zh="社会保险", en="Social insurance"),
)
NOTICE = Notice(
    id="weekend",
    text=Text(
        zh="本周六、日照常开放，中午不休息。税务发票领购可在自助机办理，无需排队。",
        en="Open this Saturday and Sunday, through lunch. Invoices also at the machines, no queue.",
    ),
)
NAMES = (
    ("A", "企业登记", "Business registration", 11),
    ("B", "社会保险", "Social insurance", 6),
    ("C", "税务", "Tax", 0),
    ("D", "户籍与身份证", "Household and identity cards", 2),
    ("E", "民政与救助", "Civil affairs and relief", 3),
)
QUEUES = tuple(Queue(prefix, Text(zh=zh, en=en), waiting) for prefix, zh, en, waiting in NAMES)
NUMBERS = ("B023", "A117", "D008", "B022", "C041", "E006", "A116", "D007", "C040", "B021")
WINDOWS = ("3", "12", "7", "4", "9", "11", "1", "6", "8", "10")
LINES = tuple(
    Line(number=number, window=window, call=100 - index)
    for index, (number, window) in enumerate(zip(NUMBERS, WINDOWS, strict=True))
)


class Example(DisplayApp):
    """Shows one view for ever, in as many lines as there is room for."""

    def __init__(
        self, setup: Setup, view: View, display: Display, hall: Hall | None = None
    ) -> None:
        super().__init__(setup, hall or hall_named("tax"), display)
        self._view = view

    def told_room(self, room: Room) -> None:
        if isinstance(self._view, BoardView):
            self._room = room

    def show(self, view: View) -> None:
        super().show(view)


def strip(setup: Setup, view: StripView) -> Example:
    display = Display(id="strip-3", kind="strip", windows=("3",))
    return Example(setup, view, display)


def board(setup: Setup, view: BoardView) -> Example:
    return Example(setup, view, Display(id="board-1", kind="board"))


def _strip(sign: Sign, **changes: object) -> StripView:
    name = Text(zh="社会保险", en="Social insurance")
    given = {"number": "B023", "clerk": WANG, "waiting": 6, "call": 7} | changes
    return StripView(window="3", name=name, sign=sign, **given)  # type: ignore[arg-type]


def strip_calling(setup: Setup) -> Example:
    return strip(setup, _strip(Sign.CALLING, called_at=1))


def strip_serving(setup: Setup) -> Example:
    return strip(setup, _strip(Sign.SERVING))


def strip_free(setup: Setup) -> Example:
    return strip(setup, _strip(Sign.FREE, number="", waiting=0))


def strip_away(setup: Setup) -> Example:
    return strip(setup, _strip(Sign.AWAY, number=""))


def strip_paused(setup: Setup) -> Example:
    return strip(setup, _strip(Sign.PAUSED, number="", reason="设备检修，约十分钟"))


def strip_lost(setup: Setup) -> Example:
    return strip(setup, _strip(Sign.SERVING, as_of="09:41:27"))


def strip_long(setup: Setup) -> Example:
    clerk = ClerkCard(
        number="1031",
        name=Text(zh="阿不都热合曼·买买提依明", en="Abdurahman Muhammad-Imin"),
        duty=Text(zh="党员示范岗、巾帼文明岗", en="Model post, pacesetter post"),
        department=Text(zh="不动产登记与交易", en="Registration and transfer of real estate"),
    )
    return strip(setup, _strip(Sign.CALLING, number="WX1023", clerk=clerk, waiting=118))


def _board(**changes: object) -> BoardView:
    given = {
        "title": Text(zh="政务服务中心", en="Government Service Centre"),
        "zone": Text(zh="一层", en="First floor"),
        "clock": "09:41",
        "newest": LINES[0],
        "lines": LINES[1:5],
        "queues": QUEUES,
        "notice": NOTICE,
    } | changes
    return BoardView(**given)  # type: ignore[arg-type]


def board_calls(setup: Setup) -> Example:
    passed = Line(number="C041", window="9", standing=False, call=90)
    return board(setup, _board(lines=(*LINES[1:4], passed)))


def board_burst(setup: Setup) -> Example:
    fresh = tuple(replace(line, fresh=True) for line in LINES)
    return board(setup, _board(newest=fresh[0], lines=fresh[1:], page=1, pages=2))


def board_empty(setup: Setup) -> Example:
    return board(setup, _board(newest=None, lines=(), queues=QUEUES[:2], fault="no-sound"))


def board_closed(setup: Setup) -> Example:
    opens = datetime(2026, 3, 9, 8, 30)  # noqa: DTZ001 - the hall's own wall clock
    queues = tuple(replace(queue, waiting=0) for queue in QUEUES)
    shut = {"newest": None, "lines": (), "queues": queues, "clock": "19:41"}
    return board(setup, _board(**shut, closed=True, opens=opens))


def board_lost(setup: Setup) -> Example:
    return board(setup, _board(as_of="09:41:27"))


def board_connecting(setup: Setup) -> Example:
    return board(setup, _board(newest=None, lines=(), queues=(), clock="", connecting=True))


def board_served(setup: Setup) -> Example:
    served = tuple(
        Line(number=line.number, window=line.window, standing=False, call=line.call)
        for line in LINES[:2]
    )
    return board(setup, _board(newest=None, lines=served))


def board_crowd(setup: Setup) -> Example:
    """64 windows, departments and a zone with long names, a long notice."""
    tax = hall_named("tax")
    numbers = range(1, 65)
    hall = replace(tax, windows=tuple(replace(tax.windows[0], id=str(n)) for n in numbers))
    lines = tuple(Line(number=f"A{n + 100}", window=str(n), call=n) for n in reversed(numbers))
    names = (
        ("G", "不动产登记、抵押与查封", "Registration, mortgage and seizure of real estate", 118),
        ("H", "住房公积金提取与贷款", "Housing fund: withdrawals and loans", 64),
        *NAMES,
    )
    queues = tuple(Queue(prefix, Text(zh=zh, en=en), count) for prefix, zh, en, count in names)
    zone = Text(zh="三层东侧综合受理区", en="Third floor, east side, general windows")
    notice = replace(NOTICE, text=Text(zh=NOTICE.text.zh * 2, en=f"{NOTICE.text.en} " * 2))
    view = _board(
        newest=lines[0], lines=lines[1:], pages=2, queues=queues, zone=zone, notice=notice
    )
    return Example(setup, view, Display(id="board-1", kind="board"), hall)
