# SPDX-License-Identifier: Apache-2.0
from argparse import ArgumentParser

import pytest

from look.kivy.window import Setup, add_arguments, from_arguments


def setup_of(*arguments: str) -> Setup:
    parser = ArgumentParser()
    add_arguments(parser, size="1024x600")
    return from_arguments(parser.parse_args(arguments), "pad")


def test_a_window_opens_as_its_program_wishes_unless_told() -> None:
    setup = setup_of()
    assert (setup.width, setup.height, setup.left, setup.language) == (1024, 600, None, "zh")
    switches = (setup.fullscreen, setup.large, setup.contrast, setup.low, setup.still)
    assert not any(switches)


def test_geometry_takes_size_and_place() -> None:
    setup = setup_of("--geometry", "800x480+1080+0", "--scale", "1.5", "--language", "en")
    assert (setup.width, setup.height, setup.left, setup.top) == (800, 480, 1080, 0)
    assert (setup.scale, setup.language) == (1.5, "en")


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("--geometry", "wide"), "write it like 1080x1920"),
        (("--geometry", "800x600+5"), "write it like 1080x1920"),
        (("--scale", "0"), "write a number from 0.25 to 8"),
        (("--scale", "big"), "write a number from 0.25 to 8"),
    ],
)
def test_a_bad_option_is_told_what_to_write(
    arguments: tuple[str, ...], hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        setup_of(*arguments)
    assert ended.value.code == 2
    assert hint in capsys.readouterr().err
