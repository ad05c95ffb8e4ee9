# SPDX-License-Identifier: Apache-2.0
"""A hall with a file of its own whose admin fills in forms."""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.load import HALLS
from hall.core.accounts import Role
from hall.core.forms import GROUPS, GUIDES
from hall.settings import SettingsFile, digest
from tests.web.inside import Inside, Reader, copied_township, inside

TOWNSHIP = (HALLS / "township" / "hall.toml").read_text("utf-8")


def answers(text: str, group: str, item: str = "", **new: str) -> dict[str, str]:
    """What a form holds, with some answers changed."""
    found, data = GROUPS[group], tomllib.loads(text)
    place = found.place(data, item)
    told = {} if place is None else found.items(data)[place]
    return found.shown(told) | {name.replace("_", "-"): value for name, value in new.items()}


def copied(folder: Path) -> SettingsFile:
    """A township of its own, which can be edited."""
    (folder / "data").mkdir()
    return SettingsFile(copied_township(folder), folder / "data", lambda: 1_772_442_000_000)


@contextmanager
def own_hall(folder: Path) -> Iterator[tuple[Inside, SettingsFile]]:
    """Serve a hall with two admins, whose file can be edited, as long as the block lasts."""
    settings = copied(folder)
    with inside(folder / "data") as running:
        running.account("boss", Role.ADMIN)
        running.account("chief", Role.ADMIN)
        running.app.state.settings = settings
        yield running, settings


def admin(hall: Inside, name: str = "boss") -> Reader:
    reader = Reader(hall)
    assert reader.sign_in(name).status_code == 303
    reader.get("/language/en")
    return reader


def form(settings: SettingsFile, group: str, item: str = "", **new: str) -> dict[str, str]:
    text = settings.text()
    return answers(text, group, item, **new) | {"base": digest(text), "item-key": item}


def guide_form(settings: SettingsFile, service: str, **new: str) -> dict[str, str]:
    text = settings.guide(service).text()
    shown = GROUPS[GUIDES].shown(tomllib.loads(text))
    named = {name.replace("_", "-"): value for name, value in new.items()}
    return shown | named | {"base": digest(text), "item-key": service}
