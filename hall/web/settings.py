# SPDX-License-Identifier: Apache-2.0
"""The admin's pages for the hall's own settings: forms, what would change, saving, going back."""

import asyncio
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from litestar.status_codes import HTTP_409_CONFLICT, HTTP_422_UNPROCESSABLE_ENTITY
from msgspec import Struct

from config.faults import ConfigFaults
from config.load import guide_files, guide_path
from hall.core.accounts import Role
from hall.core.fields import Field, Table, plain, row_starts
from hall.core.forms import GROUPS, GUIDES, Edit, Group, edit_of
from hall.rewrite import NotRewritable, rewritten
from hall.settings import Kept, SettingsFaultError, SettingsFile, digest
from hall.web.access import requires, who
from hall.web.changed import Row, diff, label, row_of, told
from hall.web.draw import Pages, reading, words
from hall.web.people import see
from hall.web.trail import NOTED, tell

ADMINS = requires(Role.ADMIN)
OVERVIEW = "/admin/hall"
ABOUT_MAX = 8
"""So many changed keys are named in the trail."""
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""What may be part of a file's name."""
Asked = Request[Any, Any, State]


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

    def after(self, text: str) -> tuple[str, Edit]:
        """Return the file's text as wished. NotRewritable, NotFoundException for no TOML."""
        edit = self.edit(data_of(text))
        if self.gone and not self.group.path:
            return "", edit
        return rewritten(text, edit), edit


def settings_of(request: Asked) -> SettingsFile:
    """Return the hall's file. NotFoundException for a hall that has none."""
    found: SettingsFile | None = request.app.state.settings
    if found is None:
        raise NotFoundException(detail="this hall's settings come from no file")
    return found


def kept_of(request: Asked, group: Group, item: str) -> Kept:
    """Return the file that a form changes. NotFoundException for the guide of no service."""
    return guide_of(request, item) if group.name == GUIDES else settings_of(request)


def guide_of(request: Asked, service: str) -> Kept:
    """Return the guide of a service. NotFoundException when there is no such service."""
    settings = settings_of(request)
    known = {str(each.get("id")) for each in GROUPS["services"].items(data_of(settings.text()))}
    if service not in known or not _ID.fullmatch(service):
        raise NotFoundException(detail="there is no such service")
    return settings.guide(service)


def group_of(name: str) -> Group:
    """Return settings by their name. NotFoundException."""
    if name not in GROUPS:
        raise NotFoundException(detail="there are no such settings")
    return GROUPS[name]


def data_of(text: str) -> Table:
    """Return what a file says. NotFoundException for no TOML: there are no forms for that."""
    try:
        return tomllib.loads(text)
    except ValueError as wrong:
        raise NotFoundException(detail="the hall's file is no TOML; mend it by hand") from wrong


async def _wish(request: Asked, name: str) -> Wish:
    form = await request.form()
    answers = {key: value for key, value in form.items() if isinstance(value, str)}
    return Wish(
        group_of(name),
        answers.get("item-key", ""),
        answers.get("base", ""),
        answers,
        gone=bool(answers.get("gone")),
    )


# --- the file as it is ------------------------------------------------------------------------


@get(OVERVIEW, sync_to_thread=True, guards=[ADMINS])
def settings_page(request: Asked, saved: FromQuery[str] = "") -> Response[str]:
    """Show what can be set, and whether what is saved is in force."""
    settings = settings_of(request)
    text, faults = settings.text(), []
    try:
        data = plain(settings.check(text))
    except ConfigFaults as wrong:
        data, faults = {}, wrong.text(reading(request)).split("\n")
    pages: Pages = request.app.state.pages
    return pages.page(
        request,
        "settings.html",
        groups=[(group, _count(settings, group, data)) for group in GROUPS.values()],
        faults=faults,
        path=str(settings.path),
        barred=settings.barred(),
        saved=bool(saved),
        waiting=settings.waiting,
        can_begin=settings.begin_again is not None and not faults,
    )


def _count(settings: SettingsFile, group: Group, data: Table) -> int | None:
    """Return how many entries a list has; None: there is one table."""
    if group.name == GUIDES:
        return len(guide_files(settings.path))
    return len(group.items(data)) if group.key else None


@get("/admin/hall/{name:str}", sync_to_thread=True, guards=[ADMINS])
def settings_group(
    request: Asked, name: FromPath[str], item: FromQuery[str] = "", new: FromQuery[str] = ""
) -> Response[str]:
    """Show a list of settings, or with `?item=` or `?new=1` the form for one."""
    group = group_of(name)
    if item or new or not (group.key or group.name == GUIDES):
        text = kept_of(request, group, item).text()
        data = data_of(text)
        place = group.place(data, item)
        if place is None and not new:
            raise NotFoundException(detail="there is no such item")
        told = {} if place is None else group.items(data)[place]
        return _form(request, Wish(group, item, digest(text), group.shown(told)))
    pages: Pages = request.app.state.pages
    items = list(_items(request, group))
    return pages.page(request, "settings_list.html", group=group, items=items)


def _items(request: Asked, group: Group) -> Iterator[tuple[str, str]]:
    """Yield the entries of a list, each by its id and what people call it."""
    settings, language = settings_of(request), reading(request)
    guides = group.name == GUIDES
    listed = GROUPS["services"] if guides else group
    for each in listed.items(data_of(settings.text())):
        key, called = str(each.get(listed.key, "")), _called(each, language)
        if guides and not guide_path(settings.path, key).exists():
            called += f" · {words(language)('settings-no-guide')}"
        yield key, called


def _called(item: Table, language: str) -> str:
    """Return what people call an item, or what it says."""
    told = item.get("name") or item.get("text")
    found = (told.get(language) or told.get("zh")) if isinstance(told, dict) else ""
    return str(found or "")


def _form(request: Asked, wish: Wish, status: int = 200, **values: Any) -> Response[str]:
    settings, say = kept_of(request, wish.group, wish.item), words(reading(request))
    pages: Pages = request.app.state.pages
    fields = [
        field for field in wish.group.fields() if not wish.item or field.path != (wish.group.key,)
    ]

    def rows(field: Field, prefix: str) -> list[Row]:
        starts = row_starts(field, wish.answers, prefix)
        return [row_of(field, wish.answers, start, reading(request)) for start in starts]

    shown = {"faults": (), "wrong": "", "theirs": (), "barred": settings.barred()} | values
    return pages.page(
        request,
        "settings_form.html",
        status=status,
        wish=wish,
        fields=fields,
        rows=rows,
        called=lambda field: label(field.path, say),
        **shown,
    )


# --- a change ---------------------------------------------------------------------------------


@post("/admin/hall/{name:str}/preview", guards=[ADMINS], opt=NOTED, status_code=200)
async def preview_settings(request: Asked, name: FromPath[str]) -> Response[str]:
    """Say in words what a form would change, or every fault it would make."""
    wish = await _wish(request, name)
    if wish.answers.get("again"):
        return _form(request, wish)
    settings = kept_of(request, wish.group, wish.item)
    before = await asyncio.to_thread(settings.text)
    if wish.base != digest(before):
        return await _stale(request, wish, before)
    try:
        after, _ = wish.after(before)
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
    settings = kept_of(request, wish.group, wish.item)
    before = await asyncio.to_thread(settings.text)
    if wish.base != digest(before):
        return await _stale(request, wish, before)
    try:
        after, edit = wish.after(before)
        await asyncio.to_thread(settings.save, after, wish.base, name_of(request))
    except ConfigFaults as wrong:
        return _faulty(request, wish, wrong)
    except NotRewritable as wrong:
        return _refused(request, wish, SettingsFaultError("settings-by-hand", reason=str(wrong)))
    except SettingsFaultError as wrong:
        return _refused(request, wish, wrong)
    keys = [".".join(path) for path, _ in edit.values[:ABOUT_MAX]]
    tell(request, " ".join([wish.item, *(["-"] if wish.gone else keys)]).strip())
    return see(f"{OVERVIEW}?saved=1")


def name_of(request: Asked) -> str:
    """Return who asks."""
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
    settings, say = kept_of(request, wish.group, wish.item), words(reading(request))
    versions = await asyncio.to_thread(settings.versions)
    opened = next((each.text for each in versions if digest(each.text) == wish.base), None)
    theirs = [] if opened is None else told(settings.changes(opened, now), say)
    fresh = Wish(wish.group, wish.item, digest(now), wish.answers)
    return _form(request, fresh, HTTP_409_CONFLICT, wrong=say("settings-stale"), theirs=theirs)


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
    settings_page,
    begin_again,
    settings_group,
    preview_settings,
    save_settings,
)
