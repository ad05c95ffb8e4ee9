# SPDX-License-Identifier: Apache-2.0
"""The hall is lost and the kiosk does not refuse: numbers of its own, handed over in order."""

from pathlib import Path

from bus.messages import (
    Answer,
    Beat,
    PaperReported,
    Refusal,
    Refused,
    TicketCancel,
    TicketHandedOver,
    TicketRequest,
)
from config.load import HALLS, load_hall
from kiosk.core.desk import Print
from kiosk.core.flow import Screen, Touch
from kiosk.core.lines import Say
from kiosk.core.series import Given, Keep, Settle, own_letters
from kiosk.core.view import Refused as RefusedView
from kiosk.core.view import Ticket
from kiosk.store import Store
from tests.screens.kiosk_play import MORNING_UTC_MS, Play, issued

SERVICE = "local-levies"


def lost() -> Play:
    play = Play()
    play.queues()
    play.hall_lives = False
    play.wait(3_000)
    return play


def number(play: Play) -> str:
    assert play.view is not None
    assert isinstance(play.view.body, Ticket), play.view.screen
    return play.view.body.number


def handed(play: Play) -> list[TicketHandedOver]:
    """Return what was handed over, each once, in order."""
    found = [message for message in play.sent if isinstance(message, TicketHandedOver)]
    return list({message.id: message for message in found}.values())


def settle(play: Play, command: TicketHandedOver, number_: str = "") -> None:
    request = TicketRequest(id=command.id, services=command.services)
    answer = issued(request, number_ or command.number, ("1",), play.now.utc_ms)
    play.hear(Answer(to="kiosk-1", answer=answer))


def test_a_lost_hall_stops_nobody_from_getting_a_number() -> None:
    play = lost()
    play.take(SERVICE)
    assert number(play) == "ZZ001"
    play.touch(Touch.DONE)
    play.take(SERVICE)
    assert number(play) == "ZZ002"
    paper = [effect.paper for effect in play.effects if isinstance(effect, Print)][-1]
    said = [line.text for line in paper.lines if isinstance(line, Say)]
    assert "ZZ002" in said
    assert any("本机先发号" in text for text in said), "its own series is visible on paper"
    assert play.view is not None
    assert isinstance(play.view.body, Ticket)
    assert "本机先发的号" in play.view.body.note


def test_a_number_is_on_disk_before_anybody_sees_it() -> None:
    play = lost()
    play.take(SERVICE)
    keeps = [place for place, effect in enumerate(play.effects) if isinstance(effect, Keep)]
    prints = [place for place, effect in enumerate(play.effects) if isinstance(effect, Print)]
    assert keeps[0] < prints[0]


def test_somebody_who_asked_just_before_gets_a_number_of_the_kiosk_s_own() -> None:
    play = Play(answers=False)
    play.take(SERVICE)
    play.hall_lives = False
    play.wait(3_000)
    assert number(play) == "ZZ001"


def test_a_hall_that_is_back_gets_the_numbers_in_the_order_they_were_given() -> None:
    play = lost()
    for _ in range(20):
        play.take(SERVICE)
        play.touch(Touch.DONE)
        play.wait(1_000)
    assert handed(play) == []
    play.hall_lives = True
    for _ in range(3):
        play.wait(1_000)
        for command in handed(play):
            settle(play, command)
    commands = handed(play)
    assert [command.number for command in commands] == [f"ZZ{n:03}" for n in range(1, 21)]
    assert [command.taken_at for command in commands] == sorted(c.taken_at for c in commands)
    assert len([effect for effect in play.effects if isinstance(effect, Settle)]) == 20


def test_the_mode_is_left_by_itself_and_is_seen_by_staff() -> None:
    play = lost()
    play.take(SERVICE)
    play.wait(2_000)
    assert play.last(Beat).faults == ("hall-lost", "own-numbers-waiting 1")
    play.touch(Touch.DONE)
    play.hall_lives = True
    play.wait(1_000)
    settle(play, handed(play)[0])
    play.wait(2_000)
    assert play.last(Beat).faults == ()
    play.take(SERVICE)
    assert number(play) == "B023"


def test_the_hall_learns_of_the_paper_once_it_knows_the_ticket() -> None:
    play = lost()
    play.take(SERVICE)
    assert not [message for message in play.sent if isinstance(message, PaperReported)]
    play.hall_lives = True
    play.wait(1_000)
    settle(play, handed(play)[0])
    play.wait(1_000)
    assert play.last(PaperReported).ticket == "t-7f3a9c-ZZ001"


def test_a_request_the_hall_had_answered_is_not_in_the_queue_twice() -> None:
    play = Play(answers=False)
    play.take(SERVICE)
    play.hall_lives = False
    play.wait(3_000)
    assert number(play) == "ZZ001"
    play.hall_lives = True
    play.wait(1_000)
    settle(play, handed(play)[0], "B024")
    play.wait(1_000)
    assert play.last(TicketCancel).ticket == "t-7f3a9c-B024"
    again = handed(play)[-1]
    assert again.number == "ZZ001"
    assert again.id != handed(play)[0].id
    settle(play, again)
    play.wait(3_000)
    assert play.last(Beat).faults == ()


def test_a_closed_hall_gives_no_numbers_of_its_own() -> None:
    play = lost()
    play.open = False
    play.take(SERVICE)
    play.wait(500)
    assert play.view is not None
    assert isinstance(play.view.body, RefusedView)
    play.hall_lives = True
    play.wait(3_000)
    assert handed(play) == []


def test_a_full_disk_says_that_there_is_no_number_and_asks_the_hall_when_it_is_back() -> None:
    play = lost()
    play.disk_full = True
    play.take(SERVICE)
    assert play.view is not None
    assert play.view.screen is Screen.LOST
    play.hall_lives = True
    play.wait(1_500)
    assert number(play) == "B023"


def test_a_number_the_hall_refuses_is_told_to_staff() -> None:
    play = lost()
    play.take(SERVICE)
    play.hall_lives = True
    play.wait(1_000)
    refused = Refused(command=handed(play)[0].id, refusal=Refusal.TOO_LATE)
    play.hear(Answer(to="kiosk-1", answer=refused))
    play.wait(2_000)
    assert play.last(Beat).faults == ("own-numbers-refused 1",)


def test_a_kiosk_that_begins_without_a_hall_waits_for_it_a_moment_only() -> None:
    play = Play(hall_lives=False)
    play.actor = Play(hall_lives=False).actor
    play.take(SERVICE)
    play.wait(5_000)
    assert number(play) == "ZZ001"


def test_numbers_begin_anew_each_day() -> None:
    play = lost()
    play.take(SERVICE)
    play.touch(Touch.DONE)
    play.wait(86_400_000, step_ms=3_600_000)
    play.touch(Touch.START)
    play.take(SERVICE)
    play.wait(3_000)
    assert number(play) == "ZZ001"


# --- letters --------------------------------------------------------------------------------


def test_no_two_kiosks_and_no_hall_share_letters() -> None:
    for name in ("township", "tax"):
        hall = load_hall(HALLS / name)
        letters = [own_letters(hall, kiosk.id) for kiosk in hall.kiosks]
        assert len(set(letters)) == len(letters)
        prefixes = {hall.prefix_of(service.id) for service in hall.services}
        begins = {f"{c.letter}{p}" for c in hall.policy.classes for p in prefixes} | prefixes
        assert not begins & set(letters)


# --- on disk --------------------------------------------------------------------------------


def given(counted: int, day: str = "2026-11-23") -> Given:
    command = TicketHandedOver(
        id=f"k.{day}.{counted}",
        number=f"ZZ{counted:03}",
        services=(SERVICE,),
        taken_at=MORNING_UTC_MS + counted,
    )
    return Given(command, day, counted)


def test_numbers_outlive_the_kiosk_in_their_order(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for counted in (1, 2, 3):
        assert store.keep(given(counted))
    assert store.settle(given(2).command.id)
    store.close()
    again = Store(tmp_path)
    assert again.waiting() == (given(1), given(3))
    assert again.last() == given(3)
    again.close()


def test_a_kiosk_that_was_cut_off_goes_on_counting_and_hands_over_what_it_had() -> None:
    play = Play(kept=(given(1), given(2)))
    play.wait(1_000)
    assert [command.number for command in handed(play)] == ["ZZ001", "ZZ002"]
    play.hall_lives = False
    play.wait(3_000)
    play.take(SERVICE)
    assert number(play) == "ZZ003"


def test_the_same_number_kept_twice_is_one(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.keep(given(1))
    store.keep(given(1))
    assert store.waiting() == (given(1),)
    store.close()
