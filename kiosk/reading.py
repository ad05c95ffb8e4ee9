# SPDX-License-Identifier: Apache-2.0
"""How Chinese sounds, for the search: pypinyin's tables, read once at load."""

from typing import Any

from pypinyin import Style, lazy_pinyin


def _apart(signs: str) -> Any:
    return list(signs)


def reading(signs: str) -> tuple[str, ...]:
    """Return the sound of each sign in plain letters; signs without one stand for themselves."""
    sounds = lazy_pinyin(signs, style=Style.NORMAL, errors=_apart, v_to_u=False)
    return tuple(sound.replace("ü", "v") for sound in sounds)
