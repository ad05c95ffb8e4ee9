# SPDX-License-Identifier: Apache-2.0
from random import Random

import pytest

from firmware_bridge.core.device import CodeScanned
from firmware_bridge.drivers.hunting import LINE_BYTES_MAX, LINE_QUIET_MS
from firmware_bridge.drivers.scanner import SAME_CODE_MS, Scanner


@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r"])
def test_a_line_is_a_code_whatever_ends_it_and_in_pieces_of_any_size(end: bytes) -> None:
    scanner = Scanner()
    found = [one for byte in "票 A023".encode() + end for one in scanner.receive(0, bytes((byte,)))]
    assert found == [CodeScanned("票 A023")]


def test_a_paper_held_before_the_scanner_is_one_scan_and_another_one_is_new() -> None:
    scanner = Scanner()
    assert scanner.receive(0, b"A\nA\nB\nB\n") == [CodeScanned("A"), CodeScanned("B")]
    assert scanner.receive(SAME_CODE_MS, b"B\n") == [CodeScanned("B")]


def test_a_line_that_is_not_ended_is_dropped() -> None:
    scanner = Scanner()
    scanner.receive(0, b"A0")
    assert scanner.wake_at_ms() == LINE_QUIET_MS
    scanner.wake(LINE_QUIET_MS)
    assert scanner.receive(LINE_QUIET_MS + 1, b"B023\r\n") == [CodeScanned("B023")]
    assert scanner.faults == 1


@pytest.mark.parametrize("line", [b"\xff\xfe\n", b"a\x00b\n", b"x" * (LINE_BYTES_MAX + 1) + b"\n"])
def test_what_is_no_text_or_too_long_is_counted_and_nothing_else(line: bytes) -> None:
    scanner = Scanner()
    assert scanner.receive(0, line) == []
    assert scanner.faults == 1
    assert scanner.receive(1, b"A023\n") == [CodeScanned("A023")]


def test_after_any_noise_the_next_line_is_read() -> None:
    random = Random(13)
    scanner = Scanner()
    for number in range(2_000):
        now_ms = number * 1_000
        scanner.receive(now_ms, random.randbytes(random.randrange(700)))
        code = f"C{number}"
        assert scanner.receive(now_ms + LINE_QUIET_MS, code.encode() + b"\r\n") == [
            CodeScanned(code)
        ]
