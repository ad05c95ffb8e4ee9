# SPDX-License-Identifier: Apache-2.0
"""The admin's pages for the hall's own settings: forms, what would change, saving, going back."""

import asyncio
import difflib
import tomllib
from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect
from litestar.status_codes import HTTP_409_CONFLICT, HTTP_422_UNPROCESSABLE_ENTITY
from msgspec import Struct

from config.faults import ConfigFaults
from hall.core.accounts import Role
from hall.core.forms import GROUPS, Change, Edit, Group, Table, edit_of, plain
from hall.rewrite import NotRewritable, rewritten
from hall.settings import SettingsFaultError, SettingsFile, Version, digest
from hall.web.access import requires, who
from hall.web.draw import Pages, reading, words
from hall.web.people import see
from hall.web.trail import NOTED, tell
from look.words import Words

ADMINS = requires(Role.ADMIN)
OVERVIEW = "/admin/hall"
VERSIONS_SHOWN = 100
DIFF_CONTEXT = 2
ABOUT_MAX = 8
"""So many changed keys are named in the trail."""
Asked = Request[Any, Any, State]


class Base(Struct, frozen=True):
    """What the form for going back sends."""

    base: str = ""


class Wish(Struct, frozen=True):
    """What one form sent."""

    group: Group
    item: str
    base: str
    answers: Mapping[str, str]
    gone: bool = False

    def edit(self, data: Table) -> Edit:
        """Return what it changes in the file's data."""
        if self.gone:
            return Edit(self.group, self.group.place(data, self.item), gone=True)
        return edit_of(self.group, data, self.item, self.answers)


def _settings(request: Asked) -> SettingsFile:
    """Return the hall's file. NotFoundException for a hall that has none."""
    found: SettingsFile | None = request.app.state.settings
    if found is None:
        raise NotFoundException(detail="this hall's settings come from no file")
    return found


def _group(name: str) -> Group:
    if name not in GROUPS:
        raise NotFoundException(detail="there are no such settings")
    return GROUPS[name]


def _data(text: str) -> Table:
    """Return what a file says. NotFoundException for no TOML: there are no forms for that."""
    try:
        return tomllib.loads(text)
    except ValueError as wrong:
        raise NotFoundException(detail="the hall's file is no TOML; mend it by hand") from wrong


async def _wish(request: Asked, name: str) -> Wish:
    form = await request.form()
    answers = {key: value for key, value in form.items() if isinstance(value, str)}
    return Wish(
        _group(name),
        answers.get("item-key", ""),
        answers.get("base", ""),
        answers,
        gone=bool(answers.get("gone")),
    )


# --- the file as it is ------------------------------------------------------------------------


@get(OVERVIEW, sync_to_thread=True, guards=[ADMINS])
def settings_page(request: Asked, saved: FromQuery[str] = "") -> Response[str]:
    """Show what can be set, and whether what is saved is in force."""
    settings = _settings(request)
    text, faults = settings.text(), []
    try:
        data = plain(settings.check(text))
    except ConfigFaults as wrong:
        data, faults = {}, wrong.text(reading(request)).split("\n")
    pages: Pages = request.app.state.pages
    return pages.page(
        request,
        "settings.html",
        groups=[(group, len(group.items(data))) for group in GROUPS.values()],
        faults=faults,
        path=str(settings.path),
        barred=settings.barred(),
        saved=bool(saved),
        waiting=digest(text) != settings.running,
        can_begin=settings.begin_again is not None and not faults,
    )


@get("/admin/hall/{name:str}", sync_to_thread=True, guards=[ADMINS])
def settings_group(
    request: Asked, name: FromPath[str], item: FromQuery[str] = "", new: FromQuery[str] = ""
) -> Response[str]:
    """Show a list of settings, or with `?item=` or `?new=1` the form for one."""
    group, settings = _group(name), _settings(request)
    text = settings.text()
    data = _data(text)
    if not group.key or item or new:
        place = group.place(data, item)
        if place is None and not new:
            raise NotFoundException(detail="there is no such item")
        told = {} if place is None else group.items(data)[place]
        answers = {field.name: field.shown(told) for field in group.fields()}
        return _form(request, Wish(group, item, digest(text), answers))
    pages: Pages = request.app.state.pages
    language = reading(request)
    items = [(str(each.get(group.key, "")), _called(each, language)) for each in group.items(data)]
    return pages.page(request, "settings_list.html", group=group, items=items)


def _called(item: Table, language: str) -> str:
    """Return what people call an item, or what it says."""
    told = item.get("name") or item.get("text")
    found = (told.get(language) or told.get("zh")) if isinstance(told, dict) else ""
    return str(found or "")


def _form(request: Asked, wish: Wish, status: int = 200, **values: Any) -> Response[str]:
    settings = _settings(request)
    pages: Pages = request.app.state.pages
    fields = [
        field for field in wish.group.fields() if not wish.item or field.path != (wish.group.key,)
    ]
    shown = {"faults": (), "wrong": "", "theirs": (), "barred": settings.barred()} | values
    return pages.page(
        request, "settings_form.html", status=status, wish=wish, fields=fields, **shown
    )


# --- a change ---------------------------------------------------------------------------------


@post("/admin/hall/{name:str}/preview", guards=[ADMINS], opt=NOTED, status_code=200)
async def preview_settings(request: Asked, name: FromPath[str]) -> Response[str]:
    """Say in words what a form would change, or every fault it would make."""
    wish = await _wish(request, name)
    if wish.answers.get("again"):
        return _form(request, wish)
    settings = _settings(request)
    before = await asyncio.to_thread(settings.text)
    if wish.base != digest(before):
        return await _stale(request, wish, before)
    try:
        after = rewritten(before, wish.edit(_data(before)))
        found = await asyncio.to_thread(settings.changes, before, after)
    except ConfigFaults as wrong:
        return _faulty(request, wish, wrong)
    except NotRewritable as wrong:
        return _refused(request, wish, SettingsFaultError("settings-by-hand", reason=str(wrong)))
    if after == before:
        return _form(request, wish, wrong=words(reading(request))("settings-same"))
    pages: Pages = request.app.state.pages
    return pages.page(
        request,
        "settings_preview.html",
        wish=wish,
        changes=told(found, words(reading(request))),
        lines=diff(before, after),
    )


@post("/admin/hall/{name:str}/save", guards=[ADMINS])
async def save_settings(request: Asked, name: FromPath[str]) -> Response[str] | Redirect:
    """Save what a form changes, unless somebody saved since it was opened."""
    wish = await _wish(request, name)
    settings = _settings(request)
    before = await asyncio.to_thread(settings.text)
    if wish.base != digest(before):
        return await _stale(request, wish, before)
    try:
        edit = wish.edit(_data(before))
        after = rewritten(before, edit)
        await asyncio.to_thread(settings.save, after, wish.base, _name(request))
    except ConfigFaults as wrong:
        return _faulty(request, wish, wrong)
    except NotRewritable as wrong:
        return _refused(request, wish, SettingsFaultError("settings-by-hand", reason=str(wrong)))
    except SettingsFaultError as wrong:
        return _refused(request, wish, wrong)
    keys = [".".join(path) for path, _ in edit.values[:ABOUT_MAX]]
    tell(request, " ".join([wish.item, *(["-"] if wish.gone else keys)]).strip())
    return see(f"{OVERVIEW}?saved=1")


def _name(request: Asked) -> str:
    person = who(request)
    assert person is not None, "the guard lets nobody unknown in"
    return person.name


def _faulty(request: Asked, wish: Wish, wrong: ConfigFaults) -> Response[str]:
    faults = wrong.text(reading(request)).split("\n")
    return _form(request, wish, HTTP_422_UNPROCESSABLE_ENTITY, faults=faults)


def _refused(request: Asked, wish: Wish, wrong: SettingsFaultError) -> Response[str]:
    text = words(reading(request))(wrong.key, **wrong.values)
    return _form(request, wish, HTTP_409_CONFLICT, wrong=text)


async def _stale(request: Asked, wish: Wish, now: str) -> Response[str]:
    """Show a form again whose file is another one by now, with what others changed meanwhile."""
    settings, say = _settings(request), words(reading(request))
    versions = await asyncio.to_thread(settings.versions)
    opened = next((each.text for each in versions if digest(each.text) == wish.base), None)
    theirs = [] if opened is None else told(settings.changes(opened, now), say)
    fresh = Wish(wish.group, wish.item, digest(now), wish.answers)
    return _form(request, fresh, HTTP_409_CONFLICT, wrong=say("settings-stale"), theirs=theirs)


def told(changes: list[Change], say: Words) -> list[tuple[str, str, str]]:
    """Return changes in words: what, before, after."""
    return [(_place(change, say), change.before, change.after) for change in changes]


def _place(change: Change, say: Words) -> str:
    path = change.path
    for start in range(len(path)):
        key = "set-" + "-".join(path[start:]).replace("_", "-")
        if key in say:
            around = [_group_said(path[0], say), *path[1:start]] if start else []
            return " · ".join([*around, say(key)])
    return " · ".join([_group_said(path[0], say), *path[1:]])


def _group_said(name: str, say: Words) -> str:
    key = f"set-group-{name}"
    return say(key) if key in say else name


def diff(before: str, after: str) -> list[str]:
    """Return the lines of a file that change, with what stands around them."""
    found = difflib.unified_diff(
        before.splitlines(), after.splitlines(), n=DIFF_CONTEXT, lineterm=""
    )
    return list(found)[2:]


# --- earlier versions -------------------------------------------------------------------------


@get("/admin/versions", sync_to_thread=True, guards=[ADMINS])
def versions_page(request: Asked) -> Response[str]:
    """Show every version of the hall's file: who saved it, and when."""
    settings = _settings(request)
    pages: Pages = request.app.state.pages
    now = digest(settings.text())
    found = settings.versions()[:VERSIONS_SHOWN]
    versions = [(each, digest(each.text) == now) for each in found]
    return pages.page(request, "settings_versions.html", versions=versions)


@get("/admin/versions/{number:str}", sync_to_thread=True, guards=[ADMINS])
def version_page(request: Asked, number: FromPath[str]) -> Response[str]:
    """Show what going back to a version would change."""
    return _version_shown(request, _version(request, number))


@post("/admin/versions/{number:str}/restore", sync_to_thread=True, guards=[ADMINS])
def restore_settings(
    request: Asked, number: FromPath[str], data: URLEncodedBody[Base]
) -> Response[str] | Redirect:
    """Go back to a version, which becomes the newest; what was between is kept."""
    version, say = _version(request, number), words(reading(request))
    try:
        _settings(request).save(version.text, data.base, _name(request))
    except ConfigFaults as wrong:
        faults = wrong.text(reading(request)).split("\n")
        status = HTTP_422_UNPROCESSABLE_ENTITY
        return _version_shown(request, version, status, faults=faults)
    except SettingsFaultError as wrong:
        text = say(wrong.key, **wrong.values)
        return _version_shown(request, version, HTTP_409_CONFLICT, wrong=text)
    return see(f"{OVERVIEW}?saved=1")


def _version(request: Asked, number: str) -> Version:
    plain = number.isascii() and number.isdigit()
    found = _settings(request).version(int(number)) if plain else None
    if found is None:
        raise NotFoundException(detail="there is no such version")
    return found


def _version_shown(
    request: Asked, version: Version, status: int = 200, **values: Any
) -> Response[str]:
    settings, say = _settings(request), words(reading(request))
    now = settings.text()
    shown: dict[str, Any] = {"wrong": "", "faults": (), "changes": ()}
    try:
        shown["changes"] = told(settings.changes(now, version.text), say)
    except ConfigFaults as wrong:
        shown["faults"] = wrong.text(reading(request)).split("\n")
    pages: Pages = request.app.state.pages
    return pages.page(
        request,
        "settings_version.html",
        status=status,
        version=version,
        base=digest(now),
        lines=diff(now, version.text),
        **(shown | values),
    )


@post("/admin/begin-again", sync_to_thread=False, guards=[ADMINS], status_code=200)
def begin_again(request: Asked) -> Response[str]:
    """Have the hall start again, once this answer is on its way."""
    begins = _settings(request).begin_again
    if begins is None:
        raise NotFoundException(detail="whoever started this hall starts it again")
    pages: Pages = request.app.state.pages
    answer = pages.page(request, "settings_begin.html")
    answer.background = BackgroundTask(begins)
    return answer


ROUTES = (
    settings_page,
    begin_again,
    settings_group,
    preview_settings,
    save_settings,
    versions_page,
    version_page,
    restore_settings,
)
