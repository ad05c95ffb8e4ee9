# SPDX-License-Identifier: Apache-2.0
"""The hall's pages: what is served where."""

from litestar import Litestar, get
from litestar.datastructures import State

from config.content import Guides
from config.schema import Hall
from hall.door import Door


@get("/health", sync_to_thread=False)
def health(state: State) -> dict[str, str]:
    """Say whose pages these are."""
    return {"hall": state.hall.id}


def create_app(hall: Hall, guides: Guides, door: Door) -> Litestar:
    """Return the application that serves one hall's pages."""

    def open_door() -> None:
        door.open()

    return Litestar(
        route_handlers=[health],
        on_startup=[open_door],
        state=State({"hall": hall, "guides": guides, "door": door}),
        logging_config=None,
        openapi_config=None,
    )
