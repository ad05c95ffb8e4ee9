# SPDX-License-Identifier: Apache-2.0
"""Who is next, worked out the slow way: every waiting ticket is looked at."""

from config.policy import Policy
from hall.core.life import Place
from hall.core.policy import Choice, Chooser
from hall.core.queue import Lines


class SlowChooser(Chooser):
    """Chooses as the rules do, and asks itself whether a look at everybody says the same."""

    def __init__(self, policy: Policy) -> None:
        super().__init__(policy)
        self._policy = policy

    def choose(self, lines: Lines, window: str, at_ms: int) -> Choice | None:
        choice = super().choose(lines, window, at_ms)
        wanted = self._slowly(lines, window, at_ms)
        found = choice.ticket if choice else None
        assert found == wanted, f"window {window} called {found}, the policy says {wanted}"
        return choice

    def _slowly(self, lines: Lines, window: str, at_ms: int) -> str | None:
        classes = {class_.id: class_ for class_ in self._policy.classes}
        claims: list[tuple[float, Place]] = []
        limited: list[Place] = []
        late: list[Place] = []
        for position, name in enumerate(lines.lines_of.get(window, ())):
            line = lines.lines.get(name)
            weight = self._policy.service_weights.get(name, 1.0)
            weight *= self._policy.order_weight ** max(0, position - 1)
            for class_, places in line.classes.items() if line else ():
                for place in places:
                    kind = classes[class_]
                    waited = (at_ms - place[0]) / 60_000
                    claims.append((kind.rate * (waited + kind.head_start_minutes) * weight, place))
                    passed = sum(other > place for other in line.passed) if line else 0
                    if passed >= self._policy.bypass_max:
                        limited.append(place)
                    if waited >= self._policy.wait_limit_minutes:
                        late.append(place)
        if not claims:
            return None
        best = min(claims, key=lambda claim: (-claim[0], claim[1]))[1]
        if late and min(late) < best:
            best = min(late)
        elif limited and min(limited) < best:
            best = min(limited)
        return lines.ticket_at[best]
