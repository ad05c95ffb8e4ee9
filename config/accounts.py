# SPDX-License-Identifier: Apache-2.0
"""Who must sign in to the pages, for how long, and how dear a guess at a password is."""

from typing import Annotated

from msgspec import Meta

from config.values import Setting


class Accounts(Setting, frozen=True, kw_only=True):
    """How people sign in to the hall's pages."""

    required: bool = True
    """False: whoever reaches the pages may act as clerk and manager, for a small hall whose
    pages only its own machines reach. Accounts and tokens are an admin's all the same."""
    idle_minutes: Annotated[int, Meta(ge=5, le=1_440)] = 60
    """Somebody who did nothing for so long signs in again."""
    session_hours: Annotated[int, Meta(ge=1, le=24)] = 12
    """After so long everybody signs in again; a screen on a wall does not."""
    hash_memory_kib: Annotated[int, Meta(ge=8, le=1_048_576)] = 19_456
    """Memory that one guess costs (argon2id), RFC 9106 and OWASP's least."""
    hash_passes: Annotated[int, Meta(ge=1, le=100)] = 2
    """Times that memory is gone over."""
