# SPDX-License-Identifier: Apache-2.0
"""Forms for a hall's settings: which there are, and what one changes in the file.

Here settings are plain data, as they stand in the hall's files. Whether they are right is no
question of the form: `config.load` alone says that.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from config.accounts import Accounts
from config.content import Guide
from config.devices import Bridge, Display, Evaluator, Kiosk, Network, Printer, Voice
from config.faults import KeyPath
from config.hooks import Webhook
from config.policy import CLASSES, Export, Policy, PriorityClass, Ratings
from config.schema import (
    Clerk,
    Department,
    Floor,
    Hall,
    Hours,
    LifeEvent,
    Notice,
    Service,
    Theme,
    Window,
)
from hall.core.fields import (
    Answers,
    Field,
    KeyNames,
    Table,
    changed_in,
    dated,
    fields_of,
    inside,
    plain,
    put,
    shown_in,
    text_of,
    value_at,
)

GUIDES = "guides"


class Group(Struct, frozen=True):
    """Settings that one page edits: one table, or a list of tables."""

    name: str
    path: KeyNames
    """Empty: the whole file."""
    type_: type[Struct]
    key: str = ""
    """What an item of a list is called by; empty: there is one table."""
    only: KeyNames = ()
    """What this form asks; empty: everything."""
    without: KeyNames = ()
    """What this form does not ask."""
    default: tuple[Struct, ...] = ()
    """The list that holds when the file has none."""

    def fields(self) -> tuple[Field, ...]:
        """Return what the form asks."""
        return tuple(field for field in fields_of(self.type_) if self.asks(field.path[0]))

    def asks(self, name: str) -> bool:
        """Whether a setting of the table is one of the form's."""
        return name not in self.without and (not self.only or name in self.only)

    def shown(self, item: Mapping[str, Any]) -> dict[str, str]:
        """Return what the form holds that shows an item."""
        return shown_in(self.fields(), item)

    def items(self, data: Mapping[str, Any]) -> list[Table]:
        """Return the group's tables in a hall's data."""
        found = value_at(data, self.path)
        if self.key:
            listed = found if isinstance(found, list | tuple) else plain(self.default)
            return [each for each in listed if isinstance(each, dict)]
        return [found if isinstance(found, dict) else {}]

    def place(self, data: Mapping[str, Any], key: str) -> int | None:
        """Return where an item stands in its list; None when it does not."""
        if not self.key:
            return 0
        keys = [str(item.get(self.key, "")) for item in self.items(data)]
        return keys.index(key) if key in keys else None


def _list(name: str, type_: type[Struct], key: str = "id") -> Group:
    return Group(name, (name.replace("-", "_"),), type_, key)


def _table(name: str, type_: type[Struct], without: KeyNames = ()) -> Group:
    return Group(name, (name,), type_, without=without)


GROUPS = {
    group.name: group
    for group in (
        Group("hall", (), Hall, only=("name", "time_zone", "languages")),
        _list("notices", Notice),
        _table("policy", Policy, without=("classes",)),
        Group("classes", ("policy", "classes"), PriorityClass, "id", default=CLASSES),
        _table("ratings", Ratings),
        _table("hours", Hours),
        _list("departments", Department),
        _list("services", Service),
        Group(GUIDES, (), Guide),
        _list("windows", Window),
        _list("clerks", Clerk, "number"),
        _table("voice", Voice),
        _list("kiosks", Kiosk),
        _list("displays", Display),
        _list("evaluators", Evaluator),
        _list("bridges", Bridge),
        _list("printers", Printer),
        _list("floors", Floor),
        _list("themes", Theme),
        _list("life-events", LifeEvent),
        _table("export", Export),
        _table("accounts", Accounts),
        _table("network", Network),
        _list("webhooks", Webhook),
    )
}


class Edit(Struct, frozen=True):
    """What one form changes."""

    group: Group
    place: int | None
    """Which item of the list; None: a new one at its end."""
    values: tuple[tuple[KeyNames, Any], ...] = ()
    """What is set; None: taken out."""
    gone: bool = False
    """The item is taken out whole."""
    order: tuple[int, ...] = ()
    """The list's items in a new order, each by its place; empty: as they are."""


def order_of(group: Group, data: Table, keys: Sequence[str]) -> Edit:
    """Return what brings a list into an order; keys that are not its own count for nothing.

    An item that is not named stays behind those that are.
    """
    places = [place for key in keys if (place := group.place(data, key)) is not None]
    order = tuple(dict.fromkeys([*places, *range(len(group.items(data)))]))
    same = order == tuple(range(len(order)))
    return Edit(group, None, order=() if same else order)


def home_of(data: Table, path: KeyPath) -> tuple[Group, str, KeyPath] | None:
    """Return the form that a key of the hall's file is edited in, its item and the key there.

    None: there is no form for it.
    """
    for group in sorted(GROUPS.values(), key=lambda each: -len(each.path)):
        rest = path[len(group.path) :]
        if group.name == GUIDES or path[: len(group.path)] != group.path or not path:
            continue
        if not group.key:
            if not rest or group.asks(str(rest[0])):
                return group, "", rest
        elif rest and isinstance(rest[0], int):
            items = group.items(data)
            item = items[rest[0]] if rest[0] < len(items) else {}
            return group, str(item.get(group.key, "")), rest[1:]
        else:
            return group, "", rest
    return None


def edit_of(group: Group, data: Table, key: str, answers: Answers) -> Edit:
    """Return what the answers change in an item; one that is not there is new."""
    place = group.place(data, key)
    item = {} if place is None else group.items(data)[place]
    asked = group.fields()
    if place is not None:
        asked = tuple(field for field in asked if field.path != (group.key,))
    return Edit(group, place, tuple(changed_in(asked, item, answers).items()))


def edit_to(group: Group, data: Table, key: str, wanted: Table) -> Edit:
    """Return what makes an item say just what is wanted; one that is not there is new.

    ValueError for a setting that is not one of the form's.
    """
    strange = [name for name in wanted if not group.asks(name)]
    if strange or (group.key and wanted.get(group.key) != key):
        raise ValueError(", ".join(strange) or group.key)
    place = group.place(data, key)
    item = {} if place is None else group.items(data)[place]
    old = {name: value for name, value in item.items() if group.asks(name)}
    return Edit(group, place, tuple(_differences(old, dated(group.fields(), wanted), ())))


def _differences(old: Table, new: Table, path: KeyNames) -> Iterator[tuple[KeyNames, Any]]:
    for name in dict.fromkeys((*old, *new)):
        before, after = old.get(name), new.get(name)
        if isinstance(before, dict) and isinstance(after, dict):
            yield from _differences(before, after, (*path, name))
        elif before != after:
            yield (*path, name), after


def apply(
    edit: Edit,
    document: Any,
    inner: Callable[[], Any] = dict,
    written: Callable[[Any, Any], Any] = lambda value, _: value,
) -> None:
    """Carry out an edit in plain data or in a document.

    `inner` makes a table within an item, `written` tables in place of others.
    """
    node = document
    *parents, last = edit.group.path or ("",)
    for step in parents:
        node = inside(node, step, dict)
    if last not in node and (edit.gone or edit.order):
        node[last] = plain(edit.group.default)
    if edit.gone:
        del node[last][edit.place]
        return
    if edit.order:
        node[last] = written([node[last][place] for place in edit.order], node[last])
        return
    item = _item(edit, node, last)
    for path, value in edit.values:
        made = written(value, value_at(item, path)) if _has_tables(value) else value
        put(item, path, made, inner)


def _has_tables(value: Any) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, list) and bool(value) and isinstance(value[0], dict)
    )


def _item(edit: Edit, node: Any, last: str) -> Any:
    """Return the table that is edited, made when it is not there."""
    if not edit.group.key:
        return inside(node, last, dict) if last else node
    if last not in node:
        node[last] = [*plain(edit.group.default), *([] if edit.place is not None else [{}])]
    elif edit.place is None:
        node[last].append({})
    listed = node[last]
    return listed[len(listed) - 1 if edit.place is None else edit.place]


class Change(Struct, frozen=True):
    """One value before and after; empty: it is not said."""

    path: KeyNames
    """Items of lists by their id, or counted from 1."""
    before: str
    after: str


ORDER = "order"
"""Ends the path of a list whose items only changed their places."""


def changes(before: Table, after: Table) -> list[Change]:
    """Return everything in which two files' data differ, in the order of the schema."""
    moved: list[Change] = []
    old, new = dict(_leaves(before, ())), dict(_leaves(_unmoved(before, after, (), moved), ()))
    both = [*old, *(path for path in new if path not in old)]
    return [
        Change(path, text_of(old.get(path)), text_of(new.get(path)))
        for path in both
        if text_of(old.get(path)) != text_of(new.get(path))
        and (path[-1] != ORDER or _moved(old.get(path), new.get(path)))
    ] + moved


def _unmoved(before: Any, after: Any, path: KeyNames, moved: list[Change]) -> Any:
    """Return data in which rows without a name that only changed places are where they were.

    Such a change is noted in `moved`, the rows counted from 1.
    """
    if isinstance(before, dict) and isinstance(after, dict):
        return {
            name: _unmoved(before.get(name), value, (*path, name), moved)
            for name, value in after.items()
        }
    if not _tables(before) or not _tables(after):
        return after
    if order := _new_order(before, after):
        moved.append(Change((*path, ORDER), text_of(sorted(order)), text_of(order)))
        return before
    names = [_name(each, 0) for each in before]
    if names != [_name(each, 0) for each in after]:
        return after
    rows = zip(before, after, names, strict=True)
    return [_unmoved(old, new, (*path, name), moved) for old, new, name in rows]


def _new_order(before: list[Table], after: list[Table]) -> list[int]:
    """Return where rows without names stood, counted from 1; empty: more than that is other."""
    named = any(_name(each, 0) != "0" for each in before)
    if named or before == after or any(each not in before for each in after):
        return []
    order = [before.index(each) + 1 for each in after]
    return order if len(set(order)) == len(order) == len(before) else []


def _tables(value: Any) -> bool:
    """Whether something is a list of tables, with at least one."""
    listed = isinstance(value, list | tuple) and bool(value)
    return listed and all(isinstance(each, dict) for each in value)


def _moved(before: tuple[str, ...] | None, after: tuple[str, ...] | None) -> bool:
    """Whether items that are in both lists stand in another order."""
    old, new = before or (), after or ()
    return [each for each in old if each in new] != [each for each in new if each in old]


def _name(item: Table, count: int) -> str:
    """Return by what an item of a list is told from the others; at worst by its place."""
    return str(item.get("id") or item.get("number") or item.get("span") or count)


def _leaves(value: Any, path: KeyNames) -> Iterator[tuple[KeyNames, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, (*path, name))
    elif _tables(value):
        names = [_name(each, count) for count, each in enumerate(value, 1)]
        for name, each in zip(names, value, strict=True):
            yield from _leaves(each, (*path, name))
        yield (*path, ORDER), tuple(names)
    else:
        yield path, value
