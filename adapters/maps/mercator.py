"""Web Mercator: the projection that map tiles are cut from (EPSG:3857, as a unit square).

The world is a square of side 1: x grows eastwards from 180 degrees west, y southwards from 85
degrees north (wiki.openstreetmap.org/wiki/Slippy_map_tilenames).
"""

import math
from dataclasses import dataclass

from bot.model.places import EARTH_RADIUS_M, Point

HIGHEST = 85.0511
"""Degrees of latitude at which the square ends."""

ROUND_THE_WORLD_M = 2 * math.pi * EARTH_RADIUS_M


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place on the square; beyond the antimeridian x goes on, so that nothing is torn."""

    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle of the square."""

    west: float
    north: float
    east: float
    south: float

    @property
    def width(self) -> float:
        """From west to east."""
        return self.east - self.west

    @property
    def height(self) -> float:
        """From north to south."""
        return self.south - self.north

    @property
    def middle(self) -> Spot:
        """Its middle."""
        return Spot(x=(self.west + self.east) / 2, y=(self.north + self.south) / 2)

    def joined(self, other: "Box") -> "Box":
        """The smallest box around both."""
        return Box(
            west=min(self.west, other.west),
            north=min(self.north, other.north),
            east=max(self.east, other.east),
            south=max(self.south, other.south),
        )

    def within(self, other: "Box") -> "Box":
        """What lies in both; boxes that do not meet give one without ground."""
        west, north = max(self.west, other.west), max(self.north, other.north)
        return Box(
            west=west,
            north=north,
            east=max(west, min(self.east, other.east)),
            south=max(north, min(self.south, other.south)),
        )

    def widened(self, room: float) -> "Box":
        """With so much room on each side."""
        return Box(
            west=self.west - room,
            north=self.north - room,
            east=self.east + room,
            south=self.south + room,
        )


def spot_at(longitude: float, latitude: float, beside: float | None = None) -> Spot:
    """Where a point lies; `beside` is an x to which it keeps within half a world."""
    sine = math.sin(math.radians(min(max(latitude, -HIGHEST), HIGHEST)))
    x = longitude / 360 + 0.5
    if beside is not None:
        x -= round(x - beside)
    return Spot(x=x, y=0.5 - math.atanh(sine) / (2 * math.pi))


def point_at(spot: Spot) -> Point:
    """What lies there."""
    latitude = math.degrees(math.asin(math.tanh((0.5 - spot.y) * 2 * math.pi)))
    return Point(latitude=latitude, longitude=((spot.x % 1) - 0.5) * 360)


def metre_at(spot: Spot) -> float:
    """How long a metre is on the square, there."""
    latitude = math.radians(point_at(spot).latitude)
    return 1 / (ROUND_THE_WORLD_M * math.cos(latitude))
