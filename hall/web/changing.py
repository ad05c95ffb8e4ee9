# SPDX-License-Identifier: Apache-2.0
"""The admin changes the hall's settings: lists, what would change, saving, beginning again."""

import asyncio
from contextlib import suppress
from typing import Any

from litestar import Request, Response, post
from litestar.background_tasks import BackgroundTask
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.status_codes import HTTP_409_CONFLICT
from litestar.status_codes import HTTP_422_UNPROCESSABLE_ENTITY as UNFIT
from msgspec.structs import replace

from config.faults import ConfigFaults
from hall.core.forms import ORDER
from hall.core.rows import carried_out, deed_of, entries, moved
from hall.rewrite import NotRewritable
from hall.settings import SettingsFaultError, digest
from hall.web.changed import diff, told
from hall.web.draw import Pages, reading, words
from hall.web.form import Done, done_focus, done_text, entry_name
from hall.web.people import see
from hall.web.settings import (
    ADMINS,
    OVERVIEW,
    Wish,
    form_page,
    items_of,
    kept_of,
    list_page,
    name_of,
    settings_of,
    wish_of,
)
from hall.web.trail import NOTED, tell

ABOUT_MAX = 8
"""So many changed keys are named in the trail."""
Asked = Request[Any, Any, State]


# --- lists ------------------------------------------------------------------------------------


@post("/admin/hall/{name:str}/rows", guards=[ADMINS], opt=NOTED, status_code=200)
async def change_rows(request: Asked, name: FromPath[str]) -> Response[str]:
    """Add an entry to a list of a form, move it or take it out; nothing is saved."""
    wish, say = await wish_of(request, name), words(reading(request))
    try:
        deed = deed_of(wish.answers.get("deed", ""))
        answers, place = carried_out(deed, wish.fields, wish.answers)
    except ValueError as wrong:
        raise NotFoundException(detail="there is no such entry") from wrong
    called = entry_name(wish.fields, wish.answers, deed, say)
    count = entries(wish.fields, answers, deed.name)
    done = Done(deed, place, count, called)
    return form_page(request, replace(wish, answers=answers), done=done)


@post("/admin/hall/{name:str}/order", guards=[ADMINS], opt=NOTED, status_code=200)
async def change_order(request: Asked, name: FromPath[str]) -> Response[str]:
    """Move an entry of the hall's list; nothing is saved."""
    wish, say = await wish_of(request, name), words(reading(request))
    keys = list(wish.order)
    try:
        deed = deed_of(wish.answers.get("deed", ""))
        order, place = moved(deed, len(keys))
    except ValueError as wrong:
        raise NotFoundException(detail="there is no such entry") from wrong
    called = dict(items_of(request, wish.group)).get(keys[deed.place]) or keys[deed.place]
    done = Done(deed, place, len(keys), called)
    now = tuple(keys[each] for each in order)
    wished = replace(wish, order=now)
    return list_page(request, wished, said=done_text(done, say), focus=done_focus(done))


# --- a change ---------------------------------------------------------------------------------


@post("/admin/hall/{name:str}/preview", guards=[ADMINS], opt=NOTED, status_code=200)
async def preview_settings(request: Asked, name: FromPath[str]) -> Response[str]:
    """Say in words what a form would change, or every fault it would make."""
    wish = await wish_of(request, name)
    if wish.answers.get("again"):
        return form_page(request, wish)
    settings = kept_of(request, wish.group, wish.item)
    before = await asyncio.to_thread(settings.text)
    if wish.base != digest(before):
        return await _stale(request, wish, before)
    try:
        after, _ = wish.after(before)
        found = await asyncio.to_thread(settings.changes, before, after)
    except ConfigFaults as wrong:
        return form_page(request, wish, UNFIT, faults=wrong, after=after)
    except NotRewritable as wrong:
        return _refused(request, wish, SettingsFaultError("settings-by-hand", reason=str(wrong)))
    if after == before:
        return form_page(request, wish, wrong=words(reading(request))("settings-same"))
    pages: Pages = request.app.state.pages
    return pages.page(
        request,
        "settings_preview.html",
        back=wish.path,
        wish=wish,
        changes=told(found, words(reading(request))),
        lines=diff(before, after),
    )


@post("/admin/hall/{name:str}/save", guards=[ADMINS])
async def save_settings(request: Asked, name: FromPath[str]) -> Response[str] | Redirect:
    """Save what a form changes, unless somebody saved since it was opened."""
    wish = await wish_of(request, name)
    settings = kept_of(request, wish.group, wish.item)
    before = await asyncio.to_thread(settings.text)
    if wish.base != digest(before):
        return await _stale(request, wish, before)
    try:
        after, edit = wish.after(before)
        await asyncio.to_thread(settings.save, after, wish.base, name_of(request))
    except ConfigFaults as wrong:
        return form_page(request, wish, UNFIT, faults=wrong, after=after)
    except NotRewritable as wrong:
        return _refused(request, wish, SettingsFaultError("settings-by-hand", reason=str(wrong)))
    except SettingsFaultError as wrong:
        return _refused(request, wish, wrong)
    keys = [".".join(path) for path, _ in edit.values[:ABOUT_MAX]] or [ORDER] * bool(edit.order)
    tell(request, " ".join([wish.item, *(["-"] if wish.gone else keys)]).strip())
    return see(f"{OVERVIEW}?saved=1")


def _refused(request: Asked, wish: Wish, wrong: SettingsFaultError) -> Response[str]:
    text = words(reading(request))(wrong.key, **wrong.values)
    return form_page(request, wish, HTTP_409_CONFLICT, wrong=text)


async def _stale(request: Asked, wish: Wish, now: str) -> Response[str]:
    """Show a form again whose file is another one by now, with what others changed meanwhile."""
    settings, say = kept_of(request, wish.group, wish.item), words(reading(request))
    versions = await asyncio.to_thread(settings.versions)
    opened = next((each.text for each in versions if digest(each.text) == wish.base), None)
    theirs: list[tuple[str, str, str]] = []
    with suppress(ConfigFaults):  # broken by hand meanwhile: trying again says how
        theirs = [] if opened is None else told(settings.changes(opened, now), say)
    fresh = replace(wish, base=digest(now), gone=False)
    return form_page(request, fresh, HTTP_409_CONFLICT, wrong=say("settings-stale"), theirs=theirs)


@post("/admin/begin-again", sync_to_thread=False, guards=[ADMINS], status_code=200)
def begin_again(request: Asked) -> Response[str]:
    """Have the hall start again, once this answer is on its way."""
    begins = settings_of(request).begin_again
    if begins is None:
        raise NotFoundException(detail="whoever started this hall starts it again")
    pages: Pages = request.app.state.pages
    answer = pages.page(request, "settings_begin.html")
    answer.background = BackgroundTask(begins)
    return answer


ROUTES = (
    begin_again,
    change_order,
    change_rows,
    preview_settings,
    save_settings,
)
