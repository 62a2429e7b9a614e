import random
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import av
import pytest
from PIL import Image

from tests.adapters.media.films import (
    Film,
    changed,
    elsewhere,
    image_of,
    iphone_with_everything,
    mp4_with_everything,
    shot,
    song,
)
from tests.adapters.media.photos import UPRIGHT, alike, corners, house
from tests.adapters.media.photos import saved as saved_photo
from tests.adapters.media.screenings import cleaned, refusal_of

Made = Callable[[], bytes]


async def test_more_than_half_a_minute_is_too_long() -> None:
    content = shot(Film(pictures=(house(32, 32),) * 62, rate=2))
    assert await refusal_of(content) == "video.too_long"


async def test_a_video_that_lies_about_its_length_is_too_long() -> None:
    film = Film(pictures=(house(32, 32),) * 40, rate=1)
    path = (b"moov", b"trak", b"mdia", b"mdhd")
    short = changed(shot(film), path, lambda body: body[:16] + bytes(4) + body[20:])
    assert await refusal_of(short) in {"video.too_long", "video.unreadable"}


async def test_frames_larger_than_cameras_take_are_refused() -> None:
    content = shot(Film(pictures=(Image.new("RGB", (5_000, 2_000)),)))
    assert len(content) < 200_000
    assert await refusal_of(content) == "video.too_large"


async def test_frames_larger_than_the_index_says_are_refused_as_well() -> None:
    content = shot(Film(pictures=(Image.new("RGB", (5_000, 2_000)),)))
    size = (5_000).to_bytes(2, "big") + (2_000).to_bytes(2, "big")
    lie = (64).to_bytes(2, "big") * 2
    path = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd")
    lying = changed(content, path, lambda body: body.replace(size, lie))
    assert lying != content
    assert await refusal_of(lying) in {"video.too_large", "video.unreadable"}


async def test_more_bytes_than_a_platform_carries_are_refused_unread() -> None:
    assert await refusal_of(bytes((20 << 20) + 1)) == "video.too_large"


@pytest.mark.parametrize("container", ["matroska", "webm", "avi", "flv", "3gp", "ogg"])
async def test_other_containers_are_refused(container: str) -> None:
    codec = {"webm": "libvpx", "ogg": "libvpx", "flv": "flv1", "3gp": "mpeg4"}
    pictures = (house(176, 144),) * 3
    content = shot(
        Film(pictures=pictures, container=container, codec=codec.get(container, "libx264"))
    )
    assert await refusal_of(content) == "video.kind"


@pytest.mark.parametrize("codec", ["mjpeg", "libvpx-vp9", "mpeg2video"])
async def test_other_codecs_are_refused(codec: str) -> None:
    assert await refusal_of(shot(Film(codec=codec))) == "video.kind"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "HEIF", "GIF", "AVIF"])
async def test_a_picture_is_not_a_video(kind: str) -> None:
    assert await refusal_of(saved_photo(house(64, 64), kind)) in {
        "video.kind",
        "video.unreadable",
    }


HEADS = [b"", b"\0\0\0\x14ftypisom\0\0\0\0mp42", b"\0\0\0\x14ftypqt  \0\0\0\0qt  "]


def opening(path: Path) -> list[bytes]:
    name = str(path).encode()
    return [
        b"ffconcat version 1.0\nfile " + name + b"\n",
        b"#EXTM3U\n#EXTINF:1,\nfile://" + name + b"\n#EXT-X-ENDLIST\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file://" + name + b"'/></svg>",
        b"<?xml version='1.0'?><MPD><BaseURL>" + name + b"</BaseURL></MPD>",
        b"v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\n",
    ]


@pytest.mark.parametrize("head", HEADS)
async def test_what_would_open_another_file_is_refused(head: bytes, tmp_path: Path) -> None:
    other = tmp_path / "other.mp4"
    other.write_bytes(shot(Film()))
    for text in opening(other):
        assert await refusal_of(head + text) == "video.unreadable"


async def test_pyav_left_alone_would_have_opened_it(tmp_path: Path) -> None:
    other = tmp_path / "other.mp4"
    other.write_bytes(shot(Film()))
    with av.open(BytesIO(opening(other)[0]), "r", options={"safe": "0"}) as file:
        assert next(file.decode(video=0)).width == 320


async def test_frames_that_lie_in_another_file_are_not_fetched(tmp_path: Path) -> None:
    other = tmp_path / "other.mov"
    other.write_bytes(shot(Film(container="mov")))
    content = elsewhere(other.read_bytes(), str(other))
    let = {"enable_drefs": "1", "use_absolute_path": "1"}
    with av.open(BytesIO(content), "r", format="mov", options=let) as file:
        assert alike(corners(image_of(next(file.decode(video=0)))), UPRIGHT)
    assert await refusal_of(content) == "video.unreadable"


@pytest.mark.parametrize("made", [mp4_with_everything, iphone_with_everything])
async def test_a_video_that_is_cut_off_is_unreadable(made: Made) -> None:
    index_last = made()
    index_first = await cleaned(index_last)
    whole = len(index_last)
    for length in (12, 40, whole // 3, whole // 2):
        assert await refusal_of(index_last[:length]) == "video.unreadable"
    for length in (40, len(index_first) // 2, len(index_first) - 100):
        assert await refusal_of(index_first[:length]) == "video.unreadable"


async def test_garbage_is_unreadable() -> None:
    chance = random.Random(12)  # noqa: S311 - the same garbage every time
    for content in (b"", b"hello", HEADS[1], HEADS[1] + chance.randbytes(5_000)):
        assert await refusal_of(content) == "video.unreadable"


async def test_sound_alone_is_not_a_video() -> None:
    assert await refusal_of(song()) == "video.unreadable"
