# SPDX-License-Identifier: Apache-2.0
"""The contract: what is sent is what is heard, and what is no message is a value."""

from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bus.actor import BadInput, Delivered
from bus.channels import CHANNELS, PAYLOAD_BYTES_MAX, Kind, Part, channel_of, reads, writes
from bus.codec import decode, encode
from bus.memory import MemoryBus, matches
from bus.messages import Answer, Beat, NowServing, Refusal, Refused, TicketRequest, WindowState

HALL = Part("township", "hall", Kind.HALL)
KIOSK = Part("township", "kiosk-1", Kind.KIOSK)
STRIP = Part("township", "strip-1", Kind.CALLER)
REQUEST = TicketRequest(id="kiosk-1-a-1", services=("tax",))
SERVING = NowServing(seq=1_795_363_172_385, window="3", state=WindowState.FREE)


def test_what_a_part_sends_comes_out_the_same() -> None:
    assert decode(*encode(KIOSK, REQUEST)) == Delivered(
        topic="hallflow/township/command/ticket/kiosk-1", message=REQUEST
    )


def test_each_topic_of_the_table_is_found_again_by_its_address() -> None:
    for channel in CHANNELS:
        topic = channel.address.replace("{", "").replace("}", "")
        found = channel_of(topic)
        assert found is not None
        assert found[0] is channel


@given(st.binary(max_size=300), st.sampled_from(CHANNELS))
def test_any_bytes_are_a_message_or_a_reason(payload: bytes, channel: object) -> None:
    topic = channel.address.replace("{", "").replace("}", "")  # type: ignore[attr-defined]
    assert isinstance(decode(topic, payload), Delivered | BadInput)


@pytest.mark.parametrize(
    ("topic", "payload", "reason"),
    [
        ("hallflow/township/nonsense", b"{}", "no such topic"),
        ("hallflow/township/command/ticket/kiosk-1", b"{", "truncated"),
        ("hallflow/township/command/ticket/kiosk-1", b"\xff\xfe", "malformed"),
        ("hallflow/township/command/ticket/kiosk-1", b'{"id":"a","services":[]}', "length >= 1"),
        ("hallflow/township/command/ticket/k", b'{"id":"a","services":["b"],"x":1}', "unknown"),
        ("hallflow/township/command/ticket/k", b'{"id":7,"services":["b"]}', "Expected `str`"),
        ("hallflow/township/calls", b"x" * (PAYLOAD_BYTES_MAX + 1), "more than"),
        (
            "hallflow/township/window/4",
            msgspec.json.encode(SERVING),
            "window is 3 but the topic says 4",
        ),
        (
            "hallflow/township/beat/kiosk-2",
            msgspec.json.encode(
                Beat(part="kiosk-1", kind="kiosk", version="1", uptime_ms=0),
            ),
            "part is kiosk-1 but the topic says kiosk-2",
        ),
    ],
)
def test_what_is_no_message_says_why(topic: str, payload: bytes, reason: str) -> None:
    bad = decode(topic, payload)
    assert isinstance(bad, BadInput)
    assert reason in bad.reason


def test_a_message_too_large_for_the_wire_is_refused_where_it_is_made() -> None:
    huge = msgspec.structs.replace(REQUEST, language="x" * PAYLOAD_BYTES_MAX)
    with pytest.raises(ValueError, match="more than"):
        encode(KIOSK, huge)


def test_a_part_reads_its_own_answers_only() -> None:
    assert "hallflow/township/answer/kiosk-1" in reads(KIOSK)
    assert "hallflow/township/answer/+" in writes(HALL)
    assert "hallflow/township/command/ticket/kiosk-1" in writes(KIOSK)
    assert not any("answer" in topic for topic in writes(KIOSK))


def test_no_part_may_write_what_another_kind_says() -> None:
    for kind in Kind:
        part = Part("township", "someone", kind)
        for channel in CHANNELS:
            address = channel.address.replace("{hall}", "township").replace("{part}", "someone")
            topic = address.replace("{", "").replace("}", "")
            allowed = any(matches(wanted, topic) for wanted in writes(part))
            assert allowed == (kind in channel.senders)


def test_a_part_that_joins_late_finds_the_retained_states() -> None:
    bus = MemoryBus()
    bus.join(HALL)
    bus.send(HALL, SERVING)
    bus.join(STRIP)
    (kept,) = bus.take(STRIP)
    assert kept == Delivered("hallflow/township/window/3", SERVING, retained=True)


def test_an_answer_reaches_the_part_it_is_for() -> None:
    bus = MemoryBus()
    other = Part("township", "kiosk-2", Kind.KIOSK)
    for part in (HALL, KIOSK, other):
        bus.join(part)
    answer = Refused(command=REQUEST.id, refusal=Refusal.CLOSED)
    bus.send(HALL, Answer(to="kiosk-1", answer=answer))
    assert [d.message for d in bus.take(KIOSK) if isinstance(d, Delivered)] == [
        Answer(to="kiosk-1", answer=answer)
    ]
    assert list(bus.take(other)) == []


def test_every_answer_names_its_command() -> None:
    for kind in get_args(Answer.__annotations__["answer"]):
        assert "command" in kind.__struct_fields__
