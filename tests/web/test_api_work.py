# SPDX-License-Identifier: Apache-2.0
"""What clerks, managers and citizens do on pages, done by programs."""

from collections.abc import Iterator
from typing import Any

import pytest

from bus.messages import Action, Outcome
from config.content import Guides
from hall.core.accounts import Scope
from hall.settings import SettingsFile
from tests.rules.hall_shell import LINKS
from tests.rules.test_holder import served
from tests.web.inside import Inside, Reader, copied_township, inside
from tests.web.test_api_admin import Program
from tests.web.test_booking import DAY, HOURS, SERVICES, TEN, nonce

NUMBER = "138 0001 3579"


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    folder = tmp_path_factory.mktemp("hall")
    with inside(folder / "data", services=SERVICES, hours=HOURS) as running:
        running.app.state.settings = SettingsFile(copied_township(folder), folder / "data")
        yield running


@pytest.fixture(scope="module")
def manager(hall: Inside) -> Program:
    return Program(hall, "office", Scope.READ, Scope.MANAGE)


def phone_of(hall: Inside, ticket: str) -> Any:
    """What a program of a ticket's holder asks: `(deed, **answers)` or nothing for a look."""
    at = f"/api/tickets/{ticket}/{LINKS.key(ticket)}"
    count = 0

    def asks(deed: str = "view", **answers: Any) -> dict[str, Any]:
        nonlocal count
        count += 1
        reader, english = Reader(hall), {"Accept-Language": "en"}
        if deed == "view":
            answer = reader.get(f"{at}/view", headers=english)
        else:
            wish = {"nonce": nonce(count), **answers}
            answer = reader.post(f"{at}/{deed}", json=wish, headers=english)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    return asks


def test_a_bad_rating_is_followed_to_its_end_by_programs_alone(
    hall: Inside, manager: Program
) -> None:
    ticket, visit = served(hall)
    phone = phone_of(hall, ticket.id)
    (shown,) = phone()["visits"]
    assert (shown["visit"], shown["rate"], shown["level"]) == (visit.token, True, None)
    rated = phone("rate", visit=visit.token, level=1, labels=[115], number=NUMBER)
    assert rated == {"done": True, "text": "", "refusal": ""}
    again = phone("rate", visit=visit.token, level=5)
    assert (again["done"], again["refusal"]) == (False, "already-rated")
    assert again["text"]
    (open_,) = manager.get("/api/followups").json()
    assert open_["now"]["follow_up"]["visit"] == visit.token
    assert open_["number"].startswith("138")
    assert NUMBER not in open_["number"]
    at = f"/api/followups/{visit.token}"
    assert manager.post(f"{at}/number").json() == {"number": NUMBER}
    assert hall.accounts.store.deeds(most=1)[0].about == visit.token
    steps: list[dict[str, Any]] = [
        {"step": "classify", "class_": "reasonable"},
        {"step": "contact", "reached": True},
        {"step": "answer"},
        {"step": "settle"},
    ]
    for seen, step in enumerate(steps):
        wish = {"id": f"step-{seen}", "seen": seen, "text": "said", **step}
        assert manager.post(at, **wish).json()["done"], step
        assert manager.post(at, **wish).json()["done"], "sent twice it is done once"
    assert manager.post(at, id="late", seen=1, step="answer", text="x").json()["refusal"]
    assert manager.post(f"{at}/number").status_code == 404, "it was settled"
    assert manager.get("/api/followups").json() == []
    (outcome,) = phone()["outcomes"]
    assert outcome["stage"] == "settled"
    assert phone("outcome", visit=visit.token, level=2)["done"]
    assert phone("appeal", visit=visit.token, text="no")["done"]
    assert len(manager.get("/api/followups").json()) == 1


def test_a_holder_leaves_and_returns_by_program(hall: Inside) -> None:
    phone = phone_of(hall, hall.take("licence").ticket)
    assert (phone()["life"], phone()["leave"]) == ("waiting", True)
    assert phone("leave")["done"]
    assert not phone()["leave"]
    assert phone()["back_until_at"] > hall.utc_ms
    assert phone("return")["done"]
    assert phone()["life"] == "waiting"


def test_whoever_has_no_key_learns_nothing(hall: Inside) -> None:
    ticket = hall.take("licence").ticket
    program = Reader(hall)
    for wrong in (f"/api/tickets/{ticket}/guess", "/api/tickets/2026-03-02-A999/guess"):
        assert program.get(f"{wrong}/view").status_code == 404
        assert program.post(f"{wrong}/leave", json={"nonce": nonce(1)}).status_code == 404


def test_a_visit_is_booked_once_looked_up_and_given_back(hall: Inside) -> None:
    program = Reader(hall)
    assert [each["service"] for each in program.get("/api/book").json()] == ["permit"]
    at = TEN + DAY
    (slot,) = (each for each in program.get("/api/book/permit").json() if each["slot_at"] == at)
    assert slot["free"] == 2
    address = f"/api/book/permit/{at}"
    codes = {program.post(address, json={"nonce": nonce(n)}).json()["code"] for n in (1, 1, 2)}
    assert len(codes) == 2, "the same wish sent twice is one appointment"
    full = program.post(address, json={"nonce": nonce(3)}, headers={"Accept-Language": "en"})
    assert full.status_code == 409
    assert full.json()["text"]
    code = min(codes)
    assert program.get(f"/api/booking/{code}").json()["slot_at"] == at
    assert program.post(f"/api/booking/{code}/cancel", json={}).json()["done"]
    assert program.get(f"/api/booking/{code}").json()["cancelled"]
    assert program.get("/api/book/card").status_code == 404
    assert program.get("/api/booking/AAAA1111").status_code == 404


def test_a_case_takes_its_steps_and_its_holder_sees_how_far_it_is(hall: Inside) -> None:
    desk = Program(hall, "back-office", Scope.PRESS)
    hall.open("w1")
    hall.take("permit")
    hall.next("w1")
    hall.press("w1", Action.ARRIVE)
    hall.press("w1", Action.FINISH, outcome=Outcome.ACCEPTED)
    (case,) = desk.get("/api/cases").json()
    code = case["case"]["code"]
    wish = {"id": "case-step", "to": "decided", "note": "done"}
    assert desk.post(f"/api/cases/{code}", **wish).status_code == 400, "a program says who"
    assert desk.post(f"/api/cases/{code}", **wish, clerk="c1").json()["done"]
    found = Reader(hall).get(f"/api/case/{code}").json()
    assert (found["step"], "note" in found, "clerk" in found) == ("decided", False, False)
    assert Reader(hall).get("/api/case/123456789012").status_code == 404
    assert desk.get("/api/followups").status_code == 403


def test_a_program_speaks_to_everybody_and_stops(hall: Inside, manager: Program) -> None:
    said = {"id": "say-1", "zh": "请注意", "en": "Please note", "minutes": 5}
    assert manager.post("/api/address", **said).json()["done"]
    now = manager.get("/api/address").json()
    assert (now["zh"], now["by"]) == ("请注意", "office")
    assert hall.accounts.store.deeds(who="office", most=1)[0].detail == "请注意 / Please note"
    assert manager.post("/api/address", id="say-2").json()["done"]
    assert manager.get("/api/address").json()["until_at"] == 0


def test_figures_are_those_of_the_pages(hall: Inside, manager: Program) -> None:
    report = manager.get("/api/reports?span=day&by=service").json()
    tickets = manager.get("/api/tickets").json()["tickets"]
    assert report["rows"][0]["issued"] == len({each["ticket"] for each in tickets})
    assert report["columns"].keys() == report["rows"][0].keys()
    of_card = manager.get("/api/tickets?service=card").json()["tickets"]
    assert not of_card
    plan = manager.get("/api/plan?minutes=10&window=w2&begin=09:00&end=11:00").json()
    assert plan["day"] == hall.state.day
    assert plan["compared"]
    assert manager.get("/api/plan?day=2020-01-01").status_code == 404


def test_accounts_of_all_clerks_an_order_a_version_and_a_new_start(hall: Inside) -> None:
    admin = Program(hall, "caretaker", Scope.ACCOUNTS, Scope.SETTINGS)
    made = admin.post("/api/accounts/clerks").json()
    assert {each["name"] for each in made} == {each.number for each in hall.app.state.hall.clerks}
    assert admin.post("/api/accounts/clerks").json() == []
    windows = admin.get("/api/settings/windows").json()
    ids = [each["id"] for each in windows["items"]]
    wish = {"version": windows["version"], "value": None, "order": ids[::-1]}
    assert admin.post("/api/settings/windows", **wish).json()["saved"]
    after = admin.get("/api/settings/windows").json()["items"]
    assert [each["id"] for each in after] == ids[::-1]
    assert admin.post("/api/settings/voice", **wish).status_code in {400, 409}
    number = admin.get("/api/versions").json()[-1]["number"]
    version = admin.get(f"/api/versions/{number}").json()
    assert version["version"] == windows["version"]
    assert version["changes"]
    assert admin.post("/api/begin-again").status_code == 404, "nobody here could start it"
    begun: list[bool] = []
    hall.app.state.settings.begin_again = lambda: begun.append(True)
    assert admin.post("/api/begin-again").json() == {"done": True}
    assert begun == [True]


def test_a_guide_is_there_for_programs(hall: Inside) -> None:
    assert isinstance(hall.app.state.guides, Guides)
    assert Reader(hall).get("/api/guides/permit").status_code == 404
