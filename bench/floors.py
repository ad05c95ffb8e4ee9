# SPDX-License-Identifier: Apache-2.0
"""What the machine can do at best: a durable row, and a message between two plain clients."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue

from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion

PAYLOAD = b"x" * 200
REST_S = 0.02
"""Pause between two trips: as between two presses, so that caches are as cold."""


def commit_times(folder: Path, count: int, *, rest_s: float = 0.0) -> list[float]:
    """Return the seconds that each of `count` durable one-row commits took (WAL, FULL)."""
    connection = sqlite3.connect(folder / "floor.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS floor (id INTEGER PRIMARY KEY, body TEXT)")
    times = []
    for _ in range(count):
        time.sleep(rest_s)
        began = time.perf_counter()
        connection.execute("INSERT INTO floor (body) VALUES (?)", (PAYLOAD.decode(),))
        times.append(time.perf_counter() - began)
    connection.close()
    return times


def trip_times(host: str, port: int, login: tuple[str, str], topic: str, count: int) -> list[float]:
    """Return the seconds of `count` QoS 1 trips from one paho client to another."""
    came: SimpleQueue[float] = SimpleQueue()
    with _client(host, port, login) as reader, _client(host, port, login) as writer:
        ready = threading.Event()
        reader.on_subscribe = lambda *_: ready.set()
        reader.on_message = lambda *_: came.put(time.perf_counter())
        reader.subscribe(topic, qos=1)
        if not ready.wait(10):
            raise TimeoutError(f"the broker at {host}:{port} does not acknowledge a subscription")
        times = []
        for _ in range(count):
            time.sleep(REST_S)
            began = time.perf_counter()
            writer.publish(topic, PAYLOAD, qos=1)
            times.append(came.get(timeout=10) - began)
    return times


@contextmanager
def _client(host: str, port: int, login: tuple[str, str]) -> Iterator[paho.Client]:
    client = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv311)
    client.username_pw_set(*login)
    ready = threading.Event()
    client.on_connect = lambda *_: ready.set()
    client.connect(host, port)
    client.loop_start()
    try:
        if not ready.wait(10):
            raise TimeoutError(f"the broker at {host}:{port} does not answer")
        yield client
    finally:
        client.disconnect()
        client.loop_stop()
