# SPDX-License-Identifier: Apache-2.0
"""Public address: what a manager says to everybody, on the boards and aloud, and taking it back."""

import secrets
from collections.abc import Iterator
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromQuery
from msgspec import Struct, ValidationError, convert

from bus.messages import Refused
from config.schema import Hall
from hall.core.accounts import Role, Scope
from hall.core.commands import ALOUD_MAX, Announce
from hall.core.views import HallView
from hall.web.access import asker, requires
from hall.web.draw import Pages, reading, words
from hall.web.people import see
from hall.web.trail import tell

SENDER = "manager"
ADDRESS = "/manager/address"
READY = ("closing", "closing-now", "system", "stay")
"""Announcements of which every hall has need."""
MINUTES = (5, 15, 30, 60, 120)
MANAGERS = requires(Role.MANAGER, scope=Scope.MANAGE)


class Ready(Struct, frozen=True):
    """One announcement that needs no typing."""

    zh: str
    en: str


def ready(hall: Hall) -> Iterator[Ready]:
    """Yield what can be said at once: what every hall needs, then the hall's own notices."""
    for name in READY:
        key = f"address-ready-{name}"
        yield Ready(words("zh")(key), words("en")(key))
    for text in (notice.text for notice in hall.notices):
        if max(len(text.zh), len(text.en)) <= ALOUD_MAX:
            yield Ready(text.zh, text.en)


@get(ADDRESS, guards=[MANAGERS])
async def address_page(request: Request[Any, Any, State], said: FromQuery[str] = "") -> Any:
    """Show what is said now, and what can be."""
    return await _page(request, said)


async def _page(request: Request[Any, Any, State], said: str) -> Response[str]:
    state = request.app.state
    pages: Pages = state.pages
    view: HallView = await state.door.look()
    say = words(reading(request))
    key = f"address-said-{said}"
    return pages.page(
        request,
        "address.html",
        view=view,
        ready=tuple(ready(state.hall)),
        minutes=MINUTES,
        aloud_max=ALOUD_MAX,
        speaking=any(display.speaks for display in state.hall.displays),
        told=say(key) if key in say else "",
        nonce=secrets.token_hex(8),
    )


@post(ADDRESS, guards=[MANAGERS])
async def announce(request: Request[Any, Any, State]) -> Any:
    """Say it, or with no words take back what is said; then show the page again."""
    form = dict(await request.form())
    values = {name: form.get(name, "") for name in ("zh", "en")}
    values |= {
        "id": f"address-{form.get('nonce', '')}",
        "minutes": form.get("minutes", "15"),
        "by": asker(request),
    }
    try:
        command = convert(values, Announce, strict=False)
    except ValidationError as error:
        raise NotFoundException(detail="no page of this hall asks for that") from error
    answer = await request.app.state.door.ask(SENDER, command)
    if isinstance(answer, Refused):
        return see(f"{ADDRESS}?said={answer.refusal.value}")
    tell(request, " / ".join(filter(None, (command.zh, command.en))))
    return see(f"{ADDRESS}?said={'done' if command.zh.strip() else 'stopped'}")


ROUTES = (address_page, announce)
