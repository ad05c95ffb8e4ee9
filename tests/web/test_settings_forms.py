# SPDX-License-Identifier: Apache-2.0
"""A form of the settings: faults at their questions, lists that move, what stands beside each."""

import re
import tomllib
from argparse import Namespace
from collections.abc import Iterator

import pytest

from config.arguments import EXIT_FAULTS
from config.content import Guide
from config.faults import WORDS
from config.schema import Hall
from hall.core.fields import Field, fields_of
from hall.core.forms import GROUPS
from hall.settings import SettingsFile
from hall.web.draw import words
from hall.web.hints import hint
from hall.web.settings import Wish
from hallflow.check import check
from tests.web.inside import Inside, Reader
from tests.web.settings_hall import TOWNSHIP, admin, form, guide_form, own_hall

VALUES = {"zh", "en", "letters", "usb"}
"""What a form shows as it is, or in capitals."""
FILES = {"cannot-read", "guide-of-nothing", "not-toml", "not-utf8", "too-deep", "too-large"}
"""Of files as a whole, which no form puts right."""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Inside, SettingsFile]]:
    with own_hall(tmp_path_factory.mktemp("own")) as found:
        yield found


@pytest.fixture(scope="module")
def settings(own: tuple[Inside, SettingsFile]) -> SettingsFile:
    return own[1]


@pytest.fixture(scope="module")
def boss(own: tuple[Inside, SettingsFile]) -> Reader:
    return admin(own[0])


# --- faults -----------------------------------------------------------------------------------


def test_a_wrong_answer_is_said_by_its_label_at_its_question_and_nothing_is_saved(
    boss: Reader, settings: SettingsFile
) -> None:
    sent = form(settings, "policy", bypass_max="often")
    for step in ("preview", "save"):
        told = boss.post(f"/admin/hall/policy/{step}", sent)
        assert told.status_code == 422
        assert '<a href="#f-bypass-max">Nobody is overtaken more often than</a>' in told.text
        (asked,) = re.findall(r'<input id="f-bypass-max"[^>]*>', told.text)
        assert 'value="often"' in asked
        assert 'aria-invalid="true" aria-describedby="e-bypass-max h-bypass-max"' in asked
        (said,) = re.findall(r'<p id="e-bypass-max" class="fault">([^<]*)</p>', told.text)
        assert "whole number, from 0 to 1000" in said
        assert "bypass_max" not in told.text
        assert "hall.toml" not in told.text
        assert "<title>Something is wrong" in told.text
    assert settings.text() == TOWNSHIP
    assert settings.versions() == []


def test_another_language_leads_back_to_the_form_and_not_to_what_only_takes_answers(
    boss: Reader, settings: SettingsFile
) -> None:
    back = 'href="/language/zh?back=/admin/hall/windows%3Fitem%3D1"'
    assert back in boss.get("/admin/hall/windows?item=1").text
    for changed in ({"takes": "recepton"}, {"name_en": "First"}):
        sent = form(settings, "windows", "1", **changed)
        assert back in boss.post("/admin/hall/windows/preview", sent).text


def test_the_first_wrong_answer_of_the_form_has_the_focus(
    boss: Reader, settings: SettingsFile
) -> None:
    sent = form(settings, "policy", number_digits="9", bypass_max="often")
    page = boss.post("/admin/hall/policy/preview", sent).text
    assert re.findall(r'id="([^"]*)" autofocus', page) == ["f-bypass-max"]
    assert page.index('href="#f-bypass-max"') < page.index('href="#f-number-digits"')


def test_a_fault_in_a_row_opens_it_and_names_it_by_its_place(
    boss: Reader, settings: SettingsFile
) -> None:
    sent = guide_form(settings, "identity-card", papers_1_copies="many")
    page = boss.post("/admin/hall/guides/preview", sent).text
    assert 'href="#f-papers-1-copies">Papers to bring · 2 · Copies that are kept</a>' in page
    opened = re.findall(r'<details open><summary id="f-([^"]*)"', page)
    assert opened == ["papers-1-"]


def test_a_fault_that_is_elsewhere_leads_to_its_form(boss: Reader, settings: SettingsFile) -> None:
    gone = form(settings, "departments", "social") | {"gone": "yes"}
    page = boss.post("/admin/hall/departments/preview", gone).text
    link = '<a href="/admin/hall/services?item=veteran-allowance">'
    assert f"{link}Services · veteran-allowance · Department</a>" in page
    assert re.search(r"<small>\S+/hall.toml:\d+</small>", page)
    assert re.findall(r'id="([^"]*)"[^>]* autofocus', page) == ["faults"]


def test_what_is_not_filled_in_is_said_so_at_its_question(
    boss: Reader, settings: SettingsFile
) -> None:
    page = boss.post("/admin/hall/departments/preview", form(settings, "departments")).text
    wrong = re.findall(r'<p id="e-([^"]*)" class="fault">([^<]*)</p>', page)
    told = "nothing is written here; fill it in"
    assert {name for name, text in wrong if text == told} == {"id", "name-zh", "prefix"}


@pytest.mark.parametrize(
    ("group", "item", "new"),
    [
        ("policy", "", {"bypass_max": "often", "number_digits": "9"}),
        ("windows", "1", {"takes": "recepton, socal", "floor": "9"}),
        ("printers", "front", {"transport": "network"}),
        ("bridges", "bridge-1", {"ports_0_usb_serial": "X", "ports_0_pads_0_window": "77"}),
        ("departments", "social", {"prefix": "A", "gone": "yes"}),
    ],
)
def test_the_page_and_hallflow_check_agree_on_every_fault(
    boss: Reader,
    settings: SettingsFile,
    capsys: pytest.CaptureFixture[str],
    group: str,
    item: str,
    new: dict[str, str],
) -> None:
    before = settings.text()
    sent = form(settings, group, item, **new)
    page = boss.post(f"/admin/hall/{group}/preview", sent)
    assert page.status_code == 422
    listed = re.findall(r"<li>(.*?)</li>", page.text.split('id="faults"')[1].split("</ul>")[0])
    try:
        settings.path.write_text(after(settings, sent, group), "utf-8")
        assert check(Namespace(path=str(settings.path), language="en")) == EXIT_FAULTS
    finally:
        settings.path.write_text(before, "utf-8")
    faults = capsys.readouterr().out.splitlines()[:-1]
    assert len(listed) == len(faults) > 0


def after(settings: SettingsFile, sent: dict[str, str], group: str) -> str:
    """What a form would save."""
    wish = Wish(GROUPS[group], sent["item-key"], "", sent, gone="gone" in sent)
    return wish.after(settings.text())[0]


def test_the_page_gives_the_advice_that_hallflow_check_gives(
    boss: Reader, settings: SettingsFile, capsys: pytest.CaptureFixture[str]
) -> None:
    before = settings.text()
    assert "would be better" not in boss.get("/admin/hall").text
    try:
        settings.path.write_text(
            before.replace('transport = "file"', 'transport = "serial"'), "utf-8"
        )
        page = boss.get("/admin/hall").text
        assert check(Namespace(path=str(settings.path), language="en")) == 0
    finally:
        settings.path.write_text(before, "utf-8")
    assert "printers[0].baud" in capsys.readouterr().out
    assert '<a href="/admin/hall/printers?item=front">Printers · front · Baud</a>' in page


def test_nothing_that_a_form_says_of_a_fault_names_a_key_or_toml() -> None:
    names = {name for field in every_field() for name in (*field.path, *map(str, field.choices))}
    keys = {name for name in names if re.fullmatch(r"[a-z]+(_[a-z]+)+", name)}
    for language in ("zh", "en"):
        text = (WORDS / f"{language}.ftl").read_text("utf-8")
        told = re.findall(
            r"^([a-z0-9-]+) = (.*)\n {4}\.do = (.*)(?:\n {4}\.form = (.*))?", text, re.MULTILINE
        )
        assert len(told) > 60
        for code, what, do, instead in told:
            said = re.sub(r"\{[^}]*\}", "", instead or f"{what} {do}")
            found = set(re.findall(r"[a-z_]+", said)) & (keys if language == "en" else names)
            assert code in FILES or not found - VALUES, f"{code}: {found}"
            assert code in FILES or " = " not in said, code


def every_field(type_: type = Hall) -> Iterator[Field]:
    """Every question of every form, those of rows too."""
    todo = [*fields_of(type_), *(fields_of(Guide) if type_ is Hall else ())]
    while todo:
        field = todo.pop()
        yield field
        todo += field.inner


# --- lists ------------------------------------------------------------------------------------


def test_a_row_is_moved_by_a_button_that_says_so_and_keeps_the_focus(
    boss: Reader, settings: SettingsFile
) -> None:
    sent = guide_form(settings, "identity-card")
    first, second = sent["papers-0-name-en"], sent["papers-1-name-en"]
    page = boss.post("/admin/hall/guides/rows", sent | {"deed": "down papers 0"}).text
    assert f"{first} is now 2 of {len(papers(settings))}. Nothing is saved yet." in page
    assert re.findall(r'id="([^"]*)"[^>]* autofocus aria-describedby="said"', page) == [
        "b-down-papers-1"
    ]
    assert page.index(f">{second}</textarea>") < page.index(f">{first}</textarea>")
    assert settings.guide("identity-card").versions() == []


def papers(settings: SettingsFile) -> list[object]:
    found: list[object] = tomllib.loads(settings.guide("identity-card").text())["papers"]
    return found


def test_a_row_is_added_and_removed_and_the_focus_goes_on_there(
    boss: Reader, settings: SettingsFile
) -> None:
    sent = form(settings, "voice") | {"deed": "add volume-by-hour"}
    page = boss.post("/admin/hall/voice/rows", sent).text
    assert re.findall(r'id="([^"]*)" autofocus', page) == ["f-volume-by-hour-1-span"]
    gone = form(settings, "voice") | {"deed": "out volume-by-hour 0"}
    page = boss.post("/admin/hall/voice/rows", gone).text
    assert "Removed: 12:00-13:30 · Volume, percent: 50." in page
    assert re.findall(r'id="([^"]*)" autofocus', page) == ["b-add-volume-by-hour"]


def test_what_a_window_takes_is_chosen_by_name_and_brought_into_order(
    boss: Reader, settings: SettingsFile
) -> None:
    sent = form(settings, "windows", "1") | {"deed": "up takes 1"}
    page = boss.post("/admin/hall/windows/rows", sent).text
    assert 'name="takes" value="social, reception"' in page
    assert "<span>Social affairs (social)</span>" in page
    chosen = form(settings, "windows", "1") | {"takes-pick": "government"}
    page = boss.post("/admin/hall/windows/preview", chosen).text
    assert "<ins>reception, social, government</ins>" in page


def test_what_changes_is_said_in_words_and_of_an_order_only_what_differs(
    boss: Reader, settings: SettingsFile
) -> None:
    sent = form(settings, "policy", already_waiting="refuse")
    page = boss.post("/admin/hall/policy/preview", sent).text
    assert "<del>gets the same ticket again</del> → <ins>is refused</ins>" in page
    sent = {name: text for name, text in form(settings, "voice").items() if name != "chime"}
    assert "<del>on</del> → <ins>off</ins>" in boss.post("/admin/hall/voice/preview", sent).text
    base = form(settings, "policy")["base"]
    page = boss.post(
        "/admin/hall/life-events/preview", {"base": base, "order": "birth moving marriage"}
    ).text
    assert "<del>…, marriage, moving, …</del> → <ins>…, moving, marriage, …</ins>" in page


def test_the_order_of_a_list_is_changed_shown_and_could_be_saved(
    boss: Reader, settings: SettingsFile
) -> None:
    page = boss.get("/admin/hall/themes").text
    (order,) = re.findall(r'name="order" value="([^"]*)"', page)
    (base,) = re.findall(r'name="base" value="(\w+)"', page)
    sent = {"order": order, "base": base, "deed": "up order 1"}
    page = boss.post("/admin/hall/themes/order", sent).text
    assert "Social support is now 1 of 3. Nothing is saved yet." in page
    assert re.findall(r'id="([^"]*)"[^>]* autofocus', page) == ["b-down-order-0"]
    (order,) = re.findall(r'name="order" value="([^"]*)"', page)
    page = boss.post("/admin/hall/themes/preview", {"order": order, "base": base}).text
    assert "Themes · Order" in page
    assert "<ins>life, papers, …</ins>" in page
    assert settings.text() == TOWNSHIP


@pytest.mark.parametrize("deed", ["", "up nothing 0", "up takes 9", "sideways takes 0"])
def test_a_deed_that_no_button_says_is_not_found(
    boss: Reader, settings: SettingsFile, deed: str
) -> None:
    sent = form(settings, "windows", "1") | {"deed": deed}
    assert boss.post("/admin/hall/windows/rows", sent).status_code == 404
    assert boss.post("/admin/hall/windows/order", sent).status_code == 404


# --- beside each question ---------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_number_says_its_range_and_every_default_is_said(language: str) -> None:
    say = words(language)
    for field in every_field():
        told = hint(field, say)
        if field.kind in {"number", "numbers"}:
            assert field.limits is not None
            assert str(field.limits.le) in told, field.path
        if field.usual and field.kind not in {"rows", "check", "choice"}:
            assert say("hint-default", value="#").split("#")[0] in told, field.path


def test_a_form_says_range_default_and_what_is_needed(boss: Reader) -> None:
    page = boss.get("/admin/hall/policy").text
    assert '<p id="h-recalls-max" class="hint">Whole number from 0 to 100. Default: 5.</p>' in page
    page = boss.get("/admin/hall/printers?item=front").text
    assert "Such as /dev/ttyUSB0." in page
    page = boss.get("/admin/hall/notices?new=1").text
    assert '<p id="h-text-zh" class="hint">Needed.</p>' in page
