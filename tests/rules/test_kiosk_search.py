# SPDX-License-Identifier: Apache-2.0
"""Finding a service as people type."""

import pytest

from config.load import hall_named, load_guides
from kiosk.core.catalogue import Catalogue
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


def test_what_nobody_offers_whole_is_found_by_its_longest_part() -> None:
    assert INDEX.find("社保登记怎么办") == ("register",)
    assert INDEX.find("我要社保登记") == ("register",)
    assert INDEX.find("shebaodengjizenmeban") == ("register",)
    assert INDEX.find("doinvoices") == ("invoice",)


def test_a_part_shorter_than_half_of_what_was_typed_finds_nothing() -> None:
    assert INDEX.find("社保以外的别的事") == ()


def test_a_sign_is_found_by_each_of_its_sounds_but_only_by_the_likely_one_as_initial() -> None:
    index = Index((Entry("repay", ("还款",)), Entry("name", ("重名更正",))), reading)
    assert index.find("huankuan") == index.find("haikuan") == ("repay",)
    assert index.find("chongming") == index.find("zhongm") == ("name",)
    assert index.find("fk") == ()


def test_what_belongs_to_an_event_comes_after_what_is_called_so() -> None:
    akin = Entry("card", ("服务证",), kin=("结婚", "Marriage"))
    index = Index((akin, Entry("marry", ("婚姻登记、结婚",))), reading)
    assert index.find("结婚") == index.find("jiehun") == ("marry", "card")
    assert index.find("marr") == ("card",)


SOUGHT = {
    "township": (
        ("身份证丢了", "identity-card"),
        ("shenfenzhengdiule", "identity-card"),
        ("sfz", "identity-card"),
        ("id card", "identity-card"),
        ("上户口", "birth-death-register"),
        ("生孩子", "maternity-card"),
        ("zhunshengzheng", "maternity-card"),
        ("迁户口", "household-move"),
        ("juzhuzheng", "residence-permit"),
        ("老年卡", "senior-card"),
        ("退休金", "rural-pension"),
        ("低保", "urban-allowance"),
        ("kanbingbaoxiao", "medical-aid"),
        ("退伍军人", "veteran-allowance"),
        ("营业执照", "sole-trader"),
        ("kaigongsi", "company-registration"),
        ("盖房子", "homestead-land"),
        ("种地补贴", "farm-subsidy"),
        ("上访", "petition-reception"),
        ("disabled", "disability-card"),
        ("business license", "sole-trader"),
    ),
    "tax": (
        ("发票丢了", "invoice-loss"),
        ("kaifapiao", "invoice-at-window"),
        ("公司注销", "deregistration"),
        ("纳税证明", "tax-paid-certificate"),
        ("tax return", "filing-payment"),
        ("二手房", "home-sale-exemption"),
    ),
}


@pytest.mark.parametrize("hall", SOUGHT)
def test_what_people_call_a_service_is_among_the_first_three_in_the_example_halls(
    hall: str,
) -> None:
    index = Index(Catalogue(hall_named(hall), load_guides(hall), "").entries(), reading)
    for typed, service in SOUGHT[hall]:
        assert service in index.find(typed)[:3], typed
