# SPDX-License-Identifier: Apache-2.0
"""What a printer says of itself, bit by bit (the makers' table of DLE EOT)."""

import pytest

from bus.printer_status import KINDS, Fault, asking, decoded, is_answer

WELL = dict.fromkeys(KINDS, 0x12)


@pytest.mark.parametrize(
    ("kind", "byte", "fault"),
    [
        (1, 0x1A, Fault.OFFLINE),
        (2, 0x16, Fault.COVER_OPEN),
        (2, 0x32, Fault.PAPER_OUT),
        (2, 0x52, Fault.TROUBLE),
        (3, 0x1A, Fault.CUTTER),
        (3, 0x32, Fault.BROKEN),
        (3, 0x52, Fault.TROUBLE),
        (4, 0x1E, Fault.PAPER_LOW),
        (4, 0x72, Fault.PAPER_OUT),
    ],
)
def test_each_bit_means_its_fault(kind: int, byte: int, fault: Fault) -> None:
    assert decoded({**WELL, kind: byte}).faults == (fault,)


def test_a_well_printer_has_no_fault() -> None:
    assert decoded(WELL).faults == ()
    assert decoded({**WELL, 2: 0x1A}).faults == (), "the feed key is no fault"


@pytest.mark.parametrize("silent", KINDS)
def test_silence_is_a_state_of_its_own(silent: int) -> None:
    answers = {kind: byte for kind, byte in WELL.items() if kind != silent}
    assert decoded(answers).faults == (Fault.NO_ANSWER,)


@pytest.mark.parametrize("noise", [0x00, 0xFF, 0x13, 0x92, 0x10, 0x02])
def test_noise_is_no_answer(noise: int) -> None:
    assert not is_answer(noise)
    assert decoded({**WELL, 4: noise}).faults == (Fault.NO_ANSWER,)


def test_the_gravest_fault_is_told_first_and_offline_only_without_a_cause() -> None:
    status = decoded({1: 0x1A, 2: 0x36, 3: 0x12, 4: 0x7E})
    assert status.faults == (Fault.COVER_OPEN, Fault.PAPER_OUT, Fault.PAPER_LOW)
    assert status.stops is Fault.COVER_OPEN


def test_little_paper_still_prints() -> None:
    assert decoded({**WELL, 4: 0x1E}).stops is None


def test_the_question_is_dle_eot() -> None:
    assert [asking(kind) for kind in KINDS] == [
        b"\x10\x04\x01",
        b"\x10\x04\x02",
        b"\x10\x04\x03",
        b"\x10\x04\x04",
    ]
