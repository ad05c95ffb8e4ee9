# SPDX-License-Identifier: Apache-2.0
"""A form as its page shows it: what it asks and says beside it, faults at their questions."""

from collections.abc import Sequence
from typing import get_args

from msgspec import Struct

from config.faults import ConfigFaults
from config.values import Language
from hall.core.fields import Answers, Field, Table
from hall.core.refers import known, refers
from hall.core.rows import Deed, row_starts
from hall.web.changed import Row, choice_text, label, row_of
from hall.web.hints import hint
from hall.web.mistakes import Mistake, Sent, mistakes
from look.words import Words, right_to_left


class Choice(Struct, frozen=True):
    """One answer to choose."""

    value: str
    text: str


class Done(Struct, frozen=True):
    """What was just done to a list, to be said and to go on from."""

    deed: Deed
    place: int
    """Where the entry is now, or was."""
    count: int
    """So many entries the list has now."""
    called: str
    """The entry; empty: a new one."""


class Drawn:
    """A form in the reader's words."""

    def __init__(
        self,
        sent: Sent,
        data: Table,
        say: Words,
        faults: ConfigFaults | None = None,
        done: Done | None = None,
    ) -> None:
        """`data` is the hall's file: its things can be chosen."""
        self._sent = sent
        self._data = data
        self._say = say
        self.faults = mistakes(faults, data, say, sent) if faults else []
        self._by_answer: dict[str, list[Mistake]] = {}
        for each in self.faults:
            self._by_answer.setdefault(each.answer, []).append(each)
        self.first = next((each.answer for each in self.faults if each.answer), "")
        """The first answer that is wrong."""
        self._done = done

    @property
    def fields(self) -> tuple[Field, ...]:
        """What it asks."""
        return self._sent.fields

    @property
    def said(self) -> str:
        """What was just done to a list; empty: nothing."""
        return "" if self._done is None else done_text(self._done, self._say)

    @property
    def focus(self) -> str:
        """The id of what the reader goes on from; empty: the page begins at its top."""
        done = self._done
        if done is None:
            return f"f-{self.first}" if self.first else "faults" if self.faults else ""
        if done.deed.kind != "add":
            return done_focus(done)
        found = rows_at(self.fields, done.deed.name)
        if found is None or not found.inner:
            return f"b-add-{done.deed.name}"
        return f"f-{done.deed.name}-{done.place}-{found.inner[0].name}"

    def called(self, field: Field) -> str:
        """Return what a question is called."""
        return label(field.path, self._say)

    def hint(self, field: Field) -> str:
        """Return what is said beside a question."""
        return hint(field, self._say)

    def script(self, field: Field) -> dict[str, str]:
        """Return in which language and direction an answer is written, as attributes."""
        language = field.path[-1]
        if language not in get_args(Language):
            return {}
        return {"lang": language, "dir": "rtl" if right_to_left(language) else "ltr"}

    def wrong(self, name: str) -> list[Mistake]:
        """Return what is wrong with an answer."""
        return self._by_answer.get(name, [])

    def rows(self, field: Field, prefix: str) -> list[Row]:
        """Return the rows of a list."""
        starts = row_starts(field, self._sent.answers, prefix)
        return [row_of(field, self._sent.answers, start, self._say) for start in starts]

    def open(self, start: str) -> bool:
        """Whether a row is shown whole: something is wrong in it, or it was just added."""
        return any(name.startswith(start) for name in (*self._by_answer, *self._added()))

    def picks(self, field: Field) -> bool:
        """Whether an answer is chosen among the hall's things."""
        return refers(field)

    def choices(self, field: Field, value: str) -> list[Choice]:
        """Return what can be chosen, the answer as it is always among it."""
        if field.kind == "choice":
            return [
                Choice(str(each), choice_text(field, each, self._say)) for each in field.choices
            ]
        found = [Choice(id_, self._name(id_, item)) for id_, item in known(field, self._data)]
        values = [each.value for each in found]
        strange = [] if not value or value in values else [Choice(value, value)]
        return [*strange, *found]

    def values(self, field: Field, name: str) -> list[Choice]:
        """Return the values of a list of the hall's things."""
        names = {each.value: each.text for each in self.choices(field, "")}
        listed = field.read(self._sent.answers.get(name, "")) or ()
        return [Choice(str(each), names.get(str(each), str(each))) for each in listed]

    def _added(self) -> Sequence[str]:
        done = self._done
        if done is None or done.deed.kind != "add":
            return ()
        return (f"{done.deed.name}-{done.place}-",)

    def _name(self, id_: str, item: Table) -> str:
        told = item.get("name")
        called = told.get(self._say.language) if isinstance(told, dict) else ""
        return f"{called} ({id_})" if called else id_


def done_text(done: Done, say: Words) -> str:
    """Return what was done to a list, to be said."""
    name = done.called or say("settings-new")
    if done.deed.kind == "out":
        return say("rows-out-done", name=name)
    key = "rows-added" if done.deed.kind == "add" else "rows-moved"
    return say(key, name=name, place=done.place + 1, count=done.count)


def done_focus(done: Done) -> str:
    """Return the id of the button with which somebody goes on: the same one, where it can."""
    name, kind = done.deed.name, done.deed.kind
    place = min(done.place, done.count - 1)
    if place < 0:
        return f"b-add-{name}"
    at_end = {"up": place == 0, "down": place == done.count - 1}.get(kind, False)
    other = {"up": "down", "down": "up"}.get(kind, kind)
    return f"b-{other if at_end else kind}-{name}-{place}"


def entry_name(fields: tuple[Field, ...], answers: Answers, deed: Deed, say: Words) -> str:
    """Return what the entry of a deed is called before it; empty: it is new or says nothing."""
    values = answers.get(deed.name)
    if values is not None:
        listed = values.split(", ")
        return listed[deed.place] if deed.place < len(listed) and deed.kind != "add" else ""
    found = rows_at(fields, deed.name)
    if found is None:
        return ""
    start = f"{deed.name}-{deed.place}-"
    return row_of(found, answers, start, say).brief


def rows_at(fields: tuple[Field, ...], name: str) -> Field | None:
    """Return the list of rows that a name with places is of; None: there is none."""
    for field in fields:
        if name == field.name:
            return field
        if field.kind == "rows" and name.startswith(f"{field.name}-"):
            return rows_at(field.inner, name[len(field.name) + 1 :].partition("-")[2])
    return None
