# SPDX-License-Identifier: Apache-2.0
"""The admin's pages for the hall's own settings: what there is, lists, and forms."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from msgspec import Struct

from config.faults import ConfigFaults
from config.load import guide_files, guide_path, load_advice
from hall.core.accounts import Role
from hall.core.fields import Field, Table, plain
from hall.core.forms import GROUPS, GUIDES, Edit, Group, edit_of, order_of
from hall.core.rows import with_picks
from hall.rewrite import rewritten
from hall.settings import Kept, SettingsFile, digest
from hall.web.access import requires, who
from hall.web.draw import Pages, reading, words
from hall.web.form import Done, Drawn
from hall.web.mistakes import Mistake, Sent, mistakes

ADMINS = requires(Role.ADMIN)
OVERVIEW = "/admin/hall"
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
    order: tuple[str, ...] = ()
    """The list's items by their keys, brought into this order; empty: one item is edited."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """What the form asks: what an item is called by is asked only of a new one."""
        found = self.group.fields()
        return tuple(each for each in found if not self.item or each.path != (self.group.key,))

    @property
    def path(self) -> str:
        """Where it is begun anew, from what the file says."""
        base = f"{OVERVIEW}/{self.group.name}"
        if self.order or not (self.group.key or self.item):
            return base
        return f"{base}?{urlencode({'item': self.item} if self.item else {'new': '1'})}"

    def edit(self, data: Table) -> Edit:
        """Return what it changes in the file's data."""
        if self.gone:
            return Edit(self.group, self.group.place(data, self.item), gone=True)
        if self.order:
            return order_of(self.group, data, self.order)
        return edit_of(self.group, data, self.item, self.answers)

    def after(self, text: str) -> tuple[str, Edit]:
        """Return the file's text as wished. NotRewritable, NotFoundException for no TOML."""
        edit = self.edit(data_of(text))
        if self.gone and not self.group.path:
            return "", edit
        if self.order and not edit.order:
            return text, edit
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


def name_of(request: Asked) -> str:
    """Return who asks."""
    person = who(request)
    assert person is not None, "the guard lets nobody unknown in"
    return person.name


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


async def wish_of(request: Asked, name: str) -> Wish:
    """Return what a form sent for settings of a name. NotFoundException."""
    form = await request.form()
    answers = {key: value for key, value in form.items() if isinstance(value, str)}
    group = group_of(name)
    return Wish(
        group,
        answers.get("item-key", ""),
        answers.get("base", ""),
        answers if answers.get("deed") else with_picks(group.fields(), answers),
        gone=bool(answers.get("gone")),
        order=tuple(answers.get("order", "").split()),
    )


# --- the file as it is ------------------------------------------------------------------------


@get(OVERVIEW, sync_to_thread=True, guards=[ADMINS])
def settings_page(request: Asked, saved: FromQuery[str] = "") -> Response[str]:
    """Show what can be set, and whether what is saved is in force."""
    settings = settings_of(request)
    faults: list[Mistake] = []
    advice: list[Mistake] = []
    data: Table = {}
    try:
        data = plain(settings.check(settings.text()))
        better = ConfigFaults(load_advice(settings.path))
        advice = mistakes(better, data, words(reading(request)))
    except ConfigFaults as wrong:
        faults = mistakes(wrong, readable(settings), words(reading(request)))
    pages: Pages = request.app.state.pages
    return pages.page(
        request,
        "settings.html",
        groups=[(group, _count(settings, group, data)) for group in GROUPS.values()],
        faults=faults,
        advice=advice,
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
        return form_page(request, Wish(group, item, digest(text), group.shown(told)))
    return list_page(request, Wish(group, "", digest(settings_of(request).text()), {}))


def list_page(request: Asked, wish: Wish, status: int = 200, **values: Any) -> Response[str]:
    """Show a list of settings, in the order that is wished."""
    items = dict(items_of(request, wish.group))
    order = dict.fromkeys([*(key for key in wish.order if key in items), *items])
    pages: Pages = request.app.state.pages
    shown = {"said": "", "focus": "", "faults": (), "wrong": "", "theirs": ()} | values
    return pages.page(
        request,
        "settings_list.html",
        status=status,
        back=wish.path,
        wish=wish,
        items=[(key, items[key]) for key in order],
        moved=list(order) != list(items),
        **shown,
    )


def items_of(request: Asked, group: Group) -> Iterator[tuple[str, str]]:
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


def readable(settings: SettingsFile) -> Table:
    """Return what the hall's file says, nothing when it is no TOML."""
    try:
        return data_of(settings.text())
    except NotFoundException:
        return {}


def form_page(
    request: Asked,
    wish: Wish,
    status: int = 200,
    faults: ConfigFaults | None = None,
    done: Done | None = None,
    after: str | None = None,
    **values: Any,
) -> Response[str]:
    """Show a form, or a list whose order was wished; faults are those of the text `after`."""
    settings, say = settings_of(request), words(reading(request))
    own = after is None or wish.group.name == GUIDES
    data = readable(settings) if own else data_of(after or "")
    if wish.order:
        found = mistakes(faults, data, say) if faults else ()
        return list_page(request, wish, status, faults=found, **values)
    kept = kept_of(request, wish.group, wish.item)
    sent = Sent(wish.group, wish.item, wish.fields, wish.answers)
    shown = {"wrong": "", "theirs": (), "barred": kept.barred()} | values
    pages: Pages = request.app.state.pages
    form = Drawn(sent, data, say, faults, done)
    return pages.page(
        request,
        "settings_form.html",
        status=status,
        back=wish.path,
        wish=wish,
        form=form,
        faults=form.faults,
        **shown,
    )


ROUTES = (settings_page, settings_group)
