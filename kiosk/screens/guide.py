# SPDX-License-Identifier: Apache-2.0
"""One service: four facts, the papers as a check list, the rest one touch away, one main button."""

from typing import Any

from kivy.uix.widget import Widget

from kiosk.core.flow import Touch
from kiosk.core.view import Guide, PaperRow, Section, View
from kiosk.screens.code import CodeView
from kiosk.screens.page import Page, flexible
from look.kivy.buttons import HallButton
from look.kivy.cards import Card, CheckRow, Notice, Tag
from look.kivy.layout import Column, Grid, Row
from look.kivy.scroll import Scroll
from look.kivy.shapes import Spacer
from look.kivy.text import FitLabel
from look.kivy.theme import theme

_CODE_DP = 320
_PRINTING = {"printing": "guide-printing", "printed": "guide-printed"}


class GuidePage(Page):
    """What the service asks of people."""

    def draw(self) -> Widget:
        """Build the screen."""
        body = self._body(self.view)
        on_map = self.button("guide-map", Touch.MAP, sign="map", wide=False, height_dp=self.bar_dp)
        where = body.name if self.small else (body.path if self.upright else "")
        top = self.back_bar(where, on_map)
        if self.small:
            title = (self.title(body.name),) if self.crowded else ()
            left = flexible(Column(*title, self._facts(body, 2), Spacer(), gap=1, fill=True))
            right = Column(self._scroll(body, self._links(body, 2)), fill=True)
            blocked = [
                FitLabel(text=text, step="small", colour="warn", bold=True, hug="height")
                for text in filter(None, (body.blocked,))
            ]
            middle = Row(left, right, gap=2, fill=True)
            return self.stage(top, middle, *blocked, self._buttons(body))
        warning = self._warning(body)
        if self.low:
            heading = self._heading_of(body)
            facts = self._facts(body, 2 if self.view.frame.large else 4)
            papers = self._scroll(body, self._links(body, 4), before=(heading, facts))
            return self.stage(top, papers, *warning, self._buttons(body))
        if self.upright:
            heading = self._heading_of(body)
            facts, links = self._facts(body, 2), self._links(body, 4)
            middle = Column(heading, facts, self._scroll(body), links, gap=2.5, fill=True)
            return self.stage(top, middle, *warning, self._buttons(body))
        about = Column(
            self.title(body.name, body.path),
            self._tags(body),
            self._facts(body, 2),
            Spacer(),
            gap=2,
            fill=True,
        )
        left = Column(flexible(about), self._links(body, 4), gap=2, fill=True)
        right = Column(self._scroll(body), *warning, gap=2, fill=True)
        return self.stage(top, Row(left, right, gap=7, fill=True), self._buttons(body))

    def _heading_of(self, body: Guide) -> Widget:
        """Name and kinds; the department too where the bar has no room for it."""
        path = body.path if self.crowded else ""
        return Column(self.title(body.name, path), self._tags(body), gap=1)

    @staticmethod
    def _body(view: View) -> Guide:
        assert isinstance(view.body, Guide), "the guide screen shows a guide"
        return view.body

    def shape(self, view: View) -> object:
        """Ticks, what is missing and the queue change in place."""
        body = self._body(view)
        sections = tuple(section.id for section in body.sections)
        return (
            (body.service, body.section, body.people, body.blocked, body.printing, body.windows),
            (body.place, sections, len(body.papers)),
        )

    def _tags(self, body: Guide) -> Widget:
        tags = [
            Tag(text, "calm" if place == 0 else "notice") for place, text in enumerate(body.tags)
        ]
        return Row(*tags, Spacer(), gap=1.5)

    def _facts(self, body: Guide, columns: int) -> Widget:
        queue = self._fact("guide-queue", body.queue_value, body.queue_more)
        facts = (
            self._fact("guide-time", body.time, body.time_more),
            self._fact("guide-fee", body.fee, body.fee_more),
            self._fact("guide-where", body.windows or self.words("time-ask"), body.place),
            queue,
        )
        self.live(queue.value, lambda view: self._body(view).queue_value)
        self.live(queue.more, lambda view: self._body(view).queue_more)
        height = theme.size("small") * 2 + theme.size("body" if self._tight else "lead")
        row_px = height * 1.35 + theme.space(2.5 if self._tight else 4.5)
        return Grid(
            *facts, cols=columns, gap=1 if self._tight else 2.5, row_dp=row_px / theme.space(1) * 8
        )

    @property
    def _tight(self) -> bool:
        """Whether the facts leave room for others."""
        return self.small or self.low

    def _fact(self, what: str, value: str, more: str) -> Any:
        return FactCard(self.words(what), value, more, tight=self._tight)

    def _scroll(self, body: Guide, *after: Widget, before: tuple[Widget, ...] = ()) -> Widget:
        open_ones = [section for section in body.sections if section.id == body.section]
        if body.section == "code" and body.url:
            code = CodeView(body.url, _CODE_DP if not self.small else 200)
            hint = FitLabel(
                text=self.words("guide-code-hint"), step="body", hug="height", halign="center"
            )
            content = Column(Row(Spacer(), code, Spacer()), hint)
        elif open_ones:
            title = self.words(f"section-{body.section}")
            lines = [
                FitLabel(text=line, step="body", hug="height") for line in _lines(open_ones[0])
            ]
            content = Column(self._heading(title), *lines, gap=1.5)
        else:
            content = self._papers(body)
        around = before or after
        return Scroll(Column(*before, content, *after, gap=2) if around else content)

    def _heading(self, text: str) -> Widget:
        return FitLabel(text=text, step="lead", bold=True, hug="height")

    def _papers(self, body: Guide) -> Widget:
        title = self._heading(self.words("guide-papers"))
        if not body.known or not body.papers:
            key = "guide-no-papers" if body.known else "guide-unknown"
            return Column(title, FitLabel(text=self.words(key), step="body", hug="height"), gap=1)
        rows = [self._paper(place, paper) for place, paper in enumerate(body.papers)]
        return Column(title, *rows, gap=0)

    def _paper(self, place: int, paper: PaperRow) -> Widget:
        row = CheckRow(paper.name, paper.detail, name=f"paper-{place}")
        row.checked = paper.ticked
        return self.on_tap(row, Touch.PAPER, str(place))

    def _links(self, body: Guide, columns: int) -> Widget:
        """Return the ways to the parts of the guide, the papers first: one of them is open."""
        ids = ["", *(section.id for section in body.sections), *(["code"] if body.url else [])]
        height = 60 if self.small else 64
        buttons = [self._link(id_, height, chosen=id_ == body.section) for id_ in ids]
        wanted = columns if self.small or len(ids) <= 2 * columns else columns + 1
        return Grid(*buttons, cols=wanted, gap=1 if self.small else 2, row_dp=height)

    def _link(self, id_: str, height: float, *, chosen: bool) -> Widget:
        text = self.words(f"section-{id_ or 'papers'}")
        kind = "on" if chosen else "plain"
        link = HallButton(
            text, step="small", height_dp=height, kind=kind, name=f"section-{id_ or 'papers'}"
        )
        link.padding = (theme.space(1), theme.space(0.5))
        return self.on_tap(link, Touch.SECTION, id_)

    def _warning(self, body: Guide) -> tuple[Widget, ...]:
        if body.blocked:
            return self._blocked(body)
        if body.printing and body.printing not in _PRINTING:
            return (Notice(self.words("guide-print-failed"), sign="print"),)
        if not body.papers:
            return ()
        notice = Notice(self._missing(self.view), sign="info")
        label = next(child for child in notice.children if isinstance(child, FitLabel))
        self.live(label, self._missing)
        self.live(notice, lambda view: "calm" if self._body(view).complete else "notice", "tone")
        self.live(notice, lambda view: "check" if self._body(view).complete else "info", "sign")
        return (notice,)

    def _blocked(self, body: Guide) -> tuple[Widget, ...]:
        return (Notice(body.blocked, sign="info"),) if body.blocked else ()

    def _missing(self, view: View) -> str:
        return self._body(view).missing or self.words("guide-papers-hint")

    def _buttons(self, body: Guide) -> Widget:
        key = _PRINTING.get(body.printing, "guide-print")
        height = 76 if self.small else 104
        list_ = self.button(key, Touch.PRINT_GUIDE, sign="print", height_dp=height)
        people = self.words("guide-people")
        if body.people:
            people = self.words("guide-people-for", people=body.people)
        kind = "on" if body.people else "plain"
        for_whom = self.on_tap(
            HallButton(people, sign="person", height_dp=height, kind=kind), Touch.PEOPLE
        )
        take = self.button("guide-take", Touch.TAKE, kind="main", name="take", height_dp=height)
        take.disabled = bool(body.blocked)
        list_.size_hint_x = for_whom.size_hint_x = 0.72
        return Row(list_, for_whom, take, gap=2)


def _lines(section: Section) -> tuple[str, ...]:
    """Return a section's lines, those of a procedure with their numbers."""
    if section.id != "procedure":
        return section.lines
    return tuple(f"{number}. {line}" for number, line in enumerate(section.lines, 1))


class FactCard(Card):
    """A fact at a glance whose value may change."""

    def __init__(self, what: str, value: str, more: str, *, tight: bool) -> None:
        step = "body" if tight else "lead"
        self.value = FitLabel(text=value, step=step, bold=True, lines_max=2, name="value")
        self.value.size_hint = (1, 1.6)
        self.more = FitLabel(text=more, step="small", colour="muted", lines_max=2)
        super().__init__(
            FitLabel(text=what, step="small", colour="muted", lines_max=1),
            self.value,
            self.more,
            fill=True,
            padding=1.5 if tight else 2.5,
        )
