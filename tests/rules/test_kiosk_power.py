# SPDX-License-Identifier: Apache-2.0
"""The power is cut between the touch and the paper, at each moment there is: one ticket, its paper."""

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bus.messages import Message, PaperReported, TicketCancel, TicketRequest
from kiosk.core.desk import Print
from kiosk.core.flow import Screen
from kiosk.core.under_way import RESUMED_FOR_MS
from kiosk.core.view import Ticket
from kiosk.store import Store, StoreEffect
from tests.screens.kiosk_play import Play

SERVICE = "local-levies"


class PowerCutError(Exception):
    """It is dark."""


@dataclass
class Powered(Play):
    """A kiosk with a real disk, whose power is cut before its `cut_at`th deed."""

    store: Store | None = None
    cut_at: int = -1
    deeds: int = 0
    printed: list[Print] = field(default_factory=list)

    def deed(self) -> None:
        """Do something the world sees, unless the power is cut before."""
        if self.deeds == self.cut_at:
            raise PowerCutError
        self.deeds += 1

    def heard_by_hall(self, message: Message) -> None:
        if isinstance(message, TicketRequest | PaperReported | TicketCancel):
            self.deed()

    def performed(self, effect: object) -> None:
        if isinstance(effect, StoreEffect):
            self.deed()
            assert self.store is not None
            self.store.carry_out(effect)
        elif isinstance(effect, Print):
            self.deed()
            self.printed.append(effect)


def until_dark(store: Store, cut_at: int) -> Powered:
    play = Powered(store=store, cut_at=cut_at)
    play.queues()
    try:
        play.take(SERVICE)
    except PowerCutError:
        return play
    raise AssertionError(f"there are no {cut_at} deeds")


def deeds(folder: Path) -> int:
    """Return how many deeds there are from the touch to the end."""
    play = Powered(store=Store(folder))
    play.queues()
    play.take(SERVICE)
    return play.deeds


def lit_again(store: Store, before: Powered, off_ms: int = 20_000) -> Powered:
    """Start the kiosk again with what its disk has."""
    now = type(before.now)(tick_ms=500, utc_ms=before.now.utc_ms + off_ms)
    play = Powered(store=store, left=store.under_way(), now=now)
    play.queues()
    play.wait(3_000)
    return play


@pytest.mark.parametrize("cut_at", range(6))
def test_a_power_cut_at_any_moment_ends_in_one_ticket_with_its_paper(
    tmp_path: Path, cut_at: int
) -> None:
    assert deeds(tmp_path / "whole") == 6, "kept, asked, printed, kept, reported, forgotten"
    store = Store(tmp_path)
    before = until_dark(store, cut_at)
    after = lit_again(store, before)
    asked = {m.id for m in (*before.sent, *after.sent) if isinstance(m, TicketRequest)}
    papers = len(before.printed) + len(after.printed)
    if cut_at == 0:  # nothing had left the finger
        assert (asked, papers) == (set(), 0)
        return
    assert len(asked) == 1, "the same id is the same ticket"
    assert papers in (1, 2), "a paper may have come out that nobody could keep note of"
    reports = {m.id for m in (*before.sent, *after.sent) if isinstance(m, PaperReported)}
    assert len(reports) == 1
    assert not store.under_way()
    if not before.printed:
        assert after.view is not None
        assert isinstance(after.view.body, Ticket)
        assert after.view.body.number == "B023"


def test_after_too_long_nobody_stands_there_and_the_ticket_goes_back(tmp_path: Path) -> None:
    store = Store(tmp_path)
    before = until_dark(store, 2)
    after = lit_again(store, before, RESUMED_FOR_MS)
    assert [m.ticket for m in after.sent if isinstance(m, TicketCancel)]
    assert not after.printed
    assert not store.under_way()


def test_with_the_hall_lost_too_the_number_of_the_kiosk_s_own_is_shown_and_printed(
    tmp_path: Path,
) -> None:
    store = Store(tmp_path)
    before = Powered(store=store, cut_at=2, hall_lives=False)
    before.wait(3_000)
    with suppress(PowerCutError):
        before.take(SERVICE)
    assert [given.command.number for given in store.waiting()] == ["ZZ001"]
    now = type(before.now)(tick_ms=500, utc_ms=before.now.utc_ms + 9_000)
    after = Powered(
        store=store, left=store.under_way(), kept=store.waiting(), hall_lives=False, now=now
    )
    after.hall_lives = False
    after.wait(4_000)
    assert after.view is not None
    assert after.view.screen is Screen.TICKET
    assert isinstance(after.view.body, Ticket)
    assert after.view.body.number == "ZZ001"
    assert len(after.printed) == 1
    assert len(store.waiting()) == 1
