# SPDX-License-Identifier: Apache-2.0
"""The firmware's core beside the twin: one script for both, what they say compared byte for byte.

`python -m tests.drivers.board_script SCRIPTS` plays many.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from random import Random

from rich.progress import track

from firmware_bridge.core.commands import Beep, Command, Key, Refuse, Show, Sign, Took, Why, pack
from firmware_bridge.core.frames import EVERYBODY, Frame, Kind, encode
from firmware_bridge.core.pad import Lamp
from firmware_bridge.core.session import HostLink
from firmware_bridge.core.twin import PadTwin

FIRMWARE = Path(__file__).parents[2] / "firmware_bridge" / "firmware"
BUILD_WAIT_S = 300
SCRIPT_WAIT_S = 300
ADDRESS = 3
OPS = 400
TICKETS = ("A023", "", "ZZ9999", "ABC12345"[:6], "a b~1", "7", "QRST")
POLL = encode(Frame(EVERYBODY, Kind.POLL, 0, 0))


def make(target: str, out: Path, *settings: str) -> str:
    """Let the firmware's Makefile make a target into a folder; return what it printed."""
    done = subprocess.run(
        ("make", "-C", str(FIRMWARE), f"OUT={out}", *settings, target),  # noqa: S607 (any make)
        capture_output=True,
        text=True,
        timeout=BUILD_WAIT_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def build(name: str, out: Path, *settings: str) -> Path:
    """Build one of the firmware's files; return it."""
    make(str(out / name), out, *settings)
    return out / name


@cache
def unshuffled() -> tuple[str, ...]:
    """Return what runs a program at the same addresses each time, or nothing where it may not.

    Where addresses are shuffled widely, the address sanitizer of this gcc now and then finds its
    own place taken.
    """
    prefix = ("setarch", "-R")
    try:
        done = subprocess.run((*prefix, "true"), capture_output=True, check=False)
    except FileNotFoundError:
        return ()
    return prefix if done.returncode == 0 else ()


def build_core(out: Path) -> Path:
    """Build the firmware's core for this machine: what C leaves undefined ends the program."""
    sanitize = "address,undefined" if unshuffled() else "undefined"
    return build("on-host", out, f"SANITIZE={sanitize}")


class Script:
    """What happens to one board, made up while the twin lives it."""

    def __init__(self, seed: int) -> None:
        self.random = Random(f"board {seed}")
        self.lines: list[str] = []
        self.told: list[str] = []
        # Some boards live while their count of milliseconds begins anew.
        self.now_ms = 0
        self.shared = self.random.random() < 0.5
        nonce = self.random.choice((0x10000, 0xFFFFFFFF, self.random.getrandbits(32)))
        self.pad = PadTwin(ADDRESS, nonce)
        self.host = HostLink(ADDRESS, self.random.getrandbits(32))
        self._tones = 0
        self._presses = 0
        self._note(f"boot {ADDRESS} {nonce}")
        for _ in range(OPS):
            self._step()

    def _step(self) -> None:
        random = self.random
        self.now_ms += random.choice(
            (0, 0, 1, 3, 20, 90, 300, *([4_000] if self._rarely() else ()))
        )
        self.host.wake(self.now_ms)
        chance = random.random()
        if chance < 0.15:
            self.pad.press(self.now_ms, key := random.choice(tuple(Key)))
            self._presses += 1
            self._note(f"press {self.now_ms} {key.value}")
        elif chance < 0.22:
            self.pad.digit(self.now_ms, digit := random.randrange(10))
            self._note(f"digit {self.now_ms} {digit}")
        elif chance < 0.45:
            self.pad.wake(self.now_ms)
            self._note(f"wake {self.now_ms}")
        else:
            if random.random() < 0.4:
                self.host.send(self.now_ms, self._command())
            self._take(self._bytes())

    def _rarely(self) -> bool:
        return self.random.random() < 0.02

    def _command(self) -> Command:
        random = self.random
        press = max(1, self._presses - random.randrange(4))
        commands: tuple[Command, ...] = (
            Show(random.choice(tuple(Sign)), random.choice(TICKETS), random.randrange(200)),
            Show(Sign.CALLING, random.choice(TICKETS), 3),
            Took(press),
            Refuse(press, random.choice(tuple(Why))),
            Beep(random.randrange(256), random.randrange(65_536)),
        )
        return random.choice(commands)

    def _bytes(self) -> bytes:
        random = self.random
        data = self.host.take_bytes()
        if self.shared and random.random() < 0.3:
            data += POLL
        if random.random() < 0.1:
            data += self._out_of_place()
        if data and random.random() < 0.15:
            bent = bytearray(data)
            bent[random.randrange(len(bent))] = random.randrange(256)
            data = bytes(bent)
        if random.random() < 0.06:
            data += random.randbytes(random.randrange(1, 120))
        return data * 2 if random.random() < 0.08 else data

    def _out_of_place(self) -> bytes:
        """Whole frames that a host does not say: wrong, cut off, for others."""
        random = self.random
        session = self.pad.link._session or 0
        if random.random() < 0.3:
            session ^= 1 << random.randrange(16)
        sequence = (self.pad.link._heard_sequence + random.randrange(2)) % 256
        payload = bytearray(pack(self._command()))
        if random.random() < 0.7:
            payload[random.randrange(len(payload))] = random.randrange(256)
        if random.random() < 0.3:
            payload = payload[: random.randrange(len(payload))] + random.randbytes(3)
        address = random.choice((ADDRESS, ADDRESS, ADDRESS, 0, 4))
        kind = random.choice((Kind.DATA, Kind.DATA, Kind.ACK, Kind.OPEN, Kind.POLL))
        return encode(Frame(address, kind, session, sequence, bytes(payload)))

    def _take(self, data: bytes) -> None:
        if data:
            self.pad.receive(self.now_ms, data)
            self._note(f"take {self.now_ms} {data.hex()}")

    def _note(self, line: str) -> None:
        said = self.pad.take_bytes()
        if self.random.random() < 0.9:
            self.host.receive(self.now_ms, said)
        face, tones = self.pad.face, self.pad.told.tones[self._tones :]
        self._tones += len(tones)
        heard = "".join(f"!{tone.times},{tone.length_ms}!" for tone in tones)
        lamp = tuple(Lamp).index(face.lamp)
        self.lines.append(line)
        self.told.append(f"{said.hex()}{heard}|{face.letters}|{face.digits}|{face.waiting}|{lamp}")


def played(program: Path, lines: Iterable[str]) -> list[str]:
    """Let the firmware live a script; return what it said, tones after bytes."""
    done = subprocess.run(
        [*unshuffled(), program],
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        text=True,
        timeout=SCRIPT_WAIT_S,
        check=False,
        env={**os.environ, "ASAN_OPTIONS": "detect_leaks=0"},
    )
    assert done.returncode == 0, done.stderr
    return [_tones_last(line) for line in done.stdout.splitlines()]


def _tones_last(line: str) -> str:
    said, bar, rest = line.partition("|")
    tones = re.findall(r"!\d+,\d+!", said)
    return re.sub(r"!\d+,\d+!", "", said) + "".join(tones) + bar + rest


def compare(program: Path, seed: int) -> int:
    """Play one script on both; return the bytes the board took. AssertionError: they differ."""
    script = Script(seed)
    told = played(program, script.lines)
    for number, (line, ours, theirs) in enumerate(
        zip(script.lines, script.told, told, strict=True)
    ):
        assert ours == theirs, f"script {seed}, line {number}: {line}"
    return sum(len(line.split()[2]) // 2 for line in script.lines if line.startswith("take"))


if __name__ == "__main__":
    scripts = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    with tempfile.TemporaryDirectory() as folder:
        core = build_core(Path(folder))
        taken = sum(compare(core, seed) for seed in track(range(scripts), "the firmware's core"))
    print(f"firmware core: {scripts} scripts, {taken} bytes, as the twin each time")  # noqa: T201
