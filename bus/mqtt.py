# SPDX-License-Identifier: Apache-2.0
"""The bus over a broker: the only file that imports paho.

No thread of paho's runs. The part's own loop (bus/run.py) waits on the socket and calls
`attend`; only the blocking part of connecting happens on a thread of its own, so that a part
whose network is gone still steps. Each connection is a new client: what was under way is lost
with the old one, and every part is right with messages lost (commands are repeated by id,
states are retained).
"""

import logging
import queue
import socket
import threading
from collections import deque
from collections.abc import Callable

from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from bus.actor import BadInput, Delivered, Linked
from bus.address import broker_address
from bus.channels import BY_MESSAGE, Kind, Part, reads
from bus.codec import decode, encode
from bus.messages import Message, Presence

KEEP_ALIVE_S = 20
CONNECT_TIMEOUT_S = 3.0
RETRY_FIRST_MS = 50
RETRY_MOST_MS = 200
"""A broker that starts again is found within this time."""
INBOX_MAX = 20_000
"""Messages kept between two steps; what comes on top is dropped and counted as bad input."""
MISC_EVERY_MS = 5_000
PACKETS_A_TURN_MAX = 2_000
PIECE_BYTES = 65_536

_log = logging.getLogger(__name__)

Event = Delivered | BadInput | Linked


class _Client(paho.Client):
    """Reads from its socket in large pieces: paho asks for each packet byte by byte."""

    def __init__(self, login: str) -> None:
        super().__init__(
            CallbackAPIVersion.VERSION2,
            client_id=login,
            clean_session=True,
            protocol=paho.MQTTv311,
            reconnect_on_failure=False,
        )
        self._piece = b""
        self._used = 0
        self.read_all = False
        """Nothing is left to be read."""

    def _sock_recv(self, bufsize: int) -> bytes:
        if self._used == len(self._piece):
            self._piece, self._used = b"", 0
            try:
                self._piece = super()._sock_recv(PIECE_BYTES)
            except OSError:
                self.read_all = True
                raise
        begin, self._used = self._used, min(self._used + bufsize, len(self._piece))
        return self._piece[begin : self._used]


class MqttBus:
    """One part's connection to the broker, kept up for ever."""

    def __init__(self, url: str, part: Part, password: str = "") -> None:
        """Take the broker's address and who we are. ValueError for an address that is none."""
        self.host, self.port = broker_address(url)
        self.part = part
        self._password = password
        self._client: _Client | None = None
        self._arrived: queue.SimpleQueue[_Client | None] = queue.SimpleQueue()
        self._inbox: deque[Event] = deque()
        self._dropped = 0
        self._connecting = False
        self._failures = 0
        self._next_try_ms = 0
        self._misc_at_ms = 0
        self._wake: Callable[[], None] = lambda: None
        self.up = False
        self.why_down = "not yet connected"

    def open(self, wake: Callable[[], None]) -> None:
        """Begin; `wake` is called from a thread when there is something to attend to."""
        self._wake = wake

    def socket(self) -> socket.socket | None:
        """Return the socket to wait on, or None while there is no connection."""
        sock = self._client.socket() if self._client else None
        return sock if isinstance(sock, socket.socket) else None

    def wants_write(self) -> bool:
        """Whether bytes are waiting to be sent."""
        return self._client is not None and self._client.want_write()

    def attend(self, tick_ms: int) -> list[Event]:
        """Read, write and keep alive without blocking; return what came, in order."""
        self._take_arrival(tick_ms)
        client = self._client
        if client is not None:
            self._read(client)
            if self._client is client and client.want_write():
                client.loop_write()
            if self._client is client and tick_ms >= self._misc_at_ms:
                client.loop_misc()
                self._misc_at_ms = tick_ms + MISC_EVERY_MS
        if self._client is None and not self._connecting and tick_ms >= self._next_try_ms:
            self._connecting = True
            threading.Thread(target=self._connect, name="mqtt-connect", daemon=True).start()
        if self._dropped:
            text = f"{self._dropped} messages dropped: more than {INBOX_MAX} at once"
            self._inbox.append(BadInput("inbox", text))
            self._dropped = 0
        events = list(self._inbox)
        self._inbox.clear()
        return events

    def wake_at_ms(self) -> int | None:
        """Tick at which `attend` must be called again though the socket is silent."""
        if self._client is not None:
            return self._misc_at_ms if self._client.read_all else 0
        return None if self._connecting else self._next_try_ms

    def send(self, message: Message) -> None:
        """Publish a message; while there is no connection it is dropped (see above)."""
        if self._client is None or not self.up:
            return
        topic, payload = encode(self.part, message)
        channel = BY_MESSAGE[type(message)]
        self._client.publish(topic, payload, qos=channel.qos, retain=channel.retain)

    def close(self) -> None:
        """Say good-bye: the presence goes offline as the last will would have said."""
        client, self._client = self._client, None
        if client is not None and self.up:
            if self.part.kind is not Kind.HALL:
                topic, payload = self._presence(online=False)
                client.publish(topic, payload, qos=1, retain=True)
            client.disconnect()
            while client.want_write() and client.loop_write() == paho.MQTT_ERR_SUCCESS:
                pass
        self.up = False

    def _read(self, client: _Client) -> None:
        """Read all packets that are there (paho reads one a call), up to a limit for fairness."""
        client.read_all = False
        for _ in range(PACKETS_A_TURN_MAX):
            client.loop_read()
            if client.read_all or self._client is not client:
                return

    def _presence(self, *, online: bool) -> tuple[str, bytes]:
        return encode(self.part, Presence(part=self.part.name, online=online))

    def _connect(self) -> None:
        """Make a new client and connect it: on a thread, as the network may not answer."""
        client = _Client(self.part.login)
        client.connect_timeout = CONNECT_TIMEOUT_S
        client.max_inflight_messages_set(0)
        client.max_queued_messages_set(0)
        client.username_pw_set(self.part.login, self._password)
        if self.part.kind is not Kind.HALL:
            topic, payload = self._presence(online=False)
            client.will_set(topic, payload, qos=1, retain=True)
        client.on_socket_open = self._on_socket_open
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        try:
            client.connect(self.host, self.port, keepalive=KEEP_ALIVE_S)
        except OSError as error:
            self.why_down = f"no broker at {self.host}:{self.port}: {error}"
            self._arrived.put(None)
        else:
            self._arrived.put(client)
        self._wake()

    def _take_arrival(self, tick_ms: int) -> None:
        if not self._connecting or self._arrived.empty():
            return
        self._connecting = False
        self._client = self._arrived.get()
        self._misc_at_ms = tick_ms
        self._failures += 1
        wait_ms = min(RETRY_FIRST_MS << min(self._failures - 1, 8), RETRY_MOST_MS)
        self._next_try_ms = tick_ms + wait_ms

    def _on_socket_open(self, _client: paho.Client, _data: object, sock: object) -> None:
        """Send each packet at once: Nagle's algorithm costs 40 ms a trip."""
        if isinstance(sock, socket.socket):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def _on_connect(
        self,
        client: paho.Client,
        _data: object,
        _flags: paho.ConnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        if reason.is_failure:
            self.why_down = f"the broker refuses {self.part.login}: {reason}"
            _log.error("%s", self.why_down)
            return
        filters = [(topic, 1) for topic in reads(self.part)]
        if filters:
            client.subscribe(filters)
        if self.part.kind is not Kind.HALL:
            topic, payload = self._presence(online=True)
            client.publish(topic, payload, qos=1, retain=True)
        self.up = True
        self._failures = 0
        self.why_down = ""
        self._inbox.append(Linked(up=True))

    def _on_disconnect(
        self,
        client: paho.Client,
        _data: object,
        _flags: paho.DisconnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        if client is not self._client:
            return
        self._client = None
        if self.up:
            self.why_down = f"connection lost: {reason}"
            self.up = False
            self._inbox.append(Linked(up=False))

    def _on_message(self, client: paho.Client, _data: object, packet: paho.MQTTMessage) -> None:
        if client is not self._client:
            return
        if len(self._inbox) >= INBOX_MAX:
            self._dropped += 1
            return
        try:
            topic = packet.topic
        except UnicodeDecodeError:
            self._inbox.append(BadInput("?", "the topic is not UTF-8"))
            return
        self._inbox.append(decode(topic, bytes(packet.payload), retained=packet.retain))
