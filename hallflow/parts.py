# SPDX-License-Identifier: Apache-2.0
"""Who is on the bus of one hall: every device its configuration names, and the hall itself."""

from bus.channels import Kind, Part
from config.schema import Hall

HALL_PART = "hall"


def parts_of(hall: Hall) -> tuple[Part, ...]:
    """Return the hall's parts, the hall first, each once."""
    named = [
        (HALL_PART, Kind.HALL),
        *((kiosk.id, Kind.KIOSK) for kiosk in hall.kiosks),
        *((display.id, Kind.CALLER) for display in hall.displays),
        *((evaluator.id, Kind.EVALUATOR) for evaluator in hall.evaluators),
        *((bridge.id, Kind.BRIDGE) for bridge in hall.bridges),
    ]
    return tuple(Part(hall=hall.id, name=name, kind=kind) for name, kind in named)
