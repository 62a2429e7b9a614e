"""From what people send to a block of the neighbourhood."""

from dataclasses import dataclass

from bot.errors import LookupFailedError, WatchError
from bot.model.areas import Area
from bot.model.ids import Cell
from bot.model.places import cell_at
from bot.ports.inquiries import Facts, FindPlaces, NameStreets
from bot.ports.stores import UnitOfWork
from bot.services.words import within

LONGEST_ADDRESS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place that an address may mean; already a block, the point is forgotten."""

    label: str
    cell: Cell


def spots(facts: Facts, address: str, *, pins: bool) -> tuple[Spot, ...]:
    """The blocks that the words may mean, likeliest first; `pins`: a point could be sent, too.

    Raises:
        WatchError: `place.unknown`; `place.no_geocoder` when only a pin would work now,
            `place.no_geocoder_now` when nothing would; as `within`.
    """
    try:
        found = facts.get(FindPlaces(address=within(address, LONGEST_ADDRESS)))
    except LookupFailedError as silence:
        raise WatchError("place.no_geocoder" if pins else "place.no_geocoder_now") from silence
    if not found:
        raise WatchError("place.unknown")
    merged: dict[Cell, Spot] = {}
    for place in found:
        cell = cell_at(place.point)
        merged.setdefault(cell, Spot(label=place.label, cell=cell))
    return tuple(merged.values())


async def areas_of(uow: UnitOfWork, cell: Cell) -> tuple[Area, ...]:
    """The areas that hold the block, smallest first.

    Raises:
        WatchError: `place.outside`: no area of this watch holds it.
    """
    areas = await uow.areas.holding(cell)
    if not areas:
        raise WatchError("place.outside")
    return areas


async def name_of(uow: UnitOfWork, facts: Facts, cell: Cell) -> str:
    """The block's streets, or the smallest area's name when the map service is silent."""
    areas = await areas_of(uow, cell)
    try:
        return facts.get(NameStreets(cell=cell)) or areas[0].name
    except LookupFailedError:
        return areas[0].name
