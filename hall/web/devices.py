# SPDX-License-Identifier: Apache-2.0
"""The technician's page: every device, how it is and since when, what is wrong and what to do."""

from collections.abc import Callable, Iterator
from importlib.metadata import version
from typing import Any

from litestar import Request, Response, get
from litestar.datastructures import State
from msgspec import Struct

from hall.core.accounts import Role
from hall.core.devices import OTHERS, DeviceNow, DeviceState, devices_now
from hall.core.views import HallView
from hall.web.access import requires
from hall.web.draw import Pages, fault_text, reading, words
from look.words import Words

TECHNICIANS = requires(Role.MANAGER)
GROUPS = ("kiosks", "printers", "displays", "evaluators", "bridges", OTHERS)
BAD = frozenset({DeviceState.LOST, DeviceState.NEVER, DeviceState.FAULTY})
VERSION = version("hallflow")
"""Of the hall; a device with another one is said so."""


class Told(Struct, frozen=True):
    """A fault in words."""

    text: str
    since: str
    remedy: str
    """What to do about it; empty: the fault says it."""


class DeviceShown(Struct, frozen=True):
    """One device as its page shows it."""

    now: DeviceNow
    kind: str
    since: str
    """When its state began, with the date on another day; empty: nobody knows."""
    where: str
    told: tuple[Told, ...]
    link: str
    """To its settings; empty: it is in none."""
    old: bool = False
    """It runs another version than the hall."""


@get("/admin/devices", guards=[TECHNICIANS])
async def devices_page(request: Request[Any, Any, State]) -> Response[str]:
    """Show every device as it is now."""
    state = request.app.state
    pages: Pages = state.pages
    view: HallView = await state.door.look()
    live = draw_devices(pages, reading(request), view)
    return pages.page(request, "devices.html", live=live, at=view.at)


def draw_devices(pages: Pages, language: str, view: HallView) -> str:
    """Return every device as it is now, those that somebody must look at also by themselves."""
    say = words(language)
    found = list(devices_now(pages.hall, view.parts, view.at))

    def moment(at: int) -> str:
        day, clock = pages.day_clock(at).split()
        return clock if day == view.day else f"{day} {clock}"

    shown = [_shown(each, say, moment) for each in found]
    groups = [(name, [each for each in shown if each.now.group == name]) for name in GROUPS]
    return pages.draw(
        "devices_live.html",
        language,
        view=view,
        groups=[(name, listed) for name, listed in groups if listed],
        bad=[each for each in shown if each.now.state in BAD],
        count=len(shown),
        version=VERSION,
    )


def _shown(device: DeviceNow, say: Words, moment: Callable[[int], str]) -> DeviceShown:
    part = device.part
    return DeviceShown(
        now=device,
        kind=_kind(device.kind, say),
        since=moment(device.since_at) if device.since_at else "",
        where=" · ".join(_where(device, say)),
        told=tuple(
            Told(fault_text(each.code, say), moment(each.since_at), _remedy(each.code, say))
            for each in device.troubles
        ),
        link=f"/admin/hall/{device.group}?item={device.item}" if device.item else "",
        old=part is not None and part.version not in {"", VERSION},
    )


def _kind(kind: str, say: Words) -> str:
    keys = (f"device-{kind}", f"kind-{kind}")
    return next((say(key) for key in keys if key in say), kind)


def _where(device: DeviceNow, say: Words) -> Iterator[str]:
    if device.windows:
        key = "devices-windows" if len(device.windows) > 1 else "devices-window"
        yield say(key, windows=" ".join(device.windows))
    if device.place:
        zone = device.group in {"kiosks", "displays"}
        yield say("devices-zone", zone=device.place) if zone else device.place


def _remedy(code: str, say: Words) -> str:
    key = f"remedy-{code.partition('/')[0]}"
    return say(key) if key in say else ""


ROUTES = (devices_page,)
