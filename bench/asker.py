# SPDX-License-Identifier: Apache-2.0
"""A part that sends commands and waits for their answers: a kiosk's or a clerk's hands."""

import threading
from collections.abc import Sequence
from queue import SimpleQueue
from typing import Any

from bench.place import Place
from bus.actor import Delivered, Linked, Send, Step
from bus.channels import Kind
from bus.messages import Action, Answer, Command, WindowAction

PATIENCE_S = 60
DESK = "desk"
"""A bridge without lines, through which clerks sit down."""


class Asker:
    """One part at work."""

    def __init__(self, place: Place, name: str, kind: Kind) -> None:
        """Join a hall; return once the broker has taken us."""
        self._answers: SimpleQueue[Answer] = SimpleQueue()
        self._up = threading.Event()
        self._runner = place.join(name, kind, self.step)
        if not self._up.wait(PATIENCE_S):
            raise TimeoutError(f"{name} finds no broker at {place.url}")

    def ask(self, command: Command) -> Answer:
        """Send a command; return its answer."""
        self._runner.post(command)
        return self._answers.get(timeout=PATIENCE_S)

    def step(self, _now: Any, inbox: Sequence[object]) -> Step:
        """Send what was posted, hand over what was answered; runs on the part's thread."""
        out = []
        for event in inbox:
            match event:
                case Command():
                    out.append(Send(event))
                case Linked(up=True):
                    self._up.set()
                case Delivered(message=Answer() as answer):
                    self._answers.put(answer)
        return Step(out=tuple(out))


def sign_in(place: Place) -> Asker:
    """Let a clerk sit down at each window; return the desk through which they press."""
    desk = Asker(place, DESK, Kind.BRIDGE)
    for window, clerk in zip(place.hall.windows, place.hall.clerks, strict=False):
        desk.ask(
            WindowAction(
                id=f"sit-{window.id}", window=window.id, action=Action.SIGN_IN, clerk=clerk.number
            )
        )
    return desk
