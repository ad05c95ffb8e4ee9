# SPDX-License-Identifier: Apache-2.0
"""Which parts live: heard by their beats, whatever the broker says."""

from collections.abc import Iterator

from msgspec import Struct

from bus.messages import Beat, Presence
from config.schema import Hall

SILENT_MAX_MS = 2_500
"""A part silent for this long is lost: two beats missed and half a second of grace."""
PARTS_MAX = 4_000
"""Parts remembered; no hall has that many, and nobody may fill the memory with names."""


class PartNow(Struct, frozen=True):
    """One part as the manager sees it."""

    part: str
    kind: str
    expected: bool
    """Named in the hall's settings."""
    lost: bool
    silent_ms: int | None
    """Since its last beat; None: never heard."""
    version: str = ""
    uptime_ms: int = 0
    shown_latency_ms: int | None = None
    shown_p50_ms: int | None = None
    shown_p99_ms: int | None = None
    bad_inputs: int = 0
    faults: tuple[str, ...] = ()
    here_ms: int | None = None
    """How long it has been heard without a break; None: it is lost."""
    faults_ms: tuple[int, ...] = ()
    """How long it has said each of its faults."""


class _Heard(Struct):
    tick_ms: int
    beat: Beat
    since_ms: int
    """Heard without a break from this tick on."""
    faults_since_ms: dict[str, int]
    gone: bool = False


class Roll:
    """Every part of the hall and when it was last heard."""

    def __init__(self, hall: Hall) -> None:
        groups = (
            ("kiosk", hall.kiosks),
            ("caller", hall.displays),
            ("evaluator", hall.evaluators),
            ("bridge", hall.bridges),
        )
        self._expected = {part.id: kind for kind, parts in groups for part in parts}
        self._heard: dict[str, _Heard] = {}
        self._since_ms: int | None = None

    def begin(self, tick_ms: int) -> None:
        """Start waiting for the parts."""
        if self._since_ms is None:
            self._since_ms = tick_ms

    def hear(self, tick_ms: int, beat: Beat) -> None:
        """Take a beat."""
        before = self._heard.get(beat.part)
        if before is None and len(self._heard) >= PARTS_MAX:
            return
        since_ms, told = tick_ms, {}
        if before is not None and not self.lost(beat.part, tick_ms):
            since_ms, told = before.since_ms, before.faults_since_ms
        faults = {fault: told.get(fault, tick_ms) for fault in beat.faults}
        self._heard[beat.part] = _Heard(tick_ms, beat, since_ms, faults)

    def presence(self, presence: Presence) -> None:
        """Take the broker's word only that a part is gone: that it lives is told by its beats."""
        heard = self._heard.get(presence.part)
        if heard is not None:
            heard.gone = not presence.online

    def lost(self, part: str, tick_ms: int) -> bool:
        """Whether a part is gone or has been silent too long."""
        heard = self._heard.get(part)
        if heard is None:
            return self._since_ms is not None and tick_ms - self._since_ms >= SILENT_MAX_MS
        return heard.gone or tick_ms - heard.tick_ms >= SILENT_MAX_MS

    def silent_ms(self, part: str, tick_ms: int) -> int | None:
        """Time since a part was heard; None: never."""
        heard = self._heard.get(part)
        return tick_ms - heard.tick_ms if heard is not None else None

    def faults(self, part: str) -> tuple[str, ...]:
        """Return what a part said is wrong with it."""
        heard = self._heard.get(part)
        return heard.beat.faults if heard is not None else ()

    def troubled(self, tick_ms: int) -> list[str]:
        """Return the parts that are lost or not well, those of the settings first."""
        return [p for p in self._names() if self.lost(p, tick_ms) or self.faults(p)]

    def _names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self._expected, *sorted(self._heard))))

    def lost_count(self, tick_ms: int) -> int:
        """How many parts are lost."""
        return sum(self.lost(part, tick_ms) for part in self._names())

    def parts(self, tick_ms: int) -> Iterator[PartNow]:
        """Yield all parts, those of the settings first."""
        for part in self._names():
            heard = self._heard.get(part)
            beat = heard.beat if heard is not None else None
            lost = self.lost(part, tick_ms)
            yield PartNow(
                part=part,
                kind=beat.kind if beat else self._expected[part],
                expected=part in self._expected,
                lost=lost,
                silent_ms=self.silent_ms(part, tick_ms),
                version=beat.version if beat else "",
                uptime_ms=beat.uptime_ms if beat else 0,
                shown_latency_ms=beat.shown_latency_ms if beat else None,
                shown_p50_ms=beat.shown_p50_ms if beat else None,
                shown_p99_ms=beat.shown_p99_ms if beat else None,
                bad_inputs=beat.bad_inputs if beat else 0,
                faults=self.faults(part),
                here_ms=None if lost or heard is None else tick_ms - heard.since_ms,
                faults_ms=tuple(tick_ms - heard.faults_since_ms[f] for f in beat.faults)
                if heard and beat
                else (),
            )
