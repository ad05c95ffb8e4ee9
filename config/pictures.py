# SPDX-License-Identifier: Apache-2.0
"""Where the pictures that a hall names are: beside its file, unless their path is a whole one."""

from pathlib import Path

from msgspec.structs import replace

from config.schema import Hall


def with_pictures(hall: Hall, folder: Path) -> Hall:
    """Return the hall with whole paths to its photos and pictures."""

    def whole(picture: str) -> str:
        return str(folder / picture) if picture else ""

    return replace(
        hall,
        clerks=tuple(replace(clerk, photo=whole(clerk.photo)) for clerk in hall.clerks),
        notices=tuple(replace(notice, picture=whole(notice.picture)) for notice in hall.notices),
    )
