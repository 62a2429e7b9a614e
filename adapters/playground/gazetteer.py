"""The streets, places and neighbourhoods that the stand-in geocoder knows.

Read from `gazetteer.json`, which names its own limits: corners are right to within a block or so.
"""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

METRES_PER_DEGREE = 111_320.0  # of latitude


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Spot:
    """A point of the map, in degrees."""

    latitude: float
    longitude: float

    def metres_to(self, other: "Spot") -> float:
        """How far the other spot is; flat-earth reckoning, good within a town."""
        east, north = self.offset_to(other)
        return math.hypot(east, north)

    def offset_to(self, other: "Spot") -> tuple[float, float]:
        """Metres eastward and northward to the other spot."""
        shrink = math.cos(math.radians(self.latitude))
        return (
            (other.longitude - self.longitude) * METRES_PER_DEGREE * shrink,
            (other.latitude - self.latitude) * METRES_PER_DEGREE,
        )

    def towards(self, other: "Spot", share: float) -> "Spot":
        """The spot that lies this share (0 to 1) of the way to the other."""
        return Spot(
            latitude=self.latitude + (other.latitude - self.latitude) * share,
            longitude=self.longitude + (other.longitude - self.longitude) * share,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbourhood:
    """A quarter of a town, with all that an address says after the street."""

    name: str
    district: str  # the electoral district that holds it, or nothing outside Montréal
    borough: str
    city: str
    postcode: str
    spot: Spot


@dataclass(frozen=True, slots=True, kw_only=True)
class Corner:
    """A point of a street: the house number there and the street that crosses, if any."""

    spot: Spot
    house_number: int
    crossing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Street:
    """The stretch of a street that lies in one neighbourhood."""

    name: str
    kind: str  # OpenStreetMap's value of `highway`
    neighbourhood: Neighbourhood
    corners: tuple[Corner, ...]

    def stretches(self) -> Iterator[tuple[Corner, Corner]]:
        """Every two corners that follow each other."""
        return zip(self.corners, self.corners[1:], strict=False)

    def middle(self) -> Spot:
        """A spot on the street about half-way along."""
        half = (len(self.corners) - 1) // 2
        return self.corners[half].spot.towards(self.corners[half + 1].spot, 0.5)

    def house(self, number: int) -> Spot | None:
        """Where this house number lies, or None outside the numbers of this stretch."""
        for start, end in self.stretches():
            low, high = sorted((start.house_number, end.house_number))
            if low <= number <= high:
                share = (number - start.house_number) / (end.house_number - start.house_number)
                return start.spot.towards(end.spot, share)
        return None

    def nearest(self, spot: Spot) -> tuple[float, Spot, int]:
        """Metres to the street, the nearest spot on it, and the house number there."""
        return min(
            (_foot(spot, start, end) for start, end in self.stretches()), key=lambda foot: foot[0]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A park, a station, a market: anything with a name that is no street."""

    name: str
    category: str  # OpenStreetMap's key
    kind: str  # OpenStreetMap's value
    neighbourhood: Neighbourhood
    spot: Spot
    road: str = ""
    house_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gazetteer:
    """All that the stand-in geocoder can find."""

    neighbourhoods: tuple[Neighbourhood, ...]
    streets: tuple[Street, ...]
    places: tuple[Place, ...]

    def crossings(self) -> tuple[Place, ...]:
        """The bus stop at each street corner, named for the two streets as the city does it."""
        seen: set[tuple[Spot, frozenset[str]]] = set()
        stops: list[Place] = []
        for street in self.streets:
            for corner in street.corners:
                pair = (corner.spot, frozenset((street.name, corner.crossing)))
                if corner.crossing and pair not in seen:
                    seen.add(pair)
                    stops.append(_bus_stop(street, corner))
        return tuple(stops)


class _NeighbourhoodRow(TypedDict):
    name: str
    district: str
    borough: str
    city: str
    postcode: str
    at: tuple[float, float]


class _StreetRow(TypedDict):
    name: str
    neighbourhood: str
    kind: str
    corners: list[tuple[float, float, int, str]]


class _PlaceRow(TypedDict):
    name: str
    neighbourhood: str
    category: str
    kind: str
    at: tuple[float, float]
    road: str
    house_number: str


class _Rows(TypedDict):
    neighbourhoods: list[_NeighbourhoodRow]
    streets: list[_StreetRow]
    places: list[_PlaceRow]


def demo_gazetteer() -> Gazetteer:
    """The gazetteer of the demo's district: Villeray and its neighbours in Montréal."""
    rows: _Rows = json.loads(Path(__file__).with_name("gazetteer.json").read_text("utf-8"))
    quarters = {row["name"]: _neighbourhood(row) for row in rows["neighbourhoods"]}
    return Gazetteer(
        neighbourhoods=tuple(quarters.values()),
        streets=tuple(_street(row, quarters[row["neighbourhood"]]) for row in rows["streets"]),
        places=tuple(_place(row, quarters[row["neighbourhood"]]) for row in rows["places"]),
    )


def _neighbourhood(row: _NeighbourhoodRow) -> Neighbourhood:
    return Neighbourhood(
        name=row["name"],
        district=row["district"],
        borough=row["borough"],
        city=row["city"],
        postcode=row["postcode"],
        spot=_spot(row["at"]),
    )


def _street(row: _StreetRow, neighbourhood: Neighbourhood) -> Street:
    corners = tuple(
        Corner(spot=_spot((latitude, longitude)), house_number=number, crossing=crossing)
        for latitude, longitude, number, crossing in row["corners"]
    )
    return Street(name=row["name"], kind=row["kind"], neighbourhood=neighbourhood, corners=corners)


def _place(row: _PlaceRow, neighbourhood: Neighbourhood) -> Place:
    return Place(
        name=row["name"],
        category=row["category"],
        kind=row["kind"],
        neighbourhood=neighbourhood,
        spot=_spot(row["at"]),
        road=row["road"],
        house_number=row["house_number"],
    )


def _spot(at: tuple[float, float]) -> Spot:
    return Spot(latitude=at[0], longitude=at[1])


def _bus_stop(street: Street, corner: Corner) -> Place:
    return Place(
        name=f"{_bare(street.name)} / {_bare(corner.crossing)}",
        category="highway",
        kind="bus_stop",
        neighbourhood=street.neighbourhood,
        spot=corner.spot,
        road=street.name,
    )


def _bare(street: str) -> str:
    """The street's name as bus stops write it: without "Rue", "Est" and the like."""
    words = [word for word in street.split() if word not in {"Est", "Ouest"}]
    return " ".join(words[1:])


def _foot(spot: Spot, start: Corner, end: Corner) -> tuple[float, Spot, int]:
    east, north = start.spot.offset_to(end.spot)
    to_east, to_north = start.spot.offset_to(spot)
    along = (to_east * east + to_north * north) / (east * east + north * north)
    share = min(1.0, max(0.0, along))
    foot = start.spot.towards(end.spot, share)
    number = start.house_number + (end.house_number - start.house_number) * share
    return spot.metres_to(foot), foot, round(number)
