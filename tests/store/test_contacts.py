# SPDX-License-Identifier: Apache-2.0
"""A number left to be called back is kept until it is settled, and leaves nothing behind."""

import stat
from pathlib import Path

from hall.store.contacts import FILE, ORPHAN_MS, Contacts, masked

NUMBER = "13800013579"


def test_a_number_is_kept_once_and_forgotten_to_the_last_byte(tmp_path: Path) -> None:
    contacts = Contacts(tmp_path)
    assert contacts.numbers() == {}
    assert contacts.keep("v1", NUMBER, 1)
    assert not contacts.keep("v1", "999999", 2)
    assert contacts.numbers() == {"v1": NUMBER}
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    contacts.forget("v1")
    assert contacts.numbers() == {}
    left = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert NUMBER.encode() not in left


def test_numbers_that_nobody_needs_any_more_are_forgotten_after_a_day(tmp_path: Path) -> None:
    contacts = Contacts(tmp_path)
    contacts.forget_all_but((), ORPHAN_MS)
    assert not list(tmp_path.iterdir())
    for visit in ("open", "settled", "fresh"):
        contacts.keep(visit, NUMBER, 1 if visit != "fresh" else 2)
    contacts.forget_all_but({"open"}, ORPHAN_MS + 2)
    assert set(contacts.numbers()) == {"open", "fresh"}


def test_a_masked_number_tells_its_owner_alone() -> None:
    assert masked(NUMBER) == "138••••••79"
    assert masked("") == ""
