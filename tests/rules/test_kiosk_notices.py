# SPDX-License-Identifier: Apache-2.0
"""What an idle kiosk tells: one notice after another, each only while it is valid."""

from datetime import date

from config.schema import Notice, Text
from kiosk.core.compose import NOTICE_S
from kiosk.core.view import Idle, Told
from tests.screens.kiosk_play import Play


def notice(id_: str, **valid: object) -> Notice:
    return Notice(id=id_, text=Text(zh=f"通知{id_}", en=id_), picture=f"{id_}.png", **valid)  # type: ignore[arg-type]


def idle(*notices: Notice) -> Play:
    play = Play(notices=notices)
    play.wait(61_000)
    return play


def told(play: Play) -> Told | None:
    assert play.view is not None
    assert isinstance(play.view.body, Idle)
    return play.view.body.notice


def test_notices_take_turns_with_their_pictures() -> None:
    play = idle(notice("a"), notice("b"))
    seen = []
    for _ in range(4):
        seen.append(told(play))
        play.wait(NOTICE_S * 1_000)
    assert seen[0] != seen[1]
    assert seen[:2] == seen[2:]
    assert {one.picture for one in seen if one} == {"a.png", "b.png"}


def test_a_notice_is_told_on_its_days_and_in_its_hours_only() -> None:
    monday = date(2026, 11, 23)
    play = idle(
        notice("over", valid_to=date(2026, 11, 22)),
        notice("later", valid_from=date(2026, 11, 24)),
        notice("afternoon", spans=("13:00-17:00",)),
        notice("sunday", weekdays=(7,)),
        notice("now", valid_from=monday, valid_to=monday, spans=("09:00-12:00",)),
    )
    assert told(play) == Told("通知now", "now.png")


def test_nothing_to_tell_leaves_the_screen_to_calls_and_queues() -> None:
    assert told(idle()) is None
