# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a screen as it stands: cut-off text, targets too small, things outside."""

from collections.abc import Iterator

from kivy.core.window import WindowBase
from kivy.metrics import dp
from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget

from look import tokens
from look.kivy.buttons import Tappable
from look.kivy.text import FitLabel

_GRACE_PX = 1.5
_SEAM_DP = 4
_AIR = (tokens.LINE_HEIGHT - 1) / 2


def faults(window: WindowBase) -> list[str]:
    """Every fault of the shown widgets, as sentences; an empty list is a sound screen."""
    found = [fault for child in window.children for fault in _faults_below(child, window)]
    return found + [fault for child in window.children for fault in _overlaps(child)]


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
    if not isinstance(widget, Tappable):
        return []
    least = dp(tokens.TARGET_KEY_MIN_DP if widget.fast else tokens.TARGET_MIN_DP) - _GRACE_PX
    if widget.width >= least and widget.height >= least:
        return []
    return [f"the target '{widget.name}' is only {_size(widget)}"]


def _place_faults(widget: Widget, window: WindowBase) -> list[str]:
    """A text or a target that leaves the window."""
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
    return [f"'{_what(widget)}' leaves the window: {left:.0f},{bottom:.0f} {_size(widget)}"]


def _overlaps(root: Widget) -> list[str]:
    """Texts and targets that lie over each other; what lies on a veil covers the rest on purpose."""
    laid = list(_laid(root, None))
    return [
        f"'{_what(one)}' lies over '{_what(other)}'"
        for place, (one, at) in enumerate(laid)
        for other, there in laid[:place]
        if _meet(at, there) and not _holds(other, one) and not _holds(one, other)
    ]


_Box = tuple[float, float, float, float]


def _laid(widget: Widget, room: _Box | None) -> Iterator[tuple[Widget, _Box]]:
    """Yield texts and targets, the lowest first, each with the box of it that is seen."""
    if widget.opacity == 0 or not widget.width or not widget.height:
        return
    box = _cut(_box_of(widget), room)
    if box is None:
        return
    says = isinstance(widget, FitLabel) and widget.text
    if says or isinstance(widget, Tappable):
        yield widget, box
    inner = box if isinstance(widget, ScrollView) else room
    veils = [child for child in widget.children if getattr(child, "veils", False)]
    for child in veils[:1] or reversed(widget.children):
        yield from _laid(child, inner)


def _box_of(widget: Widget) -> _Box:
    """Return left, bottom, right and top in the window; of a text without the air of its lines."""
    left, bottom = widget.to_window(*widget.pos)
    air = widget.font_px * _AIR if isinstance(widget, FitLabel) else 0
    return left, bottom + air, left + widget.width, bottom + widget.height - air


def _cut(box: _Box, room: _Box | None) -> _Box | None:
    if room is None:
        return box
    left, bottom = max(box[0], room[0]), max(box[1], room[1])
    right, top = min(box[2], room[2]), min(box[3], room[3])
    return (left, bottom, right, top) if left < right and bottom < top else None


def _meet(one: _Box, other: _Box) -> bool:
    """Whether two boxes share more than a seam."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    along = min(one[3], other[3]) - max(one[1], other[1])
    return bool(min(across, along) > dp(_SEAM_DP))


def _holds(parent: Widget, child: Widget) -> bool:
    while child is not None and child is not child.parent:
        if child is parent:
            return True
        child = child.parent
    return False


def _what(widget: Widget) -> str:
    return str(getattr(widget, "text", "") or widget.name or type(widget).__name__)


def _scrolls(widget: Widget) -> bool:
    parent = widget.parent
    while parent is not None and parent is not parent.parent:
        if isinstance(parent, ScrollView):
            return True
        parent = parent.parent
    return False


def _size(widget: Widget) -> str:
    return f"{widget.width:.0f}x{widget.height:.0f}"
