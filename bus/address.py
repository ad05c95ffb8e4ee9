# SPDX-License-Identifier: Apache-2.0
"""Where a broker is."""

from urllib.parse import urlsplit


def broker_address(url: str) -> tuple[str, int]:
    """Return host and port of `mqtt://HOST[:PORT]`. ValueError says what is wrong."""
    parts = urlsplit(url)
    if parts.scheme != "mqtt" or not parts.hostname:
        text = f"broker address {url!r} should look like mqtt://127.0.0.1:1883"
        raise ValueError(text)
    return parts.hostname, parts.port or 1883
