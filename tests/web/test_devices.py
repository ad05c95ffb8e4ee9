# SPDX-License-Identifier: Apache-2.0
"""The technician's page: every device, since when it is so, what is wrong and what to do."""

from collections.abc import Iterator

import pytest

from bus.channels import Kind, Part
from bus.messages import Beat
from hall.core.accounts import Role
from hall.core.presence import SILENT_MAX_MS
from hall.web.devices import VERSION
from look.words import Words
from tests.rules.test_devices import HALL
from tests.web.inside import Inside, Reader, inside


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    devices = {name: getattr(HALL, name) for name in ("kiosks", "printers", "displays", "bridges")}
    with inside(tmp_path_factory.mktemp("hall"), **devices) as running:
        for role in (Role.ADMIN, Role.MANAGER, Role.CLERK):
            running.account(role.value, role)
        yield running


def beat(hall: Inside, name: str, kind: Kind, **told: object) -> None:
    given = {"part": name, "kind": kind.value, "version": VERSION, "uptime_ms": 7_500_000, **told}
    hall.send_state(Part(hall.hall.id, name, kind), Beat(**given))  # type: ignore[arg-type]


def reader(hall: Inside, role: Role = Role.ADMIN, language: str = "en") -> Reader:
    found = Reader(hall)
    found.sign_in(role.value)
    found.get(f"/language/{language}")
    return found


def card(page: str, name: str) -> str:
    """What a page says of one device."""
    return page.split(f'id="d-{name}"')[1].split("</li>", maxsplit=1)[0]


def test_each_device_says_how_it_is_and_what_to_do(hall: Inside) -> None:
    beat(hall, "kiosk-1", Kind.KIOSK, faults=("paper-out",), version="0.0.1")
    beat(hall, "bridge-1", Kind.BRIDGE, faults=("pad-silent/desks/2",))
    times = {"shown_latency_ms": 31, "shown_p50_ms": 28, "shown_p99_ms": 95}
    beat(hall, "strip-1", Kind.CALLER, **times)
    page = reader(hall).get("/admin/devices").text
    kiosk = card(page, "kiosks-kiosk-1")
    assert "Fine" in kiosk
    assert "0.0.1 – other than the hall&#39;s" in kiosk
    assert "2 h 5 min" in kiosk
    printer = card(page, "printers-front")
    assert "Something is wrong" in printer
    assert "paper is out" in printer
    assert "Put in a new roll" in printer
    assert "half within 28 ms, 99 of 100 within 95 ms" in card(page, "displays-strip-1")
    assert "call pad is silent" in card(page, "bridges-desks/2")
    assert "Window w2" in card(page, "bridges-desks/2")
    assert "No fault reported" in card(page, "bridges-desks/1")
    # The printer and a pad: what tells of them is well itself.
    assert "2 of 7 devices" in page
    hall.wait(SILENT_MAX_MS)
    beat(hall, "strip-1", Kind.CALLER, **times)
    page = reader(hall, language="zh").get("/admin/devices").text
    assert "失去联系" in card(page, "kiosks-kiosk-1")
    assert "不明" in card(page, "printers-front")
    assert "正常" in card(page, "displays-strip-1")


def test_a_manager_sees_the_devices_and_a_clerk_does_not(hall: Inside) -> None:
    seen = reader(hall, Role.MANAGER).get("/admin/devices")
    assert seen.status_code == 200
    assert "/admin/tokens" not in seen.text
    assert reader(hall, Role.CLERK).get("/admin/devices").status_code == 403


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_to_do_is_said_only_of_faults_that_there_are(language: str) -> None:
    entries = Words("hall", language).entries()
    remedies = {key.removeprefix("remedy-") for key in entries if key.startswith("remedy-")}
    assert len(remedies) > 15
    assert all(f"fault-{code}" in entries for code in remedies)
