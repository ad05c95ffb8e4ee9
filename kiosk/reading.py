# SPDX-License-Identifier: Apache-2.0
"""How Chinese sounds, for the search: pypinyin's tables, read once at load.

`python -m kiosk.reading` answers for a whole list at once, and then gives back the 56 MB that the
tables take.
"""

import sys
from typing import Any

import msgspec
from pypinyin import Style, lazy_pinyin


def _apart(signs: str) -> Any:
    return list(signs)


def reading(signs: str) -> tuple[str, ...]:
    """Return the sound of each sign in plain letters; signs without one stand for themselves."""
    sounds = lazy_pinyin(signs, style=Style.NORMAL, errors=_apart, v_to_u=False)
    return tuple(sound.replace("ü", "v") for sound in sounds)


def main() -> None:
    """Read a JSON list of texts; write a JSON object: each text and the sounds of its signs."""
    wanted = msgspec.json.decode(sys.stdin.buffer.read(), type=tuple[str, ...])
    sys.stdout.buffer.write(msgspec.json.encode({signs: reading(signs) for signs in wanted}))


if __name__ == "__main__":
    main()
