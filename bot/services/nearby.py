"""Looking at what happened around a place."""

import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import h3

from bot.errors import WatchError
from bot.model.channels import Channel
from bot.model.covers import METRES_PER_DEGREE
from bot.model.directions import Direction, facing
from bot.model.ids import AreaId, Cell, IncidentNumber
from bot.model.incidents import ALL_CATEGORIES, Category, Incident
from bot.model.maps import MapArea, MapPoint, MapView
from bot.model.moderation import stands
from bot.model.nearby import SHOWN, Nearby, Sought
from bot.model.places import BLOCK, WIDEST, centre, metres_between, resolution
from bot.model.watches import LARGEST_RADIUS_M, SMALLEST_RADIUS_M, Circle
from bot.permissions import Permission, require
from bot.ports.stores import UnitOfWork
from bot.services import maps

DAYS = (1, 7, 30)
"""How far back one can look, in days."""

USUAL_DAYS = 7

AROUND_M = 1_000
"""Metres around a pin or an address."""

MOST_LISTED = 15
"""Incidents that a list names, the newest."""

CIRCLE = re.compile(r"c([0-9a-f]{15})r([0-9]{1,5})")
AREA = re.compile(r"a([0-9]{1,9})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What somebody looks at: a place, how many days back, and which kinds."""

    place: Circle | AreaId
    days: int = USUAL_DAYS
    categories: frozenset[Category] = ALL_CATEGORIES


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearing:
    """How far away something lies, in metres, and in which direction."""

    distance: int
    direction: Direction


async def look(uow: UnitOfWork, at: Look, now: datetime, channel: Channel | None) -> Nearby:
    """What happened there, the newest first; in a channel, without what it does not show."""
    require(Permission.INCIDENT_READ, frozenset())
    since = now - timedelta(days=at.days)
    sought = Sought(place=at.place, since=since, categories=at.categories)
    found = await uow.incidents.near(sought, MOST_LISTED)
    return found if channel is None else await _shown_in(uow, channel, found)


async def _shown_in(uow: UnitOfWork, channel: Channel, found: Nearby) -> Nearby:
    there = await uow.rulings.there([each.number for each in found.newest], channel.id)
    said = {ruling.incident: ruling for ruling in there}
    newest = tuple(each for each in found.newest if stands(each, said.get(each.number)))
    return Nearby(newest=newest, count=found.count - len(found.newest) + len(newest))


async def told(uow: UnitOfWork, number: IncidentNumber) -> Incident:
    """An incident that anybody may be told of. Raises WatchError `near.gone`."""
    require(Permission.INCIDENT_READ, frozenset())
    incident = await uow.incidents.get(number)
    if incident is None or incident.state not in SHOWN or not incident.shown:
        raise WatchError("near.gone")
    return incident


def bearing(place: Circle | AreaId, incident: Incident) -> Bearing | None:
    """Where an incident lies from a circle's middle; an area has none."""
    if not isinstance(place, Circle):
        return None
    here, there = centre(place.cell), centre(incident.cell)
    run = (there.longitude - here.longitude + 180) % 360 - 180
    east = run * METRES_PER_DEGREE * math.cos(math.radians(here.latitude))
    north = (there.latitude - here.latitude) * METRES_PER_DEGREE
    distance = max(50, round(metres_between(here, there), -1))
    return Bearing(distance=int(distance), direction=facing(east, north))


async def view_of(
    uow: UnitOfWork, place: Circle | AreaId, listed: tuple[Incident, ...]
) -> MapView:
    """A map of the place with what is listed, numbered from 1."""
    points = tuple(
        MapPoint(cell=incident.cell, category=incident.category, number=str(index))
        for index, incident in enumerate(listed, start=1)
    )
    if isinstance(place, Circle):
        around = await maps.areas_around(uow, place.cell)
        return MapView(areas=around, circle=place, points=points)
    area = await maps.area_on_map(uow, place)
    whole = () if area is None else (MapArea(outline=area.outline, name=area.name, whole=True),)
    return MapView(areas=whole, points=points)


def written(at: Look) -> tuple[str, str, str]:
    """What is looked at in letters and digits, to travel in a button."""
    place = f"a{at.place}"
    if isinstance(at.place, Circle):
        place = f"c{at.place.cell:015x}r{at.place.radius}"
    kinds = "all" if at.categories == ALL_CATEGORIES else "".join(at.categories)
    return place, str(at.days), kinds


def read(place: str, days: str, kind: str) -> Look:
    """What a button says is looked at. Raises WatchError `button.gone`."""
    if days not in {str(each) for each in DAYS}:
        raise WatchError("button.gone")
    try:
        kinds = ALL_CATEGORIES if kind == "all" else frozenset({Category(kind)})
    except ValueError:
        raise WatchError("button.gone") from None
    return Look(place=_place(place), days=int(days), categories=kinds)


def _place(text: str) -> Circle | AreaId:
    area, circle = AREA.fullmatch(text), CIRCLE.fullmatch(text)
    if area is not None:
        return AreaId(int(area[1]))
    if circle is None or not h3.is_valid_cell(circle[1]):
        raise WatchError("button.gone")
    cell, radius = Cell(int(circle[1], 16)), int(circle[2])
    fits = SMALLEST_RADIUS_M <= radius <= LARGEST_RADIUS_M
    if not (fits and WIDEST <= resolution(cell) <= BLOCK):
        raise WatchError("button.gone")
    return Circle(cell=cell, radius=radius)
