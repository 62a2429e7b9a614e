import math
import time
from collections.abc import Callable
from pathlib import Path

import h3.api.basic_int as h3
import pytest
import shapely
from hypothesis import event, given, settings
from hypothesis import strategies as st

from bot.model.areas import Outline, Ring
from bot.model.covers import (
    COARSEST_OF_AREAS,
    MOST_POLAR,
    area_of_cells,
    cells_of,
    circle_over,
    count_blocks,
    cover_circle,
    holds,
    look_ups,
    lookup_cells,
    size_of,
    within,
)
from bot.model.ids import Cell
from bot.model.places import (
    BLOCK,
    EARTH_RADIUS_M,
    Point,
    ancestors,
    cell_at,
    centre,
    metres_between,
    resolution,
)
from bot.model.watches import LARGEST_RADIUS_M, RADII_M, SMALLEST_RADIUS_M, Circle
from bot.services.areas import drafts_from_geojson
from bot.services.areas.shapes import LARGEST_AREA_KM2

DISTRICTS = Path("adapters/playground/data/areas-montreal.geojson").read_text("utf-8")
VILLERAY = cell_at(Point(latitude=45.5448, longitude=-73.6245))
SAME_EVERY_TIME = settings(derandomize=True, database=None, deadline=None, max_examples=100)

latitudes = st.floats(-65, 65)
far_latitudes = st.one_of(latitudes, st.floats(65, 84.8), st.floats(-84.8, -65))
longitudes = st.one_of(st.floats(-180, 180), st.floats(179.9, 180), st.floats(-180, -179.9))


def circles_at(latitudes: st.SearchStrategy[float]) -> st.SearchStrategy[Circle]:
    return st.builds(
        lambda latitude, longitude, radius: Circle(
            cell=cell_at(Point(latitude=latitude, longitude=longitude)), radius=radius
        ),
        latitudes,
        longitudes,
        st.integers(SMALLEST_RADIUS_M, LARGEST_RADIUS_M),
    )


circles = circles_at(latitudes)
spots = st.lists(
    st.tuples(st.floats(0, 360), st.floats(0, 1.3), st.sampled_from((8, 9, 10))),
    min_size=20,
    max_size=60,
)


def flat_metres(circle: Circle, cell: Cell) -> float:
    """Written down apart from the code: degrees times metres per degree where the cell lies."""
    middle, point = centre(circle.cell), centre(cell)
    degree = math.radians(1) * EARTH_RADIUS_M
    run = math.remainder(point.longitude - middle.longitude, 360)
    rise = point.latitude - middle.latitude
    level = math.cos(math.radians(centre(map_of(circle, cell)).latitude))
    return math.hypot(run * degree * level, rise * degree)


def map_of(circle: Circle, cell: Cell) -> Cell:
    """The cell on whose map the circle and the place meet."""
    block = h3.cell_to_center_child(cell, BLOCK) if resolution(cell) < BLOCK else cell
    most = {500: 9, 1_000: 8, 2_300: 7}
    level = next((level for radius, level in most.items() if circle.radius <= radius), 6)
    return Cell(h3.cell_to_parent(block, level))


def away(circle: Circle, bearing: float, radii: float, fineness: int) -> Cell:
    middle = centre(circle.cell)
    degrees = math.degrees(circle.radius * radii / EARTH_RADIUS_M)
    north = degrees * math.cos(math.radians(bearing))
    east = degrees * math.sin(math.radians(bearing)) / math.cos(math.radians(middle.latitude))
    longitude = math.remainder(middle.longitude + east, 360)
    return cell_at(Point(latitude=middle.latitude + north, longitude=longitude), fineness)


@SAME_EVERY_TIME
@given(circle=circles_at(far_latitudes), spots=spots)
def test_a_circle_holds_exactly_the_centres_within_its_radius(
    circle: Circle, spots: list[tuple[float, float, int]]
) -> None:
    cover = cover_circle(circle)
    for spot in spots:
        cell = away(circle, *spot)
        metres = flat_metres(circle, cell)
        if abs(metres - circle.radius) > 2e-3:
            assert holds(cover, cell) is (metres < circle.radius)


@SAME_EVERY_TIME
@given(circle=circles_at(far_latitudes), spots=spots)
def test_a_circle_errs_against_the_great_circle_by_less_than_it_says(
    circle: Circle, spots: list[tuple[float, float, int]]
) -> None:
    cover = cover_circle(circle)
    middle = centre(circle.cell)
    slope = abs(math.tan(math.radians(middle.latitude)))
    wide = circle.radius + size_of(circle.radius)
    tolerance = circle.radius * (wide * slope / EARTH_RADIUS_M + 1e-6) + 2e-3
    for spot in spots:
        cell = away(circle, *spot)
        metres = metres_between(middle, centre(cell))
        if abs(metres - circle.radius) > tolerance:
            assert holds(cover, cell) is (metres < circle.radius)


@pytest.mark.parametrize("radius", RADII_M)
@pytest.mark.parametrize("fineness", [8, 9, 10])
def test_no_centre_around_a_circle_is_judged_wrongly(radius: int, fineness: int) -> None:
    circle = Circle(cell=VILLERAY, radius=radius)
    cover = cover_circle(circle)
    start = ancestors(VILLERAY)[BLOCK - fineness]
    around = [Cell(c) for c in h3.grid_disk(start, 2 + radius // (60 * 7 ** (10 - fineness) // 2))]
    inside = {cell for cell in around if holds(cover, cell)}
    assert inside == {cell for cell in around if flat_metres(circle, cell) <= radius}
    assert max(flat_metres(circle, cell) for cell in around) > radius


@SAME_EVERY_TIME
@given(circle=circles)
def test_a_cover_is_a_few_coarse_cells_none_within_another(circle: Circle) -> None:
    rows = cover_circle(circle)
    cells = {row.cell for row in rows}
    assert len(cells) == len(rows)
    assert not any(set(ancestors(cell)[1:]) & cells for cell in cells)
    assert len(rows) <= 20
    assert len({resolution(cell) for cell in cells}) == 1


def test_covers_near_home_take_about_seven_rows() -> None:
    rows = [len(cover_circle(Circle(cell=VILLERAY, radius=radius))) for radius in RADII_M]
    assert sum(rows) / len(rows) < 8


@SAME_EVERY_TIME
@given(circle=circles_at(far_latitudes), spots=spots)
def test_what_the_key_decides_the_circle_decides_alike(
    circle: Circle, spots: list[tuple[float, float, int]]
) -> None:
    """The edge lies farther from the cell's middle than the place: the key alone tells."""
    cover = {row.cell: row for row in cover_circle(circle)}
    told = 0
    for spot in spots:
        for look in look_ups(away(circle, *spot)):
            row = cover.get(look.cell)
            if row is not None and row.edge > look.reach:
                assert not within(row, look)
            if row is not None and row.edge < -look.reach:
                assert within(row, look)
                told += 1
    event("the key told of somebody" if told else "the key told of nobody")


@pytest.mark.parametrize("longitude", [179.999, -179.999, 180.0, 179.96])
def test_a_circle_across_the_antimeridian_holds_both_sides(longitude: float) -> None:
    home = cell_at(Point(latitude=-16.8, longitude=longitude))
    circle = Circle(cell=home, radius=5_000)
    cover = cover_circle(circle)
    around = [Cell(cell) for cell in h3.grid_disk(home, 60)]
    inside = {cell for cell in around if holds(cover, cell)}
    assert inside == {cell for cell in around if flat_metres(circle, cell) <= 5_000}
    assert {math.copysign(1, centre(cell).longitude) for cell in inside} == {1.0, -1.0}
    assert len({row.cell for row in cover}) == len(cover)


def test_a_circle_at_the_equator_on_the_zero_meridian_is_like_any_other() -> None:
    circle = Circle(cell=cell_at(Point(latitude=0, longitude=0)), radius=2_000)
    cover = cover_circle(circle)
    around = [Cell(cell) for cell in h3.grid_disk(circle.cell, 30)]
    inside = {cell for cell in around if holds(cover, cell)}
    assert inside == {cell for cell in around if flat_metres(circle, cell) <= 2_000}


@pytest.mark.parametrize("latitude", [MOST_POLAR, -MOST_POLAR, 90, -90])
def test_a_circle_near_a_pole_is_refused(latitude: float) -> None:
    circle = Circle(cell=cell_at(Point(latitude=latitude, longitude=20)), radius=250)
    with pytest.raises(ValueError, match="pole"):
        cover_circle(circle)


@pytest.mark.parametrize("fineness", [8, 9, 10, 11])
def test_a_look_up_takes_the_cell_its_ancestors_and_the_blocks_at_its_centre(
    fineness: int,
) -> None:
    cell = cell_at(Point(latitude=45.5448, longitude=-73.6245), fineness)
    found = lookup_cells(cell)
    assert set(ancestors(cell, COARSEST_OF_AREAS)) <= set(found)
    assert resolution(found[0]) == max(fineness, BLOCK)
    assert metres_between(centre(found[0]), centre(cell)) < 1e-3


def test_no_area_is_so_large_that_it_holds_a_cell_which_no_look_up_takes() -> None:
    smallest = h3.get_pentagons(COARSEST_OF_AREAS - 1)
    assert all(h3.cell_area(cell) > LARGEST_AREA_KM2 for cell in smallest)


def drawn(outline: Outline) -> shapely.MultiPolygon:
    return shapely.MultiPolygon([(outer, holes) for outer, *holes in outline.polygons])


def blocks_around(outline: Outline) -> list[Cell]:
    """Every block in a box well beyond the outline."""
    west, south, east, north = drawn(outline).buffer(0.005).bounds
    corners = [(south, west), (south, east), (north, east), (north, west)]
    return [Cell(cell) for cell in h3.h3shape_to_cells(h3.LatLngPoly(corners), BLOCK)]


def check_outline(outline: Outline) -> None:
    cells, shape = set(cells_of(outline)), drawn(outline)
    held = 0
    for block in blocks_around(outline):
        point = centre(block)
        within = bool(shapely.contains_xy(shape, point.longitude, point.latitude))
        assert within is bool(cells & set(lookup_cells(block)))
        held += within
    assert held == count_blocks(cells)


def test_every_district_holds_exactly_the_blocks_whose_centres_lie_in_it() -> None:
    districts = drafts_from_geojson(DISTRICTS, "name").drafts
    assert len(districts) == 58
    for district in districts:
        check_outline(district.outline)


def test_every_block_of_the_city_lies_in_one_district_at_most() -> None:
    districts = drafts_from_geojson(DISTRICTS, "name").drafts
    blocks = [b for d in districts for b in h3.uncompact_cells(d.cells, BLOCK)]
    assert len(blocks) == len(set(blocks)) == sum(count_blocks(d.cells) for d in districts)


def star(
    longitude: float, latitude: float, rays: list[float], shrink: Callable[[float], float]
) -> Ring:
    """A ring around a spot: one corner per ray, in degrees, so that it never crosses itself."""
    turn = 2 * math.pi / len(rays)
    corners = [
        (
            longitude + shrink(ray) * math.cos(turn * number),
            latitude + shrink(ray) * math.sin(turn * number),
        )
        for number, ray in enumerate(rays)
    ]
    return (*corners, corners[0])


@SAME_EVERY_TIME
@given(
    longitude=st.one_of(st.floats(-170, 170), st.floats(179.8, 179.9), st.floats(-179.9, -179.8)),
    latitude=far_latitudes,
    rays=st.lists(st.floats(0.004, 0.02), min_size=4, max_size=12),
    hole=st.floats(0.2, 0.8),
)
def test_an_outline_with_a_hole_an_island_and_a_neighbour_holds_what_plain_geometry_holds(
    longitude: float, latitude: float, rays: list[float], hole: float
) -> None:
    outer = star(longitude, latitude, rays, lambda ray: ray)
    inner = star(longitude, latitude, rays, lambda ray: ray * hole)
    island = star(longitude, latitude, rays, lambda ray: ray * hole / 2)
    apart = star(longitude + 0.05, latitude, rays, lambda ray: ray)
    check_outline(Outline(polygons=((outer, inner), (island,), (apart,))))


def test_cells_of_an_outline_are_compacted_and_in_order() -> None:
    (outline,) = (
        draft.outline
        for draft in drafts_from_geojson(DISTRICTS, "name").drafts
        if draft.name == "193-Villeray"
    )
    cells = cells_of(outline)
    assert list(cells) == sorted(cells)
    assert len(cells) < count_blocks(cells) / 2
    assert not any(set(ancestors(cell)[1:]) & set(cells) for cell in cells)


def test_cells_cover_about_the_ground_of_the_city() -> None:
    districts = drafts_from_geojson(DISTRICTS, "name").drafts
    square_kilometres = sum(area_of_cells(district.cells) for district in districts) / 1e6
    assert 350 < square_kilometres < 400


ground = st.tuples(
    latitudes,
    longitudes,
    st.lists(
        st.tuples(st.floats(-0.02, 0.02), st.floats(-0.02, 0.02), st.sampled_from((8, 9, 10))),
        min_size=1,
        max_size=8,
    ),
)


@given(ground)
@SAME_EVERY_TIME
def test_the_circle_over_some_ground_holds_all_of_its_blocks(
    found: tuple[float, float, list[tuple[float, float, int]]],
) -> None:
    latitude, longitude, offsets = found
    cells = {
        cell_at(
            Point(latitude=latitude + north, longitude=math.remainder(longitude + east, 360)),
            level,
        )
        for north, east, level in offsets
    }
    blocks = {Cell(block) for cell in cells for block in h3.cell_to_children(cell, BLOCK)}
    circle = circle_over([Cell(cell) for cell in h3.compact_cells(list(blocks))])
    assert circle is not None
    cover = cover_circle(circle)
    assert all(holds(cover, block) for block in blocks)
    assert min(flat_metres(circle, block) for block in blocks) <= circle.radius


def test_over_no_ground_lies_no_circle() -> None:
    assert circle_over(()) is None
    assert circle_over([cell_at(Point(latitude=89, longitude=0))]) is None


def test_the_circle_over_a_district_is_not_much_wider_than_it() -> None:
    for draft in drafts_from_geojson(DISTRICTS, "name").drafts:
        circle = circle_over(draft.cells)
        assert circle is not None
        assert circle.radius**2 * math.pi < 12 * area_of_cells(draft.cells)


def test_a_coast_with_all_its_rocks_is_covered_in_a_moment() -> None:
    corners = 50_000
    turns = [math.tau * corner / corners for corner in range(corners)]
    rim = [
        (
            -73.6 + 0.12 * math.cos(turn) * (1 + 0.03 * math.sin(200 * turn)),
            45.5 + 0.09 * math.sin(turn) * (1 + 0.03 * math.sin(200 * turn)),
        )
        for turn in turns
    ]
    begun = time.process_time()
    cells = cells_of(Outline(polygons=(((*rim, rim[0]),),)))
    assert time.process_time() - begun < 2
    shape = shapely.Polygon(rim)
    blocks = sum(1 for _ in h3.uncompact_cells(list(cells), BLOCK))
    share = shape.area / shapely.box(*shape.bounds).area
    around = len(h3.h3shape_to_cells(box_of(shape), BLOCK))
    assert blocks == pytest.approx(share * around, rel=0.01)


def box_of(shape: shapely.Polygon) -> h3.LatLngPoly:
    west, south, east, north = shape.bounds
    return h3.LatLngPoly([(south, west), (south, east), (north, east), (north, west)])


def test_a_strip_across_a_country_is_covered_without_the_country() -> None:
    ends = ((-10.0, 40.0), (10.0, 50.0))
    strip = shapely.LineString(ends).buffer(0.005)
    ring = tuple((float(x), float(y)) for x, y in strip.exterior.coords)
    begun = time.process_time()
    cells = cells_of(Outline(polygons=((ring,),)))
    assert time.process_time() - begun < 5
    blocks = [Cell(block) for block in h3.uncompact_cells(list(cells), BLOCK)]
    assert len(blocks) > 50_000
    shapely.prepare(strip)
    for block in blocks[::97]:
        point = centre(block)
        assert strip.contains(shapely.Point(point.longitude, point.latitude))
