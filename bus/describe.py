# SPDX-License-Identifier: Apache-2.0
"""The contract as others read it: AsyncAPI document, broker access lists, page for people."""

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Struct

from bus.channels import CHANNELS, EVERY_PART, PAYLOAD_BYTES_MAX, Channel, Kind, Part, reads, writes

ASYNCAPI_VERSION = "3.0.0"
BINDING_VERSION = "0.2.0"
REFERENCE = "#/components/schemas/{name}"
PLACES = {
    "hall": "Id of the hall, as its configuration says.",
    "part": "Name of the part that sends: its id in the hall's configuration.",
    "to": "Name of the part that asked.",
    "window": "Id of the window.",
    "service": "Id of the service.",
}
LICENCE = "SPDX-License-Identifier: Apache-2.0"
Json = dict[str, Any]


class Access(Struct, frozen=True):
    """What one login may do on the broker: topic filters."""

    login: str
    writes: tuple[str, ...]
    reads: tuple[str, ...]


def access(parts: Iterable[Part]) -> tuple[Access, ...]:
    """Return the access of each part, by login. ValueError when two parts share one."""
    found: dict[str, Access] = {}
    for part in parts:
        if part.login in found:
            raise ValueError(f"two parts are called {part.login}; each needs a name of its own")
        found[part.login] = Access(part.login, writes(part), reads(part))
    return tuple(found[login] for login in sorted(found))


def mosquitto_acl(entries: Iterable[Access]) -> str:
    """Return mosquitto's access list; what it does not name is denied."""
    lines = [f"# {LICENCE}", "# Made from bus/channels.py by `hallflow describe`; do not edit."]
    for entry in entries:
        lines += ["", f"user {entry.login}"]
        lines += [f"topic write {topic}" for topic in entry.writes]
        lines += [f"topic read {topic}" for topic in entry.reads]
    return "\n".join(lines) + "\n"


def asyncapi(version: str) -> Json:
    """Return the AsyncAPI 3 document of the bus for one version of the program."""
    schemas = _schemas()
    return {
        "asyncapi": ASYNCAPI_VERSION,
        "info": {
            "title": "hallflow bus",
            "version": version,
            "description": (
                "Every topic of a service hall. The hall alone decides: a command carries an id, "
                "and the same id again gets the same answer. Retained states carry a growing "
                f"`seq`. A payload is JSON in UTF-8 of at most {PAYLOAD_BYTES_MAX} bytes."
            ),
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {
            "hall": {
                "host": "127.0.0.1:1883",
                "protocol": "mqtt",
                "protocolVersion": "3.1.1",
                "description": "The hall's broker; each part has a login and an access list.",
                "security": [{"$ref": "#/components/securitySchemes/part"}],
            }
        },
        "channels": {channel.name: _channel(channel) for channel in CHANNELS},
        "operations": _operations(),
        "components": {
            "messages": {_message(c): _message_object(c) for c in CHANNELS},
            "schemas": schemas,
            "securitySchemes": {
                "part": {
                    "type": "userPassword",
                    "description": "User name HALL.PART, password from `hallflow access`.",
                }
            },
        },
    }


def bus_page() -> str:
    """Return docs/bus.md."""
    rows = [
        "| topic | message | from | to | QoS | kept | what it says |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    rows += [_row(channel) for channel in CHANNELS]
    schemas = _schemas()
    carried = [_message(channel) for channel in CHANNELS]
    messages = [line for name in carried for line in _section(name, schemas[name])]
    inside = [
        line for name in schemas if name not in carried for line in _section(name, schemas[name])
    ]
    return "\n".join(
        [
            f"<!-- {LICENCE} -->",
            "<!-- Made from bus/channels.py by `hallflow describe`; do not edit. -->",
            "# The bus",
            "",
            "Parts meet only here, over MQTT 3.1.1. The whole contract is the table in",
            "`bus/channels.py`; this page, `asyncapi.json` and the broker's access lists are made",
            "from it, and a test fails when they drift.",
            "",
            f"A payload is one JSON object in UTF-8, at most {PAYLOAD_BYTES_MAX} bytes, fields as",
            "named below and no others. What does not fit is counted and shown, never obeyed.",
            "A command carries an `id` made once, at the touch: the same id again gets the same",
            "answer. A kept (retained) state carries a growing `seq`: an older one is ignored.",
            "",
            "## Topics",
            "",
            *rows,
            "",
            "`{hall}`, `{part}`, `{to}`, `{window}` and `{service}` are ids from the hall's",
            "configuration. A part's login at the broker is `HALL.PART`; it may write the topics",
            "it sends and read those it receives, its own answers only. Nothing else is allowed.",
            "",
            "## Messages",
            "",
            *messages,
            "## What stands inside them",
            "",
            *inside,
        ]
    )


def _message(channel: Channel) -> str:
    return channel.message.__name__


def _channel(channel: Channel) -> Json:
    places = [level[1:-1] for level in channel.address.split("/") if level.startswith("{")]
    name = _message(channel)
    return {
        "address": channel.address,
        "description": channel.about,
        "servers": [{"$ref": "#/servers/hall"}],
        "parameters": {place: {"description": PLACES[place]} for place in places},
        "messages": {name: {"$ref": f"#/components/messages/{name}"}},
    }


def _message_object(channel: Channel) -> Json:
    name = _message(channel)
    return {
        "name": name,
        "title": name,
        "summary": _about(channel.message),
        "contentType": "application/json",
        "payload": {"$ref": f"#/components/schemas/{name}"},
    }


def _operations() -> Json:
    """Return what each kind of part does: it sends a channel, or receives it."""
    kinds = (Kind.HALL, *EVERY_PART)
    return {
        f"{kind}-{action}-{channel.name}": {
            "action": action,
            "channel": {"$ref": f"#/channels/{channel.name}"},
            "summary": channel.about,
            "tags": [{"name": str(kind)}],
            "messages": [{"$ref": f"#/channels/{channel.name}/messages/{_message(channel)}"}],
            "bindings": {
                "mqtt": {
                    "qos": channel.qos,
                    "retain": channel.retain,
                    "bindingVersion": BINDING_VERSION,
                }
            },
        }
        for kind in kinds
        for action, who in (("send", "senders"), ("receive", "receivers"))
        for channel in CHANNELS
        if kind in getattr(channel, who)
    }


def _schemas() -> Json:
    types = [channel.message for channel in CHANNELS]
    _, components = msgspec.json.schema_components(types, ref_template=REFERENCE)
    return {name: _with_plain_discriminator(components[name]) for name in sorted(components)}


def _with_plain_discriminator(node: Any) -> Any:
    """Return a schema with AsyncAPI's discriminator: a property's name, where OpenAPI has a map."""
    if isinstance(node, list):
        return [_with_plain_discriminator(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: value["propertyName"]
        if key == "discriminator" and isinstance(value, dict) and "propertyName" in value
        else _with_plain_discriminator(value)
        for key, value in node.items()
    }


def _row(channel: Channel) -> str:
    cells = (
        f"`{channel.address}`",
        f"[{_message(channel)}](#{_message(channel).lower()})",
        ", ".join(channel.senders),
        "every part" if channel.receivers == EVERY_PART else ", ".join(channel.receivers),
        str(channel.qos),
        "yes" if channel.retain else "",
        channel.about,
    )
    return f"| {' | '.join(cells)} |"


def _section(name: str, schema: Json) -> list[str]:
    head = [f"### {name}", "", schema.get("description", "").partition("\n\n")[0], ""]
    if "enum" in schema:
        return [*head, ", ".join(f"`{value}`" if value else '`""`' for value in schema["enum"]), ""]
    required = set(schema.get("required", ()))
    rows = [
        f"| `{field}` | {_type(about)} | {'yes' if field in required else _default(about)} |"
        for field, about in schema["properties"].items()
    ]
    return [*head, "| field | type | must be there, else |", "| --- | --- | --- |", *rows, ""]


def _about(message: type[Struct]) -> str:
    return (message.__doc__ or "").split("\n\n", maxsplit=1)[0].replace("\n", " ")


def _default(field: Json) -> str:
    if "default" not in field:
        return ""
    return f"`{msgspec.json.encode(field['default']).decode()}`"


def _type(field: Json) -> str:
    """Return a field's type as people read it, with its limits."""
    if "$ref" in field:
        return f"`{field['$ref'].rpartition('/')[2]}`"
    if "anyOf" in field:
        return " or ".join(_type(option) for option in field["anyOf"])
    if "enum" in field:
        return " or ".join(f"`{value}`" for value in field["enum"])
    if field.get("type") == "array":
        return f"list of {_type(field['items'])}{_limits(field, 'Items')}"
    return f"{field.get('type', 'any')}{_limits(field, 'Length')}"


def _limits(field: Json, what: str) -> str:
    low = field.get(f"min{what}", field.get("minimum"))
    high = field.get(f"max{what}", field.get("maximum"))
    if low is None and high is None:
        return ""
    unit = {"Items": " items", "Length": " characters"}[what] if f"max{what}" in field else ""
    if high is None:
        return f", from {low}"
    return f", {low}–{high}{unit}" if low is not None else f", up to {high}{unit}"
