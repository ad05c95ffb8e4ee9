# SPDX-License-Identifier: Apache-2.0
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import Struct

from config.checks import hall_findings
from config.load import HALLS, hall_named, load_guides, load_hall
from config.schema import CaseType, Hall, Text

NAMES = ("township", "tax")
CHINESE = range(0x4E00, 0xA000)


def _texts(value: Any) -> Iterator[Text]:
    """Every Text inside a Setting, however deep."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, Struct):
        for inner in msgspec.structs.astuple(value):
            yield from _texts(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _texts(inner)


@pytest.mark.parametrize(
    ("name", "departments", "services", "windows"), [("township", 4, 34, 6), ("tax", 7, 34, 12)]
)
def test_an_example_hall_has_the_size_of_the_real_one(
    name: str, departments: int, services: int, windows: int
) -> None:
    hall = hall_named(name)
    sizes = (len(hall.departments), len(hall.services), len(hall.windows))
    assert sizes == (departments, services, windows)


@pytest.mark.parametrize("name", NAMES)
def test_an_example_hall_is_found_by_name_folder_and_file(name: str) -> None:
    hall = hall_named(name)
    assert (
        hall == load_hall(name) == load_hall(HALLS / name) == load_hall(HALLS / name / "hall.toml")
    )


def test_the_example_halls_have_guides_for_many_services() -> None:
    counts = {name: len(load_guides(name).by_service) for name in NAMES}
    assert all(count >= 12 for count in counts.values()), counts
    assert sum(counts.values()) >= 20


@pytest.mark.parametrize("name", NAMES)
def test_everything_people_read_is_in_chinese_and_in_english(name: str) -> None:
    guides = load_guides(name).by_service.values()
    texts = [text for part in (hall_named(name), *guides) for text in _texts(part)]
    spoken = [text for text in texts if not text.zh.startswith("A ")]
    assert len(texts) > 100
    assert not [text for text in spoken if not any(ord(sign) in CHINESE for sign in text.zh)]
    assert not [text for text in texts if any(ord(sign) in CHINESE for sign in text.en)]
    assert not [text for text in texts if set(text.zh) & set(",;?!")]


@pytest.mark.parametrize("name", NAMES)
def test_a_guide_of_a_case_that_takes_time_belongs_to_a_service_with_a_promise(name: str) -> None:
    hall = hall_named(name)
    timed = [
        hall.service_by_id[service]
        for service in load_guides(name).by_service
        if hall.service_by_id[service].case_type is CaseType.TIME_LIMITED
    ]
    assert timed
    assert all((s.promised_days or 0) <= (s.statutory_days or 0) for s in timed)


def test_a_charged_service_names_fee_standard_and_basis() -> None:
    guide = load_guides("township").of("identity-card")
    assert guide is not None
    assert [fee.standard.en for fee in guide.fees] == [
        "20 yuan a card",
        "40 yuan a card",
        "10 yuan a card",
    ]
    assert guide.version == 2


def test_a_service_without_a_guide_has_none() -> None:
    assert load_guides("township").of("statistics-advice") is None


def test_a_minimal_hall_needs_little(tmp_path: Path) -> None:
    file = tmp_path / "hall.toml"
    file.write_text(
        """
id = "one"
name = { zh = "一窗", en = "One window" }

[[departments]]
id = "all"
name = { zh = "综合", en = "Everything" }
prefix = "A"

[[services]]
id = "advice"
department = "all"
name = { zh = "咨询", en = "Advice" }
case_type = "consultation"

[[windows]]
id = "1"
takes = ["all"]
""",
        "utf-8",
    )
    hall = load_hall(file)
    assert hall.services_by_window == {"1": ("advice",)}
    assert hall.windows_by_service == {"advice": ("1",)}
    assert hall.prefix_of("advice") == "A"
    assert hall.policy.recalls_max == 5


def test_a_window_takes_its_services_in_the_order_written_each_once() -> None:
    hall = hall_named("tax")
    first, *rest = hall.services_by_window["4"]
    assert first == "tax-paid-certificate"
    assert first not in rest
    assert rest[:2] == ["trade-elsewhere", "builder-income-tax-slip"]


def test_a_service_with_letters_of_its_own_keeps_them() -> None:
    hall = hall_named("tax")
    assert hall.prefix_of("tax-refund") == "R"
    assert hall.prefix_of("tax-relief") == "G"


@pytest.mark.parametrize("name", NAMES)
def test_a_hall_survives_the_way_through_plain_data(name: str) -> None:
    hall = hall_named(name)
    assert msgspec.convert(msgspec.to_builtins(hall), Hall) == hall
    assert not list(hall_findings(hall))


def test_words_fall_back_to_chinese() -> None:
    text = Text(zh="窗口", en="Window")
    assert [text.in_(language) for language in ("zh", "en", "ug", "xx")] == [
        "窗口",
        "Window",
        "窗口",
        "窗口",
    ]


def test_a_device_may_start_in_another_language_than_its_hall() -> None:
    hall = hall_named("township")
    assert hall.starting_in("en").languages == ("en", "zh", "ug")
    assert hall.starting_in("").languages == hall.languages == ("zh", "en", "ug")
