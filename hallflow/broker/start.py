# SPDX-License-Identifier: Apache-2.0
"""Which broker a hall uses: one found on the machine, the embedded one, or somebody else's."""

import secrets
import socket
import sys
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path

import msgspec

from bus.address import broker_address
from bus.channels import Part
from bus.describe import Access, access
from config.reasons import reason_of
from hallflow.broker.mosquitto import find_mosquitto, write_files
from hallflow.child import Child, ChildFailed
from hallflow.data import BROKER_FOLDER
from hallflow.problem import Problem

RUNNING = "running"
PORT_ATTEMPTS = 8
FREE_PORTS = range(20_000, 32_000)
"""Below the ports that the system lends to outgoing connections, which come and go."""


class BrokerKind(StrEnum):
    """Who the broker is."""

    EMBEDDED = "embedded"
    MOSQUITTO = "mosquitto"
    EXTERNAL = "external"


class Broker:
    """The broker of one hall, with its address; a child of ours unless it is external."""

    def __init__(
        self, kind: BrokerKind, host: str, port: int, launch: Callable[[int], Child] | None
    ) -> None:
        self.kind = kind
        self.host = host
        self.port = port
        self.child: Child | None = None
        self._launch = launch

    @property
    def url(self) -> str:
        """The address that parts use; known once it is started."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"mqtt://{host}:{self.port}"

    def start(self) -> None:
        """Start it, again on the same port, and wait until it listens. Problem if it does not."""
        if self._launch is None:
            return
        attempts = 1 if self.port else PORT_ATTEMPTS
        for left in reversed(range(attempts)):
            _host, port = free_address("mqtt", self.host, self.port)
            try:
                self.child = self._launch(port)
                self.child.wait_line(lambda line: line.split()[-1:] == [RUNNING])
            except (ChildFailed, OSError) as error:
                self.stop()
                if not left:
                    raise Problem("broker-failed", kind=self.kind, reason=str(error)) from error
            else:
                self.port = port
                return

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
        return Broker(kind, *broker_address(wish), None)
    host, port = address
    try:
        entries = access(parts)
    except ValueError as error:
        raise Problem("same-login", reason=str(error)) from error

    def embedded(on: int) -> Child:
        said = embedded_settings(host, on, passwords, entries)
        command = [sys.executable, "-m", "hallflow.broker.embedded"]
        return Child.start("embedded broker", command, stdin=said)

    def mosquitto(on: int) -> Child:
        conf = write_files(data / BROKER_FOLDER, host, on, passwords, entries)
        return Child.start("mosquitto", [find_mosquitto() or "mosquitto", "-c", str(conf)])

    return Broker(kind, host, port, mosquitto if kind is BrokerKind.MOSQUITTO else embedded)


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
    """Return the address, port 0 replaced by a free one. Problem when it cannot be had."""
    if port:
        return host, _probe(what, host, port)
    for _ in range(PORT_ATTEMPTS):
        try:
            return host, _probe(what, host, secrets.choice(FREE_PORTS))
        except Problem as problem:
            taken = problem
    raise taken


def _probe(what: str, host: str, port: int) -> int:
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except (OSError, OverflowError) as error:
        why = reason_of(error) if isinstance(error, OSError) else str(error)
        raise Problem("address-taken", what=what, host=host, port=str(port), reason=why) from error
    return port
