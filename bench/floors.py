# SPDX-License-Identifier: Apache-2.0
"""What the machine can do at best: a durable row, and a message between two plain clients."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import Self

from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion

PAYLOAD = b"x" * 200
REST_S = 0.02
"""Pause before each trip and each commit: as between two presses, so that caches are as cold."""
PATIENCE_S = 30

Login = tuple[str, str]
"""User name and password."""


class Disk:
    """Durable one-row commits: WAL, synchronous FULL, one row, nothing else."""

    def __init__(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / "floor.db", isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS floor (id INTEGER PRIMARY KEY, b TEXT)"
        )

    def commit_s(self) -> float:
        """Commit one row; return the seconds it took."""
        began = time.perf_counter()
        self._connection.execute("INSERT INTO floor (b) VALUES (?)", (PAYLOAD.decode(),))
        return time.perf_counter() - began

    def commits_a_second(self, for_s: float) -> float:
        """Commit rows one after the other for so long; return how many a second."""
        done, began = 0, time.perf_counter()
        while time.perf_counter() < began + for_s:
            self.commit_s()
            done += 1
        return done / (time.perf_counter() - began)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


class Wire:
    """Two plain paho clients at a broker, each with the thread that paho gives it."""

    def __init__(self, address: tuple[str, int], topic: str, writer: Login, reader: Login) -> None:
        self._topic = topic
        self._came: SimpleQueue[float] = SimpleQueue()
        self._reader = _connected(address, reader)
        self._writer = _connected(address, writer)

    def __enter__(self) -> Self:
        ready = threading.Event()
        self._reader.on_subscribe = lambda *_: ready.set()
        self._reader.on_message = lambda *_: self._came.put(time.perf_counter())
        self._reader.subscribe(self._topic, qos=1)
        if not ready.wait(PATIENCE_S):
            raise TimeoutError("the broker does not acknowledge a subscription")
        return self

    def __exit__(self, *_: object) -> None:
        for client in (self._reader, self._writer):
            client.disconnect()
            client.loop_stop()

    def trip_s(self) -> float:
        """Send one QoS 1 message; return the seconds until the other has it."""
        began = time.perf_counter()
        self._writer.publish(self._topic, PAYLOAD, qos=1)
        return self._came.get(timeout=PATIENCE_S) - began


@contextmanager
def disk(folder: Path) -> Iterator[Disk]:
    """Lend a disk as long as the block lasts."""
    lent = Disk(folder)
    try:
        yield lent
    finally:
        lent.close()


def _connected(address: tuple[str, int], login: Login) -> paho.Client:
    client = paho.Client(CallbackAPIVersion.VERSION2, client_id=login[0], protocol=paho.MQTTv311)
    client.username_pw_set(*login)
    ready = threading.Event()
    client.on_connect = lambda *_: ready.set()
    client.connect(*address)
    client.loop_start()
    if not ready.wait(PATIENCE_S):
        raise TimeoutError(f"the broker at {address[0]}:{address[1]} does not answer")
    return client
