# SPDX-License-Identifier: Apache-2.0
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.content import Guide
from config.faults import ConfigFault, KeyPath, said
from config.lines import key_lines, line_of
from config.load import HALLS
from config.schema import Hall
from config.shape import misfits, wanted
from tests.rules.config_hall import GUIDE, HALL, faults_in, write

PIECES = [
    '"',
    "'",
    "[",
    "]",
    "{",
    "}",
    "=",
    ".",
    ",",
    "#",
    "1e999",
    "-1",
    "nan",
    "true",
    "[[",
    "]]",
    "2026-02-30",
    "0x",
    "é",
    "\\u0000",
]
SPLICES = st.sampled_from([*PIECES, "", "\n", '"""', "[a]\n", "9" * 30, "\ud800", "\x00"])


@st.composite
def mangled(draw: st.DrawFn, text: str) -> str:
    """A text with a few passages cut, doubled, or replaced."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 30)))
        text = text[:start] + draw(SPLICES | st.just(text[start:end] * 2)) + text[end:]
    return text


def _faults(
    tmp_path_factory: pytest.TempPathFactory, hall: str, guide: str
) -> tuple[ConfigFault, ...]:
    folder = tmp_path_factory.mktemp("hall")
    (folder / "guides").mkdir()
    (folder / "hall.toml").write_bytes(hall.encode("utf-8", "surrogatepass"))
    (folder / "guides" / "card.toml").write_bytes(guide.encode("utf-8", "surrogatepass"))
    return faults_in(folder)


def _is_one_line(fault: ConfigFault) -> bool:
    return all(len(fault.text(language).splitlines()) == 1 for language in ("zh", "en"))


@given(text=mangled(HALL))
def test_a_mangled_hall_raises_nothing_but_faults(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    assert all(_is_one_line(fault) for fault in _faults(tmp_path_factory, text, GUIDE))


@given(text=mangled(GUIDE))
def test_a_mangled_guide_raises_nothing_but_faults(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    assert all(_is_one_line(fault) for fault in _faults(tmp_path_factory, HALL, text))


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.dates()
    | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def twisted(draw: st.DrawFn, data: Any) -> Any:
    """Plain data with a value exchanged somewhere deep inside."""
    if isinstance(data, dict) and data and draw(st.integers(0, 9)):
        key = draw(st.sampled_from(sorted(data)))
        return data | {key: draw(twisted(data[key]))}
    if isinstance(data, list) and data and draw(st.integers(0, 9)):
        index = draw(st.integers(0, len(data) - 1))
        return [*data[:index], draw(twisted(data[index])), *data[index + 1 :]]
    return draw(VALUES)


@pytest.mark.parametrize(("text", "type_"), [(HALL, Hall), (GUIDE, Guide)], ids=["hall", "guide"])
@given(choices=st.data())
def test_no_misfit_means_that_the_data_becomes_the_setting_and_the_other_way_round(
    text: str, type_: type[Hall | Guide], choices: st.DataObject
) -> None:
    data = choices.draw(twisted(tomllib.loads(text)))
    try:
        msgspec.convert(data, type_)
        fits = True
    except (msgspec.ValidationError, OverflowError):
        fits = False
    assert fits == (not list(misfits(data, type_)))


@pytest.mark.parametrize("file", sorted(HALLS.rglob("*.toml")), ids=lambda path: str(path.name))
def test_each_key_of_a_real_file_is_found_on_its_line(file: Path) -> None:
    text = file.read_text("utf-8")
    lines, rows = key_lines(text), text.splitlines()
    paths = list(_paths(tomllib.loads(text)))
    assert paths
    for path in paths:
        assert path in lines, path
        if isinstance(path[-1], str):
            assert path[-1] in rows[lines[path] - 1], path


def _paths(value: Any, path: KeyPath = ()) -> Any:
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _paths(inner, (*path, index))


def test_lines_are_found_in_every_kind_of_toml() -> None:
    text = (
        'a.b = 1\n"c d" = """\n[no]\nx = 1\n"""\n# [[e]]\n[[e]]\nf = [\n  1, # one\n  "]",\n]\n'
        "[e.g]\nh = '''\n'''\n[[e]]\n[[e.i]]\nj = { k = { l = 1 }, m = [{ n = 2 }] }\n[o.p]\nq = 1\n"
    )
    tomllib.loads(text)
    found = key_lines(text)
    wanted_lines: dict[KeyPath, int] = {
        ("a",): 1,
        ("a", "b"): 1,
        ("c d",): 2,
        ("e",): 7,
        ("e", 0): 7,
        ("e", 0, "f"): 8,
        ("e", 0, "f", 0): 9,
        ("e", 0, "f", 1): 10,
        ("e", 0, "g"): 12,
        ("e", 0, "g", "h"): 13,
        ("e", 1): 15,
        ("e", 1, "i", 0, "j", "k", "l"): 17,
        ("e", 1, "i", 0, "j", "m", 0, "n"): 17,
        ("o", "p"): 18,
        ("o", "p", "q"): 19,
    }
    assert {path: found.get(path) for path in wanted_lines} == wanted_lines
    assert line_of(found, ("e", 0, "f", 7)) == 8
    assert line_of(found, ("nowhere",)) == min(found.values())
    assert line_of({}, ("nowhere",)) is None


@given(text=st.text() | mangled(HALL))
def test_looking_for_lines_never_fails(text: str) -> None:
    assert all(line >= 1 for line in key_lines(text).values())


def _types(type_: type[msgspec.Struct], seen: set[Any]) -> Any:
    for field in msgspec.structs.fields(type_):
        yield field.type
        for inner in _structs(field.type):
            if inner not in seen:
                seen.add(inner)
                yield from _types(inner, seen)


def _structs(type_: Any) -> Any:
    if isinstance(type_, type) and issubclass(type_, msgspec.Struct):
        yield type_
    for inner in getattr(type_, "__args__", ()):
        yield from _structs(inner)


@pytest.mark.parametrize("type_", [Hall, Guide])
def test_every_setting_can_say_what_it_wants(type_: type[msgspec.Struct]) -> None:
    kinds = list(_types(type_, {type_}))
    assert len(kinds) > 10
    for kind in kinds:
        for language in ("zh", "en"):
            assert wanted(kind).say(language)


def test_a_value_is_told_with_what_would_fit(tmp_path: Path) -> None:
    hall = HALL.replace("promised_days = 20", "promised_days = -20")
    (fault,) = faults_in(write(tmp_path, hall=hall))
    assert fault.said == said(
        "wrong-value",
        value="-20",
        wanted=said("a-whole-number-from", range=said("from-to", least="0", most="1000")),
    )
    assert fault.text("en").endswith("-20 does not fit; write a whole number, from 0 to 1000")
