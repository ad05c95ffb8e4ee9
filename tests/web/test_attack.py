# SPDX-License-Identifier: Apache-2.0
"""What somebody who means harm sends: refused or answered, and never a mistake of ours."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from msgspec.structs import replace

from config.devices import Network
from config.values import Text
from hall.accounts import AccountError
from hall.core.accounts import FAILURES_MAX, LOCK_MS, Role, Scope
from hall.passwords import Hasher, digest
from hall.tables import as_csv, harmless
from hall.web.access import COOKIE
from hall.web.streams import EACH_MAX
from tests.rules.hall_shell import make_hall
from tests.rules.test_holder import served
from tests.web.inside import CHEAP, GOOD, URL, Inside, Reader, inside

HERE = URL.removeprefix("http:")


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Inside]:
    with inside(tmp_path / "data") as running:
        running.account("boss", Role.ADMIN)
        yield running


@pytest.fixture
def boss(hall: Inside) -> Reader:
    reader = Reader(hall)
    assert reader.sign_in("boss").status_code == 303
    return reader


# --- from another site ------------------------------------------------------------------------


def test_an_origin_that_is_not_the_page_itself_is_refused(boss: Reader) -> None:
    for origin in ("http://[", "http://[::1", HERE, f"javascript:{HERE}", f"{URL}:8080", "null"):
        answer = boss.post("/sign-out/everywhere", headers={"Origin": origin})
        assert answer.status_code == 403, origin
    assert boss.get("/api/me").status_code == 200


def test_a_page_that_came_by_http_asks_nothing_of_pages_served_by_https(hall: Inside) -> None:
    form = {"name": "boss", "password": "guess"}
    for origin, wrong in (("http", "Origin"), ("https", "")):
        answer = hall.client.post(
            f"https:{HERE}/sign-in", data=form, headers={"Origin": f"{origin}:{HERE}"}
        )
        assert answer.status_code == 403
        assert ("Origin" in answer.text) == bool(wrong)


# --- guesses ----------------------------------------------------------------------------------


def test_guessing_does_not_tell_which_names_have_accounts(hall: Inside) -> None:
    tries = FAILURES_MAX + 2
    known, unknown = (
        [Reader(hall).sign_in(name, "wrong").text for _ in range(tries)]
        for name in ("boss", "nobody")
    )
    assert known == unknown
    assert len(set(known)) == 2
    hall.utc_ms += LOCK_MS
    later = {Reader(hall).sign_in(name, "wrong").text for name in ("boss", "nobody")}
    assert later == {known[0]}


SPELLINGS = ["BOSS", "b\u043ess", "boss\u200b", "\uff42oss", "boss\0", "boss" * 2_000]


def test_no_other_spelling_of_a_name_is_the_account(hall: Inside) -> None:
    for name in SPELLINGS:
        assert Reader(hall).sign_in(name).status_code == 403, name


class Meanwhile(Hasher):
    """Something happens to the account `boss` while a password is worked out."""

    def __init__(self, hall: Inside, **change: object) -> None:
        super().__init__(CHEAP)
        self._hall = hall
        self._change = change

    def fits(self, hash_: str, password: str) -> bool:
        store = self._hall.accounts.store
        boss = store.account("boss")
        assert boss is not None
        store.keep(replace(boss, **self._change))
        return super().fits(hash_, password)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"locked_until": 2**60}, "account-locked"),
        ({"disabled": True}, "account-disabled"),
        ({"hash": "another"}, "sign-in-wrong"),
    ],
)
def test_a_right_guess_among_many_at_once_counts_no_more_once_the_account_rests(
    hall: Inside, change: dict[str, object], why: str
) -> None:
    hall.accounts._hasher = Meanwhile(hall, **change)
    with pytest.raises(AccountError) as refused:
        hall.accounts.sign_in("boss", GOOD, "192.0.2.1")
    assert refused.value.key == why


# --- under another name -----------------------------------------------------------------------


OWN = ("127.0.0.1:8080", "[::1]:80", "localhost", "hall-pc", "hall-pc.local:80", "hall.example")
FOREIGN = ("evil.example", "evil.example.", "127.0.0.1.evil.example", "hall.example.evil", "[::1")


def test_where_nobody_signs_in_no_other_site_can_lend_its_name(tmp_path: Path) -> None:
    network = Network(public_url="http://hall.example:8080")
    with inside(tmp_path, replace(CHEAP, required=False), network=network) as hall:
        for names, status in ((OWN, 200), (FOREIGN, 421)):
            for host in names:
                answer = Reader(hall).get("/health", headers={"Host": host})
                assert answer.status_code == status, host


def test_where_people_sign_in_the_name_does_not_matter(hall: Inside) -> None:
    assert Reader(hall).get("/health", headers={"Host": "any.example"}).status_code == 200


# --- streams ----------------------------------------------------------------------------------


def test_one_who_watches_cannot_hold_every_stream(hall: Inside, boss: Reader) -> None:
    streams = hall.app.state.streams
    token = hall.accounts.make_token("clock", [Scope.READ], "test")
    program = {"Authorization": f"Bearer {token}"}
    with ExitStack() as held:
        for watcher in (digest(boss.cookies[COOKIE]), "clock"):
            for _ in range(EACH_MAX):
                held.enter_context(streams.hold(watcher))
        for answer in (
            boss.get("/live/manager"),
            Reader(hall).get("/api/changes", headers=program),
        ):
            assert answer.status_code == 429
            assert answer.headers["retry-after"] == "60"
            assert f"{EACH_MAX} streams" in answer.json()["text"]
        streams.check("somebody else")
    streams.check("clock")


# --- what the log tells -----------------------------------------------------------------------


def test_a_mistake_of_ours_writes_no_secret_address_into_the_log(
    hall: Inside, caplog: pytest.LogCaptureFixture
) -> None:
    shown = hall.take("permit").ticket
    key = hall.links.key(shown)
    del hall.app.state["opening"]
    hall.app.state.drawn = None
    assert Reader(hall).get(f"/t/{shown}/{key}").status_code == 500
    ours = [record for record in caplog.records if record.name.startswith("hall.")]
    told = "\n".join(map(caplog.handler.format, ours))  # the test's own client tells addresses
    assert "/t/{ticket}/{key} failed" in told
    assert key not in told


# --- strange addresses and bodies -------------------------------------------------------------

BIG, HUGE = "9" * 20, "9" * 5_000


def test_no_number_in_an_address_is_too_much(boss: Reader) -> None:
    for address in (
        "/manager/reports?page=",
        "/manager/tickets?page=",
        "/manager/tickets?hour=",
        "/manager/tickets?weekday=",
        "/admin/audit?before=",
        "/api/audit?before=",
        "/admin/versions/",
        "/book/permit/",
    ):
        for number in (BIG, HUGE, "٣", "²", "-1", "%00"):
            assert boss.get(address + number).status_code < 500, (address, number)


def test_json_nested_without_end_is_a_fault_of_who_sends_it(boss: Reader) -> None:
    for body in (b"[" * 60_000, b'{"a":' * 10_000, b'{"version":"x","value":{"a":' + b"[" * 9_000):
        answer = boss.ask(
            "POST",
            "/api/windows/w1/press",
            content=body,
            headers={"Content-Type": "application/json"},
        )
        assert answer.status_code == 400


def test_a_body_without_a_length_or_with_a_monstrous_one_is_not_read(boss: Reader) -> None:
    for length in ("", "x", "-1", "70000", HUGE):
        answer = boss.ask("POST", "/me", headers={"Content-Length": length})
        assert answer.status_code == 413, length[:9]


# --- what people write ------------------------------------------------------------------------

EVIL = "=<img src=x onerror=alert(1)>\"'&{{7*7}}"
SHOWN_AS = "<img"


def test_nothing_that_anybody_writes_becomes_part_of_a_page(tmp_path: Path) -> None:
    evil = Text(zh=EVIL, en=EVIL)
    services = tuple(replace(each, name=evil) for each in make_hall().services)
    with inside(tmp_path / "data", name=evil, services=services) as hall:
        hall.account("boss", Role.ADMIN)
        boss = Reader(hall)
        boss.sign_in("boss")
        ticket, visit = served(hall)
        phone = f"/t/{ticket.id}/{hall.links.key(ticket.id)}"
        rating = {"nonce": "1", "visit": visit.token, "level": "1", "text": EVIL}
        assert "done-rate" in boss.post(f"{phone}/rate", rating).headers["location"]
        said = {"nonce": "2", "zh": EVIL, "en": EVIL, "minutes": "5"}
        assert "done" in boss.post("/manager/address", said).headers["location"]
        step = {"nonce": "3", "step": "classify", "seen": "0", "class_": "complex", "text": EVIL}
        at = f"/manager/followups/{visit.token}"
        assert "said=done" in boss.post(at, step).headers["location"]
        pressed = {"id": "p1", "action": "sign-in", "clerk": "c1"}
        boss.post("/api/windows/w2/press", json=pressed)
        pressed = {"id": "p2", "action": "pause", "clerk": "c1", "reason": EVIL}
        boss.post("/api/windows/w2/press", json=pressed)
        boss.post("/sign-in", {"name": EVIL, "password": EVIL, "back": EVIL})
        shown = 0
        for path in (
            "/clerk",
            "/clerk/w1",
            "/clerk/w2",
            "/manager",
            "/manager/followups",
            "/manager/address",
            "/manager/reports?by=service",
            f"/manager/tickets?service={EVIL}",
            "/manager/plan",
            "/wall",
            "/cases",
            f"/cases?code={EVIL}&mark={EVIL}&said={EVIL}",
            "/admin/audit",
            f"/admin/audit?name={EVIL}",
            phone,
            f"/sign-in?back={EVIL}",
            f"/case?code={EVIL}",
            f"/book?code={EVIL}",
        ):
            page = boss.get(path)
            assert page.status_code == 200, path
            assert SHOWN_AS not in page.text, path
            assert "{{" not in page.text.replace("{{7*7}}", ""), path
            shown += "&lt;img" in page.text
        assert shown > 10
        cells = boss.get("/manager/reports.csv?by=service").text
        assert EVIL.replace('"', '""') in cells
        assert '"=' not in cells


def test_what_somebody_wrote_is_no_formula_in_a_spreadsheet() -> None:
    for cell in ("=1", "+1", "-1", "@x", "\t=1", "＝1", "\x00=1"):
        assert str(harmless(cell)).startswith("'"), cell
        assert "'" in as_csv({"name": "name"}, [{"name": cell}])
    assert [harmless(cell) for cell in ("a=1", "\x07a", -1, None)] == ["a=1", "a", -1, None]
