# SPDX-License-Identifier: Apache-2.0
"""Findings that many checks share."""

from collections.abc import Container, Iterable, Iterator, Sequence

from config.faults import Finding, KeyPath, key_text, said
from config.schema import Hall
from config.shape import hint


def unknown(kind: str, id_: str, known: Iterable[str], path: KeyPath) -> Iterator[Finding]:
    """Yield a finding when `id_` is neither empty nor one of `known`; `kind` names what it is."""
    names = dict.fromkeys(known)
    if id_ and id_ not in names:
        facts = {"kind": said(f"kind-{kind}"), "hint": hint(id_, names)}
        yield Finding(path, said("unknown", id=id_, **facts))


def unknown_each(
    kind: str, ids: Sequence[str], known: Iterable[str], path: KeyPath
) -> Iterator[Finding]:
    """Yield a finding for each of a list's ids that is not one of `known`."""
    names = dict.fromkeys(known)
    for index, id_ in enumerate(ids):
        yield from unknown(kind, id_, names, (*path, index))


def unknown_place(hall: Hall, floor: str, zone: str, path: KeyPath) -> Iterator[Finding]:
    """Yield a finding when there is no such floor, or no such zone on it."""
    yield from unknown("floor", floor, [each.id for each in hall.floors], (*path, "floor"))
    on = [each for each in hall.floors if floor in {"", each.id}]
    zones = [each.id for floor_ in on for each in floor_.zones]
    yield from unknown("zone", zone, zones, (*path, "zone"))


def unused(kind: str, name: str, ids: Sequence[str], used: Container[str]) -> Iterator[Finding]:
    """Yield a finding for each item of the hall's list `name` that nothing uses."""
    for index, id_ in enumerate(ids):
        if id_ not in used:
            yield Finding((name, index), said("unused", kind=said(f"kind-{kind}"), id=id_))


def duplicates(items: Iterable[tuple[KeyPath, str]]) -> Iterator[Finding]:
    """Yield a finding for each id that stood at another path before."""
    first: dict[str, KeyPath] = {}
    for path, id_ in items:
        before = first.setdefault(id_, path)
        if before != path:
            yield Finding(path, said("duplicate", id=id_, first=key_text(before)))


def bad_spans(items: Sequence[tuple[KeyPath, str]]) -> Iterator[Finding]:
    """Yield a finding for each span that ends before it begins or overlaps one before it."""
    good: list[str] = []
    for path, span in items:
        begin, end = span.split("-")
        if end <= begin:
            yield Finding(path, said("span-backwards", span=span))
            continue
        for other in good:
            other_begin, other_end = other.split("-")
            if begin < other_end and other_begin < end:
                yield Finding(path, said("span-overlaps", span=span, other=other))
                break
        good.append(span)
