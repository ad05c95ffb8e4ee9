# SPDX-License-Identifier: Apache-2.0
"""What a run comes to: numbers that people held and the log has not, or has twice."""

from pathlib import Path

from msgspec import Struct

from bus.messages import TicketHandedOver
from hall.core.facts import Issued
from hall.store.log import Archive
from tests.sim.people import Crowd


class Tally(Struct, frozen=True):
    """Counted from the file and from people's hands alone; the checkers had no part in it."""

    lost: int
    """Numbers given to somebody, by the hall or by a kiosk alone, that neither the log has nor,
    unanswered, the kiosk."""
    doubled: int
    """Tickets beyond the first of one request, or of one number and day."""


def tally(folder: Path, crowd: Crowd, asked: set[tuple[str, str]]) -> Tally:
    """Count; `asked` are the requests, by part and id, that the hall answered with a new ticket."""
    archive = Archive(folder)
    facts = (recorded.fact for day in archive.days() for recorded in archive.facts_of(day))
    issued = [fact for fact in facts if isinstance(fact, Issued)]
    archive.close()
    tickets, numbers = {fact.ticket for fact in issued}, {fact.number for fact in issued}
    lost = len(crowd.acknowledged.keys() - tickets)
    refused = {f"K{visitor.name:03d}" for visitor in crowd.visitors if visitor.refused}
    open_ = (each for kiosk in crowd.kiosks for each, _ in kiosk.actor.outbox.open.values())
    kept = {each.number for each in open_ if isinstance(each, TicketHandedOver)}
    lost += len(crowd.alone.keys() - numbers - refused - kept)
    again = len(issued) - len(tickets)
    return Tally(lost=lost, doubled=max(again, len(issued) - len(asked)))
