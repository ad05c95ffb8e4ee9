# SPDX-License-Identifier: Apache-2.0
"""How each device of the hall is, and since when: what it says, and what another says of it."""

from bus.channels import Kind, Part
from bus.messages import Beat
from config.devices import Bridge, Display, Kiosk, Pad, Printer, SerialPort
from hall.core.devices import DeviceNow, DeviceState, devices_now
from tests.rules.hall_shell import HallShell, make_hall, text
from tests.rules.test_queue_counts import hall_view

SECOND = 1_000
PADS = (Pad(window="w1", address=1), Pad(window="w2", address=2))
HALL = make_hall(
    kiosks=(Kiosk(id="kiosk-1", name=text("k"), printer="front"),),
    printers=(Printer(id="front", transport="serial", path="/dev/ttyS0"),),
    displays=(Display(id="strip-1", kind="strip", windows=("w1",)),),
    bridges=(Bridge(id="bridge-1", ports=(SerialPort(id="desks", path="/dev/x", pads=PADS),)),),
)

NAMES = ("bridge-1", "desks", "desks/1", "desks/2")


def beat(shell: HallShell, name: str, kind: Kind, *faults: str) -> None:
    said = Beat(part=name, kind=kind.value, version="1", uptime_ms=1, faults=faults)
    shell.send_state(Part(shell.hall.id, name, kind), said)


def alive(shell: HallShell, *faults: str, bridge: tuple[str, ...] = ()) -> None:
    """Everything beats, but for the strip."""
    beat(shell, "kiosk-1", Kind.KIOSK, *faults)
    beat(shell, "bridge-1", Kind.BRIDGE, *bridge)


def device(shell: HallShell, name: str) -> DeviceNow:
    view = hall_view(shell)
    (found,) = [each for each in devices_now(shell.hall, view.parts, view.at) if each.id == name]
    return found


def said(shell: HallShell, name: str) -> tuple[DeviceState, int]:
    found = device(shell, name)
    return found.state, found.since_at


def pass_seconds(shell: HallShell, count: int, *faults: str) -> None:
    for _ in range(count):
        shell.wait(SECOND)
        alive(shell, *faults)


def test_a_device_is_fine_since_it_was_first_heard_without_a_break() -> None:
    shell = HallShell(HALL)
    began = shell.utc_ms
    alive(shell)
    pass_seconds(shell, 3)
    assert said(shell, "kiosk-1") == (DeviceState.FINE, began)
    shell.wait(4 * SECOND)
    assert said(shell, "kiosk-1") == (DeviceState.LOST, began + 3 * SECOND)
    alive(shell)
    assert said(shell, "kiosk-1") == (DeviceState.FINE, began + 7 * SECOND)


def test_a_device_never_heard_is_said_so_and_nobody_knows_since_when() -> None:
    shell = HallShell(HALL)
    shell.wait(4 * SECOND)
    assert said(shell, "strip-1") == (DeviceState.NEVER, 0)


def test_a_fault_is_told_since_it_was_first_said_and_anew_when_it_comes_back() -> None:
    shell = HallShell(HALL)
    began = shell.utc_ms
    alive(shell)
    pass_seconds(shell, 2, "hall-lost")
    assert said(shell, "kiosk-1") == (DeviceState.FAULTY, began + SECOND)
    pass_seconds(shell, 1, "hall-lost", "no-sound")
    told = {each.code: each.since_at for each in device(shell, "kiosk-1").troubles}
    assert told == {"hall-lost": began + SECOND, "no-sound": began + 3 * SECOND}
    pass_seconds(shell, 1)
    pass_seconds(shell, 1, "hall-lost")
    assert said(shell, "kiosk-1") == (DeviceState.FAULTY, began + 5 * SECOND)


def test_a_printer_is_as_its_kiosk_says_and_unknown_while_that_is_lost() -> None:
    shell = HallShell(HALL)
    alive(shell, "paper-out", "hall-lost")
    assert [each.code for each in device(shell, "front").troubles] == ["paper-out"]
    assert [each.code for each in device(shell, "kiosk-1").troubles] == ["hall-lost"]
    assert said(shell, "front") == (DeviceState.FAULTY, shell.utc_ms)
    pass_seconds(shell, 1)
    assert said(shell, "front") == (DeviceState.SILENT, 0)
    shell.wait(4 * SECOND)
    assert said(shell, "front") == (DeviceState.UNKNOWN, 0)


def test_a_pad_is_as_its_bridge_says_and_unknown_while_its_line_is_down() -> None:
    shell = HallShell(HALL)
    alive(shell, bridge=("pad-silent/desks/2",))
    states = {name: device(shell, name).state for name in NAMES}
    assert states == {
        "bridge-1": DeviceState.FINE,
        "desks": DeviceState.SILENT,
        "desks/1": DeviceState.SILENT,
        "desks/2": DeviceState.FAULTY,
    }
    alive(shell, bridge=("port-lost/desks",))
    assert device(shell, "desks").state is DeviceState.FAULTY
    assert device(shell, "desks/1").state is DeviceState.UNKNOWN
    shell.wait(4 * SECOND)
    assert device(shell, "desks").state is DeviceState.UNKNOWN


def test_a_device_that_no_setting_names_is_shown_at_the_end() -> None:
    shell = HallShell(HALL)
    alive(shell)
    beat(shell, "stray", Kind.KIOSK)
    view = hall_view(shell)
    names = [each.id for each in devices_now(shell.hall, view.parts, view.at)]
    assert names == [
        "kiosk-1", "front", "strip-1", "bridge-1", "desks", "desks/1", "desks/2", "stray",
    ]  # fmt: skip
    assert device(shell, "stray").group == "others"
