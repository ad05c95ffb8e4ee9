# SPDX-License-Identifier: Apache-2.0
"""Programs that the hall tells of what happens, by itself."""

from typing import Annotated, Literal

from msgspec import Meta

from config.values import Id, Setting

HookEvent = Literal["called", "served", "rated", "alarm"]


class Webhook(Setting, frozen=True, kw_only=True):
    """Where the hall posts what happens, signed."""

    id: Id
    url: Annotated[
        str, Meta(max_length=255, pattern=r"^https?://[^\s/@]+(/[^\s]*)?\Z", description="a-url")
    ]
    events: tuple[HookEvent, ...] = ("called", "served", "rated", "alarm")
