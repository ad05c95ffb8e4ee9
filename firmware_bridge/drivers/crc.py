# SPDX-License-Identifier: Apache-2.0
"""The check that Modbus and Onbon share: CRC-16, reflected polynomial A001; they differ in its start."""

_POLYNOMIAL = 0xA001


def _entry(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ _POLYNOMIAL if byte & 1 else byte >> 1
    return byte


_TABLE = tuple(_entry(byte) for byte in range(256))


def crc16_reflected(data: bytes, start: int) -> int:
    """Return the check of bytes from a start."""
    crc = start
    for byte in data:
        crc = crc >> 8 ^ _TABLE[(crc ^ byte) & 0xFF]
    return crc
