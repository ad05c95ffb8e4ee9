# SPDX-License-Identifier: Apache-2.0
"""Lists in forms: entries are added, moved and taken out; lists of the hall change their order."""

import tomllib
from typing import Any

import pytest

from config.load import HALLS
from hall.core.fields import changed_in, fields_of, shown_in
from hall.core.forms import GROUPS, changes, home_of, order_of
from hall.core.rows import Deed, carried_out, deed_of, entries, name_at, with_picks
from hall.rewrite import rewritten

TOWNSHIP = (HALLS / "township" / "hall.toml").read_text("utf-8")
VOICE = GROUPS["voice"].fields()
BRIDGES = GROUPS["bridges"].fields()
WINDOWS = GROUPS["windows"].fields()
LOUD: dict[str, Any] = {
    "volume_by_hour": [
        {"span": "08:00-09:00", "percent": 10},
        {"span": "12:00-13:00", "percent": 20},
        {"span": "17:00-18:00", "percent": 30},
    ]
}
LIST = "volume-by-hour"


def after(deed: Deed, item: dict[str, Any] = LOUD) -> list[int]:
    """The volumes that the file has after a deed in the form."""
    answers, _ = carried_out(deed, VOICE, shown_in(VOICE, item))
    changed = changed_in(VOICE, item, answers)
    rows = changed.get(("volume_by_hour",), item["volume_by_hour"])
    return [row["percent"] for row in rows]


@pytest.mark.parametrize(
    ("deed", "order", "place"),
    [
        (Deed("up", LIST, 1), [20, 10, 30], 0),
        (Deed("up", LIST, 0), [10, 20, 30], 0),
        (Deed("down", LIST, 1), [10, 30, 20], 2),
        (Deed("down", LIST, 2), [10, 20, 30], 2),
        (Deed("out", LIST, 0), [20, 30], 0),
        (Deed("add", LIST), [10, 20, 30], 3),
    ],
)
def test_a_row_moves_and_goes_and_an_empty_one_is_not_in_the_file(
    deed: Deed, order: list[int], place: int
) -> None:
    assert after(deed) == order
    assert carried_out(deed, VOICE, shown_in(VOICE, LOUD))[1] == place


def test_a_row_that_moved_keeps_what_it_says_and_what_it_does_not_say() -> None:
    pads = [{"window": "1", "address": 1, "kind": "call"}, {"window": "2"}]
    item = {"id": "b", "ports": [{"id": "p", "pads": pads}]}
    answers, _ = carried_out(Deed("down", "ports-0-pads", 0), BRIDGES, shown_in(BRIDGES, item))
    (port,) = changed_in(BRIDGES, item, answers)["ports",]
    assert port["pads"] == pads[::-1]


def test_rows_within_a_new_row_are_added_too() -> None:
    answers, at = carried_out(Deed("add", "ports"), BRIDGES, {"id": "b"})
    answers, _ = carried_out(Deed("add", f"ports-{at}-pads"), BRIDGES, answers)
    assert entries(BRIDGES, answers, "ports-0-pads") == 1
    filled = {**answers, "ports-0-id": "line", "ports-0-pads-0-window": "3"}
    (port,) = changed_in(BRIDGES, {}, filled)["ports",]
    assert (port["id"], port["pads"]) == ("line", [{"window": "3"}])


def test_values_of_a_list_move_as_rows_do() -> None:
    takes = {"takes": "reception, social, government"}
    assert carried_out(Deed("up", "takes", 2), WINDOWS, takes)[0]["takes"] == (
        "reception, government, social"
    )
    assert carried_out(Deed("out", "takes", 0), WINDOWS, takes)[0]["takes"] == "social, government"
    assert with_picks(WINDOWS, {**takes, "takes-pick": "agriculture"}) == {
        "takes": "reception, social, government, agriculture"
    }
    assert with_picks(WINDOWS, {**takes, "takes-pick": "social"}) == takes
    assert with_picks(WINDOWS, {**takes, "takes-pick": ""}) == takes


@pytest.mark.parametrize(
    "text", ["", "sideways takes 1", "up takes -1", "up takes one", "up takes ²"]
)
def test_what_no_button_says_is_no_deed(text: str) -> None:
    with pytest.raises(ValueError, match=text or ".*"):
        deed_of(text)


@pytest.mark.parametrize("deed", [Deed("up", "nothing", 0), Deed("out", LIST, 3)])
def test_a_deed_to_what_is_not_there_is_refused(deed: Deed) -> None:
    with pytest.raises(ValueError, match=r"nothing|Deed"):
        carried_out(deed, VOICE, shown_in(VOICE, LOUD))


def test_a_key_of_the_file_leads_to_its_question_past_rows_that_are_empty() -> None:
    answers = shown_in(VOICE, LOUD)
    answers, _ = carried_out(Deed("add", LIST), VOICE, answers)
    answers, _ = carried_out(Deed("up", LIST, 3), VOICE, answers)
    assert name_at(VOICE, answers, ("volume_by_hour", 1, "percent")) == f"{LIST}-1-percent"
    assert name_at(VOICE, answers, ("volume_by_hour", 2, "percent")) == f"{LIST}-3-percent"
    assert name_at(VOICE, answers, ("languages", 1)) == "languages"
    assert name_at(fields_of(GROUPS["kiosks"].type_), {}, ("name",)) == "name-zh"
    assert name_at(VOICE, answers, ("nothing",)) == ""


# --- lists of the hall ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "home"),
    [
        (("services", 0, "prefix"), ("services", "local-levies", ("prefix",))),
        (("policy", "classes", 0, "rate"), ("classes", "ordinary", ("rate",))),
        (("policy", "bypass_max"), ("policy", "", ("bypass_max",))),
        (("name", "zh"), ("hall", "", ("name", "zh"))),
        (("themes",), ("themes", "", ())),
    ],
)
def test_a_key_of_the_file_leads_to_its_form(path: Any, home: Any) -> None:
    found = home_of(tomllib.loads(TOWNSHIP), path)
    assert found is not None
    assert (found[0].name, *found[1:]) == home


def test_a_list_in_another_order_is_the_same_lines_and_back_again_the_same_file() -> None:
    text = (HALLS / "tax" / "hall.toml").read_text("utf-8")
    data = tomllib.loads(text)
    for name in ("services", "windows", "bridges", "floors", "notices"):
        group = GROUPS[name]
        keys = [str(item[group.key]) for item in group.items(data)]
        new = rewritten(text, order_of(group, data, [keys[-1]]))
        moved = tomllib.loads(new)
        assert [str(item[group.key]) for item in group.items(moved)] == [keys[-1], *keys[:-1]]
        assert sorted(new.splitlines()) == sorted(text.splitlines())
        assert [change.path for change in changes(data, moved)] == [(*group.path, "order")]
        assert rewritten(new, order_of(group, moved, keys)) == text


def test_rows_that_only_changed_places_are_said_as_that() -> None:
    pads = [{"window": "1"}, {"window": "2"}, {"window": "3"}]
    before = {"bridges": [{"id": "b", "ports": [{"id": "p", "pads": pads}]}]}
    after = {"bridges": [{"id": "b", "ports": [{"id": "p", "pads": [pads[1], pads[0], pads[2]]}]}]}
    (change,) = changes(before, after)
    assert change.path == ("bridges", "b", "ports", "p", "pads", "order")
    assert (change.before, change.after) == ("1, 2, 3", "2, 1, 3")
    fewer = {"bridges": [{"id": "b", "ports": [{"id": "p", "pads": pads[1:]}]}]}
    assert {each.path[-1] for each in changes(before, fewer)} == {"window"}


def test_a_comment_above_an_entry_moves_with_it_and_one_of_a_part_of_the_file_stays() -> None:
    text = (
        "# --- themes\n\n# The first.\n[[themes]]\nid = 'a'\n\n# --- more\n\n[[themes]]\nid = 'b'"
    )
    edit = order_of(GROUPS["themes"], tomllib.loads(text), ["b", "a"])
    assert rewritten(text, edit) == (
        "# --- themes\n\n[[themes]]\nid = 'b'\n\n# --- more\n\n# The first.\n[[themes]]\nid = 'a'\n"
    )


def test_a_list_written_within_a_line_changes_its_order_too() -> None:
    text = "themes = [{ id = 'a' }, { id = 'b' }]\n"
    edit = order_of(GROUPS["themes"], tomllib.loads(text), ["b"])
    assert tomllib.loads(rewritten(text, edit)) == {"themes": [{"id": "b"}, {"id": "a"}]}


def test_classes_that_come_with_hallflow_are_written_when_their_order_is_another() -> None:
    data = tomllib.loads(TOWNSHIP)
    new = tomllib.loads(rewritten(TOWNSHIP, order_of(GROUPS["classes"], data, ["elderly"])))
    assert [each["id"] for each in new["policy"]["classes"]][:2] == ["elderly", "ordinary"]
