# SPDX-License-Identifier: Apache-2.0
"""A hall that starts tells its displays how everything is before it loads all the rest."""

from pathlib import Path

import pytest

from bench.start import begun
from config.load import hall_named
from hall.store.log import Log
from hallflow.up import hall_alone

WAITS = (
    "amqtt",
    "argon2",
    "asyncio",
    "fluent",
    "hall.front",
    "hall.settings",
    "hall.web",
    "holidays",
    "jinja2",
    "kivy",
    "litestar",
    "openpyxl",
    "pypinyin",
    "rich",
    "sqlite_utils",
    "uvicorn",
)
"""What no display waits for."""


def test_the_displays_are_right_before_what_they_do_not_need_is_loaded(tmp_path: Path) -> None:
    hall = hall_named("township")
    Log.open(tmp_path, hall.id, 0).close()
    found = begun("township", tmp_path)
    assert found["told"] == list(hall.window_by_id)
    assert [name for name in WAITS if name in found["loaded"]] == []


def test_a_hall_that_is_wrong_is_told_with_its_guides(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "guides").mkdir()
    (tmp_path / "hall.toml").write_text("nonsense = 1\n", "utf-8")
    (tmp_path / "guides" / "permit.toml").write_text("gibberish = 2\n", "utf-8")
    with pytest.raises(SystemExit) as end:
        hall_alone(str(tmp_path))
    assert end.value.code == 2
    said = capsys.readouterr().err
    assert "nonsense" in said
    assert "gibberish" in said
