"""Where things come to stand on a sheet."""

import itertools
import math

import pytest

from adapters.maps.frames import HEIGHT, WIDTH, framed, thinned
from adapters.maps.plans import APART, bare, sheet_of
from bot.model.areas import Outline
from bot.model.maps import MapArea, MapPoint, MapView
from bot.model.places import Point, blurred, cell_at, centre, metres_between
from bot.model.watches import Circle
from tests.adapters.maps.views import AROUND, BLOCK, ONE, area, away, fire, projected, square

PLACES = (
    Point(latitude=45.5420, longitude=-73.6240),
    Point(latitude=-54.8, longitude=-68.3),
    Point(latitude=0.001, longitude=0.001),
    Point(latitude=-17.8, longitude=179.9999),
    Point(latitude=-17.8, longitude=-179.9999),
    Point(latitude=78.2, longitude=15.6),
)


@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize("tiled", [True, False])
def test_a_mark_stands_at_its_blocks_middle(where: Point, tiled: bool) -> None:  # noqa: FBT001 - a case
    view = MapView(points=(fire(where, "1"), fire(away(900, 700, where), "2")))
    frame = framed(view, tiled=tiled)
    sheet = sheet_of(view, frame)
    for point, pin in zip(view.points, sheet.pins, strict=True):
        x, y = projected(frame, centre(point.cell))
        assert pin.at == pytest.approx((x, y), abs=0.5)
        assert 0 < x < WIDTH
        assert 0 < y < HEIGHT


@pytest.mark.parametrize("where", PLACES)
def test_nothing_is_torn_at_the_antimeridian(where: Point) -> None:
    circle = Circle(cell=cell_at(where), radius=2_000)
    ring = square(3_000, where)
    sheet = bare(MapView(circle=circle, areas=(area(ring),), points=(fire(where),)))
    lines = (sheet.circle, sheet.blocks[0].ring, sheet.patches[0].polygons[0][0], *sheet.grid)
    for line in lines:
        assert max(x for x, _ in line) - min(x for x, _ in line) < WIDTH


@pytest.mark.parametrize("where", PLACES)
def test_a_circle_is_as_wide_as_its_scale_says(where: Point) -> None:
    circle = Circle(cell=cell_at(where), radius=1_000)
    sheet = bare(MapView(circle=circle))
    width = max(x for x, _ in sheet.circle) - min(x for x, _ in sheet.circle)
    number, unit = sheet.scale.label.split()
    metres = int(number) * (1_000 if unit == "km" else 1)
    assert width * metres / sheet.scale.pixels == pytest.approx(2_000, rel=0.01)


@pytest.mark.parametrize("radius", [250, 1_000, 5_000, 50_000, 2_000_000])
def test_the_scale_is_a_round_length_that_fits(radius: int) -> None:
    scale = bare(MapView(circle=Circle(cell=BLOCK, radius=radius))).scale
    assert scale.label.split()[0].lstrip("125").strip("0") == ""
    assert 60 <= scale.pixels <= 180


def test_everything_is_shown_with_room_around_it() -> None:
    ring = square(4_000, away(3_000, 2_000))
    view = MapView(areas=(area(ring),), points=AROUND.points, circle=AROUND.circle)
    sheet = bare(view)
    for x, y in (*sheet.circle, *sheet.patches[0].polygons[0][0], *sheet.blocks[0].ring):
        assert 60 <= x <= WIDTH - 60
        assert 60 <= y <= HEIGHT - 60


def test_a_block_never_fills_the_picture() -> None:
    frame = framed(ONE, tiled=True)
    assert frame.metres * WIDTH == pytest.approx(1_100, rel=0.01)


def test_an_area_around_an_incident_is_shown_only_where_there_are_no_streets() -> None:
    large = MapView(areas=(area(square(1_500), whole=False),), points=ONE.points)
    assert framed(large, tiled=True) == framed(ONE, tiled=True)
    assert framed(large, tiled=False).metres > framed(ONE, tiled=False).metres * 1.5
    huge = MapView(areas=(area(square(400_000), whole=False),), points=ONE.points)
    assert framed(huge, tiled=False).metres * WIDTH < 4_000, "a block must still be found on it"


def test_an_area_alone_is_framed_by_itself() -> None:
    sheet = bare(MapView(areas=(area(square(100_000)),)))
    assert sheet.patches[0].whole
    assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in sheet.patches[0].polygons[0][0])


@pytest.mark.parametrize(
    "view", [MapView(), MapView(areas=(MapArea(outline=Outline(polygons=())),))]
)
def test_nothing_cannot_be_drawn(view: MapView) -> None:
    with pytest.raises(ValueError, match="nothing to be shown"):
        framed(view, tiled=True)


def test_marks_never_cover_each_other_and_stay_on_the_sheet() -> None:
    points = tuple(
        fire(away(40 * (index % 3), 30 * (index % 4)), str(index + 1)) for index in range(15)
    )
    for circle in (Circle(cell=BLOCK, radius=5_000), None):
        pins = bare(MapView(circle=circle, points=points)).pins
        for one, other in itertools.combinations(pins, 2):
            assert math.dist(one.at, other.at) >= APART - 3
        assert all(
            34 <= x <= WIDTH - 34 and 34 <= y <= HEIGHT - 34 for x, y in (p.at for p in pins)
        )


def test_marks_with_room_stand_where_they_belong() -> None:
    points = tuple(fire(away(index * 200), str(index)) for index in range(5))
    assert all(pin.at == pin.of for pin in bare(MapView(points=points)).pins)


def test_a_blurred_place_is_a_larger_block() -> None:
    fine, coarse = BLOCK, blurred(BLOCK, 8)
    widths = []
    for cell in (fine, coarse):
        point = MapPoint(cell=cell, category=ONE.points[0].category)
        view = MapView(circle=Circle(cell=BLOCK, radius=2_000), points=(point,))
        ring = bare(view).blocks[0].ring
        widths.append(max(x for x, _ in ring) - min(x for x, _ in ring))
    assert widths[1] > 5 * widths[0]


def test_the_grid_is_made_of_blocks_or_of_few_enough_wider_cells() -> None:
    near = bare(ONE)
    assert 50 < len(near.grid) < 1_700
    side = metres_between(centre(BLOCK), centre(cell_at(away(130))))
    assert side < 200
    for radius in (5_000, 200_000):
        assert 20 < len(bare(MapView(circle=Circle(cell=BLOCK, radius=radius))).grid) < 1_900


def test_names_stand_above_the_map_as_far_as_there_is_room() -> None:
    ring = square(2_000)
    small, town = area(ring, name="Villeray"), area(ring, name="Mont\n réal")
    assert bare(MapView(areas=(small, town))).title == "Villeray · Mont réal"
    long = area(ring, name="L" * 60)
    assert bare(MapView(areas=(long, small))).title == "Villeray"


def test_what_encloses_no_ground_is_left_out() -> None:
    ring = square(1_000)
    empty = MapArea(outline=Outline(polygons=((), ((),), (ring[:2],), (ring, ring[:1]))))
    [left] = thinned((empty, MapArea(outline=Outline(polygons=()))))
    assert left.outline.polygons == ((ring,),)


@pytest.mark.parametrize("latitude", [-90.0, -86.0, 84.9, 89.99, 90.0])
@pytest.mark.parametrize("longitude", [-180.0, 0.0, 179.9])
def test_even_at_the_poles_there_is_a_map(latitude: float, longitude: float) -> None:
    where = Point(latitude=latitude, longitude=longitude)
    for radius in (250, 5_000):
        sheet = bare(
            MapView(circle=Circle(cell=cell_at(where), radius=radius), points=(fire(where),))
        )
        assert all(math.isfinite(x) and math.isfinite(y) for x, y in sheet.circle)


def test_outlines_with_more_corners_than_can_be_seen_are_thinned() -> None:
    many = tuple(
        (-73.6 + math.cos(turn / 10_000) / 50, 45.5 + math.sin(turn / 10_000) / 50)
        for turn in range(62_832)
    )
    ring = (*many, many[0])
    [thin] = thinned((area(ring, square(100)),))
    outer, hole = thin.outline.polygons[0]
    assert len(outer) < 4_500
    assert outer[0] == outer[-1]
    assert len(hole) == 5
