# SPDX-License-Identifier: Apache-2.0
"""Every screen of the kiosk with example data, formed by the kiosk's own rules."""

import atexit
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Self

from kivy.uix.widget import Widget
from PIL import Image, ImageDraw

from bus.messages import CardLaid, CaseStep, CodeRead, ReadersThere, Refusal, Standing
from config.schema import Notice, Text
from kiosk.app import KioskApp
from kiosk.core.flow import Touch, Touched
from look.kivy.app import HallApp
from look.kivy.theme import Modes, theme
from look.kivy.window import Setup
from tests.screens.kiosk_play import MORNING_UTC_MS, Play, guided

Script = Callable[[Play], None]
READERS = ReadersThere(to="kiosk-1", card=True, code=True)
TOMORROW_UTC_MS = MORNING_UTC_MS + 83_340_000


class ExampleKiosk(KioskApp):
    """Plays a script anew for each language and mode."""

    def __init__(
        self,
        setup: Setup,
        script: Script,
        play: Callable[[], Play] = Play,
        memory: Mapping[str, int] | None = None,
    ) -> None:
        super().__init__(setup, lambda _: None)
        self._script = script
        self._play = play
        self._memory = dict(memory or {})

    def take_after(self, other: Self) -> None:
        """Show what another would show: one window serves for many examples."""
        self._script, self._play, self._memory = other._script, other._play, other._memory
        self.redraw()

    def draw(self) -> Widget:
        play = self._play()
        play.queues()
        play.calls()
        switch_modes(play, theme.modes)
        self._script(play)
        self.view = play.view
        return super().draw()


def switch_modes(play: Play, modes: Modes) -> None:
    """Switch a kiosk as its own buttons would."""
    play.touch(Touch.LANGUAGE, modes.language)
    for on, touch in (
        (modes.large, Touch.LARGE),
        (modes.contrast, Touch.CONTRAST),
        (modes.low, Touch.LOW),
    ):
        if on:
            play.touch(touch)


class KeyedKiosk(KioskApp):
    """A kiosk that is used: touches and keys lead on, what it says is written out."""

    def __init__(self, setup: Setup) -> None:
        super().__init__(setup, self._touched, lambda utterance: print(utterance, flush=True))  # noqa: T201
        self._play = Play()
        self._play.queues()
        self.view = self._play.view

    def _touched(self, touched: Touched) -> None:
        self._play.step(touched)
        assert self._play.view is not None
        self.tell(self._play.view)


def keyed(setup: Setup) -> HallApp:
    return KeyedKiosk(setup)


def home(setup: Setup) -> HallApp:
    return ExampleKiosk(setup, lambda _: None)


def home_tax(setup: Setup) -> HallApp:
    return ExampleKiosk(setup, lambda _: None, lambda: Play("tax"))


def home_lost(setup: Setup) -> HallApp:
    def script(play: Play) -> None:
        play.hall_lives = False
        play.wait(3_000)

    return ExampleKiosk(setup, script)


def services(setup: Setup) -> HallApp:
    return ExampleKiosk(setup, lambda play: play.touch(Touch.DEPARTMENT, _department(play)))


def _department(play: Play) -> str:
    return max(play.catalogue.departments, key=lambda d: len(play.catalogue.of_department(d.id))).id


def themes(setup: Setup) -> HallApp:
    return ExampleKiosk(setup, lambda play: play.touch(Touch.THEMES))


def search(setup: Setup) -> HallApp:
    def script(play: Play) -> None:
        play.touch(Touch.SEARCH)
        play.touch(Touch.TYPE, "dj" if theme.modes.language == "zh" else "reg")

    return ExampleKiosk(setup, script)


def search_none(setup: Setup) -> HallApp:
    def script(play: Play) -> None:
        play.touch(Touch.SEARCH)
        play.touch(Touch.TYPE, "qqqq")

    return ExampleKiosk(setup, script)


def open_guide(play: Play) -> None:
    service = guided(play)
    play.touch(Touch.DEPARTMENT, play.catalogue.hall.service_by_id[service].department)
    play.touch(Touch.SERVICE, service)
    play.touch(Touch.PAPER, "0")


def guide(setup: Setup) -> HallApp:
    return ExampleKiosk(setup, open_guide)


def guide_section(setup: Setup) -> HallApp:
    def script(play: Play) -> None:
        open_guide(play)
        play.touch(Touch.SECTION, "procedure")

    return ExampleKiosk(setup, script)


def guide_code(setup: Setup) -> HallApp:
    def script(play: Play) -> None:
        open_guide(play)
        play.touch(Touch.SECTION, "code")

    return ExampleKiosk(setup, script)


def guide_blocked(setup: Setup) -> HallApp:
    def script(play: Play) -> None:
        play.queues(Refusal.NO_OPEN_WINDOW)
        open_guide(play)

    return ExampleKiosk(setup, script)


def warned(setup: Setup) -> HallApp:
    def script(play: Play) -> None:
        open_guide(play)
        play.wait(48_000)

    return ExampleKiosk(setup, script)


def people(setup: Setup) -> HallApp:
    def script(play: Play) -> None:
        open_guide(play)
        play.touch(Touch.PEOPLE)

    return ExampleKiosk(setup, script)


def map_service(setup: Setup) -> HallApp:
    def script(play: Play) -> None:
        open_guide(play)
        play.touch(Touch.MAP)

    return ExampleKiosk(setup, script)


def asking(setup: Setup) -> HallApp:
    def script(play: Play) -> None:
        play.answers = False
        open_guide(play)
        play.touch(Touch.TAKE)

    return ExampleKiosk(setup, script)


def lost(setup: Setup) -> HallApp:
    def script(play: Play) -> None:
        play.answers = False
        open_guide(play)
        play.touch(Touch.TAKE)
        play.hall_lives = False
        play.wait(3_000)

    return ExampleKiosk(setup, script, lambda: Play(disk_full=True))


def ticket_own(setup: Setup) -> HallApp:
    def script(play: Play) -> None:
        play.hall_lives = False
        play.wait(3_000)
        open_guide(play)
        play.touch(Touch.TAKE)

    return ExampleKiosk(setup, script)


def ticket(setup: Setup) -> HallApp:
    def script(play: Play) -> None:
        open_guide(play)
        play.touch(Touch.TAKE)
        play.wait(4_000)

    return ExampleKiosk(setup, script)


def ticket_no_paper(setup: Setup) -> HallApp:
    def script(play: Play) -> None:
        open_guide(play)
        play.touch(Touch.TAKE)

    return ExampleKiosk(setup, script, lambda: Play(printer_fault="paper-out"))


def refused(setup: Setup) -> HallApp:
    def script(play: Play) -> None:
        play.answers = False
        open_guide(play)
        play.touch(Touch.TAKE)
        play.refuse(Refusal.ALREADY_WAITING, "B017")

    return ExampleKiosk(setup, script)


def closed(setup: Setup) -> HallApp:
    return ExampleKiosk(setup, lambda play: play.queues(Refusal.CLOSED, TOMORROW_UTC_MS))


def idle(setup: Setup) -> HallApp:
    def script(play: Play) -> None:
        play.wait(61_000)
        switch_modes(play, theme.modes)

    return ExampleKiosk(setup, script)


def home_readers(setup: Setup) -> HallApp:
    return ExampleKiosk(setup, lambda play: play.hear(READERS))


def home_card(setup: Setup) -> HallApp:
    def script(play: Play) -> None:
        play.hear(READERS, CardLaid(to="kiosk-1", person="a1b2", initial="张"))

    return ExampleKiosk(setup, script)


def code(setup: Setup) -> HallApp:
    def script(play: Play) -> None:
        play.hear(READERS)
        play.touch(Touch.CODE)
        play.touch(Touch.KEYS, "14241078")

    return ExampleKiosk(setup, script)


def code_wrong(setup: Setup) -> HallApp:
    def script(play: Play) -> None:
        play.touch(Touch.CODE)
        play.touch(Touch.KEYS, "142410780597")
        play.touch(Touch.LOOK_UP)
        play.look_up_answer(Refusal.UNKNOWN_CODE)

    return ExampleKiosk(setup, script)


def kept_booking(standing: Standing) -> Script:
    def script(play: Play) -> None:
        play.hear(CodeRead(to="kiosk-1", text="https://hall.example/b/AB12CD"))
        play.find_booking(standing)

    return script


def booking(setup: Setup) -> HallApp:
    return ExampleKiosk(setup, kept_booking(Standing.READY))


def booking_early(setup: Setup) -> HallApp:
    return ExampleKiosk(setup, kept_booking(Standing.EARLY))


def case_of(step: CaseStep) -> Script:
    def script(play: Play) -> None:
        play.hear(CodeRead(to="kiosk-1", text="142410780597"))
        play.find_case(step)

    return script


def case(setup: Setup) -> HallApp:
    return ExampleKiosk(setup, case_of(CaseStep.ACCEPTED))


def case_papers(setup: Setup) -> HallApp:
    return ExampleKiosk(setup, case_of(CaseStep.PAPERS_MISSING))


def ticket_again(setup: Setup) -> HallApp:
    def script(play: Play) -> None:
        play.again = True
        play.hear(CardLaid(to="kiosk-1", person="a1b2"))
        play.take(guided(play))

    return ExampleKiosk(setup, script)


def idle_picture(setup: Setup) -> HallApp:
    """A picture of the hall's own, as an information screen shows it."""
    with NamedTemporaryFile(prefix="hallflow-idle-", suffix=".png", delete=False) as file:
        path = Path(file.name)
    atexit.register(path.unlink)
    _draw_poster(path)
    poster = Notice(
        id="poster",
        text=Text(zh="周六上午照常办理身份证", en="Identity cards also on Saturday mornings"),
        picture=str(path),
    )

    def script(play: Play) -> None:
        play.wait(61_000)
        switch_modes(play, theme.modes)

    return ExampleKiosk(setup, script, lambda: Play(notices=(poster,)))


def _draw_poster(path: Path) -> None:
    poster = Image.new("RGB", (1600, 900), "#DDEFEE")
    pencil = ImageDraw.Draw(poster)
    pencil.ellipse((1100, 80, 1400, 380), fill="#FFB81C")
    pencil.polygon(((0, 900), (500, 300), (900, 900)), fill="#0A6C74")
    pencil.polygon(((500, 900), (1000, 420), (1600, 900)), fill="#1B7F4B")
    poster.save(path)
