"""Named pieces of the map."""

from dataclasses import dataclass
from datetime import datetime

from bot.model.ids import AreaId, Cell

Ring = tuple[tuple[float, float], ...]
"""A closed line of (longitude, latitude) in degrees, first point repeated last (RFC 7946)."""

Polygon = tuple[Ring, ...]
"""An outer ring and its holes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The shape of an area: one or more polygons (RFC 7946 MultiPolygon)."""

    polygons: tuple[Polygon, ...]


MAP_BYTES = 1024 * 1024
"""The largest map that is taken in a chat; larger ones are the operator's to import."""

MAP_ENDINGS = (".geojson", ".json")
MAP_KINDS = ("application/geo+json", "application/json")
"""How a file says that it may be a map: by its name or by its media type (RFC 7946, 12)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawMap:
    """Bytes that claim to be GeoJSON, as they came in. Never stored."""

    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaDraft:
    """An area that is not kept yet: its name, shape and the cells whose centres it holds.

    `cells` are compacted: H3 cells of resolution 10 and coarser, none within another. `drawn` is
    true for one that a moderator drew: no request is ever addressed to it as a whole.
    """

    name: str
    outline: Outline
    cells: tuple[Cell, ...]
    parent: AreaId | None = None
    drawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A named piece of the map; areas nest (area < district < town).

    `parent` is the smallest other area that holds all its blocks. `drawn`: by a moderator.
    `changed` is when its shape changed last, if it ever did. One that is `gone` keeps its name
    for what was said of it; it holds no place any more.
    """

    id: AreaId
    name: str
    parent: AreaId | None = None
    drawn: bool = False
    changed: datetime | None = None
    gone: bool = False


def may_be_map(name: str, kind: str) -> bool:
    """Whether a file of this name and media type may be a map."""
    return name.casefold().endswith(MAP_ENDINGS) or kind.partition(";")[0] in MAP_KINDS
