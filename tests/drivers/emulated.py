# SPDX-License-Identifier: Apache-2.0
"""A pad's real firmware on an emulated chip: keys by contact, display by segments."""

import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.drivers.board_script import build
from tests.processes import WAIT_S, wait_until

NEXT, RECALL = 3, 4
"""Contacts of the call pad's matrix: row 0, columns 3 and 4."""
SEGMENTS = dict(
    zip(
        bytes.fromhex("00 01 7E 30 6D 79 33 5B 5F 70 7F 7B 77 1F 4F 67 3E"), " -0123456789ABEPU",
        strict=True,
    )
)  # fmt: skip
BURNING = {(0, 0): "off", (1, 0): "red", (0, 1): "green", (1, 1): "amber"}


DARK = "shows 0000000000000000 0 0 0"


class Shown:
    """What was seen at one moment."""

    def __init__(self, line: str) -> None:
        self.at_s = time.perf_counter()
        _, cells, red, green, beeper = line.split()
        text = "".join(SEGMENTS.get(byte, "?") for byte in bytes.fromhex(cells))
        self.letters, self.digits, self.waiting = text[:2], text[2:6], text[6:]
        self.lamp = BURNING[int(red), int(green)]
        self.beeps = beeper == "1"


class EmulatedPad:
    """A chip that runs as long as the block lasts; `path` is its serial line."""

    def __init__(self, firmware: Path, address: int) -> None:
        """Take the folder of the built firmware's pad and the address in its EEPROM."""
        self._command = (str(firmware.parent / "emulator"), str(firmware), str(address))
        self.seen = [Shown(DARK)]
        self.path = ""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        wait_until(lambda: self.path, "the emulator's line")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(WAIT_S)
        finally:
            self._process.kill()
            self._reader.join(WAIT_S)
            self._process.stdout.close()

    @property
    def now(self) -> Shown:
        """What is seen now."""
        return self.seen[-1]

    @property
    def free(self) -> bool:
        """Whether the pad shows a free window."""
        return self.now.lamp == "green" and self.now.digits == "    "

    def press(self, contact: int, meanwhile: Callable[[], object] = lambda: None) -> None:
        """Hold a key until the pad sounds, as it does at every press, then let it go."""
        before = self._beeps()
        self.hold(contact)
        wait_until(lambda: (meanwhile(), self._beeps() > before)[1], "the sound of a key")
        self.release(contact)

    def hold(self, contact: int) -> None:
        """Let a finger close a contact."""
        self._say(f"down {contact}")

    def release(self, contact: int) -> None:
        """Let the finger go."""
        self._say(f"up {contact}")

    def press_until(
        self, contact: int, came: Callable[[], object], meanwhile: Callable[[], object]
    ) -> None:
        """Press, and again when it is refused, as a person does on a machine that stood still."""
        since = len(self.seen)
        self.press(contact, meanwhile)

        def settled() -> object:
            nonlocal since
            meanwhile()
            if self.free and self.was(lambda shown: shown.digits.startswith("E"), since):
                since = len(self.seen)
                self.press(contact, meanwhile)
            return came()

        wait_until(settled, "what a press brings")

    def was(self, wanted: Callable[[Shown], bool], since: int = 0) -> bool:
        """Whether something has been seen, from the place `since` in `seen` on."""
        return any(wanted(shown) for shown in self.seen[since:])

    def _beeps(self) -> int:
        return sum(shown.beeps for shown in tuple(self.seen))

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("line "):
                self.path = line.split()[1]
            elif line.startswith("shows "):
                self.seen.append(Shown(line))


def build_pads(out: Path) -> tuple[Path, Path]:
    """Build both pads and the emulator; return the pads' files."""
    build("emulator", out)
    return build("call-pad.elf", out), build("rating-pad.elf", out)
