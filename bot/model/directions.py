"""Which way something lies, as coarsely as people say it."""

from enum import StrEnum

STEEP = 2.414213562373095
"""tan(67.5 degrees): a run this much longer than the other is said without the other."""

HERE_M2 = 1.0
"""Square metres: nearer than that is the same block's middle, and lies in no direction."""


class Direction(StrEnum):
    """One of the eight winds, or here."""

    N = "n"
    NE = "ne"
    E = "e"
    SE = "se"
    S = "s"
    SW = "sw"
    W = "w"
    NW = "nw"
    HERE = "here"


def facing(east: float, north: float) -> Direction:
    """The direction of what lies so many metres east and north (negative: west and south)."""
    if east * east + north * north < HERE_M2:
        return Direction.HERE
    if abs(north) > STEEP * abs(east):
        return Direction.N if north > 0 else Direction.S
    if abs(east) > STEEP * abs(north):
        return Direction.E if east > 0 else Direction.W
    if north > 0:
        return Direction.NE if east > 0 else Direction.NW
    return Direction.SE if east > 0 else Direction.SW
