"""Whom a request goes to: a whole fixed area, and roughly how many live in it."""

from bisect import bisect_right
from dataclasses import dataclass

from bot.model.ids import AreaId

BANDS = (25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
"""All that is ever said of an audience's size: "25+", "50+" and so on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """A whole area and the band of its size: the largest of `BANDS` that is not above it, or 0."""

    area: AreaId
    band: int


def band_of(size: int) -> int:
    """The band of a size, 0 below the smallest."""
    at = bisect_right(BANDS, size)
    return BANDS[at - 1] if at else 0
