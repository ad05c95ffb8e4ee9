# SPDX-License-Identifier: Apache-2.0
"""What stands before every page: headers that browsers obey, and no wish from another site."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

HEADERS = (
    (
        b"content-security-policy",
        (
            b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            b"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
ALWAYS_SECURE = (b"strict-transport-security", b"max-age=31536000")
UNSTORED = (b"cache-control", b"no-store")
HARMLESS = frozenset({"GET", "HEAD"})
BODY_BYTES_MAX = 64 * 1024
LONG_FORMS = ("/admin/hall/", "/api/settings/")
LONG_BYTES_MAX = 1024 * 1024
"""Of the forms for settings: a guide has many words, of nine bytes a character on the way."""
LENGTH_DIGITS_MAX = 9
PRIVATE = frozenset({"local", "localhost", "lan", "internal", "home", "test"})
"""Last parts of names that nobody can register."""
_TEXT = b"text/plain; charset=utf-8"


class Guard:
    """An application behind the guard; everything it answers carries the headers."""

    def __init__(self, app: App, public_url: str | None = None) -> None:
        """With `public_url`, the pages are served under its name and private ones alone.

        Where nobody signs in, a page of another site could otherwise lead its own name to this
        machine and then ask as a page of the hall.
        """
        self.app = app
        self._public_url = public_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection. A wish from another site or one too long is refused here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def sealed(event: Event) -> None:
            if event["type"] == "http.response.start":
                given = event.get("headers", ())
                event["headers"] = _with_headers(given, secure=scope.get("scheme") == "https")
            await send(event)

        headers = dict(scope["headers"])
        if self._public_url is not None and not _is_own(headers, self._public_url):
            text = "Refused: this hall has another name ([network] public_url).\n"
            await _refuse(sealed, 421, text)
            return
        if scope["method"] not in HARMLESS:
            if not _from_here(headers, scope.get("scheme")) and not _by_token(headers):
                text = "Refused: this wish did not come from a page of this hall (Origin).\n"
                await _refuse(sealed, 403, text)
                return
            most = LONG_BYTES_MAX if scope["path"].startswith(LONG_FORMS) else BODY_BYTES_MAX
            if not _short(headers, most):
                text = f"Refused: the body needs a length of at most {most} bytes.\n"
                await _refuse(sealed, 413, text)
                return
        await self.app(scope, receive, sealed)


def _with_headers(
    given: Iterable[tuple[bytes, bytes]], *, secure: bool
) -> list[tuple[bytes, bytes]]:
    headers = [*given, *HEADERS]
    if secure:
        headers.append(ALWAYS_SECURE)
    if not any(name == b"cache-control" for name, _ in headers):
        headers.append(UNSTORED)
    return headers


def _from_here(headers: MutableMapping[bytes, bytes], scheme: object) -> bool:
    """Whether the browser says that the wish comes from a page of the address it goes to.

    A page that came by http may have been written by anybody on the way: it asks nothing of
    pages served by https. The other way round it may be a web server in front that has https.
    """
    origin, host = (headers.get(name, b"").lower() for name in (b"origin", b"host"))
    pages = (b"https://" + host,) if scheme == "https" else (b"https://" + host, b"http://" + host)
    return bool(host) and origin in pages


def _is_own(headers: MutableMapping[bytes, bytes], public_url: str) -> bool:
    """Whether the name that was asked for is the hall's, or one that only its own network has."""
    try:
        name = urlsplit("//" + headers.get(b"host", b"").decode("latin-1")).hostname or ""
        public = urlsplit(public_url).hostname
    except ValueError:
        return False
    return name == public or name.rpartition(".")[2] in PRIVATE or "." not in name or _is_ip(name)


def _is_ip(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _by_token(headers: MutableMapping[bytes, bytes]) -> bool:
    """Whether a program asks, which no page of another site can make it do.

    Nobody is known by a cookie then, see `hall.web.access`.
    """
    return headers.get(b"authorization", b"")[:7].lower() == b"bearer "


def _short(headers: MutableMapping[bytes, bytes], most: int) -> bool:
    length = headers.get(b"content-length", b"")
    return length.isdigit() and len(length) <= LENGTH_DIGITS_MAX and int(length) <= most


async def _refuse(send: Send, status: int, text: str) -> None:
    body = text.encode()
    headers = [(b"content-type", _TEXT), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
