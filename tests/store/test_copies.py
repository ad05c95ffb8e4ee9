# SPDX-License-Identifier: Apache-2.0
"""A copy of the state stands for a day's facts, or is not used at all."""

import logging
from pathlib import Path
from subprocess import Popen

import msgspec
import pytest
from msgspec.structs import replace

from hall import copying
from hall.core.effects import Commit
from hall.core.facts import DayOpened, Recorded, TimePassed
from hall.core.queue import Line, Lines
from hall.core.state import HallState
from hall.core.statecopy import LineCopy, LinesCopy, StateCopy, encode_state, restored
from hall.store import copies
from hall.store.copies import Copies, Label, settings_of
from hall.store.log import Log
from hall.store.whole import write_whole
from tests.processes import wait_until
from tests.rules.hall_shell import MINUTE, HallShell
from tests.store.played_days import played

LATER = 8
"""Facts that came after the copy."""


@pytest.fixture(scope="module")
def shell() -> HallShell:
    return played()


@pytest.fixture
def made(shell: HallShell, tmp_path: Path) -> Copies:
    """The copy of a day to which some facts are added afterwards."""
    facts = shell.recorded()
    log = Log.open(tmp_path, shell.hall.id, facts[0].seq)
    log.commit(Commit(1, tuple(facts[:-LATER])))
    found = Copies(tmp_path, settings_of(shell.hall))
    found.make(tuple(shell.hall.window_by_id))
    log.commit(Commit(2, tuple(facts[-LATER:])))
    log.close()
    return found


def log_in(shell: HallShell, folder: Path) -> Log:
    return Log.open(folder, shell.hall.id, 1)


def test_a_copy_and_what_came_after_it_are_the_whole_day(shell: HallShell, made: Copies) -> None:
    log = log_in(shell, made.path.parent)
    quick = log.load(made.fitting())
    whole = log.load()
    earlier, none = log.up_to(whole.facts[-1].seq - LATER), log.up_to(0)
    log.close()
    assert len(quick.facts) == LATER
    assert (*earlier, *quick.facts) == whole.facts
    assert none == ()
    windows = shell.hall.window_by_id
    state = restored(windows, quick.copy, quick.facts)
    assert encode_state(state) == encode_state(restored(windows, None, whole.facts))
    assert encode_state(state) == encode_state(shell.state)


def test_what_was_before_a_copy_is_of_its_own_day_though_another_began(
    shell: HallShell, made: Copies
) -> None:
    log = log_in(shell, made.path.parent)
    facts = log.load().facts
    first, last = facts[0], facts[-1]
    assert isinstance(first.fact, DayOpened)
    log.commit(Commit(3, (replace(first, seq=last.seq + 1, step=last.seq + 1, at=last.at),)))
    assert log.up_to(last.seq - LATER) == facts[:-LATER]
    log.close()


def test_a_copy_holds_all_that_a_state_is_made_of() -> None:
    state = HallState(("w1",))
    of_one_process = {"changes", "staffing", "_order"}
    assert {*vars(state)} - of_one_process == {*StateCopy.__struct_fields__}
    assert {*vars(Lines())} == {*LinesCopy.__struct_fields__}
    assert {*vars(Line())} == {*LineCopy.__struct_fields__}


def test_without_a_copy_there_is_none(shell: HallShell, tmp_path: Path) -> None:
    log_in(shell, tmp_path).close()
    assert Copies(tmp_path, "").fitting() is None


def cut(copy: Copies) -> None:
    copy.path.write_bytes(copy.path.read_bytes()[:-1])


def spoil(copy: Copies) -> None:
    content = bytearray(copy.path.read_bytes())
    content[-100] ^= 1
    copy.path.write_bytes(content)


def empty(copy: Copies) -> None:
    copy.path.write_bytes(b"")


def of_other_rules(copy: Copies) -> None:
    relabel(copy, rules="others")


def of_other_settings(copy: Copies) -> None:
    relabel(copy, settings="others")


def of_a_longer_log(copy: Copies) -> None:
    relabel(copy, seq=2**60)


def of_another_log(copy: Copies) -> None:
    relabel(copy, last_facts="others")


def relabel(copy: Copies, **changes: object) -> None:
    line, _, body = copy.path.read_bytes().partition(b"\n")
    label = replace(msgspec.json.decode(line, type=Label), **changes)
    copy.path.write_bytes(msgspec.json.encode(label) + b"\n" + body)


@pytest.mark.parametrize(
    ("misfit", "why"),
    [
        (cut, "damaged"),
        (spoil, "damaged"),
        (empty, "no label"),
        (of_other_rules, "other rules"),
        (of_other_settings, "other settings"),
        (of_a_longer_log, "other facts"),
        (of_another_log, "other facts"),
    ],
)
def test_a_copy_that_does_not_fit_is_told_once_and_taken_away(
    made: Copies, caplog: pytest.LogCaptureFixture, misfit: object, why: str
) -> None:
    assert callable(misfit)
    misfit(made)
    with caplog.at_level(logging.WARNING):
        assert made.fitting() is None
        assert made.fitting() is None
    (line,) = caplog.messages
    assert why in line
    assert not made.path.exists()


def test_a_copy_of_yesterday_is_taken_away_without_a_word(
    made: Copies, caplog: pytest.LogCaptureFixture
) -> None:
    relabel(made, opened_seq=1)
    assert made.fitting() is None
    assert not caplog.messages
    assert not made.path.exists()


def test_a_copy_of_a_log_that_went_another_way_does_not_fit(
    shell: HallShell, made: Copies, tmp_path: Path
) -> None:
    folder = tmp_path / "restored"
    folder.mkdir()
    facts = shell.recorded()
    log = log_in(shell, folder)
    last = facts[-LATER - 1]
    log.commit(Commit(1, (*facts[: -LATER - 1], replace(last, at=last.at + 1))))
    log.close()
    made.path.rename(folder / copies.FILE)
    assert Copies(folder, settings_of(shell.hall)).fitting() is None


def test_a_copy_that_led_elsewhere_is_found_when_the_next_is_made(
    shell: HallShell, made: Copies
) -> None:
    copy = made.fitting()
    assert copy is not None
    wrong = restored((), copy, ())
    wrong.numbers[next(iter(wrong.numbers))] -= 1
    body = encode_state(wrong)
    line, _, _ = made.path.read_bytes().partition(b"\n")
    made.path.write_bytes(line + b"\n" + body)
    relabel(made, body=copies._digest(body))
    with pytest.raises(AssertionError, match="another state"):
        made.make(tuple(shell.hall.window_by_id))
    assert not made.path.exists()
    made.make(tuple(shell.hall.window_by_id))
    assert made.fitting() is not None


def test_other_settings_have_another_digest(shell: HallShell) -> None:
    other = replace(shell.hall, policy=replace(shell.hall.policy, bypass_max=99))
    assert settings_of(other) != settings_of(shell.hall)


def process_of(copier: copying.Copier) -> Popen[bytes] | None:
    return copier._process


def test_a_log_that_grew_is_copied_by_a_process_of_its_own(
    shell: HallShell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = shell.recorded()
    log = log_in(shell, tmp_path)
    log.commit(Commit(1, tuple(facts)))
    copier = copying.Copier(shell.hall, tmp_path)
    of_today = facts[-1].seq - shell.state.opened_seq
    monkeypatch.setattr(copying, "EVERY_FACTS", of_today + 1)
    copier.look()
    assert process_of(copier) is None, "too little came since the day began"
    last = facts[-1]
    more = Recorded(last.seq + 1, last.seq + 1, last.at + MINUTE, last.day, TimePassed())
    log.commit(Commit(2, (more,)))
    log.close()
    copier.look()
    process = process_of(copier)
    assert process is not None
    wait_until(lambda: process.poll() is not None, "the copy")
    assert process.returncode == 0
    copier.look()
    assert process_of(copier) is None, "nothing came since"
    copier.stop()
    copy = Copies(tmp_path, settings_of(shell.hall)).fitting()
    assert copy is not None
    assert copy.seq == more.seq


def test_a_file_that_cannot_take_its_place_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "file" / "in-the-way").mkdir(parents=True)
    with pytest.raises(OSError, match="file"):
        write_whole(tmp_path / "file", b"content")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
