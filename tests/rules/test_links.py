# SPDX-License-Identifier: Apache-2.0
"""Who holds a ticket's paper opens its page; who guesses a number opens none."""

import string

import msgspec

from bus.messages import TicketHandedOver, TicketIssued
from hall.core.links import KEY_BYTES, Links
from hall.web.key import ADDRESSES_MAX, MINUTE_S, WRONG_KEYS_MAX, WrongKeys
from tests.rules.hall_shell import KIOSK, LINKS, HallShell

TICKET = "2026-03-02-A001"


def test_each_ticket_has_a_key_of_its_own_that_needs_the_halls_secret() -> None:
    ours, others = Links(b"one"), Links(b"two")
    assert ours.key(TICKET) == Links(b"one").key(TICKET)
    assert len({ours.key(TICKET), others.key(TICKET), ours.key("2026-03-02-A002")}) == 3
    assert len(ours.key(TICKET)) * 5 == KEY_BYTES * 8 >= 64
    assert set(ours.key(TICKET)) <= set(string.ascii_lowercase + string.digits)


def test_no_other_key_opens_a_ticket() -> None:
    key = LINKS.key(TICKET)
    assert LINKS.opens(TICKET, key)
    for wrong in ("", key[:-1], key + "a", key.upper(), LINKS.key(TICKET + "0"), "密" * 16):
        assert not LINKS.opens(TICKET, wrong)


def test_a_hall_without_a_secret_opens_nothing() -> None:
    assert Links().key(TICKET) == ""
    assert not Links().opens(TICKET, "")


def test_the_kiosk_hears_the_key_and_the_log_does_not_hold_it() -> None:
    shell = HallShell()
    taken = shell.take()
    assert taken.key == LINKS.key(taken.ticket) != ""
    kept = msgspec.json.encode(shell.outbox) + b"".join(row[-1] for row in shell.log)
    assert taken.ticket.encode() in kept
    assert taken.key.encode() not in kept


def test_a_number_of_the_kiosks_own_gets_its_key_when_the_hall_takes_it_over() -> None:
    shell = HallShell()
    own = TicketHandedOver(id="own-1", number="ZZ001", services=("permit",), taken_at=shell.utc_ms)
    (answer,) = shell.send(KIOSK, own)
    assert isinstance(answer, TicketIssued)
    assert answer.key == LINKS.key(answer.ticket) != ""


def test_many_wrong_keys_from_one_address_are_refused_for_the_rest_of_the_minute() -> None:
    keys = WrongKeys()
    assert not any(keys.too_many("one", 1.0) for _ in range(WRONG_KEYS_MAX))
    assert keys.too_many("one", MINUTE_S - 1)
    assert not keys.too_many("other", MINUTE_S - 1)
    assert not keys.too_many("one", MINUTE_S)


def test_addresses_are_counted_up_to_a_limit() -> None:
    keys = WrongKeys()
    for number in range(ADDRESSES_MAX):
        keys.too_many(str(number), 0.0)
    assert keys.too_many("one more", 0.0)
    assert not keys.too_many("0", 0.0)
