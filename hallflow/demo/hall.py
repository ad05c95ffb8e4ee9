# SPDX-License-Identifier: Apache-2.0
"""The demo's hall: any hall, open at this hour, with a device of each kind where people stand."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from config.devices import Bridge, Display, Evaluator, Kiosk, Pad, Printer, SerialPort
from config.load import GUIDES_FOLDER, HALL_FILE, hall_path
from config.opening import always_open
from config.schema import Hall

KIOSKS_MIN = 2
PADS_A_LINE = 6
DESK = "demo-desk"
"""A bridge without lines: through it the demo's clerks sit down, and the demo looks on."""
WINDOW_KIOSK = "demo-kiosk"
"""The kiosk that stands on the desk of whoever runs the demo."""
RECALL_PAUSE_MS = 300
NOON = 12


def demo_hall(hall: Hall, now: datetime, papers: Path) -> Hall:
    """Return the hall open all day and near noon, printing into files in `papers`.

    Nothing in the demo depends on the hour at which it is run: midnight, when numbers begin
    anew, is always half a day away.
    """
    kiosks = [kiosk.id for kiosk in hall.kiosks]
    kiosks += [f"demo-kiosk-{number}" for number in range(len(kiosks) + 1, KIOSKS_MIN + 1)]
    kiosks.append(WINDOW_KIOSK)
    known = {kiosk.id: kiosk for kiosk in hall.kiosks}
    hall = always_open(hall)
    return replace(
        hall,
        time_zone=zone_near_noon(now),
        services=tuple(replace(service, quota_per_day=None) for service in hall.services),
        windows=tuple(replace(w, extended_hours=None, relief=()) for w in hall.windows),
        policy=replace(hall.policy, recall_pause_ms=RECALL_PAUSE_MS),
        kiosks=tuple(
            replace(known.get(id_, Kiosk(id=id_)), printer=f"paper-{id_}") for id_ in kiosks
        ),
        printers=tuple(
            Printer(
                id=f"paper-{id_}",
                encoding="gb18030",
                transport="file",
                path=str(papers / f"{id_}.escpos"),
            )
            for id_ in kiosks
        ),
        displays=_displays(hall),
        evaluators=_evaluators(hall),
        bridges=(_bridge(hall), Bridge(id=DESK, ports=())),
    )


def zone_near_noon(now: datetime) -> str:
    """Return a time zone in which it is between 12 and 13 o'clock."""
    ahead = NOON - now.astimezone(UTC).hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/UTC"


def write_hall(hall: Hall, source: str, folder: Path) -> Path:
    """Write a hall as a folder, with the guides and pictures of its source; return its file."""
    origin = hall_path(source).parent
    folder.mkdir(parents=True, exist_ok=True)
    for entry in origin.iterdir():
        if entry.is_dir() and entry.name in (GUIDES_FOLDER, "photos", "pictures"):
            shutil.copytree(entry, folder / entry.name, dirs_exist_ok=True)
    file = folder / HALL_FILE
    file.write_text(toml_text(msgspec.to_builtins(hall, builtin_types=(date,))), "utf-8")
    return file


def toml_text(values: dict[str, Any]) -> str:
    """Return a table as TOML, one key a line; what is None is left out."""
    pairs = ((key, value) for key, value in values.items() if value is not None)
    return "".join(f"{_key(key)} = {_value(value)}\n" for key, value in pairs)


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case dict():
            pairs = (f"{_key(k)} = {_value(v)}" for k, v in value.items() if v is not None)
            return "{ " + ", ".join(pairs) + " }"
        case list() | tuple():
            return "[" + ", ".join(_value(item) for item in value) + "]"
        case date():
            return value.isoformat()
        case str():
            return _key(value)
        case _:
            return repr(value)


def _key(text: str) -> str:
    # JSON's strings are TOML's, but for this one character, which JSON leaves as it is.
    return msgspec.json.encode(text).decode().replace("\x7f", "\\u007f")


def _displays(hall: Hall) -> tuple[Display, ...]:
    """Return the hall's displays, mute, with a strip for each window and a board."""
    have = {d.windows for d in hall.displays if d.kind == "strip"}
    own = [replace(display, speaks=False) for display in hall.displays]
    own += [
        Display(id=f"demo-strip-{window.id}", kind="strip", windows=(window.id,))
        for window in hall.windows
        if (window.id,) not in have
    ]
    if all(display.kind != "board" or display.zone for display in hall.displays):
        own.append(Display(id="demo-board", kind="board"))
    return tuple(own)


def _evaluators(hall: Hall) -> tuple[Evaluator, ...]:
    """Return the hall's rating pads, and one for each window that has none."""
    have = {evaluator.window for evaluator in hall.evaluators}
    more = (
        Evaluator(id=f"demo-pad-{window.id}", window=window.id)
        for window in hall.windows
        if window.id not in have
    )
    return (*hall.evaluators, *more)


def _bridge(hall: Hall) -> Bridge:
    """Return a bridge with a call pad for each window, a few on each line."""
    windows = [window.id for window in hall.windows]
    lines = [windows[at : at + PADS_A_LINE] for at in range(0, len(windows), PADS_A_LINE)]
    return Bridge(
        id="demo-bridge",
        ports=tuple(
            SerialPort(
                id=f"line-{number}",
                path=f"/dev/demo-line-{number}",
                pads=tuple(
                    Pad(address=address, window=window)
                    for address, window in enumerate(line, start=1)
                ),
            )
            for number, line in enumerate(lines, start=1)
        ),
    )
