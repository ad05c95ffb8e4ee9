# SPDX-License-Identifier: Apache-2.0
"""The table of screens: nothing unreachable, nowhere to be stuck, three touches to a ticket."""

from collections import deque

from kiosk.core.flow import ANSWERS, MOVES, RETURNING, Answer, Screen, Touch, takes

# Screens that time or the hall's hours open, not a touch.
OPENED_BY_TIME = {Screen.IDLE, Screen.CLOSED, Screen.HOME}
CLOSED_BY_TIME = {Screen.TICKET, Screen.REFUSED, Screen.LOST}


def _ways(start: Screen) -> dict[Screen, int]:
    """Return how many touches lead to each screen; answers of the hall cost none."""
    touches = {start: 0}
    waiting = deque([start])
    while waiting:
        screen = waiting.popleft()
        nexts = [(to, 1) for (at, _), to in MOVES.items() if at is screen]
        nexts += [(to, 0) for (at, _), to in ANSWERS.items() if at is screen]
        for to, cost in nexts:
            if touches[screen] + cost < touches.get(to, 99):
                touches[to] = touches[screen] + cost
                waiting.append(to)
    return touches


def test_every_screen_can_be_reached() -> None:
    assert set(_ways(Screen.HOME)) | OPENED_BY_TIME == set(Screen)


def test_a_ticket_is_three_touches_from_home() -> None:
    # HOME -> REPRINT shows the last ticket again; a new one passes a service's guide.
    guide = _ways(Screen.HOME)[Screen.GUIDE]
    assert guide == 2
    assert MOVES[Screen.GUIDE, Touch.TAKE] is Screen.ASKING
    assert ANSWERS[Screen.ASKING, Answer.ISSUED] is Screen.TICKET


def test_nobody_is_ever_stuck() -> None:
    for screen in set(Screen) - {Screen.ASKING}:
        leads_on = any(at is screen for at, _ in MOVES)
        assert leads_on or screen in RETURNING or screen in CLOSED_BY_TIME, screen
    assert {to for (at, _), to in ANSWERS.items() if at is Screen.ASKING} >= {
        Screen.TICKET,
        Screen.REFUSED,
        Screen.LOST,
    }


def test_language_and_looks_are_switched_everywhere() -> None:
    for screen in Screen:
        for touch in (Touch.LANGUAGE, Touch.LARGE, Touch.CONTRAST, Touch.LOW):
            assert takes(screen, touch)


def test_a_touch_that_means_nothing_here_is_none() -> None:
    assert not takes(Screen.HOME, Touch.TAKE)
    assert not takes(Screen.ASKING, Touch.TAKE), "the second tap on the button"
    assert not takes(Screen.TICKET, Touch.TAKE)
    assert not takes(Screen.HOME, Touch.BACK)
