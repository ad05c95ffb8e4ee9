# SPDX-License-Identifier: Apache-2.0
"""The manager's page: the hall today, as it is now."""

from hall.core.views import HallView
from hall.web.draw import Pages


class Claims:
    """Which alarms somebody looks after."""


def draw_today(pages: Pages, language: str, view: HallView, _: Claims) -> str:
    """Return the hall as it is."""
    return pages.draw("windows_live.html", language, view=view)


ROUTES = ()
