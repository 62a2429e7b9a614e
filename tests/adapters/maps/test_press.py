"""What the pictures show, pixel by pixel."""

import io
import math

import pytest
from PIL import Image

from adapters.maps import press
from adapters.maps.charts import chart_of
from adapters.maps.frames import HEIGHT, WIDTH, framed
from adapters.maps.plans import bare, sheet_of
from adapters.maps.sheets import Bar, Chart, Poster, Tile
from bot.model.incidents import Category
from bot.model.maps import MapView, Tally
from bot.model.watches import Circle
from tests.adapters.maps.views import (
    BLOCK,
    BLUE,
    GROUND,
    LAND,
    ONE,
    RED,
    WHITE,
    alike,
    area,
    at,
    away,
    fire,
    opened,
    projected,
    square,
)

TALLY = Tally(
    kinds=((Category.THEFT, 9), (Category.FIRE, 3)),
    hours=tuple(5 if hour == 17 else 0 for hour in range(24)),
)


def png(colour: tuple[int, int, int], side: int = 256) -> bytes:
    """A tile of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(out, "PNG")
    return out.getvalue()


def tiles(content: bytes) -> tuple[Tile, ...]:
    """A sheet's worth of the same tile."""
    return tuple(
        Tile(left=x * 256.0 - 40, top=y * 256.0 - 70, side=256, content=content)
        for x in range(4)
        for y in range(3)
    )


def test_a_picture_is_a_small_jpeg_without_metadata() -> None:
    content = press.printed(bare(ONE))
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.size == (WIDTH, HEIGHT)
        assert picture.format == "JPEG"
        assert not picture.getexif()
        assert "comment" not in picture.info
    assert len(content) < 150_000


def test_an_incident_is_a_dot_in_its_shaded_block() -> None:
    picture = opened(press.printed(bare(ONE)))
    middle = (WIDTH / 2, HEIGHT / 2)
    assert math.dist(projected(framed(ONE, tiled=False), away()), middle) < 60, "in this block"
    assert alike(at(picture, *middle), RED)
    assert alike(at(picture, middle[0] + 12, middle[1]), WHITE)
    shaded = at(picture, middle[0] + 30, middle[1])
    assert not alike(shaded, GROUND)
    assert shaded[0] > shaded[2] + 20, "the block is tinged red"
    assert alike(at(picture, 120, 300), GROUND, 20)


def test_a_numbered_mark_stands_at_the_projected_pixel() -> None:
    view = MapView(points=(fire(number="1"), fire(away(700, 800), "2")))
    picture, frame = opened(press.printed(bare(view))), framed(view, tiled=False)
    for pin in bare(view).pins:
        x, y = pin.at
        assert alike(at(picture, x - 13, y), RED)
        assert alike(at(picture, x + 13, y), RED)
        assert alike(at(picture, x + 21, y), WHITE)
        figure = [at(picture, x + dx, y + dy) for dx in range(-8, 9) for dy in range(-8, 9)]
        assert any(alike(each, WHITE) for each in figure), "a figure stands in it"
    assert frame.box.width > 0


@pytest.mark.parametrize("turn", [1, -1])
def test_a_circle_and_an_area_with_a_hole_are_drawn(turn: int) -> None:
    donut = area(square(3_000), square(1_000)[::turn])
    view = MapView(areas=(donut,), circle=Circle(cell=BLOCK, radius=2_500))
    picture, frame = opened(press.printed(bare(view))), framed(view, tiled=False)
    inside, hole, outside = (projected(frame, away(0, east)) for east in (1_000, 250, 2_000))
    assert at(picture, *inside) > at(picture, *outside), "land is lighter than the ground"
    assert alike(at(picture, *hole), at(picture, *outside), 10)
    rim = max(bare(view).circle)
    assert alike(at(picture, rim[0] - 0.5, rim[1]), BLUE, 40)
    alone = opened(press.printed(bare(MapView(areas=(donut,)))))
    frame = framed(MapView(areas=(donut,)), tiled=False)
    assert alike(at(alone, *projected(frame, away(1_000, 1_200))), LAND, 25)


def test_tiles_lie_where_they_belong_a_little_paler_than_they_came() -> None:
    frame = framed(ONE, tiled=True)
    left = [tile for tile in tiles(png((0, 120, 0))) if tile.left < 400]
    right = [tile for tile in tiles(png((0, 0, 120))) if tile.left >= 400]
    sheet = sheet_of(ONE, frame, (*left, *right), "© somebody")
    picture = opened(press.printed(sheet))
    border = -40 + 2 * 256
    green, blue = at(picture, border - 6, 200), at(picture, border + 6, 200)
    assert green[1] > green[2] + 60
    assert blue[2] > blue[1] + 60
    assert green[0] > 40, "paler"


@pytest.mark.parametrize("side", [256, 512])
def test_there_are_no_seams_between_tiles(side: int) -> None:
    frame = framed(ONE, tiled=True)
    picture = opened(press.printed(sheet_of(ONE, frame, tiles(png((90, 90, 90), side)), "")))
    row = {at(picture, x, 100) for x in range(100, 700)}
    assert all(alike(each, at(picture, 100, 100), 4) for each in row)


@pytest.mark.parametrize(
    "garbage", [b"", b"\x89PNG\r\n\x1a\n and so on", png((0, 0, 0))[:60], png((9, 9, 9), 2_000)]
)
def test_a_tile_that_cannot_be_read_leaves_bare_ground(garbage: bytes) -> None:
    frame = framed(ONE, tiled=True)
    broken, *sound = tiles(png((0, 120, 0)))
    bad = Tile(left=broken.left, top=broken.top, side=256, content=garbage)
    picture = opened(press.printed(sheet_of(ONE, frame, (bad, *sound), "")))
    assert alike(at(picture, 150, 100), GROUND, 12)
    assert alike(at(picture, 400, 500), (56, 150, 56), 25)


def test_whoever_made_the_tiles_is_named_and_nobody_where_there_are_none() -> None:
    frame = framed(ONE, tiled=True)
    dark = tiles(png((0, 60, 0)))
    named = opened(press.printed(sheet_of(ONE, frame, dark, "© OpenStreetMap contributors")))
    unnamed = opened(press.printed(sheet_of(ONE, frame, dark, "")))
    corner = (WIDTH - 250, HEIGHT - 30, WIDTH - 5, HEIGHT - 5)
    light = sum(1 for pixel in named.crop(corner).convert("L").tobytes() if pixel > 200)
    assert light > 2_000, "on a light strip"
    dim = sum(1 for pixel in named.crop(corner).convert("L").tobytes() if pixel < 90)
    assert dim > 300, "in dark letters"
    assert all(pixel < 200 for pixel in unnamed.crop(corner).convert("L").tobytes())
    assert sheet_of(ONE, frame, (), "© OpenStreetMap contributors").attribution == ""


@pytest.mark.filterwarnings("ignore:Glyph")
def test_an_areas_name_is_never_taken_for_a_formula() -> None:
    for name in ("$x^2$", "$unclosed", "\\frac{", "%d %s {0}", "東京 🏘", "\u202e"):
        press.printed(bare(MapView(areas=(area(square(900), name=name),))))


def test_a_chart_is_as_long_as_its_counts() -> None:
    chart = chart_of(TALLY, "en")
    picture = opened(press.printed(chart))
    assert picture.size == (chart.width, chart.height)
    theft, fires = (_run(picture, colour) for colour in (BLUE, RED))
    assert theft / fires == pytest.approx(3, rel=0.05)


def test_a_chart_speaks_the_readers_language() -> None:
    english, spanish = chart_of(TALLY, "en"), chart_of(TALLY, "es-419")
    assert (english.by_kind, spanish.by_kind) == ("By kind", "Por tipo")
    assert spanish.bars[0].label == "Robo o intrusión"


def test_a_chart_of_nothing_and_of_very_much_can_be_drawn() -> None:
    press.printed(chart_of(Tally(kinds=(), hours=(0,) * 24), "en"))
    many = tuple(Bar(label="x" * 40, count=10**9, colour="#000000") for _ in range(6))
    press.printed(
        Chart(width=800, height=600, by_kind="a", bars=many, by_hour="b", hours=(10**9,) * 24)
    )


def test_a_poster_is_a_map_above_a_chart() -> None:
    sheet, chart = bare(ONE), chart_of(TALLY, "en")
    picture = opened(press.printed(Poster(sheet=sheet, chart=chart)))
    assert picture.size == (WIDTH, HEIGHT + chart.height)
    assert alike(at(picture, WIDTH / 2, HEIGHT / 2), RED)
    lower = picture.crop((0, HEIGHT, WIDTH, HEIGHT + chart.height))
    assert _run(lower, BLUE) > 200


def _run(picture: Image.Image, colour: tuple[int, int, int]) -> int:
    """The longest row of pixels of a colour."""
    longest = 0
    for y in range(0, picture.height, 4):
        run = 0
        for x in range(picture.width):
            run = run + 1 if alike(at(picture, x, y), colour, 20) else 0
            longest = max(longest, run)
    return longest
