# SPDX-License-Identifier: Apache-2.0
"""Who did what: every wish that a signed-in person had fulfilled leaves a line, by itself.

A route may say more with `tell`, or `opt=NOTED` when it writes its own line, or none is wanted.
The deed is the name of the route's function; `deed-…` in the words says it in the reader's.
"""

import asyncio
from typing import Any

from litestar.connection import ASGIConnection
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from hall.web.access import Connection, asker, declared, extras

NOTED = {"noted": True}
"""For `opt`: this route needs no line from here."""
HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})
ERRORS_FROM = 400
TEXT_MAX = 500
_TOLD = "hall_told"


def tell(connection: Connection, text: str) -> None:
    """Say more in the line about this wish, such as what was before and what is now."""
    extras(connection)[_TOLD] = text[:TEXT_MAX]


def trail(app: ASGIApp) -> ASGIApp:
    """Return the application with its trail."""

    async def noting(scope: Scope, receive: Receive, send: Send) -> None:
        handler: Any = scope.get("route_handler")
        if handler is None or scope.get("method", "GET") in HARMLESS:
            await app(scope, receive, send)
            return
        status = 0

        async def listening(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        await app(scope, receive, listening)
        may = declared(handler)
        noted = handler.opt.get("noted") or may is None or may.public
        if not noted and 0 < status < ERRORS_FROM:
            await _note(scope, handler.handler_name)

    return noting


async def _note(scope: Scope, name: str) -> None:
    connection: Connection = ASGIConnection(scope)
    accounts = scope["litestar_app"].state.accounts
    about = " ".join(str(value) for value in scope["path_params"].values())[:TEXT_MAX]
    detail = extras(connection).get(_TOLD, "")
    deed = name.replace("_", "-")
    await asyncio.to_thread(
        accounts.store.note, accounts.now(), asker(connection), deed, about, detail
    )
