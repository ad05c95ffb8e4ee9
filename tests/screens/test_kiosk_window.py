# SPDX-License-Identifier: Apache-2.0
"""The kiosk as a citizen meets it: a real window, a real pointer, a real broker, real bytes."""

from pathlib import Path

import pytest

from config.load import HALLS, load_hall
from kiosk.core.series import own_letters
from tests.drivers.escpos_reader import read
from tests.processes import KIOSK, Site, site, wait_until
from tests.screens.kiosk_play import KEY
from tests.screens.kiosk_twin import TwinThread
from tests.screens.screen import Screen, VirtualScreen

pytestmark = [pytest.mark.window, pytest.mark.process, pytest.mark.timeout(600)]
URL = "https://hall.example"


def kiosk(display: VirtualScreen, place: Site, paper: Path, *more: str) -> Screen:
    """Return a kiosk of the township hall in a window of the display's size."""
    geometry = f"{display.width}x{display.height}"
    arguments = ["--config", "township", "--id", "kiosk-1", "--mqtt", place.broker.url]
    arguments += ["--printer", f"file:{paper}", "--public-url", URL]
    arguments += ["--data", str(paper.parent / "kiosk")]
    arguments += ["--geometry", geometry, "--borderless", "--still", *more]
    env = {"HALLFLOW_PASSWORD": place.passwords[KIOSK.login]}
    return Screen(display, "kiosk.__main__:main", *arguments, env=env)


@pytest.mark.parametrize(
    ("language", "size", "yours"),
    [("zh", (1080, 1920), "您的号码"), ("en", (1024, 600), "Your number")],
)
def test_three_taps_lead_from_home_to_a_number_on_the_screen_and_on_paper(
    tmp_path: Path, language: str, size: tuple[int, int], yours: str
) -> None:
    paper = tmp_path / "paper.prn"
    hall = load_hall(HALLS / "township")
    department = hall.departments[0].id
    # Not below the department's tile: a second strike at the same place is filtered.
    service = hall.services_by_department[department][1]
    with (
        site("mosquitto", tmp_path / "data") as place,
        TwinThread(place, hall) as twin,
        VirtualScreen(*size) as display,
        kiosk(display, place, paper) as screen,
    ):
        if language != "zh":
            screen.tap(f"language-{language}")
        screen.tap(f"department-{department}")
        screen.tap(f"service-{service}")
        screen.tap("take")
        screen.wait_for_text("B001")
        assert screen.has_text(yours)
        assert screen.faults() == []
        wait_until(lambda: twin.papers, "the kiosk says that the paper is there")
        assert [report.printed for report in twin.papers] == [True]
        assert {request.services for request in twin.requests} == {(service,)}
        assert {request.language for request in twin.requests} == {language}
        job = read(paper.read_bytes())
        assert job.codes_read() == [f"{URL}/t/{twin.papers[0].ticket}/{KEY}"]
        assert job.cuts == 1


def test_a_lost_hall_stops_nobody_and_gets_the_numbers_when_it_is_back(tmp_path: Path) -> None:
    paper = tmp_path / "paper.prn"
    hall = load_hall(HALLS / "township")
    department = hall.departments[0].id
    # Not below the department's tile: a second strike at the same place is filtered.
    service = hall.services_by_department[department][1]
    own = f"{own_letters(hall, 'kiosk-1')}001"
    with (
        site("mosquitto", tmp_path / "data") as place,
        VirtualScreen(1080, 1920) as display,
        kiosk(display, place, paper) as screen,
    ):
        with TwinThread(place, hall):
            screen.wait_for_text("人等候")  # queues are known: the hall was heard
        screen.wait_for_text("暂时连不上大厅系统")
        screen.tap(f"department-{department}")
        screen.tap(f"service-{service}")
        screen.tap("take")
        screen.wait_for_text(own)
        screen.wait_for_text("本机先发的号")
        wait_until(lambda: paper.is_file() and paper.stat().st_size > 0, "the paper")
        with TwinThread(place, hall) as twin:
            wait_until(lambda: twin.handed, "the number is handed over")
            assert {command.number for command in twin.handed} == {own}
            wait_until(lambda: twin.papers, "the hall hears of the paper")
        assert read(paper.read_bytes()).cuts == 1
