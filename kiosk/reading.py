# SPDX-License-Identifier: Apache-2.0
"""How Chinese sounds, for the search: pypinyin's tables, read once at load.

`python -m kiosk.reading` answers for a whole list at once, and then gives back the 56 MB that the
tables take.
"""

import sys
from functools import cache
from typing import Any

import msgspec
from pypinyin import Style, lazy_pinyin, pinyin


def _apart(signs: str) -> Any:
    return list(signs)


@cache
def _every_way(sign: str) -> tuple[str, ...]:
    (ways,) = pinyin(sign, style=Style.NORMAL, heteronym=True, errors=_apart, v_to_u=False)
    return tuple(ways)


def reading(signs: str) -> tuple[tuple[str, ...], ...]:
    """Return how each sign may sound in plain letters, first how it does among its neighbours.

    Signs without a sound stand for themselves.
    """
    likely = lazy_pinyin(signs, style=Style.NORMAL, errors=_apart, v_to_u=False)
    return tuple(
        tuple(dict.fromkeys(sound.replace("ü", "v") for sound in (here, *_every_way(sign))))
        for sign, here in zip(signs, likely, strict=True)
    )


def main() -> None:
    """Read a JSON list of texts; write a JSON object: each text and how its signs sound."""
    wanted = msgspec.json.decode(sys.stdin.buffer.read(), type=tuple[str, ...])
    sys.stdout.buffer.write(msgspec.json.encode({signs: reading(signs) for signs in wanted}))


if __name__ == "__main__":
    main()
