# SPDX-License-Identifier: Apache-2.0
"""Many phones at once: what is drawn once is shown again as long as nothing of it changed."""

from pathlib import Path

import pytest

from hall.web.face import SOON_AHEAD, wait_text
from hall.web.phone import FAR_AHEAD, FAR_MS, LATER_MS, SOON_MS
from tests.rules.hall_shell import LINKS, MINUTE
from tests.web.inside import Reader, inside


def test_a_page_kept_as_drawn_is_never_an_old_one(tmp_path: Path) -> None:
    with inside(tmp_path / "data") as hall:
        phone, english = Reader(hall), Reader(hall)
        english.cookies["language"] = "en"
        hall.open("w1")
        first, second = hall.take(), hall.take()
        at = f"/api/tickets/{second.ticket}/{LINKS.key(second.ticket)}"
        waits = phone.get(at).json()
        hall.wait(MINUTE)
        again = phone.get(at).json()
        assert again["at"] > waits["at"]
        assert "Ahead of you" in english.get(at).json()["html"]
        assert "Ahead of you" not in phone.get(at).json()["html"]
        assert hall.next("w1") == first.number
        moved = phone.get(at).json()["html"]
        assert moved != again["html"]
        hall.wait(MINUTE)
        assert hall.next("w1") == second.number
        assert 'data-life="called"' in phone.get(at).json()["html"]


def test_phones_that_show_the_same_share_one_drawing_and_no_address(tmp_path: Path) -> None:
    with inside(tmp_path / "data") as hall:
        hall.open("w1")
        tickets = [hall.take() for _ in range(SOON_AHEAD + 12)][SOON_AHEAD + 2 : -1]
        shown: list[str] = []
        for each in tickets:
            at = f"{each.ticket}/{LINKS.key(each.ticket)}"
            html = Reader(hall).get(f"/api/tickets/{at}").json()["html"]
            assert f"/t/{at}/leave" in html
            assert f"<strong>{SOON_AHEAD + 2 + len(shown)} 人</strong>" in html
            assert not any(other.ticket in html for other in tickets if other is not each)
            shown.append(html)
        assert len(set(shown)) == len(tickets)
        assert len(hall.app.state.drawn) == 1


def test_who_is_far_behind_asks_less_often(tmp_path: Path) -> None:
    with inside(tmp_path / "data") as hall:
        tickets = [hall.take() for _ in range(FAR_AHEAD + 2)]
        asks = [
            Reader(hall).get(f"/api/tickets/{each.ticket}/{LINKS.key(each.ticket)}").json()
            for each in (tickets[0], tickets[FAR_AHEAD], tickets[-1])
        ]
        assert [each["again_ms"] for each in asks] == [SOON_MS, LATER_MS, FAR_MS]


@pytest.mark.parametrize(
    ("low", "high", "says"),
    [
        (0, 0, "no wait"),
        (0, 4, "up to 4 min"),
        (7, 7, "7 min"),
        (12, 30, "12–30 min"),
        (24, 31, "20–35 min"),
        (30, 35, "30–35 min"),
        (35, 35, "35 min"),
        (87, 119, "80–120 min"),
    ],
)
def test_a_long_wait_is_told_in_steps_and_never_too_short(low: int, high: int, says: str) -> None:
    assert wait_text("en", low * MINUTE, high * MINUTE) == says
