"""What belongs on a map: what happened, and enough around it to tell where that is."""

from bot.model.ids import AreaId, Cell
from bot.model.incidents import Incident, IncidentDraft
from bot.model.maps import MapArea, MapPoint, MapView
from bot.ports.stores import UnitOfWork
from bot.texts.text import Text

SHOWN_AREAS = 2
"""Areas around a block that are drawn, the smallest: more would only be lines."""


async def map_of(uow: UnitOfWork, incident: Incident | IncidentDraft) -> MapView:
    """An incident's block, in the smallest areas that hold it: the same for all who see it."""
    point = MapPoint(cell=incident.cell, category=incident.category)
    return MapView(areas=await areas_around(uow, incident.cell), points=(point,))


async def areas_around(uow: UnitOfWork, cell: Cell) -> tuple[MapArea, ...]:
    """The smallest areas that hold a block, as far as they reach into the map."""
    holding = (await uow.areas.holding(cell))[:SHOWN_AREAS]
    found = [await area_on_map(uow, area.id) for area in holding]
    return tuple(area for area in found if area is not None)


async def area_on_map(uow: UnitOfWork, area: AreaId) -> MapArea | None:
    """An area with its name; none where it is gone."""
    known, outline = await uow.areas.get(area), await uow.areas.outline(area)
    if known is None or outline is None:
        return None
    return MapArea(outline=outline, name=known.name)


def alt_of(incident: Incident | IncidentDraft) -> Text:
    """What an incident's map shows, in words."""
    kind = Text.of(f"category.{incident.category.value}")
    return Text.of("alt.incident", category=kind, near=incident.near)
