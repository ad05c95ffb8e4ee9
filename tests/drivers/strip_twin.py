# SPDX-License-Identifier: Apache-2.0
"""An LED controller: takes the texts of its areas, answers, and forgets what is not said again."""

from dataclasses import dataclass

from firmware_bridge.drivers import onbon
from firmware_bridge.drivers.hunting import Hunter
from firmware_bridge.drivers.onbon import Frame, decode, encode, measure

AREA_HEAD_BYTES = 27


@dataclass(frozen=True)
class Lit:
    """What stands in an area."""

    rows: tuple[str, ...]
    runs: bool
    until_ms: int


class StripTwin:
    """A strip of some size on the line; `on` is its power."""

    def __init__(self, address: int, width_px: int, height_px: int) -> None:
        self.on = True
        self.updates = 0
        self._address = address
        self._size = width_px, height_px
        self._areas: dict[int, Lit] = {}
        self._hunter = Hunter(measure, decode, 100)
        self._output = bytearray()
        self._now_ms = 0

    @property
    def rows(self) -> tuple[str, ...]:
        """What is to be read on it now."""
        lit = self._areas.get(0)
        return lit.rows if self.on and lit is not None else ()

    @property
    def runs(self) -> bool:
        """Whether the text moves."""
        return self._areas[0].runs

    def receive(self, now_ms: int, data: bytes) -> None:
        if not self.on:
            self._areas.clear()
            return
        for frame in self._hunter.read(now_ms, data):
            if frame.to == self._address and frame.data[:2] == onbon.UPDATE:
                self._answer(done=self._update(now_ms, frame.data))

    def wake(self, now_ms: int) -> None:
        self._now_ms = now_ms
        self._hunter.wake(now_ms)
        self._areas = {at: lit for at, lit in self._areas.items() if now_ms < lit.until_ms}

    def wake_at_ms(self) -> int | None:
        due = [lit.until_ms for lit in self._areas.values()]
        hunted = self._hunter.wake_at_ms()
        return min([*due, *([] if hunted is None else [hunted])], default=None)

    def take_bytes(self) -> bytes:
        data = bytes(self._output)
        self._output.clear()
        return data

    def _update(self, now_ms: int, data: bytes) -> bool:
        size = int.from_bytes(data[7:9], "little")
        area = data[9:]
        if data[2:7] != b"\x01\x00\x00\x00\x01" or size != len(area) or size < AREA_HEAD_BYTES:
            return False
        x, y_px, width, height_px = (
            int.from_bytes(area[at : at + 2], "little") for at in (1, 3, 5, 7)
        )
        if 8 * (x + width) > self._size[0] or y_px + height_px > self._size[1]:
            return False
        number, run, timeout_s = area[9], area[11], int.from_bytes(area[12:14], "little")
        text = area[AREA_HEAD_BYTES:]
        if int.from_bytes(area[23:27], "little") != len(text) or text[:6] != onbon.FONT or run != 2:
            return False
        rows = tuple(row.decode("gbk") for row in text[6:].split(onbon.NEW_LINE))
        assert area[17] == (1 if len(rows) == 1 else 2)
        self._areas[number] = Lit(rows, area[19] != onbon.STILL, now_ms + 1_000 * timeout_s)
        self.updates += 1
        return True

    def _answer(self, *, done: bool) -> None:
        data = onbon.DONE + bytes(3) if done else b"\xa0\x01\x07\x00\x00"
        sender = self._address.to_bytes(2, "little")
        self._output += encode(Frame(onbon.HOST_ADDRESS, data, sender))
