import random
import zipfile
from collections.abc import Callable
from io import BytesIO

import av
import pytest
from PIL import Image

from adapters.media import videos
from tests.adapters.media.canaries import CANARIES, seen_in
from tests.adapters.media.films import (
    HOUSE,
    MESSAGE_ID,
    Film,
    cut_in,
    iphone_with_everything,
    mov_with_everything,
    mp4_with_everything,
    shot,
    split,
    strolling,
    turned,
)
from tests.adapters.media.photos import BLUE, GREEN, RED, UPRIGHT, WHITE, alike, corners, house
from tests.adapters.media.photos import saved as saved_photo
from tests.adapters.media.screenings import cleaned, seen

Made = Callable[..., bytes]
WITH_EVERYTHING = [mp4_with_everything, mov_with_everything, iphone_with_everything]

INDEX = {
    *(b"mvhd", b"trak", b"tkhd", b"edts", b"elst", b"mdia", b"mdhd", b"hdlr", b"minf", b"vmhd"),
    *(b"dinf", b"dref", b"stbl", b"stsd", b"stts", b"stss", b"stsc", b"stsz", b"stco", b"ctts"),
    b"udta",
}
FOLDERS = {b"moov", b"trak", b"edts", b"mdia", b"minf", b"dinf", b"stbl"}
EMPTY_TITLES = (
    b"\0\0\0\x35meta\0\0\0\0\0\0\0\x21hdlr" + bytes(8) + b"mdirappl" + bytes(9) + b"\0\0\0\x08ilst"
)


def film_of(*colours: tuple[int, int, int], each: int = 15) -> Film:
    frames = [Image.new("RGB", (320, 240), colour) for colour in colours for _ in range(each)]
    return Film(pictures=tuple(frames))


def kinds_in(content: bytes) -> list[bytes]:
    inner = [kind for kind, body in split(content) if kind in FOLDERS for kind in kinds_in(body)]
    return [kind for kind, _ in split(content)] + inner


def assert_bare(content: bytes) -> None:
    """One track of H.264, nothing said beside it, every box and every unit known."""
    assert not seen_in(content)
    assert not zipfile.is_zipfile(BytesIO(content))
    top = [kind for kind, _ in split(content)]
    assert top == [b"ftyp", b"moov", b"free", b"free", b"mdat"]
    assert sum(len(body) + 8 for _, body in split(content)) == len(content)
    boxes = dict(split(content))
    assert set(kinds_in(boxes[b"moov"])) <= INDEX
    assert dict(split(boxes[b"moov"]))[b"udta"] == EMPTY_TITLES
    assert not any(any(body) for kind, body in split(content) if kind == b"free")
    assert set(units(boxes[b"mdat"])) <= {1, 5}
    for name in (b"x264", b"Lavf", b"Lavc", b"soun", bytes.fromhex(MESSAGE_ID)):
        assert name not in content
    with av.open(BytesIO(content), "r", format="mp4") as file:
        assert [stream.type for stream in file.streams] == ["video"]
        assert set(file.metadata) == {"major_brand", "minor_version", "compatible_brands"}
        assert file.streams[0].metadata == {"language": "und", "handler_name": "VideoHandler"}
        assert not file.chapters()


def units(frames: bytes) -> list[int]:
    """The kinds of units of the stream, message units among them if there were any."""
    found, at = [], 0
    while at < len(frames):
        found.append(frames[at + 4] & 0x1F)
        at += 4 + int.from_bytes(frames[at : at + 4], "big")
    return found


@pytest.mark.parametrize("made", WITH_EVERYTHING)
async def test_nothing_but_what_the_frames_show_is_left(made: Made) -> None:
    content = made()
    assert seen_in(content)
    video = await cleaned(content)
    assert_bare(video)
    assert all(alike(corners(frame), UPRIGHT) for frame in seen(video))
    assert len(seen(video)) == 15


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (mp4_with_everything, b"loci"),
        (mov_with_everything, b"\xa9xyz"),
        (iphone_with_everything, b"com.apple.quicktime.location.ISO6709"),
        *((made, mark) for made in WITH_EVERYTHING for mark in (b"XMP_", b"uuid", b"PK\3\4")),
        *((made, mark) for made in WITH_EVERYTHING for mark in (b"chpl", b"soun")),
        *((made, bytes.fromhex(MESSAGE_ID)) for made in WITH_EVERYTHING),
    ],
)
def test_the_telling_videos_tell_all_that_cameras_tell(made: Made, told: bytes) -> None:
    assert told in made()


async def test_the_same_frames_give_the_same_bytes_whatever_came_with_them() -> None:
    walk = strolling(322, 242, 20)
    plain = await cleaned(shot(Film(pictures=walk)))
    assert plain == await cleaned(shot(Film(pictures=walk)))
    for made in WITH_EVERYTHING:
        for _ in range(2):
            assert await cleaned(made(walk)) == plain


def test_what_lies_in_memory_beside_them_does_not_change_the_bytes() -> None:
    content, other = shot(Film(pictures=strolling(176, 144, 60))), shot(Film())
    found = set()
    for _ in range(8):
        found.add(videos.drawn(content))
        videos.drawn(other)
    assert len(found) == 1


async def test_a_camera_s_uneven_clock_does_not_show() -> None:
    even = film_of(RED, GREEN, BLUE, each=5)
    shaken = (0, 35, 64, 103, 131, 166, 203, 230, 269, 302, 331, 368, 399, 436, 465)
    uneven = Film(pictures=even.pictures, moments=shaken, codec="mpeg4")
    steady = Film(pictures=even.pictures, codec="mpeg4")
    assert await cleaned(shot(uneven)) == await cleaned(shot(steady))


async def test_a_clean_video_cleaned_again_is_clean_and_as_long() -> None:
    once = await cleaned(shot(Film(pictures=(house(1_920, 1_080),) * 8)))
    twice = await cleaned(once)
    assert_bare(twice)
    assert [frame.size for frame in seen(twice)] == [frame.size for frame in seen(once)]
    assert all(alike(corners(frame), UPRIGHT) for frame in seen(twice))


@pytest.mark.parametrize(
    ("size", "drawn"),
    [
        ((320, 240), (320, 240)),
        ((1_280, 720), (1_280, 720)),
        ((1_920, 1_080), (1_280, 720)),
        ((1_080, 1_920), (720, 1_280)),
        ((1_200, 1_200), (720, 720)),
        ((3_840, 2_160), (1_280, 720)),
        ((2_000, 100), (1_280, 64)),
        ((34, 18), (34, 18)),
        ((16, 16), (16, 16)),
    ],
)
async def test_a_video_is_at_most_720p(size: tuple[int, int], drawn: tuple[int, int]) -> None:
    content = shot(Film(pictures=(house(*size),) * 2))
    assert {frame.size for frame in seen(await cleaned(content))} == {drawn}


@pytest.mark.parametrize("codec", ["libx264", "libx265", "mpeg4"])
@pytest.mark.parametrize("container", ["mp4", "mov"])
async def test_what_telephones_record_is_drawn(codec: str, container: str) -> None:
    content = shot(Film(codec=codec, container=container))
    video = await cleaned(content)
    assert_bare(video)
    assert all(alike(corners(frame), UPRIGHT) for frame in seen(video))


@pytest.mark.parametrize(
    ("matrix", "camera"),
    [
        ((1, 0, 0, 1), None),
        ((-1, 0, 0, 1), Image.Transpose.FLIP_LEFT_RIGHT),
        ((-1, 0, 0, -1), Image.Transpose.ROTATE_180),
        ((1, 0, 0, -1), Image.Transpose.FLIP_TOP_BOTTOM),
        ((0, 1, 1, 0), Image.Transpose.TRANSPOSE),
        ((0, 1, -1, 0), Image.Transpose.ROTATE_90),
        ((0, -1, -1, 0), Image.Transpose.TRANSVERSE),
        ((0, -1, 1, 0), Image.Transpose.ROTATE_270),
    ],
)
async def test_a_video_taken_sideways_comes_out_upright(
    matrix: tuple[int, int, int, int], camera: Image.Transpose | None
) -> None:
    filmed = HOUSE if camera is None else HOUSE.transpose(camera)
    video = await cleaned(turned(shot(Film(pictures=(filmed,) * 2)), matrix))
    assert_bare(video)
    assert {frame.size for frame in seen(video)} == {(320, 240)}
    assert alike(corners(seen(video)[0]), UPRIGHT)


async def test_what_was_trimmed_off_stays_unseen() -> None:
    content = shot(film_of(RED, GREEN))
    units_of_half_a_second = 15_360 // 2
    video = await cleaned(cut_in(content, units_of_half_a_second))
    assert len(seen(await cleaned(content))) == 30
    assert len(seen(video)) == 15
    assert all(alike(corners(frame), [GREEN] * 4, within=16) for frame in seen(video))


@pytest.mark.parametrize(
    ("rate", "frames", "drawn"),
    [(30, 30, 30), (60, 60, 30), (240, 120, 15), (15, 15, 30), (24, 24, 30), (1, 4, 120)],
)
async def test_every_camera_s_rhythm_becomes_thirty_a_second(
    rate: int, frames: int, drawn: int
) -> None:
    content = shot(Film(pictures=(house(64, 64),) * frames, rate=rate))
    assert len(seen(await cleaned(content))) == drawn


async def test_a_single_frame_is_a_video_too() -> None:
    assert len(seen(await cleaned(shot(Film(pictures=(HOUSE,)))))) == 1


async def test_half_a_minute_is_taken_and_what_is_a_little_longer_is_cut() -> None:
    exact = shot(Film(pictures=(house(32, 32),) * 60, rate=2))
    longer = shot(Film(pictures=(house(32, 32),) * 61, rate=2))
    assert len(seen(await cleaned(exact))) == 900
    assert len(seen(await cleaned(longer))) == 900


async def test_a_video_and_something_else_in_one_file_is_only_a_video() -> None:
    page = b"<html><script>" + CANARIES[0] + b"</script>"
    for content in (shot(Film()) + page, shot(Film()) + saved_photo(HOUSE, "JPEG")):
        assert await cleaned(content) == await cleaned(shot(Film()))


async def test_noise_keeps_within_what_platforms_carry() -> None:
    chance = random.Random(3)  # noqa: S311 - the same noise every time
    noise = tuple(
        Image.frombytes("L", (320, 180), chance.randbytes(320 * 180))
        .resize((1_280, 720))
        .convert("RGB")
        for _ in range(30)
    )
    video = await cleaned(shot(Film(pictures=noise)))
    per_second = 1_800_000 / 8
    assert len(video) < 2 * per_second


async def test_white_is_white_and_colours_stay() -> None:
    for colour in (RED, GREEN, BLUE, WHITE, (0, 0, 0), (128, 128, 128)):
        still = Image.new("RGB", (64, 64), colour)
        frame = seen(await cleaned(shot(Film(pictures=(still,)))))[0]
        assert alike(corners(frame), [colour] * 4, within=16)
