# SPDX-License-Identifier: Apache-2.0
"""Why the operating system refused something, said in both languages."""

import errno
from pathlib import Path

import pytest

from config.faults import ConfigFaults
from config.load import load_hall
from config.reasons import reason_of
from hallflow.problem import Problem, words


@pytest.mark.parametrize(
    ("number", "zh", "en"),
    [
        (errno.ENOENT, "没有这个文件或目录", "there is no such file or folder"),
        (errno.EACCES, "当前用户没有权限", "this user may not do that"),
        (errno.EADDRINUSE, "该地址已被其他程序占用", "another program uses this address"),
        (errno.ENOSPC, "磁盘已满", "the disk is full"),
        (errno.ECONNREFUSED, "对方没有程序应答（连接被拒绝）", "nobody answers there"),
        (errno.ETIMEDOUT, "超时没有应答", "no answer in time"),
        (errno.ENOTEMPTY, "系统报告 ENOTEMPTY", "the system says ENOTEMPTY"),
        (None, "系统报告 odd", "the system says odd"),
    ],
)
def test_a_reason_of_the_system_is_said_in_both_languages(
    number: int | None, zh: str, en: str
) -> None:
    error = OSError("odd") if number is None else OSError(number, "whatever")
    assert reason_of(error).say("zh") == zh
    assert reason_of(error).say("en") == en


def test_a_problem_says_its_reason_in_the_language_of_the_rest() -> None:
    problem = Problem("cannot-write", path="/x", reason=reason_of(OSError(errno.EROFS, "")))
    assert problem.text(words("zh")) == "无法写入 /x：磁盘是只读的"
    assert "the disk can only be read" in str(problem)


def test_a_hall_that_is_not_there_is_said_without_a_word_of_english(tmp_path: Path) -> None:
    with pytest.raises(ConfigFaults) as caught:
        load_hall(tmp_path / "nowhere")
    told = caught.value.text("zh").removeprefix(str(tmp_path / "nowhere"))
    assert not any("a" <= sign <= "z" for sign in told.casefold())
