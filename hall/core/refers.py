# SPDX-License-Identifier: Apache-2.0
"""Settings that name other things of the hall: which there are to choose from."""

from collections.abc import Iterator, Mapping

from hall.core.fields import Field, Table
from hall.core.forms import GROUPS

ZONES = "zones"
REFERS: Mapping[str, tuple[str, ...]] = {
    "department": ("departments",),
    "departments": ("departments",),
    "floor": ("floors",),
    "kiosk": ("kiosks",),
    "life_events": ("life-events",),
    "printer": ("printers",),
    "takes": ("departments", "services"),
    "theme": ("themes",),
    "window": ("windows",),
    "windows": ("windows",),
    "zone": (ZONES,),
}
"""By the last step of a setting's path: the groups whose ids it names."""


def refers(field: Field) -> bool:
    """Whether an answer names other things of the hall."""
    return field.path[-1] in REFERS and field.kind in {"text", "texts"}


def known(field: Field, data: Table) -> Iterator[tuple[str, Table]]:
    """Yield what an answer may name: each id with what the file says of it."""
    for name in REFERS[field.path[-1]]:
        if name == ZONES:
            listed = [zone for floor in GROUPS["floors"].items(data) for zone in _zones(floor)]
        else:
            listed = GROUPS[name].items(data)
        for item in listed:
            yield str(item.get("id", "")), item


def _zones(floor: Table) -> list[Table]:
    found = floor.get(ZONES)
    return [zone for zone in found if isinstance(zone, dict)] if isinstance(found, list) else []
