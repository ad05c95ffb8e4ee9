# SPDX-License-Identifier: Apache-2.0
"""The manager's public address: said, shown as what is said now, stopped, and in the trail."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from bus.messages import PublicAddress
from config.hours import Hours
from hall.core.accounts import Role
from tests.rules.hall_shell import MINUTE, WHOLE_WEEK
from tests.web.inside import Inside, Reader, inside

PAGE = "/manager/address"


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Inside]:
    with inside(tmp_path / "data") as running:
        running.account("boss", Role.MANAGER)
        yield running


def say(boss: Reader, **wish: str) -> str:
    found = re.search(r'name="nonce" value="([^"]*)"', boss.get(PAGE).text)
    assert found is not None
    answer = boss.post(PAGE, {"nonce": found[1], **wish})
    where: str = answer.headers.get("location", str(answer.status_code))
    return where.rpartition("said=")[2]


def on_the_bus(hall: Inside) -> PublicAddress:
    return [message for message in hall.sent if isinstance(message, PublicAddress)][-1]


def test_a_manager_says_something_and_stops_it_and_the_trail_knows(hall: Inside) -> None:
    boss = Reader(hall)
    boss.sign_in("boss")
    assert "The hall closes soon" in boss.get(PAGE).text
    assert say(boss, zh="请到三楼<b>", en="Third floor", minutes="5") == "done"
    assert (on_the_bus(hall).zh, on_the_bus(hall).en) == ("请到三楼<b>", "Third floor")
    page = boss.get(PAGE).text
    assert "请到三楼&lt;b&gt;</blockquote>" in page
    assert "boss" in page
    assert "chip amber" in boss.get("/manager").text
    assert say(boss) == "stopped"
    assert on_the_bus(hall).zh == ""
    assert 'id="stop"' not in boss.get(PAGE).text
    trail = [(line.deed, line.detail) for line in hall.accounts.store.deeds()]
    assert ("announce", "请到三楼<b> / Third floor") in trail
    assert trail.count(("announce", "")) == 1


def test_words_too_long_for_a_voice_or_in_english_alone_are_not_said(hall: Inside) -> None:
    boss = Reader(hall)
    boss.sign_in("boss")
    assert say(boss, zh="长" * 161) == "404"
    assert say(boss, zh="好", minutes="721") == "404"
    assert say(boss, en="English alone") == "reason-needed"
    assert on_the_bus(hall).zh == ""


def test_the_managers_page_says_that_the_hall_is_out_of_its_hours(tmp_path: Path) -> None:
    mornings = replace(WHOLE_WEEK, mon=("09:00-12:00",), tue=("09:00-12:00",))
    with inside(tmp_path / "mornings", hours=Hours(week=mornings, holidays="")) as hall:
        hall.account("boss", Role.MANAGER)
        boss = Reader(hall)
        boss.sign_in("boss")
        assert 'id="shut"' not in boss.get("/manager").text
        hall.wait(MINUTE)
        hall.jump(4 * 60 * MINUTE)
        hall.wait(MINUTE)
        boss.sign_in("boss")
        assert "3月3日 星期二 09:00 起发号" in boss.get("/manager").text


def test_only_managers_speak_to_everybody(hall: Inside) -> None:
    hall.account("c1", Role.CLERK)
    clerk = Reader(hall)
    clerk.sign_in("c1")
    assert clerk.get(PAGE).status_code == 403
    assert clerk.post(PAGE, {"nonce": "1", "zh": "好"}).status_code == 403
