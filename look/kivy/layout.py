# SPDX-License-Identifier: Apache-2.0
"""Columns, rows and grids that take the height of what they hold, and a page that turns."""

from typing import Any

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout
from kivy.uix.widget import Widget

from look.kivy.theme import theme


class Column(BoxLayout):
    """Widgets one below another; `fill=False` takes the height of its content."""

    def __init__(
        self, *children: Widget, gap: float = 2, fill: bool = False, **kwargs: Any
    ) -> None:
        kwargs.setdefault("orientation", "vertical")
        super().__init__(spacing=theme.space(gap), **kwargs)
        if not fill:
            self.size_hint_y = None
            self.bind(minimum_height=self.setter("height"))
        for child in children:
            self.add_widget(child)


class Row(BoxLayout):
    """Widgets side by side in reading order, all as high as the highest.

    turns=False: in the order given in every language, as the keys of a keyboard.
    """

    def __init__(
        self,
        *children: Widget,
        gap: float = 2,
        fill: bool = False,
        turns: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(spacing=theme.space(gap), **kwargs)
        self.turned = turns and theme.right_to_left
        if not fill:
            self.size_hint_y = None
            self.bind(minimum_height=self.setter("height"))
        for child in children:
            self.add_widget(child)

    def add_widget(self, widget: Widget, *args: object, **kwargs: Any) -> None:
        """Add after the others; in a right-to-left language that is to their left."""
        if self.turned and not args and not kwargs:
            kwargs["index"] = len(self.children)
        super().add_widget(widget, *args, **kwargs)


class Grid(GridLayout):
    """Equal cells in reading order; as high as its content, `row_dp` a row, or `fill=True`."""

    def __init__(
        self,
        *children: Widget,
        cols: int,
        gap: float = 3,
        row_dp: float | None = None,
        fill: bool = False,
        **kwargs: Any,
    ) -> None:
        direction = "rl-tb" if theme.right_to_left else "lr-tb"
        super().__init__(cols=cols, spacing=theme.space(gap), orientation=direction, **kwargs)
        if row_dp is not None:
            self.row_default_height = dp(row_dp)
            self.row_force_default = True
        if not fill:
            self.size_hint_y = None
            self.bind(minimum_height=self.setter("height"))
        for child in children:
            self.add_widget(child)
