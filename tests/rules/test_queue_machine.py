# SPDX-License-Identifier: Apache-2.0
"""Whatever people press, in whatever order: what must always be true stays true."""

from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bus.messages import Action, Calls, NowServing, QueueLength, Rated, Refused, TicketCancel
from config.schema import PriorityClass
from hall.core.counts import count_day
from hall.core.fold import replay
from hall.core.life import Life
from hall.core.selfcheck import lines_faults, ticket_faults, window_faults
from hall.core.state import HallState
from hall.core.statecopy import decode_state, encode_state, restored
from tests.rules.hall_shell import KIOSK, MINUTE, RATER, SECOND, HallShell, make_hall, policy, text

DAY = 24 * 60 * MINUTE
CLASSES = (
    PriorityClass(id="ordinary", name=text("o")),
    PriorityClass(id="elderly", name=text("e"), rate=3.0, head_start_minutes=30, letter="V"),
)
BYPASS_MAX = 2
WINDOWS = st.sampled_from(("w1", "w2", "w3"))
SERVICES = st.sampled_from(("permit", "card", "licence", "invoice"))
KEYS = tuple(key for key in Action if key not in {Action.NEXT, Action.SIGN_OUT})
USUAL = (Action.ARRIVE, Action.FINISH, Action.FINISH, Action.UNDO, Action.PASS_OVER)
APART = {"changes", "lines", "images", "staffing"}
"""Of a state: compared on their own, or a mark of what was asked, which no log tells."""
PICKS: dict[str, Any] = {"other": WINDOWS, "service": SERVICES, "pick": st.integers(0, 30)}


def dump(state: HallState) -> dict[str, Any]:
    """Everything a state holds, to compare two of them."""
    held = {k: v for k, v in vars(state).items() if k not in APART}
    lines = {k: v for k, v in vars(state.lines).items() if k != "lines"}
    each = {name: vars(line) for name, line in state.lines.lines.items()}
    images = {
        window: (i.step, i.at, i.window, i.tickets, i.overtook)
        for window, i in state.images.items()
    }
    return {"state": held, "lines": lines, "each": each, "images": images}


class QueueMachine(RuleBasedStateMachine):
    """A small hall under any keys."""

    @initialize()
    def begin(self) -> None:
        rules = policy(
            classes=CLASSES, bypass_max=BYPASS_MAX, wait_limit_minutes=60, undo_seconds=120
        )
        self.shell = HallShell(make_hall(policy=rules))
        self.seqs: dict[tuple[str, str], int] = {}
        self.heard = 0
        self.copied = encode_state(self.shell.state)

    @rule()
    def copy_the_state(self) -> None:
        self.copied = encode_state(self.shell.state)

    @rule(service=SERVICES, more=st.booleans(), elderly=st.booleans(), person=st.booleans())
    def take(self, service: str, *, more: bool, elderly: bool, person: bool) -> None:
        services = (service, "card") if more else (service,)
        self.shell.ask_ticket(
            *services,
            priority="elderly" if elderly else "ordinary",
            person="somebody" if person else "",
        )

    @rule(window=WINDOWS, clerk=st.sampled_from(("c1", "c2", "c3", "c4")))
    def sign_in(self, window: str, clerk: str) -> None:
        self.shell.ask(window, Action.SIGN_IN, clerk=clerk)

    @rule(window=WINDOWS, then=st.sampled_from((*KEYS, *USUAL)), **PICKS)
    def serve(self, window: str, then: Action, other: str, service: str, pick: int) -> None:
        if not self.shell.state.window(window).open:
            self.shell.ask(window, Action.SIGN_IN, clerk=f"c{window[1:]}")
        if self.shell.state.at_window(window) is None:
            self.next(window)
        self.press(window, then, other, service, pick)

    @rule(window=WINDOWS)
    def next(self, window: str) -> None:
        self.shell.wait(SECOND)
        self.shell.ask(window, Action.NEXT)

    @rule(window=WINDOWS, key=st.sampled_from(KEYS), **PICKS)
    def press(self, window: str, key: Action, other: str, service: str, pick: int) -> None:
        tickets = list(self.shell.state.tickets)
        fields: dict[str, Any] = {}
        here = key is Action.CANCEL and pick % 2
        if key in {Action.CALL, Action.CANCEL, Action.CALL_BACK} and tickets and not here:
            fields = {"ticket": tickets[pick % len(tickets)]}
        if key is Action.TRANSFER:
            fields = {"to_window": other} if pick % 2 else {"to_service": service}
        if key is Action.TAKE and pick % 2:
            fields = {"services": ("permit",)}
        self.shell.ask(window, key, reason="because", **fields)

    @rule(window=WINDOWS, level=st.integers(1, 5))
    def rate(self, window: str, level: int) -> None:
        visit = self.shell.state.window(window).visit
        if visit:
            self.shell.send(
                RATER, Rated(id=self.shell.new_id(), visit=visit, window=window, level=level)
            )

    @precondition(lambda self: self.shell.state.tickets)
    @rule(pick=st.integers(0, 30))
    def cancel(self, pick: int) -> None:
        tickets = list(self.shell.state.tickets)
        name = tickets[pick % len(tickets)]
        self.shell.send(KIOSK, TicketCancel(id=self.shell.new_id(), ticket=name))

    @rule(ms=st.sampled_from((SECOND, 30 * SECOND, 5 * MINUTE)))
    def wait(self, ms: int) -> None:
        self.shell.wait(min(ms, 5 * SECOND))
        self.shell.jump(ms)

    @rule(what=st.integers(0, 11), window=WINDOWS)
    def mishap(self, what: int, window: str) -> None:
        match what:
            case 0:
                self.shell.utc_ms += DAY
            case 1:
                self.shell.utc_ms -= MINUTE
            case 2:
                self.shell.utc_ms += 61 * MINUTE
            case 3:
                self.shell.ask(window, Action.SIGN_OUT)
            case 4 | 5 | 6:
                self.shell.start()
            case 7 | 8:
                self.fill_the_disk()
        self.shell.wait(SECOND)

    def fill_the_disk(self) -> None:
        self.shell.disk_full = True
        answer = self.shell.ask_ticket("permit")
        assert isinstance(answer, Refused)
        self.shell.disk_full = False
        self.shell.wait(2 * SECOND)

    @invariant()
    def everything_is_in_one_place(self) -> None:
        state = self.shell.state
        faults = [f for name in state.tickets for f in ticket_faults(state, name)]
        faults += [f for name in state.windows for f in window_faults(state, name)]
        assert [*faults, *lines_faults(state)] == []
        assert [v.what for v in self.shell.actor.watch.check.violations] == []

    @invariant()
    def the_log_says_the_same(self) -> None:
        assert dump(replay(self.shell.hall.window_by_id, self.shell.recorded())) == dump(
            self.shell.state
        )
        log = self.shell.loaded().facts
        assert dump(replay(self.shell.hall.window_by_id, log)) == dump(self.shell.state)
        copy = decode_state(self.copied)
        if copy.opened_seq == self.shell.state.opened_seq:
            later = [each for each in log if each.seq > copy.seq]
            again = restored(self.shell.hall.window_by_id, copy, later)
            assert encode_state(again) == encode_state(self.shell.state)

    @invariant()
    def figures_follow_the_facts(self) -> None:
        watch, state = self.shell.actor.watch, self.shell.state
        watch.book.refresh(state)
        assert list(watch.check._log.count_faults(watch.book)) == []
        assert count_day(state, watch.rules.opening.zone).figures() == watch.book.figures()

    @invariant()
    def retained_states_grow(self) -> None:
        for message in self.shell.sent[self.heard :]:
            match message:
                case NowServing():
                    key = ("window", message.window)
                case QueueLength():
                    key = ("queue", message.service)
                case Calls():
                    key = ("calls", "")
                case _:
                    continue
            assert message.seq >= self.seqs.get(key, 0)
            self.seqs[key] = message.seq
        self.heard = len(self.shell.sent)

    @invariant()
    def nobody_waits_where_nobody_can_ever_call(self) -> None:
        for ticket in self.shell.state.tickets.values():
            if ticket.life is Life.WAITING and ticket.reserved:
                assert self.shell.state.window(ticket.window).open


TestQueueMachine = QueueMachine.TestCase
TestQueueMachine.settings = settings(
    max_examples=40,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("seed", range(6))
def test_a_long_random_day_keeps_every_rule(seed: int) -> None:
    random = Random(seed)
    machine = QueueMachine()
    machine.begin()
    for turn in range(250):
        _turn(machine, random)
        if turn % 10 == 9:
            machine.everything_is_in_one_place()
            machine.figures_follow_the_facts()
            machine.retained_states_grow()
            machine.nobody_waits_where_nobody_can_ever_call()
        if turn % 50 == 49:
            machine.the_log_says_the_same()


def _turn(machine: QueueMachine, random: Random) -> None:
    window, other = random.choices(("w1", "w2", "w3"), k=2)
    service = random.choice(("permit", "card", "licence", "invoice"))
    pick = random.randrange(31)
    match random.choice(("take", "serve", "serve", "press", "rate", "cancel", "wait", "odd")):
        case "take":
            machine.take(service, more=pick < 8, elderly=pick % 3 == 0, person=pick == 30)
        case "serve":
            then = random.choice((*KEYS, *USUAL, Action.TRANSFER, Action.HOLD))
            machine.serve(window, then, other, service, pick)
        case "press":
            machine.press(window, random.choice(KEYS), other, service, pick)
        case "rate":
            machine.rate(window, 1 + pick % 5)
        case "cancel" if machine.shell.state.tickets and pick % 3 == 0:
            machine.cancel(pick)
        case "wait":
            machine.wait(random.choice((SECOND, 30 * SECOND)))
        case "odd" if pick % 4 == 0:
            machine.mishap(random.randrange(12), window)
