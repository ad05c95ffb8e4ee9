# SPDX-License-Identifier: Apache-2.0
"""(topic, bytes) <-> message: bad input is a value, never a crash."""

import msgspec

from bus.actor import BadInput, Delivered
from bus.channels import CHANNELS, FIELDS, PAYLOAD_BYTES_MAX, Part, address_of, channel_of
from bus.messages import Message

_ENCODER = msgspec.json.Encoder()
_DECODERS = {c.message: msgspec.json.Decoder(c.message) for c in CHANNELS}


def encode(sender: Part, message: Message) -> tuple[str, bytes]:
    """Return the topic and the payload of a message. ValueError when it is too large."""
    payload = _ENCODER.encode(message)
    if len(payload) > PAYLOAD_BYTES_MAX:
        kind = type(message).__name__
        text = f"{kind} has {len(payload)} bytes, more than {PAYLOAD_BYTES_MAX}"
        raise ValueError(text)
    return address_of(sender, message), payload


def decode(topic: str, payload: bytes, *, retained: bool = False) -> Delivered | BadInput:
    """Return the message, or why it is none."""
    found = channel_of(topic)
    if found is None:
        return BadInput(topic[:200], "no such topic in the contract")
    if len(payload) > PAYLOAD_BYTES_MAX:
        return BadInput(topic, f"{len(payload)} bytes, more than {PAYLOAD_BYTES_MAX}")
    channel, places = found
    try:
        message = _DECODERS[channel.message].decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return BadInput(topic, str(error)[:200])
    for name in (FIELDS[channel.name], "part"):
        if name in places and getattr(message, name, places[name]) != places[name]:
            said = str(getattr(message, name))[:60]
            return BadInput(topic, f"{name} is {said} but the topic says {places[name]}")
    return Delivered(topic=topic, message=message, retained=retained)


def sender_of(topic: str) -> str:
    """Return the name of the part that sent a command, beat or presence, else an empty text."""
    found = channel_of(topic)
    return found[1].get("part", "") if found else ""
