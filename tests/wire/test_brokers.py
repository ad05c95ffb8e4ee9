# SPDX-License-Identifier: Apache-2.0
"""Both brokers, as real programs: who may say and hear what, and what survives what."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bus.actor import BadInput
from bus.channels import PAYLOAD_BYTES_MAX
from bus.codec import encode
from bus.messages import (
    Accepted,
    Answer,
    Beat,
    Call,
    Calls,
    NowServing,
    Presence,
    TicketRequest,
    WindowState,
)
from hallflow.broker.start import BrokerKind, choose, free_address
from hallflow.problem import Problem
from tests.processes import (
    HALL,
    KIOSK,
    OTHER_KIOSK,
    PAD,
    STRIP,
    Joined,
    Site,
    running,
    site,
    wait_until,
)

pytestmark = pytest.mark.process

BURST = 3_000


def wish(number: int) -> TicketRequest:
    return TicketRequest(id=f"wish-{number}", services=("tax",))


def serving(seq: int) -> NowServing:
    return NowServing(seq=seq, window="1", state=WindowState.FREE)


def answer(to: str, command: str) -> Answer:
    return Answer(to=to, answer=Accepted(command=command))


def raw_publish(client: Joined, topic: str, payload: bytes) -> None:
    """Say something that the contract would not let a part say."""
    assert client.bus._client is not None
    client.bus._client.publish(topic, payload, qos=1)
    client.turn()


def test_a_wish_reaches_the_hall_and_its_answer_only_who_asked(shared: Site) -> None:
    hall, kiosk, other = (shared.join(part).up() for part in (HALL, KIOSK, OTHER_KIOSK))
    kiosk.bus.send(wish(1))
    kiosk.turn()
    hall.hear(wish(1))
    hall.bus.send(answer("kiosk-1", "wish-1"))
    hall.bus.send(answer("kiosk-2", "wish-2"))
    kiosk.hear(answer("kiosk-1", "wish-1"))
    other.hear(answer("kiosk-2", "wish-2"))
    assert answer("kiosk-1", "wish-1") not in other.messages()


@pytest.mark.parametrize("password", ["", "wrong", "x" * 400])
def test_a_login_with_another_password_stays_outside(shared: Site, password: str) -> None:
    stranger = shared.join(KIOSK, password)
    stranger.until(lambda: "refuses" in stranger.bus.why_down, "a refusal")
    assert not stranger.bus.up


def test_a_stranger_with_a_known_name_disturbs_nobody(place: Site) -> None:
    hall, strip = place.join(HALL).up(), place.join(STRIP).up()
    stranger = place.join(STRIP, "guessed")
    stranger.until(lambda: "refuses" in stranger.bus.why_down, "a refusal")
    hall.bus.send(serving(1))
    strip.hear(serving(1))
    assert strip.links() == [True]


def test_a_part_cannot_say_what_only_the_hall_says(place: Site) -> None:
    hall, kiosk, strip = (place.join(part).up() for part in (HALL, KIOSK, STRIP))
    raw_publish(kiosk, *encode(HALL, serving(9)))
    kiosk.bus.send(wish(1))
    kiosk.turn()
    hall.hear(wish(1))
    hall.bus.send(serving(1))
    strip.hear(serving(1))
    assert strip.messages() == [serving(1)]


def test_a_part_cannot_speak_for_another(place: Site) -> None:
    hall, kiosk = place.join(HALL).up(), place.join(KIOSK).up()
    raw_publish(kiosk, *encode(OTHER_KIOSK, wish(1)))
    kiosk.bus.send(wish(2))
    kiosk.until(lambda: not kiosk.bus.wants_write(), "everything sent")
    hall.hear(wish(2))
    assert wish(1) not in hall.messages()


@pytest.mark.parametrize(
    "topic", ["hallflow/township/nonsense", "else/where", "hallflow/tax/calls"]
)
def test_a_topic_outside_the_contract_leads_nowhere(shared: Site, topic: str) -> None:
    hall, kiosk = shared.join(HALL).up(), shared.join(KIOSK).up()
    raw_publish(kiosk, topic, b"{}")
    kiosk.bus.send(wish(1))
    kiosk.until(lambda: not kiosk.bus.wants_write(), "everything sent")
    hall.hear(wish(1))
    assert not any(isinstance(event, BadInput) for event in hall.heard)
    assert kiosk.links() == [True]


@pytest.mark.parametrize("topic", ["#", "hallflow/#", "hallflow/township/answer/+"])
def test_a_part_cannot_listen_to_others(shared: Site, topic: str) -> None:
    hall, kiosk = shared.join(HALL).up(), shared.join(KIOSK).up()
    assert kiosk.bus._client is not None
    kiosk.bus._client.subscribe(topic, 1)
    kiosk.until(lambda: not kiosk.bus.wants_write(), "the wish to listen sent")
    # The presence travels behind the wish to listen: once it is heard, that wish was judged.
    kiosk.bus.send(wish(1))
    kiosk.turn()
    hall.hear(wish(1))
    hall.bus.send(answer("kiosk-2", "secret"))
    hall.bus.send(answer("kiosk-1", "mine"))
    kiosk.hear(answer("kiosk-1", "mine"))
    assert answer("kiosk-2", "secret") not in kiosk.messages()


def test_who_comes_late_finds_what_was_kept_and_nothing_else(place: Site) -> None:
    hall, kiosk = place.join(HALL).up(), place.join(KIOSK).up()
    hall.hear(Presence(part="kiosk-1", online=True))
    called = Call(
        call=1, number="A1", window="1", language="zh", recalled=0, called_at=1, standing=True
    )
    calls = Calls(seq=2, calls=(called,))
    hall.bus.send(serving(1))
    hall.bus.send(calls)
    kiosk.hear(calls)
    pad = place.join(PAD).up()
    pad.hear(serving(1))
    hall.bus.send(serving(3))
    pad.hear(serving(3))
    assert pad.messages() == [serving(1), serving(3)]


def test_a_part_that_drops_out_is_said_to_be_away(shared: Site) -> None:
    hall, kiosk = shared.join(HALL).up(), shared.join(KIOSK).up()
    hall.hear(Presence(part="kiosk-1", online=True))
    sock = kiosk.bus.socket()
    assert sock is not None
    sock.shutdown(socket.SHUT_RDWR)
    hall.hear(Presence(part="kiosk-1", online=False))


def test_the_newer_connection_of_a_login_wins(shared: Site) -> None:
    hall, old = shared.join(HALL).up(), shared.join(KIOSK).up()
    new = shared.join(KIOSK).up()
    old.until(lambda: old.links()[:2] == [True, False], "the older one to be put out")
    assert new.bus.up
    new.bus.send(wish(1))
    new.turn()
    hall.hear(wish(1))


def test_a_burst_arrives_whole_and_in_order(place: Site) -> None:
    hall, kiosk = place.join(HALL).up(), place.join(KIOSK).up()
    for number in range(BURST):
        kiosk.bus.send(wish(number))

    def all_came() -> bool:
        kiosk.turn()
        return sum(isinstance(m, TicketRequest) for m in hall.messages()) >= BURST

    hall.until(all_came, f"{BURST} wishes")
    came = [message for message in hall.messages() if isinstance(message, TicketRequest)]
    assert came == [wish(number) for number in range(BURST)]


def test_bytes_that_are_no_message_are_counted_and_stop_nothing(place: Site) -> None:
    hall, kiosk = place.join(HALL).up(), place.join(KIOSK).up()
    topic, _payload = encode(KIOSK, wish(0))
    for payload in (b"", b"{", b"\xff\xfe", b"[]", b'{"id":1}', b"x" * PAYLOAD_BYTES_MAX):
        raw_publish(kiosk, topic, payload)
    kiosk.bus.send(wish(1))
    kiosk.until(lambda: not kiosk.bus.wants_write(), "everything sent")
    hall.hear(wish(1))
    assert sum(isinstance(event, BadInput) for event in hall.heard) == 6


def test_an_oversized_message_cuts_off_its_sender_alone(place: Site) -> None:
    hall, kiosk, other = (place.join(part).up() for part in (HALL, KIOSK, OTHER_KIOSK))
    topic, _payload = encode(KIOSK, wish(0))
    raw_publish(kiosk, topic, b"x" * (PAYLOAD_BYTES_MAX * 4))
    kiosk.until(lambda: kiosk.links() == [True, False, True], "a new connection")
    kiosk.bus.send(wish(1))
    kiosk.turn()
    other.bus.send(wish(2))
    other.turn()
    hall.hear(wish(1))
    hall.hear(wish(2))
    assert hall.links() == other.links() == [True]


def talk_until_it_hangs_up(sock: socket.socket, said: bytes) -> None:
    sock.settimeout(60)
    try:
        sock.sendall(said)
        sock.shutdown(socket.SHUT_WR)
        while sock.recv(4_096):
            pass
    except TimeoutError:
        pytest.fail("it neither answers nor hangs up")
    except OSError:
        return  # it hung up while we still talked


ODD = {
    "nothing": b"",
    "a web browser": b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    "zeros": bytes(2_000),
    "ones": b"\xff" * 2_000,
    "a login cut short": bytes.fromhex("10 20 00 04 4d515454 04 02".replace(" ", "")),
    "a login of no length": b"\x10\x00",
    "a login of endless length": b"\x10\xff\xff\xff\xff\xff",
    "a login of another protocol": bytes.fromhex("100c00044d51585804020014") + b"\x00\x00",
    "a login without a name": bytes.fromhex("100c00044d51545404020014") + b"\x00\x00",
    "a login with broken text": bytes.fromhex("101000044d51545404820014") + b"\x00\x00\x00\x02\xff\xfe",
    "a login that promises more": bytes.fromhex("101000044d51545404c60014") + b"\x00\x00\xff\xff\xff\xff",
    "a message before any login": b"\x30\x05\x00\x01aXX",
}  # fmt: skip


@pytest.mark.parametrize("what", ODD)
def test_odd_bytes_end_their_own_connection_only(shared: Site, what: str) -> None:
    hall, kiosk = shared.join(HALL).up(), shared.join(KIOSK).up()
    for _ in range(3):
        with socket.create_connection((shared.broker.host, shared.broker.port)) as odd:
            talk_until_it_hangs_up(odd, ODD[what])
    kiosk.bus.send(wish(1))
    kiosk.turn()
    hall.hear(wish(1))
    assert hall.links() == kiosk.links() == [True]


@pytest.mark.parametrize(
    "what", [b"\x00\x00", b"\xf0\x00", b"\x82\x03\x00\x01\x00", b"\x32\x02\x00\x09"]
)
def test_an_odd_packet_of_a_known_part_ends_that_connection_only(shared: Site, what: bytes) -> None:
    hall, kiosk = shared.join(HALL).up(), shared.join(KIOSK).up()
    sock = kiosk.bus.socket()
    assert sock is not None
    with contextlib.suppress(OSError):  # it may hang up while we still talk
        sock.sendall(what)
        sock.shutdown(socket.SHUT_WR)
    kiosk.until(lambda: kiosk.links() == [True, False, True], "a new connection")
    kiosk.bus.send(wish(1))
    kiosk.turn()
    hall.hear(wish(1))
    assert hall.links() == [True]


def test_parts_find_a_broker_that_was_restarted(place: Site) -> None:
    hall, kiosk, strip = (place.join(part).up() for part in (HALL, KIOSK, STRIP))
    hall.bus.send(serving(1))
    strip.hear(serving(1))
    assert place.broker.child is not None
    place.broker.child.kill()
    place.broker.start()
    for part in (hall, kiosk, strip):
        part.until(lambda part=part: part.links() == [True, False, True], "a new connection")  # type: ignore[misc]
    kiosk.bus.send(wish(1))
    kiosk.turn()
    hall.hear(wish(1))
    hall.bus.send(serving(2))
    strip.hear(serving(2))


def test_a_silent_client_is_given_up_when_its_keep_alive_is_over(embedded: Site) -> None:
    hall = embedded.join(HALL).up()
    login, password = KIOSK.login.encode(), embedded.passwords[KIOSK.login].encode()
    topic, will = encode(KIOSK, Presence(part="kiosk-1", online=False))
    texts = (b"any", topic.encode(), will, login, password)
    body = bytes.fromhex("00044d51545404e60001") + b"".join(
        len(text).to_bytes(2, "big") + text for text in texts
    )
    length = bytes([len(body) & 0x7F | 0x80, len(body) >> 7])
    with socket.create_connection((embedded.broker.host, embedded.broker.port)) as silent:
        silent.settimeout(60)
        silent.sendall(b"\x10" + length + body)
        assert silent.recv(4) == bytes([0x20, 2, 0, 0])
        assert silent.recv(1) == b""
    hall.hear(Presence(part="kiosk-1", online=False))


def test_a_part_that_takes_nothing_holds_up_nobody(embedded: Site) -> None:
    hall, strip = embedded.join(HALL).up(), embedded.join(STRIP).up()
    deaf = embedded.join(PAD).up()
    hall.hear(Presence(part="pad-1", online=True))
    for seq in range(1, 2_200):
        hall.bus.send(serving(seq))

    def all_came() -> bool:
        hall.turn()
        return serving(2_199) in strip.messages()

    strip.until(all_came, "the newest state")
    hall.hear(Presence(part="pad-1", online=False))
    deaf.until(lambda: deaf.links() == [True, False, True], "a new connection")
    deaf.hear(serving(2_199))


STARTER = """
import sys
from pathlib import Path
from tests.processes import Site
place = Site(sys.argv[1], Path(sys.argv[2]))
place.broker.start()
print(place.broker.child.process.pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("wanted", ["embedded", "mosquitto"])
def test_a_broker_never_outlives_who_started_it(wanted: str, tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STARTER, wanted, str(tmp_path / "data")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as starter:
        assert starter.stdout is not None
        broker = int(starter.stdout.readline())
        assert running(broker)
        os.kill(starter.pid, signal.SIGKILL)
    wait_until(lambda: not running(broker), "the broker to end")


def test_a_taken_port_is_said_and_left_alone() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Problem, match=f"port {port}, cannot be had"):
            free_address("mqtt", "127.0.0.1", port)


@pytest.mark.parametrize("wanted", ["rabbit", "http://127.0.0.1", "mqtt://", ""])
def test_a_broker_that_is_none_is_a_clear_problem(wanted: str) -> None:
    with pytest.raises(Problem, match="neither auto, embedded, mosquitto"):
        choose(wanted)


def test_an_address_means_a_broker_of_others() -> None:
    assert choose("mqtt://192.0.2.1") is BrokerKind.EXTERNAL


def test_auto_takes_a_broker_that_is_there() -> None:
    assert choose("auto") in (BrokerKind.MOSQUITTO, BrokerKind.EMBEDDED)


def test_a_beat_travels_at_most_once(embedded: Site) -> None:
    hall, kiosk = embedded.join(HALL).up(), embedded.join(KIOSK).up()
    beat = Beat(part="kiosk-1", kind="kiosk", version="1", uptime_ms=1)
    kiosk.bus.send(beat)
    kiosk.turn()
    hall.hear(beat)
    assert hall.messages().count(beat) == 1


def test_files_of_the_broker_are_for_its_owner_only(tmp_path: Path) -> None:
    with site("mosquitto", tmp_path / "data"):
        modes = {
            path.name: path.stat().st_mode & 0o077 for path in (tmp_path / "data/broker").iterdir()
        }
    assert modes == {"mosquitto.conf": 0, "passwords": 0, "acl": 0}
