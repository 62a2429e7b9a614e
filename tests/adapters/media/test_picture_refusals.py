import random
import struct
import zlib

import pytest
from PIL import Image

from tests.adapters.media.darkroom import refusal_of
from tests.adapters.media.photos import house, moving, png_header, saved, zipped

KINDS = ["JPEG", "PNG", "WEBP", "HEIF"]


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "PDF", "ICO", "AVIF"])
async def test_other_kinds_are_refused(kind: str) -> None:
    assert await refusal_of(saved(house(64, 64), kind)) == "picture.kind"


@pytest.mark.parametrize(
    "content",
    [
        moving("GIF"),
        b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
        b"<?xml version='1.0'?><svg/>",
        b"\0\0\0\x20ftypisom" + bytes(40),
        b"\0\0\0\x20ftypmif1" + b"\0\0\0\0avif" * 3,
    ],
)
async def test_moving_gifs_drawings_and_videos_are_refused(content: bytes) -> None:
    assert await refusal_of(content) == "picture.kind"


SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>"
CONCAT = b"ffconcat version 1.0\nfile /etc/passwd\n"


@pytest.mark.parametrize(
    "head",
    [
        b"\xff\xd8\xff\xe0\0\x10JFIF\0",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\xff\0\0\0WEBP",
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        b"",
    ],
)
@pytest.mark.parametrize("body", [SVG, CONCAT, b"%!PS\n/etc/passwd run", zipped()])
async def test_something_else_dressed_as_a_picture_is_refused(head: bytes, body: bytes) -> None:
    assert await refusal_of(head + body) in {"picture.unreadable", "picture.kind"}


@pytest.mark.parametrize("kind", KINDS)
async def test_a_picture_that_is_cut_off_or_broken_is_unreadable(kind: str) -> None:
    noise = Image.effect_noise((300, 200), 80).convert("RGB")
    content = saved(noise, kind)
    for length in (12, 40, len(content) // 2, len(content) - 200):
        assert await refusal_of(content[:length]) == "picture.unreadable"


async def test_garbage_is_unreadable() -> None:
    chance = random.Random(12)  # noqa: S311 - the same garbage every time
    for content in (b"", b"hello", b"\xff\xd8\xff", chance.randbytes(5_000)):
        assert await refusal_of(content) == "picture.unreadable"


@pytest.mark.parametrize("size", [(9_000, 9_000), (60_000, 60_000), (2**31 - 1, 2**31 - 1)])
async def test_a_bomb_is_refused_before_it_is_decoded(size: tuple[int, int]) -> None:
    assert await refusal_of(png_header(*size)) == "picture.too_large"


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
async def test_a_real_bomb_is_refused(kind: str) -> None:
    bomb = saved(Image.new("L", (9_000, 9_000)), kind)
    assert len(bomb) < 2_000_000
    assert await refusal_of(bomb) == "picture.too_large"


async def test_a_webp_bomb_is_refused() -> None:
    small = bytearray(saved(house(64, 64).convert("RGBA"), "WEBP", xmp=b"<x/>"))
    assert small[12:16] == b"VP8X"
    small[24:30] = (16_382).to_bytes(3, "little") * 2
    assert await refusal_of(bytes(small)) == "picture.too_large"


@pytest.mark.parametrize("chunk", [b"zTXt", b"iCCP", b"iTXt"])
async def test_words_that_unpack_to_a_flood_are_not_unpacked(chunk: bytes) -> None:
    flood = zlib.compress(bytes(200 << 20), 9)
    head = {b"iTXt": b"key\0\1\0\0\0"}.get(chunk, b"key\0\0")
    body = chunk + head + flood
    packed = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    plain = saved(house(64, 64), "PNG")
    assert len(packed) < 1_000_000
    assert await refusal_of(plain[:33] + packed + plain[33:]) == "picture.unreadable"


@pytest.mark.parametrize("side", [9_000, 30_000, 2**31 - 1])
async def test_a_heic_bomb_is_refused(side: int) -> None:
    small = saved(house(64, 64), "HEIF")
    size = (64).to_bytes(4, "big") * 2
    assert size in small
    huge = small.replace(size, side.to_bytes(4, "big") * 2)
    assert await refusal_of(huge) in {"picture.too_large", "picture.unreadable"}


async def test_more_bytes_than_a_platform_carries_are_refused_unread() -> None:
    assert await refusal_of(bytes((20 << 20) + 1)) == "picture.too_large"
