# SPDX-License-Identifier: Apache-2.0
"""The interface for programs: the hall as JSON, told when it changes, and its own description."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, suppress
from functools import cache, partial
from importlib.metadata import version
from typing import Any

import msgspec
from litestar import Request, Response, Router, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException, ServiceUnavailableException
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig, ResponseSpec
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.params import FromPath
from litestar.response import Stream
from msgspec import Struct

from bus.messages import WindowState
from hall.core.accounts import Role, Scope
from hall.core.views import HallView, QueueShown, TicketShown, WindowShown, WindowView
from hall.door import Door, HallSilentError
from hall.export import TYPES
from hall.web.access import PUBLIC, Requires, requires, still
from hall.web.draw import Pages, reading
from hall.web.streams import Streams, watcher_of
from look.words import Words

READERS = requires(Role.CLERK, scope=Scope.READ)
BEAT_S = 1.0
LISTENERS_MAX = 200
ASK_AGAIN_BEATS = 3
"""Whoever listens is looked up again after so many beats."""
HEADERS = {"X-Accel-Buffering": "no"}
_words = cache(partial(Words, "hall.web"))
TOKEN = "token"  # noqa: S105 - the name of a scheme


class Trouble(Struct, frozen=True):
    """Why a request was not fulfilled."""

    text: str
    status: int


class TicketNow(Struct, frozen=True):
    """A ticket; never a person."""

    ticket: str
    number: str
    service: str
    priority: str
    life: str
    issued_at: int
    since_at: int
    """When it began to wait, was called, served or held: UTC ms."""


class WindowNow(Struct, frozen=True):
    """A window as it is."""

    window: str
    state: WindowState
    clerk: str
    """Staff number; empty: nobody sits there."""
    services: tuple[str, ...]
    ticket: TicketNow | None
    since_at: int
    waiting: int
    pause_reason: str
    served_today: int


class QueueNow(Struct, frozen=True):
    """One service's queue as it is."""

    service: str
    waiting: int
    oldest_at: int | None
    """Since when the one waits who waits longest; null: nobody waits."""
    wait_median_ms: int | None
    wait_p90_ms: int | None
    windows: tuple[str, ...]
    """Open windows that take it."""


class HallNow(Struct, frozen=True):
    """The hall as it is; times in UTC ms."""

    seq: int
    """Grows with each change."""
    at: int
    day: str
    windows: tuple[WindowNow, ...]
    queues: tuple[QueueNow, ...]
    issued_today: int
    served_today: int
    waiting: int
    alarms: int


class WindowDetail(Struct, frozen=True):
    """A window, who would be next, and who is held."""

    seq: int
    at: int
    window: WindowNow
    next: tuple[TicketNow, ...]
    held: tuple[TicketNow, ...]
    could_take: tuple[str, ...]


# --- looking ----------------------------------------------------------------------------------


@get("/api/hall", guards=[READERS])
async def hall_now(request: Request[Any, Any, State]) -> HallNow:
    """Return every window and queue as they are."""
    view: HallView = await request.app.state.door.look()
    return _hall(view)


@get("/api/windows/{window:str}", guards=[READERS])
async def window_now(request: Request[Any, Any, State], window: FromPath[str]) -> WindowDetail:
    """Return one window, who would be next there, and who is held."""
    if window not in request.app.state.hall.window_by_id:
        raise NotFoundException(detail="there is no such window")
    view: WindowView = await request.app.state.door.look(window)
    return WindowDetail(
        seq=view.seq,
        at=view.at,
        window=_window(view.window),
        next=tuple(map(_ticket, view.queue)),
        held=tuple(map(_ticket, view.held)),
        could_take=view.could_take,
    )


@get("/api/changes", guards=[READERS], media_type="text/event-stream")
async def changes(request: Request[Any, Any, State]) -> Stream:
    """Tell of each change as a server-sent event: `data: {"seq": 17}`, and a comment each second.

    Whoever hears nothing for three seconds has lost the hall and asks anew. What changed is
    asked of `/api/hall`; changes that come together are one.
    """
    door: Door = request.app.state.door
    if door.listening >= LISTENERS_MAX:
        raise ServiceUnavailableException(detail="too many programs listen already")
    streams: Streams = request.app.state.streams
    watcher = watcher_of(request)
    streams.check(watcher)
    told = _told(request, door, streams.hold(watcher))
    return Stream(told, media_type="text/event-stream", headers=HEADERS)


async def _told(
    request: Request[Any, Any, State], door: Door, held: AbstractContextManager[None]
) -> AsyncIterator[bytes]:
    fresh: asyncio.Queue[int] = asyncio.Queue(1)

    async def follow() -> None:
        async for change in door.changes():
            if fresh.full():
                fresh.get_nowait()
            fresh.put_nowait(change.seq)

    following = asyncio.create_task(follow())
    beats = 0
    try:
        with held:
            with suppress(HallSilentError):
                view: HallView = await door.look()  # type: ignore[assignment]
                yield _event(view.seq)
            while not following.done():
                beats += 1
                if beats % ASK_AGAIN_BEATS == 0 and not still(request, READERS):
                    return
                try:
                    async with asyncio.timeout(BEAT_S):
                        seq = await fresh.get()
                except TimeoutError:
                    yield b": beat\n\n"
                else:
                    yield _event(seq)
    finally:
        following.cancel()


def _event(seq: int) -> bytes:
    return b"data: " + msgspec.json.encode({"seq": seq}) + b"\n\n"


def _ticket(shown: TicketShown) -> TicketNow:
    return TicketNow(
        ticket=shown.id,
        number=shown.number,
        service=shown.service,
        priority=shown.priority,
        life=shown.life,
        issued_at=shown.issued_at,
        since_at=shown.since_at,
    )


def _window(shown: WindowShown) -> WindowNow:
    return WindowNow(
        window=shown.window,
        state=shown.state,
        clerk=shown.clerk,
        services=shown.services,
        ticket=None if shown.ticket is None else _ticket(shown.ticket),
        since_at=shown.since_at,
        waiting=shown.waiting,
        pause_reason=shown.pause_reason,
        served_today=shown.today.served,
    )


def _queue(shown: QueueShown) -> QueueNow:
    return QueueNow(
        service=shown.queue.service,
        waiting=shown.queue.waiting,
        oldest_at=shown.oldest_at,
        wait_median_ms=shown.queue.wait_median_ms,
        wait_p90_ms=shown.queue.wait_p90_ms,
        windows=shown.queue.windows,
    )


def _hall(view: HallView) -> HallNow:
    return HallNow(
        seq=view.seq,
        at=view.at,
        day=view.day,
        windows=tuple(map(_window, view.windows)),
        queues=tuple(map(_queue, view.queues)),
        issued_today=view.today.issued,
        served_today=view.today.served,
        waiting=view.today.waiting,
        alarms=len(view.alarms),
    )


# --- its own description ----------------------------------------------------------------------

TROUBLES = {
    400: "The request does not have the form described here.",
    401: "No token, or one that is not known.",
    403: "The token's scopes do not allow it, or it came from a page of another site.",
    404: "There is no such thing.",
    429: "Too many requests: `Retry-After` says when to go on.",
    503: "The hall's rules do not answer: try again.",
}
ABOUT = """Times are UTC milliseconds. A program shows its token in `Authorization: Bearer …`; an
admin makes tokens on the page /admin/tokens or with `hallflow token make`. Each operation names
the scope that it needs."""


def describe(handlers: Iterable[HTTPRouteHandler]) -> None:
    """Put what programs may ask into the description, with its words, scope and troubles."""
    for handler in handlers:
        may = next((g for g in handler.guards or () if isinstance(g, Requires)), PUBLIC)
        kind = next(map(_kind, handler.paths)) if may.scope else ""
        if not kind and not any(path.startswith("/api/") for path in handler.paths):
            continue
        if kind:
            handler.media_type = TYPES[kind]
        handler.summary = about(handler.handler_name, "en")
        handler.include_in_schema = True
        codes = {400, 404, 429, 503} if may.public else set(TROUBLES)
        described = {
            code: ResponseSpec(Trouble, description=TROUBLES[code], generate_examples=False)
            for code in sorted(codes)
        }
        handler.responses = described | dict(handler.responses or {})
        scopes: list[str] = [may.scope] if may.scope else []
        handler.security = [] if may.public else [{TOKEN: scopes}]


def _kind(path: str) -> str:
    """Return which kind of file an address leads to; empty: to none."""
    kind = path.rpartition(".")[2]
    return kind if kind in TYPES else ""


def about(operation: str, language: str) -> str:
    """Return in a few words what an operation does, by its name; a file's kind does not matter."""
    says, key = _words(language), f"api-{operation.replace('_', '-')}"
    return says(key if key in says else key.rpartition("-")[0])


def description() -> OpenAPIConfig:
    """Return how the interface describes itself."""
    scheme = SecurityScheme(type="http", scheme="bearer", description="A token with scopes.")
    return OpenAPIConfig(
        title="hallflow",
        version=version("hallflow"),
        description=ABOUT,
        components=Components(security_schemes={TOKEN: scheme}),
        use_handler_docstrings=True,
        operation_id_creator=_operation_id,
        render_plugins=[JsonRenderPlugin(path="/")],
        openapi_router=Router(
            "/openapi.json", route_handlers=[], guards=[PUBLIC], include_in_schema=False
        ),
    )


def _operation_id(handler: HTTPRouteHandler, method: object, parts: Iterable[object]) -> str:
    """Return the name of an operation: that of its function, for a file with its kind."""
    del method
    name, kind = handler.handler_name, _kind("/".join(map(str, parts)))
    return name if not kind or name.endswith(f"_{kind}") else f"{name}_{kind}"


class Operation(Struct, frozen=True):
    """One operation, for people."""

    path: str
    method: str
    about: str
    scopes: tuple[str, ...]
    """Empty: everybody may."""
    asks: tuple[tuple[str, list[str]], ...]
    """Names besides those in the path: where they are given, in the reader's words."""
    statuses: tuple[str, ...]


def operations(schema: Mapping[str, Any], language: str) -> Iterator[Operation]:
    """Yield every operation of a description in the words of a language."""
    say = _words(language)
    for path, item in schema["paths"].items():
        for method, found in item.items():
            given = found.get("parameters", ())
            query = [each["name"] for each in given if each["in"] == "query"]
            asks = {"query": query, "body": list(_body(schema, found))}
            yield Operation(
                path=path,
                method=method.upper(),
                about=about(found["operationId"], language),
                scopes=tuple(s for each in found.get("security", ()) for s in each[TOKEN]),
                asks=tuple(
                    (say(f"place-{place}"), names) for place, names in asks.items() if names
                ),
                statuses=tuple(sorted(found["responses"])),
            )


def _body(schema: Mapping[str, Any], found: Mapping[str, Any]) -> Iterable[str]:
    """Return what the body of a wish has."""
    for content in found.get("requestBody", {}).get("content", {}).values():
        name = content["schema"].get("$ref", "").rpartition("/")[2]
        fields: Mapping[str, Any] = schema["components"]["schemas"][name]["properties"]
        return fields
    return ()


def _place(operation: Operation) -> tuple[str, str]:
    return operation.path, operation.method


@get("/api", sync_to_thread=False, guards=[PUBLIC])
def api_page(request: Request[Any, Any, State]) -> Response[str]:
    """Show the interface to people."""
    pages: Pages = request.app.state.pages
    origin = str(request.base_url).rstrip("/")
    shown = operations(request.app.openapi_schema.to_schema(), reading(request))
    return pages.page(request, "api.html", operations=sorted(shown, key=_place), origin=origin)


ROUTES = (hall_now, window_now, changes, api_page)
