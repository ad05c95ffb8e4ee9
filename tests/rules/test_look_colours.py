# SPDX-License-Identifier: Apache-2.0
import re

import pytest

from look import css, tokens
from look.contrast import luminance, ratio
from look.tokens import PALETTES, Mode

WHITE = "#FFFFFF"


def test_contrast_is_21_between_black_and_white_and_1_of_a_colour_with_itself() -> None:
    assert ratio("#000000", WHITE) == pytest.approx(21)
    assert ratio("#0A6C74", "#0A6C74") == 1
    assert ratio(WHITE, "#767676") == pytest.approx(4.54, abs=0.005)
    assert luminance("#FF0000") == pytest.approx(0.2126)


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("pair", tokens.TEXT_PAIRS)
def test_text_stands_out_from_its_ground(mode: Mode, pair: tuple[str, str]) -> None:
    text, ground = (getattr(PALETTES[mode], name) for name in pair)
    assert ratio(text, ground) >= tokens.TEXT_CONTRAST_MIN


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("pair", tokens.EDGE_PAIRS)
def test_an_edge_that_must_be_found_is_found(mode: Mode, pair: tuple[str, str]) -> None:
    edge, ground = (getattr(PALETTES[mode], name) for name in pair)
    assert ratio(edge, ground) >= tokens.EDGE_CONTRAST_MIN


@pytest.mark.parametrize("colour", [*tokens.DEPARTMENT_COLOURS, *tokens.LEVEL_COLOURS.values()])
def test_white_is_legible_on_departments_and_levels(colour: str) -> None:
    assert ratio(WHITE, colour) >= tokens.TEXT_CONTRAST_MIN


@pytest.mark.parametrize("mode", list(Mode))
def test_every_colour_is_written_the_same_way(mode: Mode) -> None:
    for name in tokens.COLOUR_NAMES:
        assert re.fullmatch("#[0-9A-F]{6}", getattr(PALETTES[mode], name)), name


def test_high_contrast_knows_no_grey_text() -> None:
    palette = PALETTES[Mode.CONTRAST]
    assert {palette.ink, palette.muted, palette.good, palette.bad} == {"#000000"}
    assert {palette.paper, palette.surface} == {WHITE}


def test_large_text_is_one_step_up_everywhere() -> None:
    for index, step in enumerate(tokens.TYPE_STEPS[:-1]):
        assert tokens.type_dp(step, large=True) == tokens.KIOSK_TYPE_DP[index + 1]
    assert tokens.type_dp("number", large=True) == tokens.type_dp("number")
    for index, step in enumerate(tokens.PAGE_STEPS[:-1]):
        assert tokens.page_px(step, large=True) == tokens.PAGE_TYPE_PX[index + 1]


def test_text_and_targets_keep_the_published_minimum() -> None:
    assert min(tokens.KIOSK_TYPE_DP) >= tokens.TEXT_MIN_DP >= 18
    assert max(tokens.KIOSK_TYPE_DP) >= 30
    assert tokens.TARGET_MIN_DP >= 60
    assert tokens.TARGET_MAIN_DP >= 104
    assert tokens.LINE_HEIGHT >= 1.3
    assert tokens.MOTION_MAX_MS <= 200


def test_the_pages_variables_are_made_from_the_tokens() -> None:
    assert css.PAGES_CSS.read_text(encoding="utf-8") == css.stylesheet(), (
        "look/pages.css has drifted; run: python -m look.css"
    )
