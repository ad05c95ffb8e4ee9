# SPDX-License-Identifier: Apache-2.0
"""Service guides: what is made public about a service, in every language.

A guide's name, department, case type and days are those of its service in the hall's file, its
windows, floor and opening hours those of the hall: each is written once.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from config.faults import Finding, said
from config.values import Setting, Text

Telephone = Annotated[
    str, Meta(pattern=r"^[0-9+][0-9 +()-]{2,30}\Z", description="a-telephone-number")
]


class Paper(Setting, frozen=True, kw_only=True):
    """Something to bring."""

    name: Text
    necessity: Literal["required", "if-applicable"] = "required"
    when: Text | None = None
    """To whom it applies; needed with `if-applicable`."""
    original: bool = True
    """Whether the original is looked at."""
    copies: Annotated[int, Meta(ge=0, le=20)] = 0
    """Copies that are kept."""
    form: Literal["paper", "electronic", "either"] = "paper"
    issued_by: Text | None = None
    note: Text | None = None
    sample: Annotated[str, Meta(max_length=255)] = ""
    """A picture of a filled-in form, beside the guide."""


class Fee(Setting, frozen=True, kw_only=True):
    """What is charged, how much, and by which right."""

    name: Text
    standard: Text
    basis: Text


class Question(Setting, frozen=True, kw_only=True):
    """What people often ask."""

    question: Text
    answer: Text


class Change(Setting, frozen=True, kw_only=True):
    """One version of a guide."""

    version: Annotated[int, Meta(ge=1, le=10_000)]
    valid_from: date
    what: Text


class Guide(Setting, frozen=True, kw_only=True):
    """The public fields of one service."""

    office: Text
    legal_basis: tuple[Text, ...]
    conditions: tuple[Text, ...]
    papers: tuple[Paper, ...]
    procedure: tuple[Text, ...]
    charged: bool
    fees: tuple[Fee, ...] = ()
    delivery: Text
    """How the result reaches the citizen."""
    promise: Text | None = None
    """What the promised days do not say, such as when they begin."""
    enquiry_telephone: Telephone
    complaint_telephone: Telephone
    questions: tuple[Question, ...] = ()
    changes: tuple[Change, ...]
    """Versions, oldest first; the last one is this."""

    @property
    def version(self) -> int:
        """The version that is valid now."""
        return self.changes[-1].version

    @property
    def valid_from(self) -> date:
        """The day from which this version is valid."""
        return self.changes[-1].valid_from


class Guides(Struct, frozen=True):
    """The guides of one hall by the id of their service."""

    by_service: dict[str, Guide]

    def of(self, service: str) -> Guide | None:
        """Return the guide of a service, or None."""
        return self.by_service.get(service)


def guide_findings(guide: Guide) -> Iterator[Finding]:
    """Yield what is wrong in a guide of the right shape."""
    for key in ("legal_basis", "conditions", "procedure", "changes"):
        if not getattr(guide, key):
            yield Finding((key,), said("guide-empty"))
    yield from _fee_findings(guide)
    for index, paper in enumerate(guide.papers):
        if paper.necessity == "if-applicable" and paper.when is None:
            yield Finding(("papers", index, "when"), said("paper-when-missing"))
        if paper.necessity == "required" and paper.when is not None:
            yield Finding(("papers", index, "when"), said("paper-when-unused"))
    for index in range(1, len(guide.changes)):
        before, after = guide.changes[index - 1 : index + 1]
        if after.version <= before.version:
            facts = {"version": after.version, "before": before.version}
            yield Finding(("changes", index, "version"), said("version-falls", **facts))
        if after.valid_from <= before.valid_from:
            dates = {"date": str(after.valid_from), "before": str(before.valid_from)}
            yield Finding(("changes", index, "valid_from"), said("version-date-falls", **dates))


def _fee_findings(guide: Guide) -> Iterator[Finding]:
    if guide.charged and not guide.fees:
        yield Finding(("fees",), said("fee-missing"))
    if guide.fees and not guide.charged:
        yield Finding(("charged",), said("fee-but-free"))
