# SPDX-License-Identifier: Apache-2.0
"""Cells in as many rows and columns as the room holds, the rest on further pages."""

from collections.abc import Callable
from dataclasses import dataclass

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from look.kivy.buttons import IconButton
from look.kivy.layout import Column, Grid, Row
from look.kivy.shapes import Spacer
from look.kivy.text import FitLabel
from look.kivy.theme import theme
from look.words import Words

_PAGER_DP = 76
_STRETCH_MAX = 1.35


@dataclass(frozen=True, slots=True)
class Cell:
    """How large cells are: least width in dp, height in pixels, steps of 8 dp between them."""

    least_dp: float
    height: float
    columns_max: int = 4
    gap: float = 3
    stretch_max: float = _STRETCH_MAX
    """How much higher cells may grow where there is room."""
    share: bool = False
    """Whether the cells of a last row that is not full share its width."""


class Pages(BoxLayout):
    """Fills its room with cells and turns pages; remembers the page in `memory[key]`."""

    def __init__(
        self,
        count: int,
        make: Callable[[int], Widget],
        cell: Cell,
        *,
        memory: dict[str, int],
        key: str,
    ) -> None:
        super().__init__(orientation="vertical", spacing=theme.space(1))
        self._count = count
        self._make = make
        self._memory = memory
        self._key = key
        self._cell = cell
        self._laid: tuple[int, int, int] | None = None
        self._pages = 1
        self.bind(size=self._lay)

    def _lay(self, *_: object) -> None:
        columns, rows = self._fitting(self.height - theme.space(1))
        pages = -(-self._count // (columns * rows))
        if pages == 1 and self._cell.share:
            columns = -(-self._count // -(-self._count // columns))
        if pages > 1:
            columns, rows = self._fitting(self.height - dp(_PAGER_DP) - theme.space(2))
            pages = -(-self._count // (columns * rows))
        page = max(0, min(self._memory.get(self._key, 0), pages - 1))
        if (columns, rows, page) == self._laid:
            return
        self._laid, self._pages = (columns, rows, page), pages
        self.clear_widgets()
        first = page * columns * rows
        shown = range(first, min(self._count, first + columns * rows))
        cells = [self._make(place) for place in shown]
        used = -(-len(cells) // columns) if pages == 1 else rows
        row_dp = self._row_height(used, paged=pages > 1) / dp(1)
        self.add_widget(self._rows(cells, columns, used, row_dp))
        self.add_widget(Widget())
        if pages > 1:
            self.add_widget(self._pager(page, pages))

    def _rows(self, cells: list[Widget], columns: int, rows: int, row_dp: float) -> Widget:
        """Return a grid; cells that do not fill the last row share it, or leave it open."""
        left = len(cells) % columns
        if not (self._cell.share and left and len(cells) > columns):
            empty = [Widget() for _ in range(rows * columns - len(cells))]
            return Grid(*cells, *empty, cols=columns, gap=self._cell.gap, row_dp=row_dp)
        full = Grid(*cells[:-left], cols=columns, gap=self._cell.gap, row_dp=row_dp)
        last = Grid(*cells[-left:], cols=left, gap=self._cell.gap, row_dp=row_dp)
        return Column(full, last, gap=self._cell.gap)

    def _fitting(self, height: float) -> tuple[int, int]:
        gap = theme.space(self._cell.gap)
        columns = int((self.width + gap) // (dp(self._cell.least_dp) + gap))
        rows = int((height + gap) // (self._cell.height + gap))
        return max(1, min(columns, self._cell.columns_max, self._count or 1)), max(1, rows)

    def _row_height(self, rows: int, *, paged: bool) -> float:
        """Share the room that is left among the rows, as far as that looks like rows."""
        room = self.height - theme.space(1) - (dp(_PAGER_DP) + theme.space(1) if paged else 0)
        fair = (room - theme.space(self._cell.gap) * (rows - 1)) / rows
        return float(min(max(fair, self._cell.height), self._cell.height * self._cell.stretch_max))

    def _pager(self, page: int, pages: int) -> Widget:
        words = Words("kiosk", theme.modes.language)
        back = IconButton("back", side_dp=_PAGER_DP, name="previous-page")
        forward = IconButton("forward", side_dp=_PAGER_DP, name="next-page")
        back.spoken, forward.spoken = words("page-previous"), words("page-next")
        back.disabled, forward.disabled = page == 0, page == pages - 1
        for button in (back, forward):
            button.opacity = 0 if button.disabled else 1
        back.bind(on_tap=lambda *_: self._turn(-1))
        forward.bind(on_tap=lambda *_: self._turn(1))
        number = FitLabel(
            text=f"{page + 1} / {pages}", step="body", halign="center", colour="muted", name="page"
        )
        number.size_hint_x = None
        number.width = dp(160)
        return Row(Spacer(), back, number, forward, Spacer(), gap=2)

    def _turn(self, direction: int) -> None:
        page = self._memory.get(self._key, 0) + direction
        self._memory[self._key] = max(0, min(page, self._pages - 1))
        self._lay()
