# SPDX-License-Identifier: Apache-2.0
"""Screens of the kiosk that a visitor meets less often, with example data."""

from bus.messages import CaseStep, Refusal, Standing
from kiosk.core.actor import PrinterHeard
from kiosk.core.flow import Touch
from look.kivy.app import HallApp
from look.kivy.window import Setup
from tests.screens.demo_kiosk import ExampleKiosk, case_of, kept_booking, open_guide
from tests.screens.kiosk_play import Play


class Unheard(Play):
    """A kiosk that has not heard its hall yet."""

    def beat(self) -> None:
        """The hall is silent."""


def home_looking(setup: Setup) -> HallApp:
    return ExampleKiosk(setup, lambda _: None, Unheard)


def home_no_paper(setup: Setup) -> HallApp:
    return ExampleKiosk(setup, lambda play: play.step(PrinterHeard(("paper-out",))))


def home_reprint(setup: Setup) -> HallApp:
    def script(play: Play) -> None:
        open_guide(play)
        play.touch(Touch.TAKE)
        play.touch(Touch.DONE)

    return ExampleKiosk(setup, script)


def events(setup: Setup) -> HallApp:
    return ExampleKiosk(setup, lambda play: play.touch(Touch.THEMES), memory={"themes-tab": 1})


def all_departments(setup: Setup) -> HallApp:
    return ExampleKiosk(setup, lambda play: play.touch(Touch.THEMES), memory={"themes-tab": 2})


def _typed(text: str, setup: Setup) -> HallApp:
    def script(play: Play) -> None:
        play.touch(Touch.SEARCH)
        play.touch(Touch.TYPE, text)

    return ExampleKiosk(setup, script)


def search_begun(setup: Setup) -> HallApp:
    return _typed("", setup)


def search_pinyin(setup: Setup) -> HallApp:
    return _typed("shenfen", setup)


def search_slip(setup: Setup) -> HallApp:
    return _typed("shenfem", setup)


def guide_complete(setup: Setup) -> HallApp:
    def script(play: Play) -> None:
        open_guide(play)
        for place in range(1, 6):
            play.touch(Touch.PAPER, str(place))

    return ExampleKiosk(setup, script)


def guide_printed(setup: Setup) -> HallApp:
    def script(play: Play) -> None:
        open_guide(play)
        play.touch(Touch.PRINT_GUIDE)

    return ExampleKiosk(setup, script)


def case_printed(setup: Setup) -> HallApp:
    def script(play: Play) -> None:
        play.printer_fault = "paper-out"
        case_of(CaseStep.ACCEPTED)(play)
        play.touch(Touch.PRINT_CASE)

    return ExampleKiosk(setup, script)


def guide_priority(setup: Setup) -> HallApp:
    def script(play: Play) -> None:
        open_guide(play)
        play.touch(Touch.PEOPLE)
        play.touch(Touch.PRIORITY, play.catalogue.hall.policy.classes[-1].id)

    return ExampleKiosk(setup, script)


def guide_unknown(setup: Setup) -> HallApp:
    def script(play: Play) -> None:
        known = play.catalogue.guides.by_service
        bare = next(service for service in play.catalogue.services if service.id not in known)
        play.touch(Touch.DEPARTMENT, bare.department)
        play.touch(Touch.SERVICE, bare.id)

    return ExampleKiosk(setup, script)


def map_of_hall(setup: Setup) -> HallApp:
    return ExampleKiosk(setup, lambda play: play.touch(Touch.MAP))


def ticket_printing(setup: Setup) -> HallApp:
    return _ticket("never", setup)


def ticket_printer_silent(setup: Setup) -> HallApp:
    return _ticket("printer-no-answer", setup)


def _ticket(fault: str, setup: Setup) -> HallApp:
    def script(play: Play) -> None:
        open_guide(play)
        play.touch(Touch.TAKE)

    return ExampleKiosk(setup, script, lambda: Play(printer_fault=fault))


def refused_quota(setup: Setup) -> HallApp:
    return _refused(Refusal.QUOTA_DAY, setup)


def refused_no_window(setup: Setup) -> HallApp:
    return _refused(Refusal.NO_OPEN_WINDOW, setup)


def _refused(refusal: Refusal, setup: Setup) -> HallApp:
    def script(play: Play) -> None:
        play.answers = False
        open_guide(play)
        play.touch(Touch.TAKE)
        play.refuse(refusal)

    return ExampleKiosk(setup, script)


def booking_late(setup: Setup) -> HallApp:
    return ExampleKiosk(setup, kept_booking(Standing.LATE))


def case_decided(setup: Setup) -> HallApp:
    return ExampleKiosk(setup, case_of(CaseStep.DECIDED))
