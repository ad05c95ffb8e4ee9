# SPDX-License-Identifier: Apache-2.0
"""What stands at the kiosk besides its screen: a card reader, a scanner, and codes to look up."""

from datetime import datetime

from bus.actor import Now
from bus.hall_time import LOST_AFTER_MS
from bus.messages import (
    Answer,
    BookingFound,
    CaseFound,
    CaseStep,
    LookUp,
    ReadersThere,
    Refused,
    Standing,
)
from bus.receipt import code_in, is_receipt, looks_like_receipt
from kiosk.core import view
from kiosk.core.catalogue import Catalogue
from kiosk.core.flow import Touch, Touched
from kiosk.core.paper import Speak, code_text, windows_text
from kiosk.core.request import Ids, Pending
from kiosk.core.slips import case_facts
from kiosk.core.times import clock, date_text, local, until_text
from kiosk.core.visit import Visit

MISTYPED = "mistyped"
LOST = "lost"


class Readers:
    """Which readers the kiosk's bridge says are there; a bridge that is silent has none."""

    def __init__(self) -> None:
        self._heard_tick_ms = 0
        self._there = ReadersThere(to="kiosk", card=False, code=False)

    def hear(self, now: Now, there: ReadersThere) -> None:
        """Take what the bridge says each second."""
        self._heard_tick_ms, self._there = now.tick_ms, there

    def there(self, now: Now) -> tuple[bool, bool]:
        """Return whether a card reader and a scanner are there."""
        fresh = now.tick_ms - self._heard_tick_ms < LOST_AFTER_MS
        return fresh and self._there.card, fresh and self._there.code


def reader_hint(there: tuple[bool, bool], speak: Speak) -> str:
    """Return what can be laid or held where; empty when there is no reader."""
    card, code = there
    if card and code:
        return speak("hint-card-code")
    return speak("hint-card") if card else speak("hint-code") if code else ""


def person_text(visit: Visit, speak: Speak) -> str:
    """Return that a card was read: never more of the person than one character."""
    if not visit.person:
        return ""
    return speak("person-initial", initial=visit.initial) if visit.initial else speak("person")


class Inquiry:
    """One question to the hall at a time: what is behind this code?"""

    def __init__(self, ids: Ids, pending: Pending) -> None:
        self._ids = ids
        self._pending = pending
        self._question: LookUp | None = None
        self.typed = ""
        self.wrong = ""
        """Why there is nothing to show: a refusal of the hall, `MISTYPED`, `LOST`, or empty."""
        self._until_at: int | None = None
        self.found: BookingFound | CaseFound | None = None

    @property
    def looking(self) -> bool:
        """Whether the hall is being asked."""
        return self._question is not None

    def forget(self) -> None:
        """Begin anew: nothing is typed, nobody waits for an answer."""
        if self._question is not None:
            self._pending.drop(self._question.id)
        self._question, self.found = None, None
        self.typed = self.wrong = ""

    def touch(self, touched: Touched, *, hall_here: bool) -> None:
        """Follow a touch on the keys."""
        match touched.touch:
            case Touch.KEYS:
                self.type(touched.value)
            case Touch.LOOK_UP:
                self.ask(hall_here=hall_here)
            case _:
                self.forget()

    def type(self, text: str) -> None:
        """Take what is typed so far; a question under way is given up."""
        code = code_in(text)
        self.forget()
        self.typed = code

    def ask(self, *, hall_here: bool) -> None:
        """Ask the hall for what is typed, unless that is a slip of the finger or it is lost."""
        code = self.typed
        self.type(code)
        if not code or (looks_like_receipt(code) and not is_receipt(code)):
            self.wrong = MISTYPED
        elif not hall_here:
            self.wrong = LOST
        else:
            self._question = LookUp(id=self._ids.next(), code=code)
            self._pending.add(self._question)

    def hear(self, said: Answer) -> bool:
        """Take the hall's answer; return whether it was to our question."""
        answer, question = said.answer, self._question
        if question is None or answer.command != question.id:
            return False
        self._pending.drop(question.id)
        self._question = None
        if isinstance(answer, BookingFound | CaseFound):
            self.found = answer
        elif isinstance(answer, Refused):
            self.wrong, self._until_at = answer.refusal, answer.until_at
        return True

    def hall_lost(self) -> None:
        """The hall is gone: nobody answers."""
        if self._question is not None:
            self._pending.drop(self._question.id)
            self._question, self.wrong = None, LOST

    @property
    def case(self) -> CaseFound | None:
        """The case found."""
        return self.found if isinstance(self.found, CaseFound) else None

    @property
    def booking(self) -> BookingFound | None:
        """The appointment found, if it can be kept now."""
        found = self.found
        ready = isinstance(found, BookingFound) and found.standing is Standing.READY
        return found if ready and isinstance(found, BookingFound) else None

    # --- showing ----------------------------------------------------------------------------

    def asking(self, speak: Speak, moment: datetime, *, scanner: bool) -> view.Code:
        """Return the keys, what was typed with them and what came of it."""
        said = ""
        if self.wrong:
            key = f"code-{self.wrong}"
            said = speak(key if key in speak else "code-wrong")
        if self.wrong and self._until_at is not None:
            at = local(self._until_at, moment.tzinfo)
            said = speak("code-again-at", what=said, time=clock(at))
        return view.Code(code_text(self.typed, speak), said, self.looking, scanner)

    def shown(
        self, catalogue: Catalogue, language: str, speak: Speak, moment: datetime, printing: str
    ) -> view.Found:
        """Return what was found, in words, and what became of its paper."""
        found = self.found
        assert found is not None, "what was found is what led here"
        service = catalogue.service_name(found.service, language)
        if isinstance(found, BookingFound):
            return _booking(found, service, catalogue, speak, moment)
        return _case(found, service, speak, moment, printing)


def _booking(
    found: BookingFound, service: str, catalogue: Catalogue, speak: Speak, moment: datetime
) -> view.Found:
    begins = local(found.slot_at, moment.tzinfo)
    ends = local(found.slot_at + found.slot_ms, moment.tzinfo)
    windows = catalogue.windows_of(found.service, found.windows)
    facts = [
        (speak("found-date"), date_text(begins, speak)),
        (speak("found-time"), speak("found-span", begins=clock(begins), ends=clock(ends))),
    ]
    if windows:
        told = speak("windows-value", windows=windows_text(windows, speak))
        facts.append((speak("found-windows"), told))
    standing = found.standing
    what = speak(f"booking-{standing}")
    if standing is Standing.USED and found.number:
        what = speak("refused-number", what=what, number=found.number)
    when = {"time": until_text(local(found.from_at, moment.tzinfo), moment, speak)}
    do = speak(f"booking-{standing}-do", **(when if standing is Standing.EARLY else {}))
    ready = standing is Standing.READY
    title = speak("booking-title")
    return view.Found(title, service, "", tuple(facts), what, do, take=ready, good=ready)


def _case(
    found: CaseFound, service: str, speak: Speak, moment: datetime, printing: str
) -> view.Found:
    facts = case_facts(found, speak, moment)
    what, do = speak(f"case-{found.step}"), speak(f"case-{found.step}-do")
    good = found.step is not CaseStep.PAPERS_MISSING
    code = code_text(found.code, speak)
    title = speak("case-title")
    return view.Found(title, service, code, facts, what, do, False, good, printing)  # noqa: FBT003
