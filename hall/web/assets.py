# SPDX-License-Identifier: Apache-2.0
"""Style sheets and scripts, read once, under an address that changes when they change."""

import hashlib
from importlib.resources import files

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from hall.web.access import PUBLIC

TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
# The version is in the address, so a browser may keep it for ever.
_KEEP = {"Cache-Control": "public, max-age=31536000, immutable"}


def _read() -> dict[str, bytes]:
    found = {"tokens.css": (files("look") / "pages.css").read_bytes()}
    for entry in (files("hall.web") / "static").iterdir():
        if entry.name.rpartition(".")[2] in TYPES:
            found[entry.name] = entry.read_bytes()
    return dict(sorted(found.items()))


ASSETS = _read()
VERSION = hashlib.sha256(b"\0".join(ASSETS.values())).hexdigest()[:12]


def address(name: str) -> str:
    """Return where a page finds an asset. KeyError when there is none of that name."""
    if name not in ASSETS:
        raise KeyError(name)
    return f"/static/{VERSION}/{name}"


@get("/static/{version:str}/{name:str}", sync_to_thread=False, guards=[PUBLIC])
def serve_asset(version: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """Return one asset of this version."""
    if version != VERSION or name not in ASSETS:
        raise NotFoundException
    media_type = TYPES[name.rpartition(".")[2]]
    return Response(ASSETS[name], media_type=media_type, headers=_KEEP)
