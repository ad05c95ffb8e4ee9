# SPDX-License-Identifier: Apache-2.0
"""One floor of the hall as a map, drawn from the hall's file."""

from config.schema import Floor
from kiosk.core import view
from kiosk.core.catalogue import Catalogue
from kiosk.core.visit import Visit


def floor_map(catalogue: Catalogue, visit: Visit, marked: tuple[str, ...]) -> view.Map:
    """Return the chosen floor, or the one of the marked windows, or this kiosk's, or the first."""
    floors = catalogue.hall.floors
    wanted = (visit.floor, catalogue.floor_of(marked), catalogue.kiosk.floor)
    by_id = {floor.id: floor for floor in floors}
    floor = next((by_id[id_] for id_ in wanted if id_ in by_id), floors[0] if floors else None)
    if floor is None:
        return view.Map(
            floors=(), floor="", width_m=0, depth_m=0, areas=(), windows=(), features=(),
            here=None, about="",
        )  # fmt: skip
    language = visit.language
    return view.Map(
        floors=tuple((f.id, f.name.in_(language)) for f in floors),
        floor=floor.id,
        width_m=floor.width_m,
        depth_m=floor.depth_m,
        areas=_areas(catalogue, floor, marked, language),
        windows=tuple(
            view.Spot(
                "window",
                window.position.x_m,
                window.position.y_m,
                window.id,
                marked=window.id in marked,
            )
            for window in catalogue.hall.windows
            if window.floor == floor.id and window.position is not None
        ),
        features=tuple(
            view.Spot(feature.kind, feature.position.x_m, feature.position.y_m)
            for feature in floor.features
        ),
        here=_here(catalogue, floor),
        about=catalogue.service_name(visit.service, language) if visit.service else "",
    )


def _areas(
    catalogue: Catalogue, floor: Floor, marked: tuple[str, ...], language: str
) -> tuple[view.Area, ...]:
    windows = catalogue.hall.window_by_id
    zones = {windows[window].zone for window in marked if windows[window].floor == floor.id}
    return tuple(
        view.Area(
            zone.name.in_(language),
            zone.x_m,
            zone.y_m,
            zone.width_m,
            zone.depth_m,
            marked=zone.id in zones,
        )
        for zone in floor.zones
    )


def _here(catalogue: Catalogue, floor: Floor) -> view.Spot | None:
    kiosk = catalogue.kiosk
    if kiosk.floor != floor.id or kiosk.position is None:
        return None
    return view.Spot("here", kiosk.position.x_m, kiosk.position.y_m, marked=True)
