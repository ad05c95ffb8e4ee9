# SPDX-License-Identifier: Apache-2.0
"""Every version of the hall's files: who saved it and when, what going back would change."""

import tomllib
from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect
from litestar.status_codes import HTTP_409_CONFLICT, HTTP_422_UNPROCESSABLE_ENTITY
from msgspec import Struct

from config.faults import ConfigFaults
from hall.core.forms import changes
from hall.settings import Kept, SettingsFaultError, Version, digest
from hall.web.changed import diff, told
from hall.web.draw import Pages, reading, whole, words
from hall.web.people import see
from hall.web.settings import ADMINS, OVERVIEW, guide_of, name_of, settings_of
from look.words import Words

VERSIONS_SHOWN = 100
SAID = 20
"""Of so many, the newest, the list says what they changed."""
Asked = Request[Any, Any, State]


class Base(Struct, frozen=True):
    """What the form for going back sends."""

    base: str = ""
    guide: str = ""


@get("/admin/versions", sync_to_thread=True, guards=[ADMINS])
def versions_page(request: Asked, guide: FromQuery[str] = "") -> Response[str]:
    """Show every version of the hall's file, or of a guide: who saved it, and when."""
    settings = versioned(request, guide)
    pages: Pages = request.app.state.pages
    now = digest(settings.text())
    found = settings.versions()
    say = words(reading(request))
    versions = [
        (each, digest(each.text) == now, changed_by(found, place, say) if place < SAID else [])
        for place, each in enumerate(found[:VERSIONS_SHOWN])
    ]
    return pages.page(request, "settings_versions.html", versions=versions, guide=guide)


def changed_by(versions: Sequence[Version], place: int, say: Words) -> list[tuple[str, str, str]]:
    """Return what a version of a list, newest first, changed of the one before it, in words.

    Only what the files say is compared, so that many are quick; of no TOML nothing is known.
    """
    if place + 1 >= len(versions):
        return []
    try:
        after, before = (tomllib.loads(versions[at].text) for at in (place, place + 1))
    except ValueError:
        return []
    unsaid = say("versions-unsaid")
    return [
        (what, old or unsaid, new or unsaid) for what, old, new in told(changes(before, after), say)
    ]


def versioned(request: Asked, guide: str) -> Kept:
    """Return the guide of a service, or the hall's file. NotFoundException."""
    return guide_of(request, guide) if guide else settings_of(request)


@get("/admin/versions/{number:str}", sync_to_thread=True, guards=[ADMINS])
def version_page(
    request: Asked, number: FromPath[str], guide: FromQuery[str] = ""
) -> Response[str]:
    """Show what going back to a version would change."""
    kept = versioned(request, guide)
    return _version_shown(request, kept, version_of(kept, number), guide)


@post("/admin/versions/{number:str}/restore", sync_to_thread=True, guards=[ADMINS])
def restore_settings(
    request: Asked, number: FromPath[str], data: URLEncodedBody[Base]
) -> Response[str] | Redirect:
    """Go back to a version, which becomes the newest; what was between is kept."""
    kept, say = versioned(request, data.guide), words(reading(request))
    version = version_of(kept, number)
    try:
        kept.save(version.text, data.base, name_of(request))
    except ConfigFaults as wrong:
        faults = wrong.text(reading(request)).split("\n")
        status = HTTP_422_UNPROCESSABLE_ENTITY
        return _version_shown(request, kept, version, data.guide, status, faults=faults)
    except SettingsFaultError as wrong:
        text = say(wrong.key, **wrong.values)
        return _version_shown(request, kept, version, data.guide, HTTP_409_CONFLICT, wrong=text)
    return see(f"{OVERVIEW}?saved=1")


def version_of(kept: Kept, number: str) -> Version:
    """Return a version of a file. NotFoundException."""
    found = kept.version(whole(number, 0))
    if found is None:
        raise NotFoundException(detail="there is no such version")
    return found


def _version_shown(
    request: Asked, kept: Kept, version: Version, guide: str, status: int = 200, **values: Any
) -> Response[str]:
    say = words(reading(request))
    now = kept.text()
    found = kept.versions()
    at = (place for place, each in enumerate(found) if each.number == version.number)
    shown: dict[str, Any] = {"wrong": "", "faults": (), "changes": ()}
    shown["did"] = changed_by(found, next(at, len(found)), say)
    try:
        shown["changes"] = told(kept.changes(now, version.text), say)
    except ConfigFaults as wrong:
        shown["faults"] = wrong.text(reading(request)).split("\n")
    pages: Pages = request.app.state.pages
    return pages.page(
        request,
        "settings_version.html",
        status=status,
        version=version,
        guide=guide,
        base=digest(now),
        lines=diff(now, version.text),
        **(shown | values),
    )


ROUTES = (versions_page, version_page, restore_settings)
