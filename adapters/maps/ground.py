"""Areas as shapes for a page: the same window and the same corners as on a picture of them."""

from collections.abc import Mapping, Sequence

from shapely import MultiPolygon, Polygon

from adapters.maps.frames import HEIGHT, WIDTH, Frame, framed, thinned
from adapters.maps.plans import scale_of
from adapters.maps.sheets import Line
from bot.model.maps import MapArea, MapView
from bot.ports.feeds import PublicArea
from bot.ports.reports import Ground, Shape


def ground_of(areas: Sequence[PublicArea], counts: Mapping[str, int]) -> Ground | None:
    """Areas in a window on those that count, larger ones first; None when there are none."""
    whole = tuple(MapArea(outline=each.outline, name=each.name, whole=True) for each in areas)
    thin = thinned(whole)
    if not thin:
        return None
    asked = tuple(area for area in thin if counts.get(area.name))
    frame = framed(MapView(areas=asked or thin), tiled=False)
    shapes = sorted((_shape(area, frame, counts) for area in thin), key=lambda each: -each[0])
    scale = scale_of(frame)
    return Ground(
        width=WIDTH,
        height=HEIGHT,
        shapes=tuple(shape for _, shape in shapes),
        scale=scale.pixels,
        scale_label=scale.label,
    )


def _shape(area: MapArea, frame: Frame, counts: Mapping[str, int]) -> tuple[float, Shape]:
    """How much of the sheet it takes, and its shape."""
    polygons = [tuple(map(frame.line, polygon)) for polygon in area.outline.polygons]
    solid = MultiPolygon([Polygon(outer, holes) for outer, *holes in polygons])
    inside = solid.representative_point()
    path = "".join(_path(ring) for polygon in polygons for ring in polygon)
    count, at = counts.get(area.name, 0), (inside.x, inside.y)
    return float(solid.area), Shape(name=area.name, path=path, count=count, at=at)


def _path(ring: Line) -> str:
    """A closed line as SVG has it (w3.org/TR/SVG2, "Path data"), to a tenth of a pixel."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring[:-1]) + "Z"
