# SPDX-License-Identifier: Apache-2.0
"""How late a pad shows its window: measured by the pad, told in its beat."""

from bus.messages import Beat
from evaluator.core.pad import Drawn
from tests.rules.test_evaluator_pad import Pad


def test_the_beat_tells_how_long_a_windows_state_took_to_the_glass() -> None:
    pad = Pad()
    pad.wait(10_000)
    pad.end()
    pad.tick_ms += 40
    pad.give(Drawn(pad.view.since_at))
    pad.wait(30_000)
    pad.give(Drawn(pad.view.since_at))
    pad.wait(1_500)
    beat = pad.sent(Beat)[-1]
    assert (beat.shown_latency_ms, beat.shown_p50_ms, beat.shown_p99_ms) == (40, 40, 40)


def test_a_state_from_before_the_pad_heard_the_hall_says_nothing_about_latency() -> None:
    pad = Pad()
    pad.wait(60_000, beating=False)
    pad.end()
    made_at = pad.view.since_at
    pad.wait(5_000, beating=False)
    pad.beat()
    pad.give(Drawn(made_at))
    pad.wait(1_500)
    assert pad.sent(Beat)[-1].shown_latency_ms is None
