# SPDX-License-Identifier: Apache-2.0
"""The papers a kiosk gives: the ticket, what to bring, and how far a case is."""

from typing import Protocol

from msgspec import Struct

from bus.receipt import grouped
from kiosk.core.lines import Box, Code, Line, Pair, Paper, Rule, Say, Size, Space

PAPERS_ON_TICKET_MAX = 6


class Speak(Protocol):
    """The kiosk's words in one language: `speak("key", number=3)` (look.words.Words)."""

    language: str
    right_to_left: bool

    def __call__(self, key: str, **values: str | float) -> str:
        """Return the text of a key with its values."""

    def __contains__(self, key: str) -> bool:
        """Whether there are words for a key."""


class Wait(Struct, frozen=True):
    """How long it will take, as an interval in minutes."""

    low_minutes: int
    high_minutes: int


class TicketFacts(Struct, frozen=True, kw_only=True):
    """What stands on a ticket; every text in the citizen's language."""

    hall: str
    number: str
    service: str
    ahead: int
    wait: Wait | None
    windows: tuple[str, ...]
    place: str
    papers: tuple[str, ...]
    url: str
    """Of the ticket's page, or empty: no QR code."""
    kiosk: str
    issued: str
    """Date and time in the hall's zone."""
    copy: bool = False
    own_series: bool = False
    """Whether the kiosk gave the number itself because the hall was lost."""


class GuideFacts(Struct, frozen=True, kw_only=True):
    """What stands on the paper one takes home to gather one's papers."""

    hall: str
    service: str
    papers: tuple[tuple[str, bool], ...]
    """Each with whether the citizen said it is at hand."""
    time: str
    fee: str
    place: str
    hours: str
    telephone: str
    url: str
    printed: str


class CaseFacts(Struct, frozen=True, kw_only=True):
    """What stands on the slip of a case; nothing about the person."""

    hall: str
    service: str
    code: str
    """As people read it."""
    facts: tuple[tuple[str, str], ...]
    what: str
    do: str
    delivery: str
    office: str
    telephone: str
    complaints: str
    url: str
    printed: str


def wait_text(wait: Wait, speak: Speak) -> str:
    """Return a wait as people say it: `8–15 minutes`, `about 5 minutes`, `under a minute`."""
    if wait.high_minutes <= 0:
        return speak("wait-none")
    if wait.low_minutes <= 0:
        return speak("wait-up-to", minutes=wait.high_minutes)
    if wait.low_minutes >= wait.high_minutes:
        return speak("wait-about", minutes=wait.high_minutes)
    return speak("wait-range", low=wait.low_minutes, high=wait.high_minutes)


def code_text(code: str, speak: Speak) -> str:
    """Return a code as people read it: its groups stay in order in a right-to-left line too."""
    said = grouped(code)
    return said.replace(" ", "\u00a0") if speak.right_to_left else said


def windows_text(windows: tuple[str, ...], speak: Speak) -> str:
    """Return window numbers as one text, or an empty one."""
    return speak("separator").join(windows)


def ticket_paper(facts: TicketFacts, speak: Speak) -> Paper:
    """Lay out a ticket: the number first, then when and where, then what to have ready."""
    lines: list[Line] = [Say(facts.hall, Size.LARGE, strong=True, centred=True)]
    if facts.copy:
        lines.append(Say(speak("paper-copy"), Size.SMALL, centred=True))
    lines += [
        Rule(),
        Say(speak("paper-your-number"), centred=True),
        Say(facts.number, Size.NUMBER, strong=True, centred=True),
        Say(facts.service, Size.LARGE, strong=True, centred=True),
        Rule(),
    ]
    lines += _ticket_facts(facts, speak)
    if facts.own_series:
        lines.append(Say(speak("paper-own-series"), strong=True))
    lines.append(Rule())
    if facts.papers:
        named = facts.papers[:PAPERS_ON_TICKET_MAX]
        lines.append(Say(speak("paper-have-ready", papers=speak("separator").join(named))))
    if facts.url:
        lines += [Space(), Code(facts.url), Say(speak("paper-scan"), Size.SMALL, centred=True)]
    if facts.papers or facts.url:
        lines.append(Rule())
    foot = speak("paper-foot", issued=facts.issued, kiosk=facts.kiosk)
    lines.append(Say(foot, Size.SMALL, centred=True))
    return Paper(tuple(lines), speak.language, speak.right_to_left)


def _ticket_facts(facts: TicketFacts, speak: Speak) -> list[Line]:
    lines: list[Line] = [] if facts.own_series else [_ahead(facts, speak)]
    if facts.wait is not None:
        lines.append(Pair(speak("paper-wait"), wait_text(facts.wait, speak)))
    if facts.windows:
        windows = speak("paper-windows-value", windows=windows_text(facts.windows, speak))
        lines.append(Pair(speak("paper-windows"), windows))
    if facts.place:
        lines.append(Pair(speak("paper-place"), facts.place))
    return lines


def _ahead(facts: TicketFacts, speak: Speak) -> Pair:
    return Pair(speak("paper-ahead"), speak("paper-ahead-value", count=facts.ahead))


def guide_paper(facts: GuideFacts, speak: Speak) -> Paper:
    """Lay out what to bring: a list to tick, then the facts one asks for at home."""
    lines: list[Line] = [
        Say(facts.hall, centred=True),
        Say(facts.service, Size.LARGE, strong=True, centred=True),
        Rule(),
        Say(speak("paper-bring"), strong=True),
    ]
    if facts.papers:
        lines += [Box(name, ticked) for name, ticked in facts.papers]
    else:
        lines.append(Say(speak("guide-no-papers")))
    lines.append(Rule())
    named = (
        ("guide-time", facts.time),
        ("guide-fee", facts.fee),
        ("guide-where", facts.place),
        ("guide-hours", facts.hours),
        ("guide-telephone", facts.telephone),
    )
    lines += [Pair(speak(key), value) for key, value in named if value]
    if facts.url:
        lines += [Rule(), Code(facts.url), Say(speak("paper-scan-guide"), Size.SMALL, centred=True)]
    lines += [Rule(), Say(facts.printed, Size.SMALL, centred=True)]
    return Paper(tuple(lines), speak.language, speak.right_to_left)


def case_paper(facts: CaseFacts, speak: Speak) -> Paper:
    """Lay out the slip of a case: its code, its dates, how it stands and what to do."""
    lines: list[Line] = [
        Say(facts.hall, centred=True),
        Say(speak("paper-case"), Size.LARGE, strong=True, centred=True),
        Rule(),
        Say(facts.service, strong=True, centred=True),
        Say(facts.code, Size.LARGE, strong=True, centred=True),
        Rule(),
    ]
    named = (
        (speak("paper-case-office"), facts.office),
        *facts.facts,
        (speak("guide-telephone"), facts.telephone),
        (speak("paper-case-complaints"), facts.complaints),
    )
    lines += [Pair(name, value) for name, value in named if value]
    lines += [Rule(), Say(facts.what, strong=True), Say(facts.do)]
    if facts.delivery:
        lines.append(Say(speak("paper-collect", how=facts.delivery)))
    if facts.url:
        lines += [Space(), Code(facts.url), Say(speak("paper-scan-case"), Size.SMALL, centred=True)]
    lines += [Rule(), Say(facts.printed, Size.SMALL, centred=True)]
    return Paper(tuple(lines), speak.language, speak.right_to_left)
