# SPDX-License-Identifier: Apache-2.0
"""The contract as one table: a row a topic, from which addresses, access and docs are made."""

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from bus.messages import (
    Answer,
    Beat,
    Calls,
    CardLaid,
    CodeRead,
    HallBeat,
    LookUp,
    Message,
    NowServing,
    PaperReported,
    Presence,
    PublicAddress,
    QueueLength,
    Rated,
    ReadersThere,
    TicketCancel,
    TicketHandedOver,
    TicketRequest,
    WindowAction,
)

ROOT = "hallflow"
PAYLOAD_BYTES_MAX = 65_536


class Kind(StrEnum):
    """The kinds of parts that meet on the bus."""

    HALL = "hall"
    KIOSK = "kiosk"
    CALLER = "caller"
    EVALUATOR = "evaluator"
    BRIDGE = "bridge"


EVERY_PART = (Kind.KIOSK, Kind.CALLER, Kind.EVALUATOR, Kind.BRIDGE)


class Part(Struct, frozen=True):
    """Who is on the bus: one device or process of one hall."""

    hall: str
    name: str
    kind: Kind

    @property
    def login(self) -> str:
        """The broker's user name of this part, unique among halls."""
        return f"{self.hall}.{self.name}"


class Channel(Struct, frozen=True):
    """One topic of the contract.

    `address` is a template: `{hall}`, `{part}` (the sender's name, or the receiver's for
    answers) and at most one field of the message in braces.
    """

    name: str
    address: str
    message: type[Message]
    senders: tuple[Kind, ...]
    receivers: tuple[Kind, ...]
    qos: int
    retain: bool
    about: str

    @property
    def field(self) -> str | None:
        """Name of the message's field that stands in the address, if any."""
        for level in self.address.split("/"):
            if level.startswith("{") and level not in ("{hall}", "{part}"):
                return level[1:-1]
        return None


def _command(name: str, message: type[Message], senders: tuple[Kind, ...], about: str) -> Channel:
    return Channel(
        name=name,
        address=f"{ROOT}/{{hall}}/command/{name}/{{part}}",
        message=message,
        senders=senders,
        receivers=(Kind.HALL,),
        qos=1,
        retain=False,
        about=about,
    )


def _reader(name: str, message: type[Message], about: str) -> Channel:
    """Return a channel from a bridge to one kiosk; qos 0: what comes late must not count."""
    return Channel(
        name=name,
        address=f"{ROOT}/{{hall}}/{name}/{{to}}",
        message=message,
        senders=(Kind.BRIDGE,),
        receivers=(Kind.KIOSK,),
        qos=0,
        retain=False,
        about=about,
    )


CHANNELS: tuple[Channel, ...] = (
    _command("ticket", TicketRequest, (Kind.KIOSK,), "A citizen asks for a number."),
    _command(
        "handover",
        TicketHandedOver,
        (Kind.KIOSK,),
        "A number a kiosk gave by itself while the hall was lost.",
    ),
    _command("look-up", LookUp, (Kind.KIOSK,), "What is behind a code that a citizen has?"),
    _command("cancel", TicketCancel, (Kind.KIOSK,), "A citizen leaves the queue."),
    _command("paper", PaperReported, (Kind.KIOSK,), "What became of a ticket's paper."),
    _command("window", WindowAction, (Kind.BRIDGE,), "A clerk's key at a window."),
    _command("rating", Rated, (Kind.EVALUATOR, Kind.BRIDGE), "A citizen rates a service."),
    Channel(
        name="answer",
        address=f"{ROOT}/{{hall}}/answer/{{to}}",
        message=Answer,
        senders=(Kind.HALL,),
        receivers=(Kind.KIOSK, Kind.EVALUATOR, Kind.BRIDGE),
        qos=1,
        retain=False,
        about="The hall's answer to one command, said after it is on disk.",
    ),
    Channel(
        name="now-serving",
        address=f"{ROOT}/{{hall}}/window/{{window}}",
        message=NowServing,
        senders=(Kind.HALL,),
        receivers=(Kind.CALLER, Kind.EVALUATOR, Kind.BRIDGE),
        qos=1,
        retain=True,
        about="One window as it is now.",
    ),
    Channel(
        name="calls",
        address=f"{ROOT}/{{hall}}/calls",
        message=Calls,
        senders=(Kind.HALL,),
        receivers=(Kind.CALLER, Kind.KIOSK),
        qos=1,
        retain=True,
        about="The newest calls of the hall, for boards and voices.",
    ),
    Channel(
        name="queue",
        address=f"{ROOT}/{{hall}}/queue/{{service}}",
        message=QueueLength,
        senders=(Kind.HALL,),
        receivers=(Kind.KIOSK, Kind.CALLER),
        qos=1,
        retain=True,
        about="One service's queue now, and whether a ticket can be taken.",
    ),
    Channel(
        name="address",
        address=f"{ROOT}/{{hall}}/address",
        message=PublicAddress,
        senders=(Kind.HALL,),
        receivers=(Kind.CALLER,),
        qos=1,
        retain=True,
        about="What a manager says to everybody, shown on boards and read aloud.",
    ),
    _reader("card", CardLaid, "An identity card lies on a kiosk's reader: its keyed hash."),
    _reader("code", CodeRead, "A kiosk's scanner read a code."),
    _reader("readers", ReadersThere, "What can be read for a kiosk, each second."),
    Channel(
        name="hall-beat",
        address=f"{ROOT}/{{hall}}/hall-beat",
        message=HallBeat,
        senders=(Kind.HALL,),
        receivers=EVERY_PART,
        qos=0,
        retain=False,
        about="The hall lives, each second.",
    ),
    Channel(
        name="beat",
        address=f"{ROOT}/{{hall}}/beat/{{part}}",
        message=Beat,
        senders=EVERY_PART,
        receivers=(Kind.HALL,),
        qos=0,
        retain=False,
        about="A part lives, each second.",
    ),
    Channel(
        name="presence",
        address=f"{ROOT}/{{hall}}/presence/{{part}}",
        message=Presence,
        senders=EVERY_PART,
        receivers=(Kind.HALL,),
        qos=1,
        retain=True,
        about="Whether a part is connected; offline is its last will.",
    ),
)

BY_NAME = {channel.name: channel for channel in CHANNELS}
BY_MESSAGE = {channel.message: channel for channel in CHANNELS}
FIELDS = {channel.name: channel.field for channel in CHANNELS}
"""Each channel's field that stands in its address, found once: every message needs it."""


def _shape(levels: Sequence[str]) -> tuple[object, ...]:
    """Return what tells most addresses apart: how long they are, and the word behind the hall."""
    return len(levels), *levels[2:3]


_BY_SHAPE: dict[tuple[object, ...], list[tuple[Channel, list[str]]]] = {}
for _channel in CHANNELS:
    _template = _channel.address.split("/")
    _BY_SHAPE.setdefault(_shape(_template), []).append((_channel, _template))


def address_of(sender: Part, message: Message) -> str:
    """Return the topic a message goes to. KeyError when no channel carries its type."""
    channel = BY_MESSAGE[type(message)]
    places = {"hall": sender.hall, "part": sender.name}
    field = FIELDS[channel.name]
    if field is not None:
        places[field] = getattr(message, field)
    return channel.address.format(**places)


def channel_of(topic: str) -> tuple[Channel, dict[str, str]] | None:
    """Return the channel a topic belongs to and what stands in its braces, or None."""
    levels = topic.split("/")
    for channel, template in _BY_SHAPE.get(_shape(levels), ()):
        places: dict[str, str] = {}
        for expected, level in zip(template, levels, strict=True):
            if expected.startswith("{"):
                places[expected[1:-1]] = level
            elif expected != level:
                break
        else:
            return channel, places
    return None


def _filled(channel: Channel, part: Part, *, own: str) -> str:
    """Return the address as a filter for `part`: the places in `own` are its name, others +."""
    filled = channel.address.replace("{hall}", part.hall).replace(own, part.name)
    return "/".join("+" if level.startswith("{") else level for level in filled.split("/"))


def writes(part: Part) -> tuple[str, ...]:
    """Return the topic filters this part may publish to."""
    return tuple(_filled(c, part, own="{part}") for c in CHANNELS if part.kind in c.senders)


def reads(part: Part) -> tuple[str, ...]:
    """Return the topic filters this part subscribes to: its own answers only."""
    return tuple(_filled(c, part, own="{to}") for c in CHANNELS if part.kind in c.receivers)
