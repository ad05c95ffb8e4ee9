# SPDX-License-Identifier: Apache-2.0
"""The hall's own settings in forms: what changes, what is refused, who saved, going back."""

import re
import tomllib
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.arguments import EXIT_FAULTS
from config.faults import ConfigFaults
from config.load import HALLS, hall_named
from hall.core.accounts import Role
from hall.core.fields import plain
from hall.core.forms import GROUPS, GUIDES, Edit, apply, changes, edit_of
from hall.rewrite import rewritten
from hall.settings import SettingsFile, digest
from hallflow.check import check
from tests.web.inside import Inside, inside
from tests.web.settings_hall import TOWNSHIP, admin, answers, copied, form, guide_form, own_hall


def edit(text: str, group: str, item: str = "", **new: str) -> Edit:
    form = answers(text, group, item, **new)
    return edit_of(GROUPS[group], tomllib.loads(text), item, form)


# --- the form ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["township", "tax"])
def test_a_form_sent_as_it_came_changes_nothing(name: str) -> None:
    text = (HALLS / name / "hall.toml").read_text("utf-8")
    data = tomllib.loads(text)
    for group in GROUPS.values():
        for item in group.items(data) if group.name != GUIDES else ():
            key = str(item.get(group.key, ""))
            assert edit_of(group, data, key, group.shown(item)).values == ()
    for file in (HALLS / name / "guides").glob("*.toml"):
        guide = tomllib.loads(file.read_text("utf-8"))
        assert edit_of(GROUPS[GUIDES], guide, "", GROUPS[GUIDES].shown(guide)).values == ()


def test_one_change_leaves_every_other_line_and_comment_as_it_was() -> None:
    new = rewritten(TOWNSHIP, edit(TOWNSHIP, "notices", "agency", text_en="Ask at window 2."))
    before, after = TOWNSHIP.splitlines(), new.splitlines()
    different = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    assert len(different) == 1
    assert 'en = "Ask at window 2."' in different[0][1]


@pytest.mark.parametrize(
    ("group", "item", "new"),
    [
        ("notices", "", {"id": "new", "text_zh": "新", "text_en": "New", "valid_to": "2026-05-01"}),
        ("policy", "", {"wait_limit_minutes": "75", "alarms_queue_length": "44"}),
        ("hours", "", {"week_sat": "09:00-11:00", "closed": "2026-05-20，2026-05-21"}),
        ("classes", "elderly", {"rate": "1.75"}),
        ("services", "farm-subsidy", {"quota_per_day": "50", "hours_mon": "09:00-10:00"}),
        ("windows", "1", {"takes": "government、social", "name_en": "First"}),
        ("windows", "1", {"relief_0_span": "12:00-13:30", "relief_0_takes": "reception, social"}),
        ("services", "farm-subsidy", {"slots_0_span": "09:00-10:00", "slots_0_quota": "40"}),
        ("hours", "", {"extra_0_date": "2026-05-01", "extra_0_spans": "09:00-11:00"}),
        ("departments", "", {"id": "new", "prefix": "Q", "name_zh": "新", "name_en": "New"}),
        ("voice", "", {"repeats": "3", "volume_by_hour_1_span": "14:00-15:00", "languages": "zh"}),
        ("voice", "", {"volume_by_hour_0_percent": "35"}),
        ("voice", "", {"volume_by_hour_0_span": "", "volume_by_hour_0_percent": ""}),
        ("bridges", "bridge-1", {"ports_0_pads_0_levels": "1 = 5, 2 = 1"}),
        ("kiosks", "kiosk-1", {"position_x_m": "3.5", "position_y_m": "2"}),
        ("policy", "", {"service_weights": "farm-subsidy = 2.5"}),
        ("hall", "", {"name_en": "Our hall"}),
    ],
)
def test_a_change_in_each_group_is_a_hall_that_differs_in_just_that(
    group: str, item: str, new: dict[str, str]
) -> None:
    after = rewritten(TOWNSHIP, edit(TOWNSHIP, group, item, **new))
    found = changes(tomllib.loads(TOWNSHIP), tomllib.loads(after))
    assert {each.path[0] for each in found} <= {group, "policy", "name"}
    assert found
    back = tomllib.loads(TOWNSHIP)
    apply(edit(TOWNSHIP, group, item, **new), back)
    assert back == tomllib.loads(after)


def test_rows_that_stay_keep_their_letters() -> None:
    """A list of tables under headings stays one, with the comments in what did not change."""
    text = (HALLS / "township" / "guides" / "identity-card.toml").read_text("utf-8")
    text = text.replace("[[papers]]\n", "[[papers]]\n# As in the decree.\n", 1)
    data = tomllib.loads(text)
    last = len(data["papers"])
    told = GROUPS[GUIDES].shown(data)
    told |= {f"papers-{last}-name-zh": "照片", f"papers-{last}-name-en": "A photograph"}
    after = rewritten(text, edit_of(GROUPS[GUIDES], data, "", told))
    assert tomllib.loads(after)["papers"][:-1] == data["papers"]
    assert tomllib.loads(after)["papers"][-1]["name"] == {"zh": "照片", "en": "A photograph"}
    assert "# As in the decree." in after
    assert after.count("[[papers]]") == last + 1


def test_own_hours_that_are_cleared_are_the_halls_again() -> None:
    own = rewritten(TOWNSHIP, edit(TOWNSHIP, "services", "farm-subsidy", hours_mon="09:00-10:00"))
    assert tomllib.loads(rewritten(own, edit(own, "services", "farm-subsidy", hours_mon=""))) == (
        tomllib.loads(TOWNSHIP)
    )


def test_week_hours_written_for_the_first_time_keep_the_other_days() -> None:
    text = re.sub(r"\[hours\.week\]\n(.+\n)+", "", TOWNSHIP)
    data = tomllib.loads(rewritten(text, edit(text, "hours", week_sat="09:00-11:00")))
    assert data["hours"]["week"]["mon"] == ["08:30-12:00", "13:30-17:00"]
    assert data["hours"]["week"]["sat"] == ["09:00-11:00"]


def test_changes_name_items_by_their_id_and_not_by_their_place() -> None:
    hall = plain(hall_named("township"))
    fewer = hall | {"notices": hall["notices"][1:]}
    assert {each.path[1] for each in changes(hall, fewer)} == {"agency"}


# --- the file ---------------------------------------------------------------------------------


def test_the_page_and_hallflow_check_find_the_same_faults_in_the_same_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = copied(tmp_path)
    wrong = rewritten(TOWNSHIP, edit(TOWNSHIP, "policy", bypass_max="often"))
    wrong = wrong.replace('takes = ["reception", "social"]', 'takes = ["recepton"]')
    for text in (wrong, wrong.replace('"often"', "5"), "id = [\n"):
        with pytest.raises(ConfigFaults) as found:
            settings.check(text)
        settings.path.write_text(text, "utf-8")
        assert check(Namespace(path=str(settings.path), language="en")) == EXIT_FAULTS
        assert capsys.readouterr().out.splitlines()[:-1] == found.value.text("en").splitlines()


def test_a_guide_is_checked_as_hallflow_check_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    guide = copied(tmp_path).guide("identity-card")
    wrong = guide.text().replace("charged = ", "charged = 7 #", 1)
    with pytest.raises(ConfigFaults) as found:
        guide.check(wrong)
    guide.path.write_text(wrong, "utf-8")
    assert check(Namespace(path=str(guide.path.parents[1]), language="en")) == EXIT_FAULTS
    assert capsys.readouterr().out.splitlines()[:-1] == found.value.text("en").splitlines()


def test_an_example_that_comes_with_hallflow_is_not_edited(tmp_path: Path) -> None:
    assert SettingsFile("township", tmp_path).barred() == "settings-example"
    assert copied(tmp_path).barred() == ""


# --- the pages --------------------------------------------------------------------------------


@pytest.fixture
def own(tmp_path: Path) -> Iterator[tuple[Inside, SettingsFile]]:
    with own_hall(tmp_path) as found:
        yield found


@pytest.fixture
def hall(own: tuple[Inside, SettingsFile]) -> Inside:
    return own[0]


@pytest.fixture
def settings(own: tuple[Inside, SettingsFile]) -> SettingsFile:
    return own[1]


def test_a_change_is_shown_saved_noted_and_taken_back(hall: Inside, settings: SettingsFile) -> None:
    boss = admin(hall)
    sent = form(settings, "notices", "agency", text_en="Ask at window 2.")
    shown = boss.post("/admin/hall/notices/preview", sent)
    assert shown.status_code == 200
    assert "Notices · agency · Text, English" in shown.text
    assert settings.text() == TOWNSHIP
    unticked = {name: value for name, value in sent.items() if name != "spoken"}
    again = boss.post("/admin/hall/notices/preview", unticked | {"again": "yes"})
    assert "Ask at window 2." in again.text
    assert boss.post("/admin/hall/notices/save", sent).status_code == 303
    assert "Ask at window 2." in settings.text()
    assert "next start" in boss.get("/admin/hall").text
    assert [(each.number, each.by) for each in settings.versions()] == [(2, "boss"), (1, "")]
    trail = hall.accounts.store.deeds("boss", 0, 9)
    assert (trail[0].deed, trail[0].detail) == ("save-settings", "agency text.en")
    assert "Ask at window 2." in boss.get("/admin/versions/1").text
    listed = boss.get("/admin/versions").text
    assert "Notices · agency · Text, English: We handle the whole procedure" in listed
    assert "→ Ask at window 2.</span>" in listed
    assert "What it changed" in boss.get("/admin/versions/2").text
    assert "What it changed" not in boss.get("/admin/versions/1").text
    back = {"base": digest(settings.text())}
    assert boss.post("/admin/versions/1/restore", back).status_code == 303
    assert settings.text() == TOWNSHIP
    assert [each.number for each in settings.versions()] == [3, 2, 1]


def test_a_hall_begins_again_when_its_admin_says_so_and_something_waits(
    hall: Inside, settings: SettingsFile
) -> None:
    begun: list[str] = []
    settings.begin_again = lambda: begun.append("again")
    boss = admin(hall)
    assert "Apply now" not in boss.get("/admin/hall").text
    boss.post("/admin/hall/policy/save", form(settings, "policy", undo_seconds="30"))
    assert "Apply now" in boss.get("/admin/hall").text
    assert "starts again" in boss.post("/admin/begin-again").text
    assert begun == ["again"]


def test_the_second_of_two_admins_is_told_what_the_first_did(
    hall: Inside, settings: SettingsFile
) -> None:
    boss, chief = admin(hall), admin(hall, "chief")
    mine = form(settings, "notices", "agency", text_en="Mine")
    theirs = form(settings, "policy", promised_wait_minutes="25")
    assert boss.post("/admin/hall/policy/save", theirs).status_code == 303
    for step in ("preview", "save"):
        told = chief.post(f"/admin/hall/notices/{step}", mine)
        assert told.status_code == 409
        assert "Promised wait, minutes" in told.text
        assert ">Mine<" in told.text
    assert "Mine" not in settings.text()
    (base,) = re.findall(r'name="base" value="(\w+)"', told.text)
    assert chief.post("/admin/hall/notices/save", mine | {"base": base}).status_code == 303
    assert settings.check(settings.text()).policy.promised_wait_minutes == 25


def test_an_entry_is_added_and_removed(hall: Inside, settings: SettingsFile) -> None:
    boss = admin(hall)
    sent = form(settings, "notices", id="flood", text_zh="停水", text_en="No water")
    assert boss.post("/admin/hall/notices/save", sent).status_code == 303
    assert "flood" in boss.get("/admin/hall/notices").text
    gone = form(settings, "notices", "flood") | {"gone": "yes"}
    assert "Remove" in boss.post("/admin/hall/notices/preview", gone).text
    assert boss.post("/admin/hall/notices/save", gone).status_code == 303
    assert tomllib.loads(settings.text()) == tomllib.loads(TOWNSHIP)


def test_a_guide_is_edited_shown_saved_and_taken_back(hall: Inside, settings: SettingsFile) -> None:
    boss = admin(hall)
    guide = settings.guide("identity-card")
    before = guide.text()
    wrong = guide_form(settings, "identity-card", complaint_telephone="ask us")
    told = boss.post("/admin/hall/guides/preview", wrong).text
    assert 'href="#f-complaint-telephone">Telephone for complaints</a>' in told
    sent = guide_form(settings, "identity-card", papers_0_name_en="Booklet", papers_1_was="")
    sent |= dict.fromkeys((name for name in sent if name.startswith("papers-1-")), "")
    shown = boss.post("/admin/hall/guides/preview", sent)
    assert "Papers to bring · 1 · Name, English" in shown.text
    assert boss.post("/admin/hall/guides/save", sent).status_code == 303
    papers = tomllib.loads(before)["papers"]
    papers[0]["name"]["en"] = "Booklet"
    assert tomllib.loads(guide.text())["papers"] == [papers[0], *papers[2:]]
    assert "next start" in boss.get("/admin/hall").text
    page = boss.get("/admin/versions?guide=identity-card").text
    assert "/admin/versions/1?guide=identity-card" in page
    assert "Booklet" in boss.get("/admin/versions/1?guide=identity-card").text
    back = {"base": digest(guide.text()), "guide": "identity-card"}
    assert boss.post("/admin/versions/1/restore", back).status_code == 303
    assert guide.text() == before


def test_a_service_gets_a_guide_and_loses_it(hall: Inside, settings: SettingsFile) -> None:
    boss = admin(hall)
    told = guide_form(settings, "identity-card")
    settings.guide("farm-subsidy").path.unlink(missing_ok=True)
    assert "no guide yet" in boss.get("/admin/hall/guides").text
    assert boss.get("/admin/hall/guides?item=farm-subsidy").status_code == 200
    sent = told | {"base": digest(""), "item-key": "farm-subsidy"}
    assert boss.post("/admin/hall/guides/save", sent).status_code == 303
    old, new = (settings.guide(name).path for name in ("identity-card", "farm-subsidy"))
    assert tomllib.loads(new.read_text("utf-8")) == tomllib.loads(old.read_text("utf-8"))
    gone = guide_form(settings, "farm-subsidy") | {"gone": "yes"}
    assert boss.post("/admin/hall/guides/preview", gone).status_code == 200
    assert boss.post("/admin/hall/guides/save", gone).status_code == 303
    assert not new.exists()
    for item in ("nothing", "../hall", ""):
        lost = boss.post("/admin/hall/guides/save", sent | {"item-key": item})
        assert lost.status_code == 404


def test_a_row_that_was_unticked_stays_so_when_the_form_comes_again(
    hall: Inside, settings: SettingsFile
) -> None:
    boss = admin(hall)
    sent = guide_form(settings, "identity-card", papers_0_original="", again="yes")
    del sent["papers-0-original"]
    page = boss.post("/admin/hall/guides/preview", sent).text
    assert 'name="papers-0-original" value="yes" aria' in page
    assert 'name="papers-1-original" value="yes" checked aria' in page


def test_every_form_and_the_versions_are_drawn(hall: Inside, settings: SettingsFile) -> None:
    boss = admin(hall)
    data = tomllib.loads(settings.text())
    for group in GROUPS.values():
        assert boss.get(f"/admin/hall/{group.name}").status_code == 200
        if group.name == GUIDES:
            continue
        item = str(group.items(data)[0].get(group.key, "")) if group.items(data) else ""
        ask = f"item={item}" if item else "new=1"
        assert boss.get(f"/admin/hall/{group.name}?{ask}").status_code == 200
    assert f"{len(data['services'])} entries" in boss.get("/admin/hall").text
    assert boss.get("/admin/versions").status_code == 200
    assert boss.get("/admin/hall/nothing").status_code == 404
    assert boss.get("/admin/hall/notices?item=nothing").status_code == 404
    assert boss.get("/admin/versions/7").status_code == 404


def test_a_file_that_was_broken_by_hand_is_said_and_can_be_taken_back(
    hall: Inside, settings: SettingsFile
) -> None:
    boss = admin(hall)
    sent = form(settings, "policy", undo_seconds="30")
    assert boss.post("/admin/hall/policy/save", sent).status_code == 303
    settings.path.write_text("id = [\n", "utf-8")
    assert "hall.toml" in boss.get("/admin/hall").text
    back = {"base": digest(settings.text())}
    assert boss.post("/admin/versions/1/restore", back).status_code == 303
    assert settings.text() == TOWNSHIP


def test_a_hall_without_a_file_says_so(tmp_path: Path) -> None:
    with inside(tmp_path) as running:
        running.account("boss", Role.ADMIN)
        assert admin(running).get("/admin/hall").status_code == 404
