# SPDX-License-Identifier: Apache-2.0
"""From a bad rating on a phone to its settlement on the manager's page, without a browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from hall.core.accounts import Role
from hall.core.effects import Commit
from hall.core.pressure import Kind, Pattern
from hall.store.contacts import Contacts
from hall.store.log import Log
from hall.store.summaries import Summaries
from tests.rules.hall_shell import LINKS, MONDAY_NINE
from tests.rules.test_holder import DAY_MS, of_day, served
from tests.web.inside import Inside, Reader, inside

NUMBER = "138 0001 3579"
PAGE = "/manager/followups"


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Inside]:
    with inside(tmp_path / "data") as running:
        running.account("boss", Role.MANAGER)
        yield running


def address(ticket: str) -> str:
    return f"/t/{ticket}/{LINKS.key(ticket)}"


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found is not None, name
    return found[1]


def rate(phone: Reader, ticket: str, visit: str, level: int, **more: str) -> str:
    """Rate as the page does; return what the ticket's page then says."""
    at = address(ticket)
    form = phone.get(f"{at}/rate?visit={visit}&level={level}").text
    wish = {"nonce": hidden(form, "nonce"), "visit": visit, "level": str(level), **more}
    answer = phone.post(f"{at}/rate", wish)
    assert answer.status_code == 303
    return answer.headers["location"].rpartition("said=")[2]


def take(boss: Reader, visit: str, step: str, **more: str) -> str:
    html = boss.get(f"{PAGE}?show=all").text
    article = html[html.index(f'id="visit-{visit}"') :]
    wish = {"nonce": hidden(html, "nonce"), "seen": hidden(article, "seen"), "step": step}
    answer = boss.post(f"{PAGE}/{visit}", {**wish, "text": "said", **more})
    assert answer.status_code == 303
    found = re.search(r"said=([a-z-]+)", answer.headers["location"])
    assert found is not None
    return found[1]


def test_a_number_left_is_masked_shown_on_demand_and_gone_once_settled(hall: Inside) -> None:
    ticket, visit = served(hall)
    phone, boss = Reader(hall), Reader(hall)
    assert rate(phone, ticket.id, visit.token, 1, label="115", number=NUMBER) == "done-rate"
    boss.sign_in("boss")
    page = boss.get(PAGE).text
    assert "115 服务态度差效率低" in page
    assert NUMBER not in page
    assert "138" in page
    assert NUMBER in boss.post(f"{PAGE}/{visit.token}/number").text
    assert take(boss, visit.token, "classify", class_="reasonable") == "done"
    assert take(boss, visit.token, "contact", reached="yes") == "done"
    assert take(boss, visit.token, "answer") == "done"
    assert take(boss, visit.token, "settle", text="") == "reason-needed"
    assert take(boss, visit.token, "settle") == "done"
    assert Contacts(hall.folder).numbers() == {}
    taken = hall.state.follow_ups[visit.token].taken
    assert [each.by for each in taken] == ["boss"] * 4
    assert not any(b"3579" in row[-1] for row in hall.log)


def test_a_number_is_kept_for_bad_ratings_only_and_only_if_it_is_one(hall: Inside) -> None:
    ticket, visit = served(hall)
    phone = Reader(hall)
    assert rate(phone, ticket.id, visit.token, 1, number="call me") == "wrong"
    assert rate(phone, ticket.id, visit.token, 5, number=NUMBER) == "done-rate"
    assert Contacts(hall.folder).numbers() == {}
    assert rate_again(phone, ticket.id, visit.token) == "already-rated"


def rate_again(phone: Reader, ticket: str, visit: str) -> str:
    wish = {"nonce": "once-more", "visit": visit, "level": "1", "number": NUMBER}
    answer = phone.post(f"{address(ticket)}/rate", wish)
    return answer.headers["location"].rpartition("said=")[2]


def test_a_visit_of_another_day_is_found_in_the_log_and_rated(hall: Inside) -> None:
    ticket, visit = served(hall)
    hall.jump(DAY_MS)
    hall.jump(DAY_MS)
    assert ticket.id not in hall.state.tickets
    log = Log.open(hall.folder, hall.hall.id, MONDAY_NINE)
    log.commit(Commit(1, tuple(hall.recorded())))
    log.close()
    phone = Reader(hall)
    page = phone.get(address(ticket.id))
    assert page.status_code == 200
    assert "评价这次办理" in page.text
    assert rate(phone, ticket.id, visit.token, 2) == "done-rate"
    assert of_day(hall, ticket.day)[ticket.id].visits[0].level == 2
    assert rate_again(phone, ticket.id, visit.token) == "already-rated"
    hall.jump(14 * DAY_MS)
    assert phone.get(address(ticket.id)).text.count("/rate?") == 0


def test_the_page_is_for_managers(hall: Inside) -> None:
    hall.account("c1", Role.CLERK)
    clerk = Reader(hall)
    clerk.sign_in("c1")
    assert clerk.get(PAGE).status_code == 403
    assert clerk.post(f"{PAGE}/1/number").status_code == 403
    assert Reader(hall).get(PAGE).status_code in {303, 302, 401}


def say(phone: Reader, ticket: str, visit: str, deed: str, **more: str) -> str:
    """Send the form of a deed after an outcome; return what the ticket's page then says."""
    at = address(ticket)
    query = f"&level={more['level']}" if "level" in more else ""
    form = phone.get(f"{at}/{deed}?visit={visit}{query}").text
    wish = {"nonce": hidden(form, "nonce"), "visit": visit, **more}
    answer = phone.post(f"{at}/{deed}", wish)
    assert answer.status_code == 303
    return answer.headers["location"].rpartition("said=")[2]


def test_the_citizen_reads_the_outcome_rates_it_and_appeals_on_the_page_of_the_number(
    hall: Inside,
) -> None:
    ticket, visit = served(hall)
    phone, boss = Reader(hall), Reader(hall)
    rate(phone, ticket.id, visit.token, 1)
    boss.sign_in("boss")
    at = address(ticket.id)
    assert "将由专人核实" in phone.get(at).text
    assert phone.get(f"{at}/appeal?visit={visit.token}").status_code == 303
    take(boss, visit.token, "classify", class_="reasonable", text="for us alone")
    take(boss, visit.token, "answer", text="We are sorry")
    take(boss, visit.token, "settle", text="Window 4 has a new printer")
    page = phone.get(at).text
    assert "We are sorry" in page
    assert "Window 4 has a new printer" in page
    assert "for us alone" not in page
    assert say(phone, ticket.id, visit.token, "outcome", level="2") == "done-outcome"
    assert phone.get(f"{at}/outcome?visit={visit.token}").status_code == 303
    wish = {"text": "still slow", "number": "none of yours"}
    assert say(phone, ticket.id, visit.token, "appeal", **wish) == "wrong"
    wish = {"text": "still slow", "number": NUMBER}
    assert say(phone, ticket.id, visit.token, "appeal", **wish) == "done-appeal"
    assert Contacts(hall.folder).numbers() == {visit.token: NUMBER}
    assert "正在复核" in phone.get(at).text
    listed = boss.get(PAGE).text
    assert "still slow" in listed
    assert "群众本人，来自手机" in listed
    assert "前回访" in listed


def test_nobody_speaks_of_an_outcome_without_the_key_of_the_number(hall: Inside) -> None:
    ticket, visit = served(hall)
    phone = Reader(hall)
    rate(phone, ticket.id, visit.token, 1)
    for deed in ("outcome", "appeal"):
        assert phone.get(f"/t/{ticket.id}/wrong/{deed}").status_code == 404
        assert phone.post(f"/t/{ticket.id}/wrong/{deed}", {"visit": visit.token}).status_code == 404


def test_patterns_are_shown_of_today_and_of_a_whole_span(hall: Inside) -> None:
    pattern = Pattern(Kind.RUN, "window", "w1", 17, 40, 5)
    summaries = Summaries(hall.folder)
    for day in ("2026-03-02", "2026-03-03"):
        summaries.put_day(day, 1, (), (), (pattern,))
    summaries.close()
    hall.jump(2 * DAY_MS)
    boss = Reader(hall)
    boss.sign_in("boss")
    assert "连续 17 次" not in boss.get(PAGE).text
    page = boss.get(f"{PAGE}?over=this-month").text
    assert "连续 17 次都是“非常满意”" in page
    assert "共 2 天，最近一次 3月3日" in page
