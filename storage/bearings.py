"""Directions as numbers: each has its number for good, 0 is none."""

from bot.model.directions import Direction

BEARINGS = {
    Direction.N: 1,
    Direction.NE: 2,
    Direction.E: 3,
    Direction.SE: 4,
    Direction.S: 5,
    Direction.SW: 6,
    Direction.W: 7,
    Direction.NW: 8,
    Direction.HERE: 9,
}

_DIRECTIONS = {number: direction for direction, number in BEARINGS.items()}


def from_bearing(bearing: int) -> Direction | None:
    """The direction with this number; None when no direction is kept."""
    return _DIRECTIONS.get(bearing)
