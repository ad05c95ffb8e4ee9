# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a screen as it stands: cut-off text, targets too small, things outside."""

from kivy.core.window import WindowBase
from kivy.metrics import dp
from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget

from look import tokens
from look.kivy.buttons import Tappable
from look.kivy.text import FitLabel

_GRACE_PX = 1.5


def faults(window: WindowBase) -> list[str]:
    """Every fault of the shown widgets, as sentences; an empty list is a sound screen."""
    return [fault for child in window.children for fault in _faults_below(child, window)]


def _faults_below(widget: Widget, window: WindowBase) -> list[str]:
    if widget.opacity == 0:
        return []
    found = [*_text_faults(widget), *_target_faults(widget)]
    if not _scrolls(widget):
        found += _place_faults(widget, window)
    for child in widget.children:
        found += _faults_below(child, window)
    return found


def _text_faults(widget: Widget) -> list[str]:
    if not isinstance(widget, FitLabel) or not widget.text:
        return []
    found = []
    if widget.overflow:
        found.append(f"the text '{widget.text}' does not fit {_size(widget)}")
    if widget.font_px + _GRACE_PX < dp(widget.least_dp):
        found.append(f"the text '{widget.text}' is only {widget.font_px:.0f} px high")
    return found


def _target_faults(widget: Widget) -> list[str]:
    if not isinstance(widget, Tappable) or widget.fast:
        return []
    least = dp(tokens.TARGET_MIN_DP) - _GRACE_PX
    if widget.width >= least and widget.height >= least:
        return []
    return [f"the target '{widget.name}' is only {_size(widget)}"]


def _place_faults(widget: Widget, window: WindowBase) -> list[str]:
    """A text or a target that leaves the window, or whose neighbour lies over it."""
    if not isinstance(widget, FitLabel | Tappable) or not widget.width or not widget.height:
        return []
    left, bottom = widget.to_window(*widget.pos)
    inside = (
        left >= -_GRACE_PX
        and bottom >= -_GRACE_PX
        and left + widget.width <= window.width + _GRACE_PX
        and bottom + widget.height <= window.height + _GRACE_PX
    )
    if inside:
        return []
    what = getattr(widget, "text", "") or widget.name
    return [f"'{what}' leaves the window: {left:.0f},{bottom:.0f} {_size(widget)}"]


def _scrolls(widget: Widget) -> bool:
    parent = widget.parent
    while parent is not None and parent is not parent.parent:
        if isinstance(parent, ScrollView):
            return True
        parent = parent.parent
    return False


def _size(widget: Widget) -> str:
    return f"{widget.width:.0f}x{widget.height:.0f}"
