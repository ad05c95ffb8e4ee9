# SPDX-License-Identifier: Apache-2.0
"""Programs that the hall tells of what happens, by itself."""

from typing import Annotated, Literal

from msgspec import Meta

from config.values import Id, Setting

URL = r"^https?://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(:[0-9]{1,5})?(/[!-~]*)?\Z"
"""Without a name and password: both would be shown to whoever may see the settings."""
HookEvent = Literal["called", "served", "rated", "alarm"]


class Webhook(Setting, frozen=True, kw_only=True):
    """Where the hall posts what happens, signed."""

    id: Id
    url: Annotated[str, Meta(max_length=255, pattern=URL, description="a-url")]
    events: tuple[HookEvent, ...] = ("called", "served", "rated", "alarm")
