"""Things to draw, and what a picture shows where."""

import io
import math

from PIL import Image

from adapters.maps.frames import WIDTH, Frame
from bot.model.areas import Outline
from bot.model.incidents import Category
from bot.model.maps import MapArea, MapPoint, MapView
from bot.model.places import Point, cell_at, centre
from bot.model.watches import Circle

CORNER = Point(latitude=45.5420, longitude=-73.6240)
BLOCK = cell_at(CORNER)
Colour = tuple[int, int, int]

WHITE: Colour = (255, 255, 255)
RED: Colour = (184, 67, 47)
BLUE: Colour = (47, 93, 158)
GROUND: Colour = (236, 234, 229)
LAND: Colour = (248, 247, 243)


def away(north: float = 0, east: float = 0, of: Point = CORNER) -> Point:
    """A point so many metres away."""
    run = 111_195 * math.cos(math.radians(of.latitude))
    return Point(latitude=of.latitude + north / 111_195, longitude=of.longitude + east / run)


def square(side: float, middle: Point = CORNER) -> tuple[tuple[float, float], ...]:
    """A ring around a point, side in metres."""
    half = side / 2
    corners = ((-half, -half), (-half, half), (half, half), (half, -half), (-half, -half))
    points = [away(north, east, middle) for north, east in corners]
    return tuple((point.longitude, point.latitude) for point in points)


def area(*rings: tuple[tuple[float, float], ...], whole: bool = True, name: str = "") -> MapArea:
    """An area of one polygon."""
    return MapArea(outline=Outline(polygons=(rings,)), name=name, whole=whole)


def fire(where: Point = CORNER, number: str = "") -> MapPoint:
    """A fire in a block."""
    return MapPoint(cell=cell_at(where), category=Category.FIRE, number=number)


ONE = MapView(points=(fire(),))
AROUND = MapView(circle=Circle(cell=BLOCK, radius=1_000), points=(fire(number="1"),))


def opened(content: bytes) -> Image.Image:
    """The picture, read as a phone reads it."""
    with Image.open(io.BytesIO(content)) as found:
        assert found.format == "JPEG"
        return found.convert("RGB")


def at(picture: Image.Image, x: float, y: float) -> Colour:
    """The colour of a pixel."""
    found = picture.getpixel((round(x), round(y)))
    assert isinstance(found, tuple)
    red, green, blue = found
    return (int(red), int(green), int(blue))


def alike(one: Colour, other: Colour, within: int = 14) -> bool:
    """Whether two colours are the same but for what JPEG makes of them."""
    return all(abs(a - b) <= within for a, b in zip(one, other, strict=True))


def projected(frame: Frame, point: Point) -> tuple[float, float]:
    """Where a point lies on a sheet, by the formulas of EPSG:3857 in metres (radius 6,378,137)."""
    metres_a_world = 2 * math.pi * 6_378_137

    def metres(each: Point) -> tuple[float, float]:
        tangent = math.tan(math.pi / 4 + math.radians(each.latitude) / 2)
        return 6_378_137 * math.radians(each.longitude), 6_378_137 * math.log(tangent)

    x, y = metres(point)
    west = (frame.west - 0.5) * metres_a_world
    north = (0.5 - frame.north) * metres_a_world
    pixel = frame.pixel * metres_a_world
    turns = round((x - west - pixel * WIDTH / 2) / metres_a_world)
    return (x - west - turns * metres_a_world) / pixel, (north - y) / pixel


def middle_of(point: MapPoint) -> Point:
    """The middle of its block."""
    return centre(point.cell)
