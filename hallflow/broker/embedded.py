# SPDX-License-Identifier: Apache-2.0
"""The embedded broker: amqtt made strict, run as a program of its own under the hall.

amqtt trusts its clients: anybody may take over anybody's session before the password is looked
at, a silent client stays for ever, one odd packet can end its reader, and a new client is sent
what others subscribed to. Here each connection is framed, limited, known and timed before amqtt
sees it; every part has one session, named by its login, that ends with its connection.

    echo '{"host": ..., "port": ..., "access": [...]}' | python -m hallflow.broker.embedded

says `running` when it listens, and ends when its standard input does.
"""

import asyncio
import contextlib
import hmac
import logging
import resource
import signal
import struct
import sys
import threading
from asyncio import StreamReader, StreamWriter
from collections import deque
from math import ceil
from typing import Any

import msgspec
from amqtt.adapters import ReaderAdapter, WriterAdapter
from amqtt.broker import Broker
from amqtt.contexts import Action, BrokerConfig, ListenerConfig
from amqtt.errors import AMQTTError, BrokerError, MQTTError, NoDataError
from amqtt.mqtt.connack import NOT_AUTHORIZED, ConnackPacket
from amqtt.mqtt.protocol.broker_handler import BrokerProtocolHandler
from amqtt.session import Session
from msgspec import Struct

from bus.channels import channel_of
from bus.memory import matches
from hallflow.broker.framing import CONNECTIONS_MAX, Framed, Hangup

CONNECT_WAIT_S = 5.0
KEEP_ALIVE_FACTOR = 1.5
KEEP_ALIVE_MOST_S = 300
"""For a client that asked for none."""
BACKLOG_MAX = 2_000
"""Messages on their way to one part; one that takes no more is cut off, and is right again
with its next connection."""
UNDER_WAY_MAX = 1_000
"""Messages on their way to all parts at which senders wait; acknowledgements are always read."""
DENIALS_LOGGED_MAX = 200
STOP_WAIT_S = 1.0
ODD_INPUT = (AttributeError, IndexError, LookupError, TypeError, ValueError, OSError, struct.error)
"""What amqtt's parser stumbles with over a first packet that is none."""

_log = logging.getLogger("hallflow.broker")


class Login(Struct, frozen=True):
    """A part that may connect, and what it may do."""

    login: str
    password: str
    writes: tuple[str, ...]
    reads: tuple[str, ...]


class Settings(Struct, frozen=True):
    """What the broker is told on its standard input, as one line of JSON."""

    host: str
    port: int
    access: tuple[Login, ...]


class StrictHandler(BrokerProtocolHandler):  # type: ignore[misc] # the library's types are foreign
    """A connection that is over when its keep-alive has passed, or when it takes no more."""

    backlog = 0

    def handle_read_timeout(self) -> None:
        """Hang up: amqtt only notes it."""
        if isinstance(self.reader, Framed):
            self.reader.refuse("silent for longer than its keep-alive")

    def cut_off(self, reason: str) -> None:
        """Hang up at once."""
        if isinstance(self.reader, Framed):
            self.reader.refuse(reason)
        if isinstance(self.writer, Hangup):
            self.writer.abort()


class HallBroker(Broker):  # type: ignore[misc] # the library's types are foreign
    """amqtt with access by part and limits on everything."""

    def __init__(self, settings: Settings) -> None:
        listener = ListenerConfig(bind=f"{settings.host}:{settings.port}")
        super().__init__(BrokerConfig(listeners={"default": listener}, plugins={}))
        self._logins = {login.login: login for login in settings.access}
        self._open = 0
        self._denials: set[tuple[str, str]] = set()
        self._under_way: set[asyncio.Task[None]] = set()
        self._news = asyncio.Event()

    async def stream_connected(
        self, reader: StreamReader, writer: StreamWriter, listener_name: str
    ) -> None:
        """Serve one connection, and leave nothing of it behind."""
        framed, hangup = Framed(reader, self._until_calm), Hangup(writer)
        if self._open >= CONNECTIONS_MAX:
            _log.warning("more than %d connections: one refused", CONNECTIONS_MAX)
            hangup.abort()
            return
        self._open += 1
        try:
            await self._client_connected(listener_name, framed, hangup)
        finally:
            self._open -= 1
            _session, handler = self._sessions.get(framed.login, (None, None))
            if handler is not None and handler.reader is framed:
                await self._cleanup_session(framed.login)
            hangup.abort()

    async def _initialize_client_session(
        self,
        reader: ReaderAdapter,
        writer: WriterAdapter,
        remote_address: str,
        remote_port: int,
    ) -> tuple[BrokerProtocolHandler, Session]:
        """Read a login and check it before anything else is touched."""
        try:
            _handler, session = await asyncio.wait_for(
                BrokerProtocolHandler.init_from_connect(reader, writer, self.plugins_manager),
                CONNECT_WAIT_S,
            )
        except (AMQTTError, MQTTError, NoDataError, *ODD_INPUT) as error:
            raise AMQTTError(f"no login from {remote_address}:{remote_port}: {error}") from error
        if not self._knows(session):
            _log.warning("login refused: %.100r from %s", session.username, remote_address)
            await ConnackPacket.build(0, NOT_AUTHORIZED).to_stream(writer)
            await writer.close()
            raise AMQTTError("login refused")
        # One session a login, always new: states are retained and commands are repeated.
        session.client_id = session.username
        session.clean_session = True
        session.parent = 0
        session.keep_alive = ceil(session.keep_alive * KEEP_ALIVE_FACTOR) or KEEP_ALIVE_MOST_S
        await self._end_older(session.client_id)
        if isinstance(reader, Framed):
            reader.login = session.client_id
        return StrictHandler(self.plugins_manager), session

    def _knows(self, session: Session) -> bool:
        login = self._logins.get(session.username or "")
        password = session.password if isinstance(session.password, str) else ""
        if login is None or not hmac.compare_digest(password.encode(), login.password.encode()):
            return False
        topic = session.will_topic if session.will_flag else None
        return topic is None or any(covers(allowed, topic) for allowed in login.writes)

    async def _end_older(self, client_id: str) -> None:
        """End the session that a reconnected part left behind; its last will is void."""
        session, _handler = self._sessions.get(client_id, (None, None))
        if session is not None:
            session.will_flag = False
            await self._cleanup_session(client_id)

    async def _authenticate(self, session: Session, _: ListenerConfig) -> bool:
        """Say yes: `_initialize_client_session` has looked at the password already."""
        return session.client_id in self._logins

    async def _topic_filtering(self, session: Session, topic: str, action: Action) -> bool:
        """Look the topic up in the part's access. Never waits: its callers walk live tables."""
        login = self._logins[session.client_id]
        allowed = login.writes if action is Action.PUBLISH else login.reads
        if any(covers(topic_filter, topic) for topic_filter in allowed):
            return True
        denial = (login.login, topic[:200])
        if denial not in self._denials and len(self._denials) < DENIALS_LOGGED_MAX:
            self._denials.add(denial)
            _log.warning("%s may not %s %s", login.login, action.value, denial[1])
        return False

    async def _run_broadcast(self, running_tasks: deque[Any]) -> None:
        """Begin to hand one message to all who read it. Never waits once it has the message."""
        del running_tasks  # amqtt's own list stays empty: its head would wait for the slowest part
        broadcast = await self._broadcast_queue.get()
        topic, data = broadcast["topic"], bytes(broadcast["data"])
        qos_max = _qos_of(topic)
        for wanted, subscriptions in self._subscriptions.items():
            if wanted == topic or ("+" in wanted and covers(wanted, topic)):
                for session, qos in subscriptions:
                    self._hand_out(session, topic, data, min(qos, qos_max), retain=False)

    async def _publish_retained_messages_for_subscription(
        self, subscription: tuple[str, int], session: Session
    ) -> None:
        """Hand the retained messages to the subscriber: only to who subscribed."""
        wanted, qos = subscription
        if all(subscriber is not session for subscriber, _ in self._subscriptions.get(wanted, ())):
            return
        for topic, kept in tuple(self._retained_messages.items()):
            if covers(wanted, topic):
                self._hand_out(session, topic, bytes(kept.data), min(qos, 1), retain=True)

    def _hand_out(
        self, session: Session, topic: str, data: bytes, qos: int, *, retain: bool
    ) -> None:
        handler = self._get_handler(session)
        if session.transitions.state != "connected" or not isinstance(handler, StrictHandler):
            return
        if handler.backlog >= BACKLOG_MAX:
            handler.cut_off(f"{handler.backlog} messages wait for it")
            return
        handler.backlog += 1
        task = asyncio.ensure_future(self._deliver(handler, topic, data, qos, retain=retain))
        self._under_way.add(task)
        task.add_done_callback(self._delivered)
        self._tell()

    async def _deliver(
        self, handler: StrictHandler, topic: str, data: bytes, qos: int, *, retain: bool
    ) -> None:
        try:
            await handler.mqtt_publish(topic, data, qos, retain=retain)
        except TimeoutError:
            handler.cut_off("it acknowledges nothing")
        except AMQTTError as error:
            handler.cut_off(str(error))
        finally:
            handler.backlog -= 1

    def _delivered(self, task: "asyncio.Task[None]") -> None:
        self._under_way.discard(task)
        self._tell()

    def _tell(self) -> None:
        """Let those who wait look again."""
        self._news.set()
        self._news = asyncio.Event()

    async def _until_calm(self, login: str) -> None:
        """Let a sender wait while too much is under way, but never one we wait for ourselves."""
        while len(self._under_way) >= UNDER_WAY_MAX and not self._owes(login):
            await self._news.wait()

    def _owes(self, login: str) -> bool:
        """Whether acknowledgements of this part stand behind what it sends now."""
        _session, handler = self._sessions.get(login, (None, None))
        return isinstance(handler, StrictHandler) and handler.backlog > 0


def covers(allowed: str, wanted: str) -> bool:
    """Whether a filter allows a topic, or another filter that is no wider."""
    return "#" not in wanted and matches(allowed, wanted)


def _qos_of(topic: str) -> int:
    found = channel_of(topic)
    return found[0].qos if found else 1


async def serve(settings: Settings) -> None:
    """Serve until told to stop, or until whoever started us is gone."""
    loop = asyncio.get_running_loop()
    over = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, over.set)
    threading.Thread(target=_watch_parent, args=(loop, over), daemon=True).start()
    broker = HallBroker(settings)
    await broker.start()
    print("running", flush=True)  # noqa: T201 - the sign that whoever started us waits for
    await over.wait()
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(broker.shutdown(), STOP_WAIT_S)


def _watch_parent(loop: asyncio.AbstractEventLoop, over: asyncio.Event) -> None:
    while sys.stdin.readline():
        pass
    with contextlib.suppress(RuntimeError):  # the loop has ended already
        loop.call_soon_threadsafe(over.set)


def main() -> int:
    """Read the settings and serve. Exit code 2 when the address cannot be had."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stdout)
    logging.getLogger("amqtt").setLevel(logging.CRITICAL)
    logging.getLogger("transitions").setLevel(logging.ERROR)
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    settings = msgspec.json.decode(sys.stdin.readline(), type=Settings)
    try:
        asyncio.run(serve(settings))
    except BrokerError as error:
        print(f"cannot listen on {settings.host}:{settings.port}: {error}", flush=True)  # noqa: T201
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
