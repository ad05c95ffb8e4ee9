# SPDX-License-Identifier: Apache-2.0
import importlib
from collections.abc import Callable
from pathlib import Path

import pytest

from look.words import Words, WordsError, differences, languages, right_to_left

Make = Callable[..., str]


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Make a package with words in the languages given; returns its name."""

    def made(**by_language: str) -> str:
        name = f"part_{tmp_path.name.replace('-', '_')}"
        folder = tmp_path / name / "words"
        folder.mkdir(parents=True)
        (tmp_path / name / "__init__.py").write_text("", encoding="utf-8")
        for language, text in by_language.items():
            (folder / f"{language}.ftl").write_text(text, encoding="utf-8")
        monkeypatch.syspath_prepend(str(tmp_path))
        importlib.invalidate_caches()
        return name

    return made


def test_words_take_their_values(make: Make) -> None:
    part = make(zh="ahead = 前面还有 { $people } 人\n", en="ahead = { $people } ahead\n")
    assert Words(part, "zh")("ahead", people=6) == "前面还有 6 人"
    assert Words(part, "en")("ahead", people=6) == "6 ahead"


def test_english_counts_one_and_many(make: Make) -> None:
    part = make(en="p = { $n ->\n    [one] { $n } person\n   *[other] { $n } people\n}\n")
    words = Words(part, "en")
    assert [words("p", n=1), words("p", n=2)] == ["1 person", "2 people"]


def test_a_missing_key_is_an_error_that_names_file_and_key(make: Make) -> None:
    part = make(zh="a = 甲\n")
    with pytest.raises(WordsError, match=rf"{part}/words/zh.ftl: no entry 'b'"):
        Words(part, "zh")("b")


@pytest.mark.parametrize("values", [{}, {"number": 1, "other": 2}, {"people": 1}])
def test_values_that_do_not_match_the_entry_are_an_error(
    make: Make, values: dict[str, int]
) -> None:
    part = make(zh="a = 第 { $number } 号\n")
    with pytest.raises(WordsError, match="takes number but was given"):
        Words(part, "zh")("a", **values)


def test_a_missing_language_is_an_error_that_names_those_there_are(make: Make) -> None:
    part = make(zh="a = 甲\n", en="a = A\n")
    with pytest.raises(WordsError, match=r"th\.ftl: no such file; there is en, zh"):
        Words(part, "th")


def test_a_line_that_is_not_fluent_is_an_error_with_its_line(make: Make) -> None:
    part = make(zh="a = 甲\n\nb 乙\n")
    with pytest.raises(WordsError, match=r"zh.ftl:3: "):
        Words(part, "zh")


def test_a_key_that_stands_twice_is_an_error_with_its_line(make: Make) -> None:
    part = make(zh="a = 甲\na = 乙\n")
    with pytest.raises(WordsError, match=r"zh.ftl:2: 'a' stands here twice"):
        Words(part, "zh")


def test_languages_that_disagree_are_told_apart(make: Make) -> None:
    part = make(zh="a = 甲 { $n }\nb = 乙\n", en="a = A\nc = C\n")
    assert differences(part) == [
        f"{part}/words: 'a': zh uses n, en uses nothing",
        f"{part}/words/en.ftl: no entry 'b'",
        f"{part}/words/zh.ftl: no entry 'c'",
    ]


def test_chinese_and_english_come_first(make: Make) -> None:
    part = make(ug="a = ئا\n", en="a = A\n", zh="a = 甲\n")
    assert languages(part) == ("zh", "en", "ug")


def test_uyghur_runs_from_right_to_left_and_chinese_does_not() -> None:
    assert right_to_left("ug")
    assert not right_to_left("zh")


@pytest.mark.parametrize("part", ["look", "tests.screens"])
def test_the_languages_of_the_look_agree(part: str) -> None:
    assert languages(part)[:2] == ("zh", "en")
    assert differences(part) == []
