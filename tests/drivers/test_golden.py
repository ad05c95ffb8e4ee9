# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.drivers.golden import NOT_OURS, VECTORS, Vector, passed


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.title)
def test_a_golden_vector_holds(vector: Vector) -> None:
    assert vector.holds(bytes.fromhex(vector.wire))


def test_each_vector_is_listed_once_and_one_wrong_bit_in_it_is_seen() -> None:
    titles = [vector.title for vector in VECTORS]
    assert len(set(titles) | set(NOT_OURS)) == len(titles) + len(NOT_OURS)
    assert passed(VECTORS) == len(VECTORS)
    bent = [bytearray.fromhex(vector.wire) for vector in VECTORS]
    for data in bent:
        data[0] ^= 0x40
    still = [v.title for v, data in zip(VECTORS, bent, strict=True) if v.holds(bytes(data))]
    assert still == []
