# SPDX-License-Identifier: Apache-2.0
"""The interface for programs that change a hall's settings and guides, checked as its files are."""

import asyncio
from collections.abc import Iterable
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.datastructures import State
from litestar.exceptions import ClientException, NotFoundException
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_400_BAD_REQUEST, HTTP_409_CONFLICT
from msgspec import Meta, Struct

from config.faults import ConfigFaults
from hall.core.forms import GROUPS, GUIDES, Change, Edit, Group, edit_to, order_of
from hall.rewrite import NotRewritable, rewritten
from hall.settings import Kept, SettingsFaultError, digest
from hall.web.api import Trouble
from hall.web.api_admin import SETTERS
from hall.web.draw import reading, words
from hall.web.settings import data_of, group_of, kept_of, name_of, settings_of
from hall.web.trail import tell
from hall.web.versions import version_of, versioned

WRONG = 422
ITEMS_MAX = 2_000
Asked = Request[Any, Any, State]


class Wrong(Struct, frozen=True):
    """Everything that is wrong with what was sent, as `hallflow check` says it."""

    text: str
    status: int
    faults: list[str]


REFUSED = {
    409: ResponseSpec(Trouble, description="Somebody saved since, or the file cannot be written."),
    WRONG: ResponseSpec(Wrong, description="Nothing was saved: it is no right setting."),
}


class SettingsNow(Struct, frozen=True):
    """The hall's settings."""

    groups: list[str]
    """What `/api/settings/{group}` can be asked for."""
    waiting: bool
    """What is saved takes effect at the next start."""
    barred: str
    """Why nothing can be saved; empty: it can."""


class GroupNow(Struct, frozen=True):
    """Settings of one kind, as the file says them."""

    version: str
    """Of the file: to be sent back with a change."""
    items: list[dict[str, Any]]
    """One table, or the tables of a list."""


class Wish(Struct, frozen=True, forbid_unknown_fields=True):
    """What settings shall be."""

    version: str
    """Of the file, as it was read."""
    value: dict[str, Any] | None
    """The whole table; null: the item of a list, or a guide, goes."""
    order: Annotated[tuple[str, ...], Meta(max_length=ITEMS_MAX)] = ()
    """The items of a list, by their ids, in the order they shall have: `value` is null then."""
    try_only: bool = False
    """Only say what would change."""


class ChangeNow(Struct, frozen=True):
    """One value before and after; empty: it is not said."""

    path: list[str]
    before: str
    after: str


class Done(Struct, frozen=True):
    """What a wish changed, or would."""

    saved: bool
    version: str
    changes: list[ChangeNow]


class VersionNow(Struct, frozen=True):
    """One version of a file."""

    number: int
    at: int
    """When it was saved, or found changed by hand; UTC ms."""
    by: str
    """Who saved it here; empty: it was written by hand."""
    version: str


class Begun(Struct, frozen=True):
    """The hall starts again."""

    done: bool


class VersionText(Struct, frozen=True):
    """One version in full, and what going back to it would change."""

    number: int
    version: str
    text: str
    changes: list[ChangeNow]


class Back(Struct, frozen=True, forbid_unknown_fields=True):
    """Going back to a version."""

    version: str
    """Of the file as it is now."""


@get("/api/settings", sync_to_thread=True, guards=[SETTERS])
def settings_now(request: Asked) -> SettingsNow:
    """Return which settings there are, and whether they can be saved."""
    settings = settings_of(request)
    barred = settings.barred()
    text = words(reading(request))(barred) if barred else ""
    return SettingsNow(list(GROUPS), settings.waiting, text)


@get("/api/settings/{group:str}", guards=[SETTERS])
async def group_now(request: Asked, group: FromPath[str], item: FromQuery[str] = "") -> GroupNow:
    """Return settings of one kind; of guides, the one of the service `item`."""
    found = group_of(group)
    text = await asyncio.to_thread(kept_of(request, found, item).text)
    tables = found.items(data_of(text))
    if found.only or found.without:
        tables = [{name: at[name] for name in at if found.asks(name)} for at in tables]
    return GroupNow(digest(text), tables)


@post(
    "/api/settings/{group:str}",
    status_code=200,
    guards=[SETTERS],
    responses=REFUSED,
)
async def save_settings(
    request: Asked,
    group: FromPath[str],
    data: JSONBody[Wish],
    item: FromQuery[str] = "",
) -> Done | Response[Wrong]:
    """Have settings say what is sent, or the item of a list, or the guide of a service."""
    found = group_of(group)
    kept = kept_of(request, found, item)
    before = await asyncio.to_thread(kept.text)
    if data.version != digest(before):
        raise _stale(request)
    after = _wished(request, found, item, before, data)
    tell(request, f"{group} {item}".strip())
    return await asyncio.to_thread(
        _saved, request, kept, (before, after), data.version, try_only=data.try_only
    )


def _saved(
    request: Asked, kept: Kept, texts: tuple[str, str], version: str, *, try_only: bool = False
) -> Done | Response[Wrong]:
    """Save a text in place of another, or only say what would change."""
    before, after = texts
    say = words(reading(request))
    try:
        changes = kept.changes(before, after)
        if not try_only and after != before:
            kept.save(after, version, name_of(request))
    except ConfigFaults as wrong:
        return _wrong(request, wrong)
    except SettingsFaultError as wrong:
        text = say(wrong.key, **wrong.values)
        raise ClientException(text, status_code=HTTP_409_CONFLICT) from wrong
    return Done(not try_only, digest(before if try_only else after), _told(changes))


def _wrong(request: Asked, wrong: ConfigFaults) -> Response[Wrong]:
    text = wrong.text(reading(request))
    return Response(Wrong(text, WRONG, text.split("\n")), status_code=WRONG)


def _told(changes: Iterable[Change]) -> list[ChangeNow]:
    return [ChangeNow(list(each.path), each.before, each.after) for each in changes]


def _wished(request: Asked, group: Group, item: str, text: str, wish: Wish) -> str:
    """Return the file's text as wished."""
    data, value = data_of(text), wish.value
    if wish.order:
        return _ordered(request, group, text, wish)
    if value is None and group.name == GUIDES:
        return ""
    if value is None and (not group.key or group.place(data, item) is None):
        raise NotFoundException(detail="there is no such item")
    try:
        gone = Edit(group, group.place(data, item), gone=True)
        edit = gone if value is None else edit_to(group, data, item, value)
    except ValueError as strange:
        text = f"{strange}: no setting of this kind, or not what `item` names"
        raise ClientException(text, status_code=HTTP_400_BAD_REQUEST) from strange
    return _rewritten(request, text, edit)


def _ordered(request: Asked, group: Group, text: str, wish: Wish) -> str:
    """Return the file's text with a list in another order."""
    if not group.key or wish.value is not None:
        raise ClientException("only a list has an order, and `value` is null then")
    edit = order_of(group, data_of(text), wish.order)
    return _rewritten(request, text, edit) if edit.order else text


def _rewritten(request: Asked, text: str, edit: Edit) -> str:
    try:
        return rewritten(text, edit)
    except NotRewritable as wrong:
        said = words(reading(request))("settings-by-hand", reason=str(wrong))
        raise ClientException(said, status_code=HTTP_409_CONFLICT) from wrong


def _stale(request: Asked) -> ClientException:
    text = words(reading(request))("settings-stale")
    return ClientException(text, status_code=HTTP_409_CONFLICT)


# --- versions ---------------------------------------------------------------------------------


@get("/api/versions", sync_to_thread=True, guards=[SETTERS])
def versions_now(request: Asked, guide: FromQuery[str] = "") -> list[VersionNow]:
    """Return every version of the hall's file, or of a service's guide, the newest first."""
    found = versioned(request, guide).versions()
    return [VersionNow(each.number, each.at, each.by, digest(each.text)) for each in found]


@get(
    "/api/versions/{number:str}",
    sync_to_thread=True,
    guards=[SETTERS],
    responses={WRONG: ResponseSpec(Wrong, description="That version is no right setting today.")},
)
def version_now(
    request: Asked, number: FromPath[str], guide: FromQuery[str] = ""
) -> VersionText | Response[Wrong]:
    """Return a version in full, and what going back to it would change."""
    kept = versioned(request, guide)
    version = version_of(kept, number)
    try:
        changes = kept.changes(kept.text(), version.text)
    except ConfigFaults as wrong:
        return _wrong(request, wrong)
    return VersionText(version.number, digest(version.text), version.text, _told(changes))


@post(
    "/api/versions/{number:str}/restore",
    status_code=200,
    sync_to_thread=True,
    guards=[SETTERS],
    responses=REFUSED,
)
def restore_settings(
    request: Asked,
    number: FromPath[str],
    data: JSONBody[Back],
    guide: FromQuery[str] = "",
) -> Done | Response[Wrong]:
    """Go back to a version, which becomes the newest; what was between is kept."""
    kept = versioned(request, guide)
    version = version_of(kept, number)
    return _saved(request, kept, (kept.text(), version.text), data.version)


@post("/api/begin-again", sync_to_thread=False, guards=[SETTERS], status_code=200)
def start_again(request: Asked) -> Response[Begun]:
    """Have the hall start again with what is saved, once this answer is on its way."""
    begins = settings_of(request).begin_again
    if begins is None:
        raise NotFoundException(detail="whoever started this hall starts it again")
    return Response(Begun(done=True), background=BackgroundTask(begins))


ROUTES = (
    settings_now,
    group_now,
    save_settings,
    versions_now,
    version_now,
    restore_settings,
    start_again,
)
