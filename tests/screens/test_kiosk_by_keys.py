# SPDX-License-Identifier: Apache-2.0
"""A visit by five keys and the ear alone: everything is said, everything can be reached."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict

import pytest

from look.kivy.window import Setup
from tests.screens.screen import Screen, VirtualScreen

pytestmark = [pytest.mark.window, pytest.mark.timeout(600)]
DOWN = 274
"""As SDL numbers the key."""
APP = "tests.screens.demo_kiosk:keyed"
_UTTERANCE = re.compile(
    r"Utterance\(language='(\w+)', text=(['\"])(.*)\2, loudness_percent=(\d+)\)|^None$",
    re.MULTILINE,
)


class Listener:
    """Somebody with headphones and five keys."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen

    def heard(self) -> list[str]:
        """Return everything said so far; silence as an empty text."""
        return [found[3] or "" for found in _UTTERANCE.finditer(self.screen.said())]

    def press(self, key: str) -> str:
        """Press a key; return what is said next."""
        before = len(self.heard())
        self.screen.press(key)
        self.screen.wait_until(lambda: len(self.heard()) > before, f"nothing said after {key}")
        return self.heard()[before]

    def go_to(self, name: str, key: str = "Down") -> str:
        """Go down until something is named so."""
        for _ in range(40):
            said = self.press(key)
            if said.startswith(name):
                return said
        raise AssertionError(f"{name} is not reached; heard: {self.heard()}")


@pytest.fixture(scope="module")
def ear() -> Iterator[Listener]:
    setup = json.dumps(asdict(Setup(width=1080, height=1920, borderless=True, still=True)))
    with (
        VirtualScreen(1080, 1920) as display,
        Screen(display, "tests.screens.gallery:show", APP, setup) as screen,
    ):
        yield Listener(screen)


CHOICES = {
    "zh": "共 {} 个选项。按上下键选择，按确认键打开。",
    "en": "{} choices. Up and down to hear each, Enter to choose.",
}
VISITS = {
    "zh": (
        ("Down", "经济发展服务", "经济发展服务，企业注册登记代理，15 人等候，不超过 25 分钟"),
        (
            "Return",
            "",
            "经济发展服务，3 项服务，需要帮助？请到总服务台，" + CHOICES["zh"].format(12),
        ),
        ("Down", "企业注册", "企业注册登记代理，5 人等候，约 7到13 分钟"),
        (
            "Return",
            "",
            "企业注册登记代理，经济发展服务，限时办结，可预约，办理时限，3 个工作日，"
            "法定 15 个工作日，收费，不收费，在哪里办，6 号窗口，一层 B 区，现在等候，5 人，"
            "约 7到13 分钟，要带的材料，带来的材料请点一下，看看齐不齐。"
            + CHOICES["zh"].format(22),
        ),
        ("Down", "公司章程", "公司章程，原件，全体股东签字，未勾"),
        ("Return", "公司章程", "公司章程，原件，全体股东签字，已勾"),
        ("Up", "取号", "取号"),
        (
            "Return",
            "",
            "您的号码，B 零 二 三，企业注册登记代理，前面还有，6 人，大约等候，约 8到15 分钟，"
            "窗口，6，请取票，到一层 B 区等候叫号，扫码看还有几人，" + CHOICES["zh"].format(4),
        ),
        ("Escape", "", ""),
    ),
    "en": (
        (
            "Down",
            "Economic",
            "Economic development, Investment policy advice, 15 waiting, up to 25 min",
        ),
        (
            "Return",
            "",
            "Economic development, 3 services, Need help? Ask at the service desk, "
            + CHOICES["en"].format(12),
        ),
        ("Down", "Registering a company", "Registering a company agency, 5 waiting, 7 to 13 min"),
        (
            "Return",
            "",
            "Registering a company agency, Economic development, Decided within days, "
            "Can be booked, How long, 3 working days, by law 15 working days, Fee, Free, Where, "
            "Window 6, Zone B, Ground floor, Waiting now, 5 people, 7 to 13 min, What to bring, "
            "Touch what you have with you, to see if all is there. " + CHOICES["en"].format(22),
        ),
        ("Up", "Take a ticket", "Take a ticket"),
        (
            "Return",
            "",
            "Your number, B 0 2 3, Registering a company agency, Ahead of you, 6, Wait, "
            "8 to 15 min, Window, 6, Please take your ticket and wait in Zone B, Ground floor, "
            "Scan to follow the queue, " + CHOICES["en"].format(4),
        ),
        ("Escape", "", ""),
    ),
}


def test_a_whole_visit_by_keys_alone_is_heard_in_two_languages(ear: Listener) -> None:
    for language, visit in VISITS.items():
        home = ear.press("Down")
        assert "您今天来办什么？" in home
        if language == "en":
            assert ear.press("Down") == "English"
            home = ear.press("Return")
            assert "What brings you here today?" in home
        assert home.endswith(CHOICES[language].format("15" if language == "en" else "14"))
        for key, name, said in visit:
            assert (ear.go_to(name, key) if name else ear.press(key)) == said


def test_one_touch_turns_the_whole_screen_for_a_language_from_the_right(ear: Listener) -> None:
    screen = ear.screen
    first, second = "department-government", "department-social"
    before = [screen.wait_for(name)["left"] for name in (first, second)]
    modes = [screen.wait_for(name)["left"] for name in ("large", "contrast")]
    screen.tap("language-ug")
    screen.wait_for_text("بۈگۈن نېمە ئىش بېجىرىسىز؟")
    after = [screen.wait_for(name)["left"] for name in (first, second)]
    assert before[0] < before[1]
    assert after[0] > after[1]
    assert modes[0] < modes[1]
    assert screen.wait_for("large")["left"] > screen.wait_for("contrast")["left"]
    screen.tap(first)
    screen.wait_for("back")
    assert screen.wait_for("back")["left"] > screen.wait_for("home")["left"]
    assert screen.faults() == []
    screen.tap("search")
    # The keys stay where a hand knows them, in letters of the language.
    assert screen.wait_for("key-چ")["left"] < screen.wait_for("key-ۋ")["left"]
    for letter in "كىم":
        screen.tap(f"key-{letter}")
    screen.wait_for_text("كىملىك")
    assert screen.faults() == []
    screen.tap("language-zh")
    screen.wait_for_text("كىم")


def test_a_key_held_down_counts_once(ear: Listener) -> None:
    ear.press("Down")  # whatever stood before: now the guidance is on
    here = ear.press("Down")
    before = len(ear.heard())
    with ear.screen.holding("Down"):
        ear.screen.wait_until(lambda: len(ear.heard()) > before, "nothing said after Down")
        ear.screen.ask("repeat", key=DOWN)
    assert ear.press("Up") == here
    assert len(ear.heard()) == before + 2
