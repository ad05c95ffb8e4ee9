# SPDX-License-Identifier: Apache-2.0
"""Programs that are told what happens: signed, in order, none lost, none of it a person's."""

import base64
import hashlib
import hmac
import json
import runpy
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from msgspec import ValidationError, convert

from bus.messages import Action, Outcome
from config.hooks import Webhook
from hall.core.accounts import Role
from hall.core.alarms import Alarm, AlarmKind
from hall.core.hooks import AGE_MAX_MS, LAST_AGAIN_MS, again_ms, new_alarms, signature
from hall.store.hooks import ALARMS_MAX, HookStore, Position
from tests.processes import ROOT, wait_until
from tests.web.inside import Inside, Reader, inside


class Receiver:
    """A program on this machine that is told; it refuses as often as `refuses` says."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.refuses = 0
        self.refused: list[tuple[str, bytes]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if len(receiver.refused) < receiver.refuses:
                    receiver.refused.append((self.headers["webhook-id"], body))
                    self.send_response(500)
                else:
                    receiver.heard.append((dict(self.headers), body))
                    self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hall"
        self._thread = Thread(target=self.server.serve_forever, args=(0.01,))
        self._thread.start()

    def types(self) -> list[str]:
        return [json.loads(body)["type"] for _, body in self.heard]

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    running = Receiver()
    yield running
    running.stop()


@contextmanager
def telling(folder: Path, url: str, *events: Any) -> Iterator[Inside]:
    hook = Webhook(id="clock", url=url, events=events or ("called", "served", "rated"))
    with inside(folder, webhooks=(hook,)) as hall:
        yield hall


def visit(hall: Inside) -> None:
    """A whole visit at window w1."""
    hall.take("permit")
    hall.next("w1")
    hall.press("w1", Action.ARRIVE)
    hall.press("w1", Action.FINISH, outcome=Outcome.DECIDED)


def test_a_program_hears_each_call_and_service_signed_and_without_a_person(
    tmp_path: Path, receiver: Receiver
) -> None:
    with telling(tmp_path, receiver.url) as hall:
        hall.open("w1")
        visit(hall)
        wait_until(lambda: len(receiver.heard) == 2, "a call and a service")
        secret = hall.app.state.hooks.states()[0][1].secret
    assert receiver.types() == ["called", "served"]
    document = (ROOT / "docs" / "api.md").read_text("utf-8")
    example = document.partition("```python\n")[2].partition("```")[0]
    file = tmp_path / "example.py"
    file.write_text(example, "utf-8")
    is_genuine = runpy.run_path(str(file))["is_genuine"]
    for headers, body in receiver.heard:
        assert is_genuine(headers, body, secret)
        assert not is_genuine(headers, body + b" ", secret)
        name, at = headers["webhook-id"], headers["webhook-timestamp"]
        key = base64.b64decode(secret.removeprefix("whsec_"))
        wanted = hmac.digest(key, f"{name}.{at}.".encode() + body, hashlib.sha256)
        assert headers["webhook-signature"] == "v1," + base64.b64encode(wanted).decode()
    served = json.loads(receiver.heard[1][1])["data"]
    assert served == {
        "ticket": "2026-03-02-A001",
        "number": "A001",
        "window": "w1",
        "outcome": "decided",
    }


def test_what_a_clerk_took_back_is_corrected(tmp_path: Path, receiver: Receiver) -> None:
    with telling(tmp_path, receiver.url, "called", "served") as hall:
        hall.open("w1")
        hall.take("permit")
        hall.take("permit")
        hall.next("w1")
        hall.press("w1", Action.ARRIVE)
        hall.utc_ms += 2_000
        hall.next("w1")
        hall.press("w1", Action.UNDO)
        wait_until(lambda: len(receiver.heard) == 5, "the step and that it was undone")
    events = [json.loads(body) for _, body in receiver.heard]
    assert [event["type"] for event in events] == ["called", "served", "called", "undone", "undone"]
    names = [headers["webhook-id"] for headers, _ in receiver.heard]
    assert len(set(names)) == len(names)
    undone = [event["data"] for event in events[3:]]
    assert [each["event"] for each in undone] == names[1:3]
    assert [each["undid"] for each in undone] == ["served", "called"]
    assert [each["number"] for each in undone] == ["A001", "A002"]


def test_only_what_a_program_heard_of_is_corrected(tmp_path: Path, receiver: Receiver) -> None:
    with telling(tmp_path, receiver.url, "served") as hall:
        hall.open("w1")
        hall.take("permit")
        hall.next("w1")
        hall.press("w1", Action.UNDO)
        visit(hall)
        wait_until(lambda: receiver.heard, "a service")
    assert receiver.types() == ["served"]


def test_the_signature_is_that_of_standard_webhooks() -> None:
    secret, name, body = (
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        b'{"test": 2432232314}',
    )
    found = signature(secret, name, 1_614_265_330, body)
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_what_was_refused_is_told_again_in_order(tmp_path: Path, receiver: Receiver) -> None:
    receiver.refuses = 1
    with telling(tmp_path, receiver.url) as hall:
        hall.open("w1")
        visit(hall)
        wait_until(lambda: len(receiver.heard) == 2, "both at last")
        (_, position), *_ = hall.app.state.hooks.states()
    assert receiver.types() == ["called", "served"]
    headers, body = receiver.heard[0]
    assert receiver.refused == [(headers["webhook-id"], body)], "the same name and body again"
    assert position.fault == ""


def test_what_happened_while_a_program_was_away_is_told_after_a_restart(tmp_path: Path) -> None:
    away = Receiver()
    away.stop()
    with telling(tmp_path, away.url) as hall:
        hall.open("w1")
        visit(hall)
        states = hall.app.state.hooks.states
        wait_until(lambda: states()[0][1].failed_at, "that nobody answers is noted")
        hall.account("boss", Role.ADMIN)
        admin = Reader(hall)
        admin.sign_in("boss")
        assert "无法送达" in admin.get("/admin/hooks").text
    back = Receiver()
    with telling(tmp_path, back.url):
        wait_until(lambda: len(back.heard) == 2, "what was missed")
    assert back.types() == ["called", "served"]
    back.stop()


def test_an_address_that_is_none_is_told_of_and_stops_no_other(
    tmp_path: Path, receiver: Receiver
) -> None:
    wrong = [
        Webhook(id=f"wrong-{n}", url=url, events=("called",))
        for n, url in enumerate(("http://[::1", "http://xn--/"))
    ]
    right = Webhook(id="right", url=receiver.url, events=("called",))
    with inside(tmp_path, webhooks=(*wrong, right)) as hall:
        hall.open("w1")
        visit(hall)
        states = hall.app.state.hooks.states
        wait_until(lambda: all(at.fault for _, at in states()[:2]), "that both faults are noted")
        wait_until(lambda: receiver.heard, "the call")


@pytest.mark.parametrize(
    "url",
    [
        "http://[::1",
        "http://a:b/",
        "http://me:secret@a/",
        "ftp://a/",
        "http://a\n/",
        "http://a/\x7f",
        "http://",
    ],
)
def test_an_address_that_is_none_is_no_setting(url: str) -> None:
    with pytest.raises(ValidationError):
        convert({"id": "a", "url": url}, Webhook)


def test_an_alarm_is_told_once_as_long_as_it_stands(tmp_path: Path, receiver: Receiver) -> None:
    with telling(tmp_path, receiver.url, "alarm") as hall:
        hall.take("permit")
        wait_until(lambda: receiver.heard, "that nobody takes the service")
    (told,) = [json.loads(body) for _, body in receiver.heard]
    assert told["data"]["kind"] == AlarmKind.NO_WINDOW.value
    assert told["data"]["subject"] == "permit"


def test_only_alarms_that_did_not_stand_before_are_new() -> None:
    lost, late = Alarm(AlarmKind.PART_LOST, "strip-1"), Alarm(AlarmKind.LONG_WAIT, "permit", 7)
    found = list(new_alarms(["part-lost:strip-1:"], [lost, late, late], 99))
    assert [(key, told.at) for key, told in found] == [("long-wait:permit:", 7)]


def test_a_program_is_asked_again_ever_later_but_never_given_up() -> None:
    waits = [again_ms(tries) for tries in range(1, 40)]
    assert waits[:3] == [1_000, 2_000, 4_000]
    assert waits[-1] == LAST_AGAIN_MS
    assert waits == sorted(waits)


def test_what_is_older_than_a_week_is_passed_by(tmp_path: Path, receiver: Receiver) -> None:
    with telling(tmp_path, receiver.url) as hall:
        hooks = hall.app.state.hooks
        (hook, position), *_ = hooks.states()
        old = hall.utc_ms
        hall.utc_ms += AGE_MAX_MS + 3_600_000
        assert old < hall.utc_ms - AGE_MAX_MS
        assert hooks._next(hook, position) == []


def test_alarms_that_nobody_takes_do_not_pile_up_for_ever(tmp_path: Path) -> None:
    store = HookStore.open(tmp_path)
    store._connection.execute(
        "WITH RECURSIVE many(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < ?)"
        " INSERT INTO alarms (key, at, body, stands) SELECT 'k', n, '', 0 FROM many",
        (ALARMS_MAX + 10,),
    )
    store.add_alarm("one-more", 1, "")
    kept = store.alarms_after(0, 2 * ALARMS_MAX)
    assert len(kept) == ALARMS_MAX
    assert kept[-1][0] == ALARMS_MAX + 11
    told = Position("a", "whsec_", 1, 2)
    store.keep(told)
    assert store.position("a") == told
    store.close()
