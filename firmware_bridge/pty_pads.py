# SPDX-License-Identifier: Apache-2.0
"""Call pads without hardware: twins on a pseudo terminal, for demo, bench and tests."""

import os
import select
import threading
import tty
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Self

from bus.run import now
from firmware_bridge.core.commands import Key
from firmware_bridge.core.pad import Face
from firmware_bridge.core.twin import PadTwin, Told

BOOT_NONCE_STEP = 1 << 16


class PtyPads:
    """A serial line at `path` with a pad at each address; use it in a `with`."""

    def __init__(self, addresses: Iterable[int], nonce: int) -> None:
        """Take the pads' addresses and a number that no earlier pads had."""
        self._nonce = nonce
        self._line, device = os.openpty()
        tty.setraw(device)
        self.path = os.ttyname(device)
        os.set_blocking(self._line, False)
        # Kept open: the line lives on while no bridge is there.
        self._device = device
        self._ear, self._bell = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._changed = threading.Condition()
        self._pads = {address: self._boot(address) for address in addresses}
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="pty-pads", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopping = True
        os.write(self._bell, b"!")
        self._thread.join()
        for fd in (self._line, self._device, self._ear, self._bell):
            os.close(fd)

    def press(self, address: int, key: Key, *digits: int) -> int:
        """Type digits, press a key; return the number of the press."""
        with self._changed:
            tick_ms = now().tick_ms
            for digit in digits:
                self._pads[address].digit(tick_ms, digit)
            press = self._pads[address].press(tick_ms, key)
            self._write()
        os.write(self._bell, b"!")
        return press

    def reboot(self, address: int) -> None:
        """Cut the pad's power for a moment: it forgets everything."""
        with self._changed:
            self._nonce += BOOT_NONCE_STEP
            self._pads[address] = self._boot(address)
        os.write(self._bell, b"!")

    def noise(self, data: bytes) -> None:
        """Put bytes on the line that no pad has said."""
        with self._changed:
            os.write(self._line, data)

    def face(self, address: int) -> Face:
        """What a person sees on a pad now."""
        with self._changed:
            return self._pads[address].face

    def told(self, address: int) -> Told:
        """What a pad has told its clerk so far."""
        with self._changed:
            return self._pads[address].told

    def wait(self, address: int, wanted: Callable[[PadTwin], bool], timeout_s: float) -> bool:
        """Wait until a pad is as wanted; False when it was not in time."""
        with self._changed:
            return self._changed.wait_for(lambda: wanted(self._pads[address]), timeout_s)

    def _boot(self, address: int) -> PadTwin:
        return PadTwin(address, self._nonce)

    def _run(self) -> None:
        while not self._stopping:
            select.select([self._line, self._ear], [], [], self._timeout_s())
            with self._changed:
                self._turn()
                self._changed.notify_all()

    def _timeout_s(self) -> float | None:
        with self._changed:
            due = [at for pad in self._pads.values() if (at := pad.wake_at_ms()) is not None]
        return max(0, min(due) - now().tick_ms) / 1000 if due else None

    def _turn(self) -> None:
        _read(self._ear)
        data = _read(self._line)
        tick_ms = now().tick_ms
        for pad in self._pads.values():
            pad.receive(tick_ms, data)
            pad.wake(tick_ms)
        self._write()

    def _write(self) -> None:
        data = b"".join(pad.take_bytes() for pad in self._pads.values())
        try:
            if data:
                os.write(self._line, data)
        except BlockingIOError:
            return  # nobody reads: the line is full, as a wire that ends nowhere loses bytes


def _read(fd: int) -> bytes:
    try:
        return os.read(fd, 65_536)
    except BlockingIOError:
        return b""
