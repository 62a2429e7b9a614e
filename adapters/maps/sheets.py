"""What goes to the printing press: shapes in pixels and words, nothing left to decide.

The press runs in a process of its own and knows only this module of the watch.
"""

from dataclasses import dataclass
from typing import Final

LENGTH: Final = 4
"""Bytes in which the length of a job or a picture is told, the highest first."""

Pixels = tuple[float, float]
"""Rightwards and downwards from the upper left corner."""

Line = tuple[Pixels, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A square piece of a ready-made map, as it came from the tile server."""

    left: float
    top: float
    side: float
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """An area: polygons, each an outer ring and its holes."""

    polygons: tuple[tuple[Line, ...], ...]
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block in which something happened, shaded."""

    ring: Line
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """A mark with its number; it stands at `at` and belongs to the block around `of`."""

    of: Pixels
    at: Pixels
    number: str
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A length of ground and how long it is on the sheet."""

    pixels: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A map. Without tiles it is drawn on a quiet ground with a faint grid of blocks."""

    width: int
    height: int
    scale: Scale
    title: str = ""
    tiles: tuple[Tile, ...] = ()
    attribution: str = ""
    grid: tuple[Line, ...] = ()
    patches: tuple[Patch, ...] = ()
    circle: Line = ()
    blocks: tuple[Block, ...] = ()
    pins: tuple[Pin, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A kind, its count and its colour."""

    label: str
    count: int
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Two charts on one sheet: how many of each kind, how many in each hour of the day."""

    width: int
    height: int
    by_kind: str
    bars: tuple[Bar, ...]
    by_hour: str
    hours: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster:
    """A map with a chart below it."""

    sheet: Sheet
    chart: Chart


Job = Sheet | Chart | Poster
