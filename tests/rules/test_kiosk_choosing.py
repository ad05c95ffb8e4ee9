# SPDX-License-Identifier: Apache-2.0
"""What a visit chooses: papers, people, ways and languages."""

from bus.messages import (
    TicketRequest,
)
from kiosk.core.flow import Screen, Touch
from kiosk.core.search import Index
from kiosk.core.view import (
    Guide,
    Search,
    Services,
)
from tests.screens.kiosk_play import Play, guided, index

SERVICE = "local-levies"


def guide(play: Play) -> Guide:
    assert play.view is not None
    assert isinstance(play.view.body, Guide)
    return play.view.body


def screen(play: Play) -> Screen:
    assert play.view is not None
    return play.view.screen


def open_guide(play: Play, service: str = SERVICE) -> None:
    play.touch(Touch.DEPARTMENT, play.catalogue.hall.service_by_id[service].department)
    play.touch(Touch.SERVICE, service)


def test_papers_at_hand_are_ticked_and_what_lacks_is_named() -> None:
    play = Play()
    service = guided(play)
    open_guide(play, service)
    required = [
        place
        for place, paper in enumerate(play.catalogue.guides.by_service[service].papers)
        if paper.necessity == "required"
    ]
    play.touch(Touch.PAPER, str(required[0]))
    assert f"还差 {len(required) - 1} 份" in guide(play).missing
    for place in required[1:]:
        play.touch(Touch.PAPER, str(place))
    assert guide(play).missing == "材料齐了，可以取号。"
    play.touch(Touch.PAPER, str(required[0]))
    assert "还差 1 份" in guide(play).missing


def test_another_service_begins_with_nothing_ticked() -> None:
    play = Play()
    open_guide(play, guided(play))
    play.touch(Touch.PAPER, "0")
    play.touch(Touch.HOME)
    open_guide(play, guided(play))
    assert not any(paper.ticked for paper in guide(play).papers)


def test_a_priority_goes_with_the_request_and_not_with_the_next_one() -> None:
    play = Play()
    open_guide(play)
    play.touch(Touch.PEOPLE)
    play.touch(Touch.PRIORITY, "elderly")
    assert guide(play).people == "老年人"
    play.touch(Touch.TAKE)
    assert play.last(TicketRequest).priority == "elderly"
    play.touch(Touch.DONE)
    play.take(SERVICE)
    assert play.last(TicketRequest).priority == "ordinary"


def test_back_leads_the_way_one_came() -> None:
    play = Play()
    play.touch(Touch.THEMES)
    play.touch(Touch.DEPARTMENT, play.catalogue.departments[0].id)
    play.touch(Touch.SEARCH)
    play.touch(Touch.TYPE, "qishui")
    play.touch(Touch.SERVICE, SERVICE)
    play.touch(Touch.PEOPLE)
    ways = []
    for _ in range(5):
        play.touch(Touch.BACK)
        ways.append(screen(play))
    assert ways == [Screen.GUIDE, Screen.SEARCH, Screen.SERVICES, Screen.THEMES, Screen.HOME]


def test_who_typed_pinyin_before_it_was_learnt_sees_the_services_once_it_is() -> None:
    play = Play()
    play.step(Index(play.catalogue.entries()))
    play.touch(Touch.SEARCH)
    play.touch(Touch.TYPE, "qishui")
    assert play.view is not None
    assert isinstance(play.view.body, Search)
    assert [row.id for row in play.view.body.rows] == []
    play.step(index(play.hall))
    assert isinstance(play.view.body, Search)
    assert [row.id for row in play.view.body.rows] == ["local-levies"]


def test_a_kiosk_of_some_departments_offers_only_those() -> None:
    play = Play()
    play.touch(Touch.SERVICE, "no-such-service")
    assert screen(play) is Screen.HOME
    play.touch(Touch.DEPARTMENT, play.catalogue.departments[1].id)
    assert play.view is not None
    assert isinstance(play.view.body, Services)
    named = {row.id for row in play.view.body.rows}
    assert named == {s.id for s in play.catalogue.of_department(play.catalogue.departments[1].id)}


def test_switching_the_language_keeps_everything_where_it_is() -> None:
    play = Play()
    open_guide(play, guided(play))
    play.touch(Touch.PAPER, "0")
    play.touch(Touch.LANGUAGE, "en")
    assert guide(play).papers[0].ticked
    assert guide(play).queue_value == "Not known"
    play.touch(Touch.LANGUAGE, "xx")
    assert play.view is not None
    assert play.view.frame.language == "en"
