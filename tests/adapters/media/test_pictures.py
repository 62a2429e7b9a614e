from collections.abc import Callable

import pytest
from PIL import ExifTags, Image

from tests.adapters.media.canaries import CANARIES, seen_in
from tests.adapters.media.darkroom import cleaned, drawn_from
from tests.adapters.media.photos import (
    GREEN,
    RED,
    UPRIGHT,
    WHITE,
    Colour,
    alike,
    colour_at,
    corners,
    heic_with_everything,
    hidden,
    house,
    jpeg_with_everything,
    moving,
    opened,
    png_with_everything,
    saved,
    webp_with_everything,
    zipped,
)

KINDS = ["JPEG", "PNG", "WEBP", "HEIF"]
WITH_EVERYTHING = [
    jpeg_with_everything,
    png_with_everything,
    webp_with_everything,
    heic_with_everything,
]


def segments(content: bytes) -> list[int]:
    """The markers of a JPEG up to its pixels."""
    found, at = [], 2
    while content[at + 1] != 0xDA:
        assert content[at] == 0xFF
        found.append(content[at + 1])
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return found


def assert_bare(content: bytes) -> None:
    """Nothing but what a JPEG needs to be drawn, and no canary."""
    assert not seen_in(content)
    app0, tables, frame, huffman = 0xE0, 0xDB, 0xC0, 0xC4
    assert set(segments(content)) == {app0, tables, frame, huffman}
    assert set(opened(content).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize("made", WITH_EVERYTHING)
async def test_nothing_but_pixels_is_left(made: Callable[[], bytes]) -> None:
    content = made()
    assert seen_in(content)
    picture = await cleaned(content)
    assert_bare(picture)
    assert alike(corners(opened(picture)), UPRIGHT)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "behind",
    [CANARIES[0], zipped(), b"%PDF-1.4\n" + CANARIES[0], b"<script>" + CANARIES[0] + b"</script>"],
)
async def test_what_lies_behind_the_end_of_a_picture_is_left_out(kind: str, behind: bytes) -> None:
    assert_bare(await cleaned(saved(house(64, 64), kind) + behind))


async def test_the_same_picture_gives_the_same_bytes_whatever_came_with_it() -> None:
    plain = await cleaned(saved(house(), "PNG"))
    assert plain == await cleaned(png_with_everything())
    assert plain == await cleaned(saved(house(), "PNG", compress_level=0))
    assert await cleaned(saved(house(), "HEIF")) == await cleaned(heic_with_everything())


async def test_a_clean_picture_cleaned_again_is_clean_and_as_large() -> None:
    once = await cleaned(saved(house(3_000, 2_000), "JPEG"))
    twice = await cleaned(once)
    assert_bare(twice)
    assert opened(twice).size == opened(once).size
    assert alike(corners(opened(twice)), corners(opened(once)))


@pytest.mark.parametrize(
    ("kind", "size", "drawn"),
    [
        ("JPEG", (640, 480), (640, 480)),
        ("JPEG", (1280, 1280), (1280, 1280)),
        ("JPEG", (4000, 3000), (1280, 960)),
        ("PNG", (1000, 5000), (256, 1280)),
        ("PNG", (9000, 2), (1280, 1)),
        ("PNG", (1, 1), (1, 1)),
        ("HEIF", (2000, 1500), (1280, 960)),
        ("HEIF", (641, 479), (641, 479)),
    ],
)
async def test_a_picture_is_at_most_1280_pixels_a_side(
    kind: str, size: tuple[int, int], drawn: tuple[int, int]
) -> None:
    assert (await drawn_from(saved(house(*size), kind))).size == drawn


@pytest.mark.parametrize(
    ("kind", "orientation"),
    [*(("JPEG", number) for number in range(1, 9)), ("PNG", 6), ("WEBP", 6), ("HEIF", 6)],
)
async def test_a_picture_taken_sideways_comes_out_upright(kind: str, orientation: int) -> None:
    # How the camera's sensor saw an upright house, for each value of the tag.
    seen = {
        1: house(),
        2: house().transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        3: house().transpose(Image.Transpose.ROTATE_180),
        4: house().transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        5: house().transpose(Image.Transpose.TRANSPOSE),
        6: house().transpose(Image.Transpose.ROTATE_90),
        7: house().transpose(Image.Transpose.TRANSVERSE),
        8: house().transpose(Image.Transpose.ROTATE_270),
    }
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    picture = await drawn_from(saved(seen[orientation], kind, exif=exif.tobytes()))
    assert picture.size == (640, 480)
    assert alike(corners(picture), UPRIGHT)


ORIENTATION_IN_LETTERS = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x02\0\x02\0\0\0ab" + bytes(6)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    "broken",
    [
        b"Exif\0\0II*\0\xff\xff\xff\xff" + CANARIES[0],
        b"nothing like EXIF" + CANARIES[0],
        b"Exif\0\0II*\0\x08",
        ORIENTATION_IN_LETTERS,
    ],
)
async def test_broken_exif_does_not_lose_the_picture(kind: str, broken: bytes) -> None:
    picture = await cleaned(saved(house(), kind, exif=broken))
    assert_bare(picture)
    assert alike(corners(opened(picture)), UPRIGHT)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "RGB"])
@pytest.mark.parametrize("size", [400, 2600])
async def test_pixels_that_cannot_be_seen_are_white(mode: str, size: int) -> None:
    picture = await drawn_from(hidden(mode, size))
    assert picture.getextrema() == ((255, 255), (255, 255), (255, 255))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "HEIF"])
async def test_half_transparent_pixels_are_laid_on_white(kind: str) -> None:
    glass = Image.new("RGBA", (64, 64), (0, 0, 0, 128))
    found = [colour_at(await drawn_from(saved(glass, kind)), 32, 32)]
    assert alike(found, [(127, 127, 127)])


@pytest.mark.parametrize(
    ("mode", "colour", "drawn"),
    [
        ("1", 1, WHITE),
        ("L", 100, (100, 100, 100)),
        ("I;16", 100 * 256, (100, 100, 100)),
        ("P", 0, (0, 0, 0)),
    ],
)
async def test_every_kind_of_png_keeps_its_colours(mode: str, colour: int, drawn: Colour) -> None:
    content = saved(Image.new(mode, (32, 32), colour), "PNG")
    assert alike([colour_at(await drawn_from(content), 16, 16)], [drawn])


async def test_a_print_shop_s_jpeg_keeps_its_colours() -> None:
    picture = await drawn_from(saved(house().convert("CMYK"), "JPEG"))
    assert alike(corners(picture), UPRIGHT)


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
async def test_of_a_moving_picture_only_the_first_frame_is_drawn(kind: str) -> None:
    picture = await cleaned(moving(kind))
    assert_bare(picture)
    assert alike([colour_at(opened(picture), 32, 32)], [RED])


async def test_of_several_heic_pictures_only_the_chief_one_is_drawn() -> None:
    other = Image.new("RGB", (64, 64), GREEN)
    content = saved(house(64, 64), "HEIF", save_all=True, append_images=[other])
    assert alike(corners(await drawn_from(content)), UPRIGHT)


async def test_a_heic_s_thumbnail_is_not_taken_for_its_picture() -> None:
    content = saved(house(2_000, 1_500), "HEIF", thumbnails=[1_280])
    plain = saved(house(2_000, 1_500), "HEIF")
    assert await cleaned(content) == await cleaned(plain)


async def test_a_photo_of_a_telephone_s_largest_size_is_drawn() -> None:
    for kind, size in (("JPEG", (8_192, 6_144)), ("PNG", (7_000, 7_000))):
        content = saved(Image.new("RGB", size, GREEN), kind)
        assert max((await drawn_from(content)).size) == 1_280
