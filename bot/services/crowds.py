"""Circles that hold so many households, whatever their width."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.model.covers import cover_circle
from bot.model.ids import Cell, PersonId, WatchId
from bot.model.places import centre, metres_between
from bot.model.policy import Policy, fortnight
from bot.model.watches import LARGEST_RADIUS_M, RADII_M, Circle, Watch
from bot.ports.stores import UnitOfWork

WIDTHS_M = (250, 300, 400, 500, 600, 800, 1_000, 1_300, 1_600, 2_000, 2_500, 3_000, 4_000, 5_000)
"""The radii that a circle may be fitted to, in metres: so coarse that a radius tells of nobody."""

AT_ONCE = 200
"""Circles that are measured in one transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """The radius that holds so many households, in metres; the largest when there are too few."""

    radius: int
    enough: bool


async def fitted(uow: UnitOfWork, cell: Cell, crowd: int, *, now: datetime, policy: Policy) -> Fit:
    """The narrowest circle around a cell that so many accounts keep a circle in.

    Never fewer than the audience floor, and none of those too young to count for it: otherwise
    accounts made for this could tell where a single neighbour is.
    """
    joined = fortnight(now - policy.young) - 1
    wanted = max(crowd, policy.audience_floor)
    for radius in RADII_M:
        reach = await _distances(uow, Circle(cell=cell, radius=radius), joined)
        if len(reach) >= wanted:
            needed = reach[wanted - 1]
            return Fit(radius=next(each for each in WIDTHS_M if each >= needed), enough=True)
    return Fit(radius=LARGEST_RADIUS_M, enough=False)


async def measure(
    uow: UnitOfWork, after: WatchId, *, now: datetime, policy: Policy
) -> WatchId | None:
    """Fit the next circles that are sized by households anew; the last one, None at the end."""
    found = await uow.watches.crowded(after, AT_ONCE)
    for watch in found:
        await _fit(uow, watch, now, policy)
    return found[-1].id if found else None


async def _fit(uow: UnitOfWork, watch: Watch, now: datetime, policy: Policy) -> None:
    if watch.crowd is None or not isinstance(watch.place, Circle):
        return
    fit = await fitted(uow, watch.place.cell, watch.crowd, now=now, policy=policy)
    if fit.radius != watch.place.radius:
        place = replace(watch.place, radius=fit.radius)
        await uow.watches.change(replace(watch, place=place), cover_circle(place))


async def _distances(uow: UnitOfWork, circle: Circle, joined: int) -> list[float]:
    """How far everybody's nearest circle is centred from this one's middle, within it, sorted."""
    middle = centre(circle.cell)
    nearest: dict[PersonId, float] = {}
    cells = {part.cell for part in cover_circle(circle)}
    for each in await uow.watches.neighbours(cells, joined):
        away = metres_between(middle, centre(each.block))
        if away <= circle.radius:
            nearest[each.person] = min(away, nearest.get(each.person, away))
    return sorted(nearest.values())
