# SPDX-License-Identifier: Apache-2.0
"""The hall's pages: what is served where."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from litestar import Litestar, Request, Response, get
from litestar.datastructures import State
from litestar.exceptions import ClientException, HTTPException, ServiceUnavailableException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Stream
from litestar.status_codes import (
    HTTP_401_UNAUTHORIZED,
    HTTP_403_FORBIDDEN,
    HTTP_404_NOT_FOUND,
    HTTP_429_TOO_MANY_REQUESTS,
)
from litestar.types import Scope as Asked

from config.content import Guides
from config.schema import Hall
from hall.accounts import Accounts
from hall.core.accounts import Role, Scope
from hall.core.inquiry import Patience
from hall.core.links import Links
from hall.core.opening import Opening
from hall.core.views import HallView, WindowView
from hall.door import Door, HallSilentError
from hall.hooks import Hooks
from hall.settings import SettingsFile
from hall.store.contacts import Contacts
from hall.web import (
    address,
    admin,
    api,
    api_admin,
    api_figures,
    api_public,
    api_settings,
    api_work,
    booking,
    cases,
    changing,
    clerk,
    devices,
    face,
    followups,
    holder,
    manager,
    outcome,
    people,
    phone,
    plan,
    reports,
    settings,
    tickets,
    versions,
    wall,
)
from hall.web.access import PUBLIC, ByPage, MustChangeError, requires, still, undeclared
from hall.web.assets import serve_asset
from hall.web.claims import Claims
from hall.web.draw import LANGUAGES, THEMES, Pages, choice, local, reading
from hall.web.guard import App, Guard
from hall.web.key import WrongKeys
from hall.web.live import Hub, TooManyWatchError, Topic, View
from hall.web.streams import Streams, watcher_of
from hall.web.trail import trail

LIVE_HEADERS = {"X-Accel-Buffering": "no"}
"""A proxy in front must hand each event on at once."""
LIVE_PAGES = {
    "windows": requires(Role.CLERK),
    "clerk": requires(Role.CLERK),
    "manager": requires(Role.MANAGER, scope=Scope.READ),
    "devices": devices.TECHNICIANS,
    "wall": wall.WATCHERS,
}
"""Each page that moves by itself, and who may watch it."""
FOR_PROGRAMS = ("/api/", "/live/", "/static/")
TROUBLES = {
    HTTP_403_FORBIDDEN: "forbidden",
    HTTP_404_NOT_FOUND: "unknown",
    HTTP_429_TOO_MANY_REQUESTS: "too-often",
}
FOR_CITIZENS = ("/t/", "/guide/", "/case/", "/book")
TICKET_PARTS = 4
"""Of a path, up to the key of a ticket."""
SILENT_FOR = {"Retry-After": "5"}
_log = logging.getLogger(__name__)
RETRY = b"retry: 1000\n\n"
LEAVE = b"event: leave\ndata:\n\n"
"""Whoever watched may no longer: the page loads itself again and is told why."""
ASK_AGAIN_MS = 3_000
"""Whoever watches is looked up again no more often than this."""


class Wish(Request[Any, Any, State]):
    """A request whose JSON, nested deeper than anybody means it, is a fault of the asker."""

    async def json(self) -> Any:
        """Return the body. ClientException."""
        try:
            return await super().json()
        except RecursionError as error:
            raise ClientException(detail="the JSON is nested too deep") from error


@get("/health", sync_to_thread=False, guards=[PUBLIC])
def health(state: State) -> dict[str, str]:
    """Say whose pages these are."""
    return {"hall": state.hall.id}


@get("/", sync_to_thread=False, guards=[PUBLIC])
def home(request: Request[Any, Any, State]) -> Response[str]:
    """Lead to the pages."""
    pages: Pages = request.app.state.pages
    return pages.page(request, "home.html")


@get("/language/{language:str}", sync_to_thread=False, guards=[PUBLIC])
def choose_language(language: FromPath[str], back: FromQuery[str] = "/") -> Redirect:
    """Keep the language the reader chose and go back."""
    kept = language if language in LANGUAGES else LANGUAGES[0]
    return Redirect(local(back), cookies=[choice("language", kept)])


@get("/theme/{theme:str}", sync_to_thread=False, guards=[PUBLIC])
def choose_theme(theme: FromPath[str], back: FromQuery[str] = "/") -> Redirect:
    """Keep the theme the reader chose and go back."""
    kept = theme if theme in THEMES else THEMES[0]
    return Redirect(local(back), cookies=[choice("theme", kept)])


@get("/live/{page:str}", sync_to_thread=False, guards=[ByPage(LIVE_PAGES)])
def live(
    request: Request[Any, Any, State], page: FromPath[str], window: FromQuery[str] = ""
) -> Stream:
    """Stream what a page shows: a beat each second, and the page whenever it changed."""
    state = request.app.state
    known = window in state.hall.window_by_id if page == "clerk" else not window
    if page not in LIVE_PAGES or not known:
        raise HTTPException(status_code=404, detail="there is no such live page")
    hub: Hub = state.hub
    streams: Streams = state.streams
    watcher = watcher_of(request)
    streams.check(watcher)
    if hub.is_full:
        raise ServiceUnavailableException(detail="too many pages are open")
    topic = Topic(page, window, reading(request))

    async def events() -> AsyncIterator[bytes]:
        yield RETRY
        with suppress(TooManyWatchError), streams.hold(watcher):
            asked_at = 0
            async for frame in hub.watch(topic):
                if frame.at - asked_at >= ASK_AGAIN_MS:
                    asked_at = frame.at
                    if not still(request, LIVE_PAGES[page]):
                        yield LEAVE
                        return
                yield frame.event()

    return Stream(events(), media_type="text/event-stream", headers=LIVE_HEADERS)


def _drawing(pages: Pages, claims: Claims) -> Callable[[Topic, View], str]:
    def draw(topic: Topic, view: View) -> str:
        match topic.page, view:
            case "clerk", WindowView():
                return clerk.draw_window(pages, topic.language, view)
            case "windows", HallView():
                return clerk.draw_windows(pages, topic.language, view)
            case "wall", HallView():
                return wall.draw_wall(pages, topic.language, view)
            case "manager", HallView():
                return manager.draw_today(pages, topic.language, view, claims)
            case "devices", HallView():
                return devices.draw_devices(pages, topic.language, view)
            case _:
                raise AssertionError(f"{topic} cannot show {type(view).__name__}")

    return draw


def _from_program(request: Request[Any, Any, State]) -> bool:
    """Whether a program asks, and not a person."""
    return request.url.path.startswith(FOR_PROGRAMS) or "authorization" in request.headers


def _silent(request: Request[Any, Any, State], _: Exception) -> Response[Any]:
    """Say that the hall's rules do not answer."""
    return _sorry(request, 503, "silent", "the hall's rules do not answer", SILENT_FOR)


def _failed(request: Request[Any, Any, State], _: Exception) -> Response[Any]:
    """Say that we made a mistake, which the log tells."""
    return _sorry(request, 500, "failed", "the hall made a mistake; its log says which")


def _sorry(
    request: Request[Any, Any, State],
    status: int,
    kind: str,
    text: str,
    headers: Mapping[str, str] | None = None,
) -> Response[Any]:
    """Say what is wrong: to a program as JSON, to a person as a page like all others."""
    if _from_program(request):
        plain = {"text": text, "status": status}
        return Response(plain, status_code=status, media_type="application/json", headers=headers)
    pages: Pages = request.app.state.pages
    path = request.url.path
    said = pages.page(
        request,
        "trouble.html",
        status=status,
        kind=kind,
        citizen=path.startswith(FOR_CITIZENS) and kind != "forbidden",
        again="/".join(path.split("/")[:TICKET_PARTS]) if path.startswith("/t/") else path,
        seconds=(headers or {}).get("Retry-After", "60") if kind == "too-often" else "",
    )
    said.headers.update(headers or {})
    return said


def _note(error: Exception, scope: Asked) -> None:
    """Write an error of our own into the log; those of the asker are answered only."""
    if not isinstance(error, HTTPException | HallSilentError):
        # Not the address: it may carry the key of somebody's ticket.
        _log.error("%s failed", scope.get("path_template"), exc_info=error)


def _trouble(request: Request[Any, Any, State], error: HTTPException) -> Response[Any]:
    """Say what is wrong with a request; lead a person on who must sign in first."""
    status = error.status_code
    if not _from_program(request):
        if isinstance(error, MustChangeError):
            return people.see("/me")
        if status == HTTP_401_UNAUTHORIZED:
            back = request.url.path if request.method == "GET" else "/"
            return people.see(f"/sign-in?back={quote(back)}")
    kind = TROUBLES.get(status, "wrong")
    return _sorry(request, status, kind, error.detail, error.headers)


ROUTES: list[HTTPRouteHandler] = [
    health,
    home,
    choose_language,
    choose_theme,
    live,
    serve_asset,
    *people.ROUTES,
    *admin.ROUTES,
    *settings.ROUTES,
    *changing.ROUTES,
    *versions.ROUTES,
    *clerk.ROUTES,
    *manager.ROUTES,
    *devices.ROUTES,
    *wall.ROUTES,
    *reports.ROUTES,
    *tickets.ROUTES,
    *plan.ROUTES,
    *phone.ROUTES,
    *booking.ROUTES,
    *cases.ROUTES,
    *holder.ROUTES,
    *outcome.ROUTES,
    *address.ROUTES,
    *followups.ROUTES,
    *api.ROUTES,
    *api_admin.ROUTES,
    *api_settings.ROUTES,
    *api_work.ROUTES,
    *api_figures.ROUTES,
    *api_public.ROUTES,
]
api.describe(ROUTES)


def create_app(  # noqa: PLR0913 - all that pages show
    hall: Hall,
    guides: Guides,
    door: Door,
    folder: Path,
    links: Links,
    accounts: Accounts,
    *,
    file: SettingsFile | None = None,
) -> App:
    """Return the application that serves one hall's pages; `folder` holds its log.

    `file` is where the hall's settings come from; None: from a program.
    """
    pages = Pages(hall)
    claims = Claims(accounts.store)
    hooks = Hooks(hall, folder, door, accounts.now)
    hub = Hub(door, _drawing(pages, claims))

    app = Litestar(
        route_handlers=ROUTES,
        include_in_schema=False,
        lifespan=[_life(door, hub, hooks)],
        middleware=[trail],
        request_class=Wish,
        exception_handlers={HallSilentError: _silent, HTTPException: _trouble, 500: _failed},
        state=State(
            {
                "hall": hall,
                "guides": guides,
                "door": door,
                "accounts": accounts,
                "pages": pages,
                "hub": hub,
                "hooks": hooks,
                "claims": claims,
                "patience": Patience(),
                "bookings": booking.bookings_patience(),
                "drawn": face.Drawn(pages, guides),
                "live": reports.Live(hall),
                "streams": Streams(),
                "folder": folder,
                "settings": file,
                "links": links,
                "opening": Opening(hall),
                "contacts": Contacts(folder),
                "wrong_keys": WrongKeys(),
            }
        ),
        after_exception=[_note],
        logging_config=None,
        openapi_config=api.description(),
    )
    silent = undeclared(app)
    assert not silent, f"these do not say who may use them: {silent}"
    public_url = None if hall.accounts.required else hall.network.public_url
    return Guard(app, public_url)  # type: ignore[arg-type]


def _life(
    door: Door, hub: Hub, hooks: Hooks
) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    """Return what begins with the application and ends with it."""

    @asynccontextmanager
    async def life(_: Litestar) -> AsyncIterator[None]:
        door.open()
        draws = asyncio.create_task(hub.run())
        draws.add_done_callback(_tell_end)
        hooks.open()
        tells = asyncio.create_task(hooks.run())
        tells.add_done_callback(_tell_end)
        yield
        for task in (draws, tells):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        hooks.close()

    return life


def _tell_end(task: asyncio.Task[None]) -> None:
    """Let an error of our own in a task be heard; pages that it drew say that they lost the hall."""
    if not task.cancelled() and (error := task.exception()) is not None:
        task.get_loop().call_exception_handler(
            {"message": "a task of the pages ended", "exception": error}
        )
