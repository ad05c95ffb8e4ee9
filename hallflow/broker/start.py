# SPDX-License-Identifier: Apache-2.0
"""Which broker a hall uses: one found on the machine, the embedded one, or somebody else's."""

import socket
import sys
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path

import msgspec

from bus.channels import Part
from bus.describe import Access, access
from bus.mqtt import broker_address
from hallflow.broker.mosquitto import find_mosquitto, write_files
from hallflow.child import Child, ChildFailed
from hallflow.data import BROKER_FOLDER
from hallflow.problem import Problem, reason

RUNNING = "running"


class BrokerKind(StrEnum):
    """Who the broker is."""

    EMBEDDED = "embedded"
    MOSQUITTO = "mosquitto"
    EXTERNAL = "external"


class Broker:
    """The broker of one hall, with its address; a child of ours unless it is external."""

    def __init__(self, kind: BrokerKind, url: str, launch: Callable[[], Child] | None) -> None:
        self.kind = kind
        self.url = url
        self._launch = launch
        self.child: Child | None = None

    def start(self) -> None:
        """Start it and wait until it listens. Problem when it does not."""
        if self._launch is None:
            return
        try:
            self.child = self._launch()
            self.child.wait_line(lambda line: line.split()[-1:] == [RUNNING])
        except (ChildFailed, OSError) as error:
            self.stop()
            raise Problem("broker-failed", kind=self.kind, reason=str(error)) from error

    def stop(self) -> None:
        """End our child; an external broker is left alone."""
        if self.child is not None:
            self.child.stop()
            self.child = None


def make_broker(
    wish: str,
    address: tuple[str, int],
    data: Path,
    parts: Iterable[Part],
    passwords: Mapping[str, str],
) -> Broker:
    """Return the broker that `wish` names (auto, embedded, mosquitto or a URL), not yet started.

    Port 0 of `address` takes a free one. Problem when the wish cannot be fulfilled.
    """
    kind = choose(wish)
    if kind is BrokerKind.EXTERNAL:
        return Broker(kind, wish, None)
    host, port = free_address("mqtt", *address)
    entries = access(parts)
    if kind is BrokerKind.MOSQUITTO:
        folder = data / BROKER_FOLDER

        def launch() -> Child:
            conf = write_files(folder, host, port, passwords, entries)
            program = find_mosquitto() or "mosquitto"
            return Child.start("mosquitto", [program, "-c", str(conf)])
    else:
        said = embedded_settings(host, port, passwords, entries)

        def launch() -> Child:
            command = [sys.executable, "-m", "hallflow.broker.embedded"]
            return Child.start("embedded broker", command, stdin=said)

    return Broker(kind, f"mqtt://{_in_url(host)}:{port}", launch)


def choose(wish: str) -> BrokerKind:
    """Return the kind of broker a wish means on this machine. Problem when there is none."""
    if wish in ("auto", "mosquitto") and find_mosquitto():
        return BrokerKind.MOSQUITTO
    if wish == "mosquitto":
        raise Problem("no-mosquitto")
    if wish in ("auto", "embedded"):
        if find_spec("amqtt") is None:
            raise Problem("no-broker")
        return BrokerKind.EMBEDDED
    try:
        broker_address(wish)
    except ValueError as error:
        raise Problem("broker-unknown", wish=wish) from error
    return BrokerKind.EXTERNAL


def embedded_settings(
    host: str, port: int, passwords: Mapping[str, str], entries: Iterable[Access]
) -> str:
    """Return what the embedded broker reads on its standard input: one line."""
    logins = [
        {
            "login": entry.login,
            "password": passwords[entry.login],
            "writes": entry.writes,
            "reads": entry.reads,
        }
        for entry in entries
    ]
    told = {"host": host, "port": port, "access": logins}
    return msgspec.json.encode(told).decode() + "\n"


def free_address(what: str, host: str, port: int) -> tuple[str, int]:
    """Return the address with a port that can be had now. Problem when it cannot."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
            return host, int(probe.getsockname()[1])
    except (OSError, OverflowError) as error:
        why = reason(error) if isinstance(error, OSError) else str(error)
        raise Problem("address-taken", what=what, host=host, port=str(port), reason=why) from error


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
