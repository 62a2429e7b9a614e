"""All areas of a watch, counted and laid into each other."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from rich.markup import escape

from bot.model.areas import Area
from bot.model.covers import area_of_cells
from bot.model.ids import AreaId
from bot.model.places import Point
from bot.ports.stores import UnitOfWork
from bot.services.areas.keeping import NOTHING, ground

SQUARE_KILOMETRE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Census:
    """All areas with their sizes in km2 and how many chats each one has."""

    areas: tuple[Area, ...]
    sizes: Mapping[AreaId, float]
    chats: Mapping[AreaId, int]
    middle: Point | None = None

    def inside(self, area: AreaId | None) -> list[AreaId]:
        """The areas that lie in this one and in none between; in none at all for None."""
        return [each.id for each in self.areas if each.parent == area]

    def parent_of(self, area: AreaId) -> str:
        """The name of the area that this one lies in; empty when in none."""
        names = {each.id: each.name for each in self.areas}
        parents = {each.id: each.parent for each in self.areas}
        return names.get(parents.get(area) or NOTHING, "")

    def alone(self) -> list[str]:
        """The names of areas with a chat that lie in no larger one, while others do."""
        return [
            each.name
            for each in self.areas
            if each.parent is None
            and self.chats.get(each.id)
            and not any(other.parent == each.id for other in self.areas)
        ]

    def label(self, area: AreaId) -> str:
        """An area in one line."""
        found = next(each for each in self.areas if each.id == area)
        drawn = ", drawn by a moderator" if found.drawn else ""
        chats = self.chats.get(area, 0)
        told = f", {chats} chat{'s' * (chats != 1)}" if chats else ""
        return f"{escape(found.name)} ({self.sizes[area]:,.1f} km²{drawn}{told})"

    @property
    def where(self) -> str:
        """About where all of them lie."""
        if self.middle is None:
            return "nowhere."
        north, east = self.middle.latitude, self.middle.longitude
        return (
            f"they lie around {abs(north):.2f}° {'NS'[north < 0]}, "
            f"{abs(east):.2f}° {'EW'[east < 0]}."
        )


async def counted(uow: UnitOfWork) -> Census:
    """Count them."""
    areas = await uow.areas.all()
    covers = await uow.areas.covers()
    channels = await uow.channels.within([area.id for area in areas])
    return Census(
        areas=areas,
        sizes={area: area_of_cells(cells) / SQUARE_KILOMETRE for area, cells in covers.items()},
        chats=Counter(channel.area for channel in channels),
        middle=await ground(uow),
    )
