# SPDX-License-Identifier: Apache-2.0
"""A hall that starts again: displays are told first, and nothing of the rest is left out."""

from msgspec.structs import replace

from bus.actor import Linked
from bus.messages import (
    Action,
    Calls,
    HallBeat,
    Message,
    NowServing,
    PublicAddress,
    QueueLength,
    TicketRequest,
)
from hall.core.effects import Flush, Flushed, Reload, Taught
from hall.core.forecast import Forecast
from hall.core.statecopy import encode_state
from tests.rules.hall_shell import KIOSK, MINUTE, SECOND, HallShell, make_hall, policy


class Stepwise(HallShell):
    """Notes what was said before the hall asked for it to be let out."""

    before_flush: tuple[Message, ...] = ()

    def step(self, *events: object) -> list[Message]:
        heard: list[object] = list(events)
        said: list[Message] = []
        while True:
            step = self.actor.step(self.now(), heard)
            said += [send.message for send in step.out]
            if any(isinstance(effect, Flush) for effect in step.effects):
                self.before_flush = tuple(said)
            heard = [event for effect in step.effects for event in self._do(effect)]
            if not heard:
                self.sent += said
                return said


def kinds(said: tuple[Message, ...] | list[Message]) -> set[type]:
    return {type(message) for message in said}


def test_displays_are_told_before_the_queues_are_worked_out() -> None:
    shell = Stepwise()
    assert kinds(shell.before_flush) == {NowServing, Calls, PublicAddress, HallBeat}
    assert kinds(shell.sent) == {NowServing, Calls, PublicAddress, HallBeat, QueueLength}
    assert [e for e in shell.effects if isinstance(e, Flush)] == [Flush()]


def test_displays_are_told_once_the_broker_is_there() -> None:
    shell = Stepwise()
    shell.before_flush = ()
    shell.start(linked=False)
    assert not shell.before_flush
    shell.step(Linked(up=True))
    assert kinds(shell.before_flush) == {NowServing, Calls, PublicAddress, HallBeat}
    assert {m.service for m in shell.sent if isinstance(m, QueueLength)} == {
        service.id for service in shell.hall.services
    }


def test_a_broker_found_again_hears_the_beat_at_once() -> None:
    shell = HallShell()
    shell.step(Linked(up=False))
    said = shell.step(Linked(up=True))
    assert HallBeat in kinds(said)
    assert HallBeat not in kinds(shell.step())


def test_what_is_asked_before_displays_could_be_told_is_answered_and_checked() -> None:
    shell = HallShell(make_hall(policy=policy(call_guard_ms=0)))
    shell.open("w1")
    shell.take()
    shell.start(linked=False)
    shell.asked(TicketRequest(id="early", services=("permit",)), KIOSK.name)
    shell.step(Linked(up=True))
    shell.press("w1", Action.NEXT)
    shell.wait(2 * MINUTE)
    assert not shell.actor.watch.check.violations
    assert shell.actor.watch.book.figures().issued == 2


def test_a_hall_that_begins_with_a_copy_is_as_one_that_read_everything() -> None:
    hall = make_hall(policy=policy(call_guard_ms=0))
    shell = Stepwise(hall, forecaster=Forecast(hall))
    shell.open("w1")
    for _ in range(3):
        shell.take("permit", "card")
        shell.next("w1")
    copied = encode_state(shell.state)
    shell.take("card")
    shell.press("w1", Action.FINISH)
    shell.wait(2 * MINUTE)  # nobody rated
    starts = []
    for copy in (b"", copied):
        shell.copied = copy
        shell.forecaster = Forecast(hall)
        shell.start()
        shell.wait(2 * MINUTE)
        watch = shell.actor.watch
        waits = shell.actor.rules.forecaster
        assert isinstance(waits, Forecast)
        told = waits.wait(shell.state, "permit", "ordinary", shell.utc_ms)
        assert not watch.check.violations
        counts = {**watch.check._log.counts, "time-passed": 0}
        shown = [replace(m, seq=0) for m in shell.before_flush if isinstance(m, NowServing)]
        starts.append((counts, watch.book.figures(), told, shown))
    whole, quick = starts
    assert quick == whole
    assert shell.take().number == "A005"


def test_a_hall_that_reads_its_log_again_reads_all_of_it() -> None:
    shell = HallShell()
    shell.copied = encode_state(shell.state)
    shell.take()
    shell.start()
    assert Reload(first=True) in shell.effects
    shell.effects.clear()
    shell.disk_full = True
    shell.ask_ticket()
    shell.disk_full = False
    shell.wait(3 * SECOND)
    assert Reload() in shell.effects
    assert Reload(first=True) not in shell.effects
    shell.wait(2 * MINUTE)
    assert shell.actor.watch.book.figures().issued == 1
    assert not shell.actor.watch.check.violations


def test_a_mistake_in_the_log_is_seen_though_it_is_looked_at_late() -> None:
    shell = HallShell()
    shell.take()
    seq, step, at, day, fact = shell.log[-1]
    shell.log.append((seq + 1, step, at - SECOND, day, fact.replace(b"A001", b"A002")))
    shell.start()
    assert [broken.what for broken in shell.actor.watch.check.violations]


def test_displays_are_told_anew_when_the_disk_refused_in_between() -> None:
    shell = HallShell()
    shell.disk_full = True
    shell.start()
    shell.step(Flushed())
    shell.disk_full = False
    shell.wait(3 * SECOND)
    assert Flush() in shell.effects[-20:]
    assert not shell.actor.watch.check.violations


def test_a_forecaster_that_was_taught_takes_the_place_of_the_one_that_was_not() -> None:
    hall = make_hall(policy=policy(call_guard_ms=0))
    shell = HallShell(hall, forecaster=Forecast(hall))
    taught = Forecast(hall)
    shell.open("w1")
    for _ in range(6):
        shell.take("card")
        shell.next("w1")
        shell.jump(20 * MINUTE)
        shell.press("w1", Action.FINISH)
    for recorded in shell.recorded():
        taught.learn(recorded)
    fresh = HallShell(hall, forecaster=Forecast(hall))
    fresh.open("w1")
    fresh.take("card")
    before = fresh.take("card").wait_median_ms
    fresh.step(Taught(taught))
    after = fresh.take("card").wait_median_ms
    assert before is not None
    assert after is not None
    assert after > 2 * before
