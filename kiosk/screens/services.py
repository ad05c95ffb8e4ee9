# SPDX-License-Identifier: Apache-2.0
"""Services of one department, subject or event, each with its queue."""

from kivy.uix.widget import Widget

from kiosk.core.flow import Touch
from kiosk.core.view import Row as ServiceRow
from kiosk.core.view import Services, View
from kiosk.screens.page import Page
from kiosk.screens.tiles import Cell, Pages
from look import tokens
from look.kivy.cards import TapCard
from look.kivy.layout import Column
from look.kivy.text import FitLabel
from look.kivy.theme import theme


class ServicesPage(Page):
    """A list to choose from."""

    def draw(self) -> Widget:
        """Build the screen."""
        body = self._body(self.view)
        search = self.search_button()
        top = self.back_bar("", search)
        rows = service_pages(self, tuple(row.id for row in body.rows), f"services-{body.title}")
        title = self.title(body.title, "" if self.small else body.hint)
        middle = Column(title, rows, gap=1.5 if self.small else 3, fill=True)
        bottom = () if self.small else (self.modes_bar(),)
        return self.stage(top, middle, *bottom)

    @staticmethod
    def _body(view: View) -> Services:
        assert isinstance(view.body, Services), "the list shows services"
        return view.body

    def shape(self, view: View) -> object:
        """Queues change in place."""
        body = self._body(view)
        return body.title, tuple((row.id, row.queue.open, row.queue.at_once) for row in body.rows)


def service_pages(page: Page, ids: tuple[str, ...], key: str) -> Pages:
    """Return services as cards, as many as fit, each leading to its guide."""

    def cell(place: int) -> Widget:
        row: ServiceRow = page.view.body.rows[place]  # type: ignore[union-attr]
        card = ServiceCard(row)
        page.live(card.queue, lambda view: view.body.rows[place].queue.text)  # type: ignore[union-attr]
        return page.on_tap(card, Touch.SERVICE, row.id)

    height = (theme.size("body") * 2 + theme.size("small")) * tokens.LINE_HEIGHT + theme.space(4)
    columns = 1 if page.upright and not page.low else 2
    return Pages(
        len(ids),
        cell,
        Cell(420, height, columns_max=columns, gap=1 if page.small else 2),
        memory=page.memory,
        key=key,
    )


class ServiceCard(TapCard):
    """A service: its name and who waits."""

    def __init__(self, row: ServiceRow) -> None:
        name = FitLabel(text=row.name, step="body", bold=True, lines_max=2)
        colour = "good" if row.queue.at_once else ("muted" if row.queue.open else "warn")
        self.queue = FitLabel(text=row.queue.text, step="small", colour=colour, lines_max=1)
        self.queue.size_hint_y = None
        self.queue.height = theme.size("small") * tokens.LINE_HEIGHT
        super().__init__(name, self.queue, padding=(theme.space(3), theme.space(1.5)))
