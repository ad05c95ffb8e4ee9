# SPDX-License-Identifier: Apache-2.0
"""Finding a service as people type."""

import pytest

from kiosk.core.search import Entry, Index
from kiosk.reading import reading

NAMES = {
    "register": ("社保登记", "Social insurance registration"),
    "refund": ("医保局报销", "Medical refund", "看病"),
    "invoice": ("发票丢失处理", "Lost invoices"),
    "bank": ("银行开户许可", "Bank account licence"),
    "green": ("绿色食品认证", "Green food certificate"),
    "company": ("公司注册", "Registering a company"),
}
INDEX = Index((Entry(id_, names) for id_, names in NAMES.items()), reading)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("社保", "register"),
        ("保登", "register"),
        ("sbdj", "register"),
        ("shebaodengji", "register"),
        ("shebaode", "register"),
        ("SHE BAO", "register"),
        ("sbaodj", "register"),
        ("社bdj", "register"),
        ("ybj", "refund"),
        ("ybjbx", "refund"),
        ("看病", "refund"),
        ("kanb", "refund"),
        ("medical", "refund"),
        ("lost inv", "invoice"),
        ("yinhang", "bank"),
        ("lvse", "green"),
        ("ｓｂｄｊ", "register"),
    ],
)
def test_chinese_pinyin_initials_and_mixes_find_a_service_first(typed: str, found: str) -> None:
    assert INDEX.find(typed)[0] == found


@pytest.mark.parametrize(
    ("typed", "found", "slip"),
    [
        ("shebaodemgji", "register", "one letter wrong"),
        ("shebodengji", "register", "one letter missing"),
        ("shebbaodengji", "register", "one letter too many"),
        ("shebaodegnji", "register", "two letters swapped"),
        ("发票遗失处", "invoice", "one sign wrong"),
        ("登社保记", "register", "no"),
        ("compnay", "company", "two letters swapped"),
        ("license", "bank", "one letter wrong"),
    ],
)
def test_one_slip_is_forgiven(typed: str, found: str, slip: str) -> None:
    if slip == "no":
        assert found not in INDEX.find(typed)
    else:
        assert found in INDEX.find(typed)


def test_two_slips_find_nothing() -> None:
    assert INDEX.find("shxbaodxngji") == ()


def test_short_queries_forgive_nothing_for_all_would_fit() -> None:
    assert INDEX.find("zq") == ()
    assert INDEX.find("xyz") == ()


@pytest.mark.parametrize("typed", ["", "  ", "·", "？"])
def test_nothing_typed_finds_nothing(typed: str) -> None:
    assert INDEX.find(typed) == ()


def test_a_beginning_is_better_than_a_middle() -> None:
    index = Index((Entry("late", ("不动产登记",)), Entry("first", ("登记证明",))), reading)
    assert index.find("登记") == ("first", "late")


def test_what_was_typed_is_never_a_pattern() -> None:
    assert INDEX.find("(社保.*") == ("register",)
    assert INDEX.find("[[[") == ()
    assert INDEX.find("a" * 10_000) == ()


def test_latin_letters_are_no_initials_but_a_part_of_a_name_counts() -> None:
    index = Index((Entry("one", ("Lost invoices",)),), reading)
    assert index.find("os") == ("one",)
    assert index.find("li") == ()
