# SPDX-License-Identifier: Apache-2.0
"""Pads that show example data without a bus: what the gallery draws."""

from bus.messages import WindowState
from config.labels import offered
from config.schema import Text
from evaluator.app import PadApp
from evaluator.core.pad import ClerkCard, Fate, PadView, Page
from look.kivy.window import Setup

WANG = ClerkCard(
    number="031",
    name=Text(zh="王芳", en="Wang Fang"),
    duty=Text(zh="党员示范岗", en="Model post"),
    department=Text(zh="社会保险", en="Social insurance"),
)
SERVICE = Text(zh="社会保险登记", en="Social insurance registration")


def _pad(setup: Setup, page: Page, **changes: object) -> PadApp:
    given = {
        "window": "3",
        "language": "zh",
        "state": WindowState.SERVING,
        "clerk": WANG,
        "number": "B023",
        "service": SERVICE,
    } | changes
    return PadApp(setup, PadView(page=page, **given))  # type: ignore[arg-type]


def connecting(setup: Setup) -> PadApp:
    return _pad(setup, Page.CONNECTING, clerk=None)


def rest(setup: Setup) -> PadApp:
    return _pad(setup, Page.REST, state=WindowState.FREE)


def serving(setup: Setup) -> PadApp:
    return _pad(setup, Page.SERVING)


def lost(setup: Setup) -> PadApp:
    return _pad(setup, Page.REST, state=WindowState.RATING, as_of="09:41:27")


def rating(setup: Setup) -> PadApp:
    return _pad(setup, Page.RATING, seconds_left=24)


def reasons(setup: Setup) -> PadApp:
    return _pad(setup, Page.REASONS, seconds_left=24, level=2, labels=offered(2), chosen=(209, 210))


def thanks(setup: Setup) -> PadApp:
    return _pad(setup, Page.THANKS, fate=Fate.KEPT, later=True)


def declined(setup: Setup) -> PadApp:
    return _pad(setup, Page.THANKS, later=True)
