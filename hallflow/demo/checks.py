# SPDX-License-Identifier: Apache-2.0
"""What must hold when the demo is over: what people saw, what is on paper, what is in the log."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from config.schema import Hall
from hall.core import facts
from hall.core.counts import Figures
from hall.core.facts import Recorded
from hall.core.fold import replay
from hall.core.life import Life
from hallflow.demo.parts import Heard
from hallflow.problem import Problem

AT_WINDOW = "at window"
GONE = "gone"
WAITING = "waiting"

Sight = tuple[str, str]
"""What is seen of a window: its sign (empty where none is shown) and its number."""


class Evidence(Struct, frozen=True, kw_only=True):
    """All that the demo gathered. Figures are the hall's own, of before and after."""

    hall: Hall
    kiosks: tuple[str, ...]
    """Kiosks whose citizens the demo played itself."""
    given: tuple[Heard, ...]
    papers: Mapping[str, Sequence[str]]
    """Numbers printed, by kiosk, a paper each."""
    called: frozenset[str]
    visits: frozenset[str]
    ratings: int
    truth: Mapping[str, Sight]
    """What the log says of each window at the end."""
    displays: Mapping[str, Mapping[str, Sight]]
    """What each display showed of each of its windows at the end."""
    log: tuple[Recorded, ...]
    """The facts of the demo, in order."""
    day: tuple[Recorded, ...]
    """All facts since the day was opened, the demo's among them."""
    before: Figures
    after: Figures
    report: Mapping[str, int]
    """The day's totals as the report prints them; empty when it printed none."""
    hands: frozenset[str] = frozenset()
    """Parts in windows, used by whoever watches."""
    notes: tuple[Problem, ...] = ()
    """What went wrong on the way."""


class Summary(Struct, frozen=True):
    """The demo in figures, from the log."""

    issued: int
    called: int
    served: int
    rated: int
    printed: int
    problems: tuple[Problem, ...]

    def line(self) -> str:
        """Return the last line of the demo."""
        return (
            f"issued={self.issued} called={self.called} served={self.served} "
            f"rated={self.rated} printed={self.printed} problems={len(self.problems)}"
        )


def summary(found: Evidence) -> Summary:
    """Count the log and check everything."""
    counts = Counter(type(recorded.fact) for recorded in found.log)
    printed = sum(
        isinstance(recorded.fact, facts.PaperKnown) and recorded.fact.printed
        for recorded in found.log
    )
    called = {r.fact.ticket for r in found.log if isinstance(r.fact, facts.Called)}
    return Summary(
        issued=counts[facts.Issued],
        called=len(called),
        served=counts[facts.Finished],
        rated=counts[facts.Rated],
        printed=printed,
        problems=(*found.notes, *problems(found)),
    )


def problems(found: Evidence) -> Iterator[Problem]:
    """Yield everything that is not as it must be."""
    yield from _numbers(found)
    yield from _kiosks(found)
    yield from _papers(found)
    yield from _lives(found)
    yield from _nobody_lost(found)
    yield from _displays(found)
    yield from _seen(found)
    yield from _figures(found)
    yield from _report(found)


def _issued(found: Evidence) -> list[tuple[str, facts.Issued]]:
    return [(r.day, r.fact) for r in found.day if isinstance(r.fact, facts.Issued)]


def _numbers(found: Evidence) -> Iterator[Problem]:
    """Each number is given once a day."""
    times = Counter((day, fact.number) for day, fact in _issued(found))
    for (_day, number), count in times.items():
        if count > 1:
            yield Problem("found-number-twice", number=number, count=count)
    for ticket, count in Counter(fact.ticket for _, fact in _issued(found)).items():
        if count > 1:
            yield Problem("found-ticket-twice", ticket=ticket, count=count)


def _kiosks(found: Evidence) -> Iterator[Problem]:
    """What kiosks were given is what the log has issued to them."""
    heard = Counter((h.kiosk, h.ticket, h.number) for h in found.given if not h.again)
    kept = Counter(
        (r.fact.part, r.fact.ticket, r.fact.number)
        for r in found.log
        if isinstance(r.fact, facts.Issued) and r.fact.part in found.kiosks
    )
    for kiosk, _ticket, number in (heard - kept).elements():
        yield Problem("found-not-in-log", kiosk=kiosk, number=number)
    for kiosk, _ticket, number in (kept - heard).elements():
        yield Problem("found-not-at-kiosk", kiosk=kiosk, number=number)


def _papers(found: Evidence) -> Iterator[Problem]:
    """Each ticket is on paper once, and the hall knows it; one that was given back is on none."""
    gone = {r.fact.ticket for r in found.log if isinstance(r.fact, facts.Cancelled)}
    said = {r.fact.ticket for r in found.log if isinstance(r.fact, facts.PaperKnown)}
    for kiosk in found.kiosks:
        printed = Counter(found.papers.get(kiosk, ()))
        wanted = Counter(h.number for h in found.given if h.kiosk == kiosk and h.ticket not in gone)
        for number in sorted(printed.keys() | wanted.keys()):
            if printed[number] != wanted[number]:
                yield Problem("found-papers", kiosk=kiosk, number=number, count=printed[number])
    for heard in found.given:
        if heard.ticket not in said | gone:
            yield Problem("found-paper-unknown", kiosk=heard.kiosk, number=heard.number)


def _lives(found: Evidence) -> Iterator[Problem]:
    """Nobody is at two windows, and nobody is called who has gone."""
    where: dict[str, str] = {}
    names: dict[str, str] = {}
    for recorded in found.day:
        match recorded.fact:
            case facts.DayOpened(tickets=tickets):
                where = {ticket.id: WAITING for ticket in tickets}
                names = {ticket.id: ticket.number for ticket in tickets}
            case facts.Issued(ticket=ticket, number=number):
                where[ticket], names[ticket] = WAITING, number
            case facts.Called(ticket=ticket, window=window):
                if where.get(ticket) == GONE:
                    yield Problem("found-called-after", number=names[ticket], window=window)
                elif where.get(ticket) != WAITING:
                    number = names.get(ticket, ticket)
                    yield Problem("found-two-windows", number=number, window=window)
                where[ticket] = AT_WINDOW
            case (
                facts.PassedOver(ticket=ticket)
                | facts.Finished(ticket=ticket)
                | facts.Cancelled(ticket=ticket)
            ):
                where[ticket] = GONE
            case facts.Requeued(ticket=ticket):
                where[ticket] = WAITING
            case facts.Undone() | facts.Transferred() | facts.Held():
                return  # the demo's clerks do none of this; a hall in use is checked elsewhere
            case _:
                continue


def _nobody_lost(found: Evidence) -> Iterator[Problem]:
    """Each ticket waits, is at a window, or has an end."""
    state = replay(found.hall.window_by_id, found.day)
    queued = {
        ticket for service in found.hall.service_by_id for ticket in state.lines.tickets(service)
    }
    for _day, fact in _issued(found):
        ticket = state.tickets.get(fact.ticket)
        if ticket is None or (ticket.life is Life.WAITING and ticket.id not in queued):
            yield Problem("found-lost", number=fact.number)


def _displays(found: Evidence) -> Iterator[Problem]:
    """Each display shows what the log says."""
    for display, windows in found.displays.items():
        for window, (sign, number) in windows.items():
            true_sign, true_number = found.truth[window]
            if sign not in ("", true_sign) or number != true_number:
                yield Problem(
                    "found-display",
                    display=display,
                    window=window,
                    shown=f"{sign} {number}".strip(),
                    true=f"{true_sign} {true_number}".strip(),
                )


def _seen(found: Evidence) -> Iterator[Problem]:
    """What was seen at the windows is what the log has."""
    called = {r.fact.ticket for r in found.log if isinstance(r.fact, facts.Called)}
    visits = {r.fact.visit for r in found.log if isinstance(r.fact, facts.Finished)}
    ratings = [r.fact for r in found.log if isinstance(r.fact, facts.Rated)]
    rated = sum(rating.part not in found.hands for rating in ratings)
    pairs = (
        ("called", len(called), len(found.called & called), len(found.called - called)),
        ("served", len(visits), len(found.visits & visits), len(found.visits - visits)),
        ("rated", rated, min(rated, found.ratings), max(0, found.ratings - rated)),
    )
    for what, kept, seen, more in pairs:
        if seen != kept or more:
            yield Problem("found-unseen", what=what, kept=kept, seen=seen + more)


def _figures(found: Evidence) -> Iterator[Problem]:
    """The hall's figures are those of the log."""
    counts = Counter(type(recorded.fact) for recorded in found.log)
    calls = counts[facts.Called] + counts[facts.CalledBack]
    printed = {
        r.fact.ticket for r in found.log if isinstance(r.fact, facts.PaperKnown) and r.fact.printed
    }
    wanted = {
        "issued": counts[facts.Issued],
        "calls": calls,
        "served": counts[facts.Finished],
        "rated": counts[facts.Rated],
        "printed": len(printed),
    }
    for name, count in wanted.items():
        told = getattr(found.after, name) - getattr(found.before, name)
        if told != count:
            yield Problem("found-figures", what=name, told=told, kept=count)


def _report(found: Evidence) -> Iterator[Problem]:
    """The printed report is the day's log."""
    counts = Counter(type(recorded.fact) for recorded in found.day)
    wanted = {
        "issued": counts[facts.Issued],
        "served": counts[facts.Finished],
        "rated": counts[facts.Rated],
    }
    for name, count in wanted.items():
        told = found.report.get(name, 0)
        if told != count:
            yield Problem("found-report", what=name, told=told, kept=count)
