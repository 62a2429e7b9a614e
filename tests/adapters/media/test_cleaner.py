import asyncio
import io
import json
import random
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import ExifTags, Image, ImageDraw, PngImagePlugin

from adapters.media.cleaner import ConfinedCleaner
from bot.errors import WatchError
from bot.model.pictures import CleanPicture, RawPicture

CANARY = "5f0c1e7a93b84d26a1f7e0c2d4b6983e"
CANARIES = (CANARY.encode(), CANARY.encode("utf-16-le"), bytes.fromhex(CANARY))

Colour = tuple[int, int, int]
RED, GREEN, BLUE, WHITE = (200, 0, 0), (0, 160, 0), (0, 0, 200), (255, 255, 255)


def house(width: int = 640, height: int = 480) -> Image.Image:
    """A picture whose corners tell which way is up: red, green above; blue, white below."""
    image = Image.new("RGB", (width, height), WHITE)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 2, height // 2), fill=RED)
    draw.rectangle((width // 2, 0, width, height // 2), fill=GREEN)
    draw.rectangle((0, height // 2, width // 2, height), fill=BLUE)
    return image


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    save: Callable[..., None] = image.save
    save(out, kind, **options)
    return out.getvalue()


def opened(picture: CleanPicture) -> Image.Image:
    with Image.open(io.BytesIO(picture.content)) as image:
        image.load()
        return image


def corners(image: Image.Image) -> list[Colour]:
    across, down = image.width // 4, image.height // 4
    spots = [(across, down), (-across, down), (across, -down), (-across, -down)]
    return [colour_at(image, x % image.width, y % image.height) for x, y in spots]


def colour_at(image: Image.Image, x: int, y: int) -> Colour:
    found = image.getpixel((x, y))
    assert isinstance(found, tuple)
    red, green, blue = found
    return int(red), int(green), int(blue)


def alike(found: list[Colour], meant: list[Colour]) -> bool:
    return all(
        abs(a - b) < 12
        for one, other in zip(found, meant, strict=True)
        for a, b in zip(one, other, strict=True)
    )


async def cleaned(content: bytes) -> CleanPicture:
    return await ConfinedCleaner().clean(RawPicture(content=content))


async def refusal_of(content: bytes, cleaner: ConfinedCleaner | None = None) -> str:
    with pytest.raises(WatchError) as refused:
        await (cleaner or ConfinedCleaner()).clean(RawPicture(content=content))
    return refused.value.text.key


def segments(content: bytes) -> list[int]:
    """The markers of a JPEG up to its pixels."""
    found, at = [], 2
    while content[at + 1] != 0xDA:
        assert content[at] == 0xFF
        found.append(content[at + 1])
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return found


def assert_bare(picture: CleanPicture) -> None:
    """Nothing but what a JPEG needs to be drawn, and no canary."""
    assert not [canary for canary in CANARIES if canary in picture.content]
    app0, tables, frame, huffman = 0xE0, 0xDB, 0xC0, 0xC4
    assert set(segments(picture.content)) == {app0, tables, frame, huffman}
    assert set(opened(picture).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def exif_of_a_telephone() -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = CANARY
    exif[ExifTags.Base.DateTime] = "2026:11:24 14:15:00"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {
            ExifTags.GPS.GPSLatitudeRef: "N",
            ExifTags.GPS.GPSLatitude: (45.0, 32.0, 41.0),
            ExifTags.GPS.GPSAreaInformation: CANARIES[2],
        }
    )
    return exif


def jpeg_with_everything() -> bytes:
    return saved(
        house(),
        "JPEG",
        exif=exif_of_a_telephone(),
        comment=CANARIES[0],
        icc_profile=CANARIES[0] * 20,
        xmp=b"<x:xmpmeta>" + CANARIES[0] + b"</x:xmpmeta>",
    )


def png_with_everything() -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", CANARY)
    text.add_text("Zipped", CANARY * 10, zip=True)
    text.add_itxt("XML:com.adobe.xmp", CANARY)
    text.add(b"prIv", CANARIES[2])
    return saved(house(), "PNG", pnginfo=text, exif=exif_of_a_telephone(), icc_profile=CANARIES[1])


def webp_with_everything() -> bytes:
    exif = exif_of_a_telephone().tobytes()
    return saved(house(), "WEBP", exif=exif, xmp=CANARIES[0], icc_profile=CANARIES[1])


@pytest.mark.parametrize("made", [jpeg_with_everything, png_with_everything, webp_with_everything])
async def test_nothing_but_pixels_is_left(made: Callable[[], bytes]) -> None:
    content = made()
    assert [canary for canary in CANARIES if canary in content]
    picture = await cleaned(content)
    assert_bare(picture)
    assert alike(corners(opened(picture)), [RED, GREEN, BLUE, WHITE])


async def test_what_lies_behind_the_end_of_a_picture_is_left_out() -> None:
    for kind in ("JPEG", "PNG", "WEBP"):
        assert_bare(await cleaned(saved(house(), kind) + CANARIES[0]))


async def test_the_same_picture_gives_the_same_bytes_whatever_came_with_it() -> None:
    plain = await cleaned(saved(house(), "PNG"))
    assert plain == await cleaned(png_with_everything())
    assert plain == await cleaned(saved(house(), "PNG", compress_level=0))


async def test_a_clean_picture_cleaned_again_is_clean_and_as_large() -> None:
    once = await cleaned(saved(house(3_000, 2_000), "JPEG"))
    twice = await cleaned(once.content)
    assert_bare(twice)
    assert opened(twice).size == opened(once).size
    assert alike(corners(opened(twice)), corners(opened(once)))


@pytest.mark.parametrize(
    ("size", "drawn"),
    [
        ((640, 480), (640, 480)),
        ((1280, 1280), (1280, 1280)),
        ((4000, 3000), (1280, 960)),
        ((1000, 5000), (256, 1280)),
        ((9000, 2), (1280, 1)),
        ((1, 1), (1, 1)),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
async def test_a_picture_is_at_most_1280_pixels_a_side(
    kind: str, size: tuple[int, int], drawn: tuple[int, int]
) -> None:
    assert opened(await cleaned(saved(house(*size), kind))).size == drawn


UPRIGHT = [RED, GREEN, BLUE, WHITE]


@pytest.mark.parametrize(
    ("kind", "orientation"),
    [*(("JPEG", number) for number in range(1, 9)), ("PNG", 6), ("WEBP", 6)],
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
    picture = opened(await cleaned(saved(seen[orientation], kind, exif=exif.tobytes())))
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


def hidden(mode: str, size: int) -> bytes:
    """A picture that says something only under pixels that cannot be seen."""
    image = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    ImageDraw.Draw(image).rectangle((0, 0, size, size // 2), fill=(255, 0, 0, 0))
    if mode == "P":
        secret = image.convert("RGB").quantize(4)
        return saved(secret, "PNG", transparency=bytes(4))
    if mode == "RGB":
        return saved(Image.new("RGB", (size, size), RED), "PNG", transparency=RED)
    return saved(image.convert(mode), "PNG")


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "RGB"])
@pytest.mark.parametrize("size", [400, 2600])
async def test_pixels_that_cannot_be_seen_are_white(mode: str, size: int) -> None:
    picture = opened(await cleaned(hidden(mode, size)))
    assert picture.getextrema() == ((255, 255), (255, 255), (255, 255))


async def test_half_transparent_pixels_are_laid_on_white() -> None:
    glass = Image.new("RGBA", (64, 64), (0, 0, 0, 128))
    assert alike(
        [colour_at(opened(await cleaned(saved(glass, "PNG"))), 32, 32)], [(127, 127, 127)]
    )


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
    assert alike([colour_at(opened(await cleaned(content)), 16, 16)], [drawn])


async def test_a_print_shop_s_jpeg_keeps_its_colours() -> None:
    picture = opened(await cleaned(saved(house().convert("CMYK"), "JPEG")))
    assert alike(corners(picture), UPRIGHT)


async def test_of_a_moving_picture_only_the_first_frame_is_drawn() -> None:
    frames = [Image.new("RGB", (64, 64), colour) for colour in (RED, GREEN, BLUE)]
    for kind in ("WEBP", "PNG"):
        content = saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
        picture = opened(await cleaned(content))
        assert alike([colour_at(picture, 32, 32)], [RED])


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "PDF", "ICO", "AVIF"])
async def test_other_kinds_are_refused(kind: str) -> None:
    assert await refusal_of(saved(house(64, 64), kind)) == "picture.kind"


async def test_a_moving_gif_a_drawing_a_video_and_a_heic_are_refused() -> None:
    frames = [house(64, 64), Image.new("RGB", (64, 64))]
    gif = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert await refusal_of(gif) == "picture.kind"
    assert await refusal_of(b"<svg xmlns='http://www.w3.org/2000/svg'/>") == "picture.kind"
    assert await refusal_of(b"\0\0\0\x20ftypisom" + bytes(40)) == "picture.kind"
    assert await refusal_of(b"\0\0\0\x18ftypheic" + bytes(40)) == "picture.kind"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_a_picture_that_is_cut_off_or_broken_is_unreadable(kind: str) -> None:
    noise = Image.effect_noise((300, 200), 80).convert("RGB")
    content = saved(noise, kind)
    for length in (12, 40, len(content) // 2, len(content) - 200):
        assert await refusal_of(content[:length]) == "picture.unreadable"


async def test_garbage_is_unreadable() -> None:
    chance = random.Random(12)  # noqa: S311 - the same garbage every time
    for content in (b"", b"hello", b"\xff\xd8\xff", chance.randbytes(5_000)):
        assert await refusal_of(content) == "picture.unreadable"


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims to be huge; its pixels are never looked at."""
    tiny = bytearray(saved(Image.new("1", (1, 1)), "PNG"))
    tiny[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    checksum = zlib.crc32(bytes(tiny[12:29]))
    tiny[29:33] = checksum.to_bytes(4, "big")
    return bytes(tiny)


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


async def test_a_photo_of_a_telephone_s_largest_size_is_drawn() -> None:
    for kind, size in (("JPEG", (8_192, 6_144)), ("PNG", (7_000, 7_000))):
        content = saved(Image.new("RGB", size, GREEN), kind)
        assert max(opened(await cleaned(content)).size) == 1_280


async def test_more_bytes_than_a_platform_carries_are_refused_unread() -> None:
    assert await refusal_of(bytes((20 << 20) + 1)) == "picture.too_large"


WORKER = Path("adapters/media/worker.py").resolve()
ANSWER = r"""
import sys
sys.stdin.buffer.read()
sys.stdout.buffer.write(b"\xff\xd8\xff" + {} + b"\xff\xd9")
"""


def worker_that(folder: Path, *, says: str) -> Path:
    path = folder / "worker.py"
    path.write_text(says)
    return path


@pytest.mark.parametrize(
    "says",
    [
        "raise SystemExit(3)",
        "import os; os.abort()",
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "import sys; sys.stdin.close()",
        "print('hello')",
        "import time; time.sleep(60)",
        "while True: pass",
        "import sys\nwhile True: sys.stdout.buffer.write(bytes(65536))",
    ],
)
async def test_a_worker_that_fails_costs_the_picture_and_nothing_else(
    tmp_path: Path, says: str
) -> None:
    cleaner = ConfinedCleaner(worker=worker_that(tmp_path, says=says), seconds=0.5)
    assert await refusal_of(bytes(3 << 20), cleaner) == "picture.unreadable"
    assert opened(await cleaned(saved(house(), "PNG"))).size == (640, 480)


async def test_a_worker_knows_nothing_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", CANARY)
    says = "import json, os\n" + ANSWER.format(
        "json.dumps([dict(os.environ), os.getcwd()]).encode()"
    )
    cleaner = ConfinedCleaner(worker=worker_that(tmp_path, says=says))
    picture = await cleaner.clean(RawPicture(content=b"any"))
    environment, folder = json.loads(picture.content[3:-2])
    assert set(environment) <= {"LC_CTYPE"}  # Python's own, PEP 538
    assert folder == "/"


async def test_a_worker_can_write_no_file_and_take_little_memory(tmp_path: Path) -> None:
    says = f"""
import importlib.util, json, resource
spec = importlib.util.spec_from_file_location("confined", {str(WORKER)!r})
worker = importlib.util.module_from_spec(spec)
spec.loader.exec_module(worker)
worker.confine()
faults = []
try:
    with open({str(tmp_path / "file")!r}, "w") as file:
        file.write("trace")
except OSError as error:
    faults.append(type(error).__name__)
try:
    bytes(2 << 30)
except MemoryError as error:
    faults.append(type(error).__name__)
faults += [resource.getrlimit(r)[1] for r in (resource.RLIMIT_CPU, resource.RLIMIT_CORE)]
""" + ANSWER.format("json.dumps(faults).encode()")
    cleaner = ConfinedCleaner(worker=worker_that(tmp_path, says=says))
    picture = await cleaner.clean(RawPicture(content=b"any"))
    assert json.loads(picture.content[3:-2]) == ["OSError", "MemoryError", 10, 0]
    assert (tmp_path / "file").read_bytes() == b""


async def test_many_pictures_at_once_take_their_turns() -> None:
    cleaner = ConfinedCleaner(at_once=2)
    raw = [RawPicture(content=saved(house(100 + n, 100), "PNG")) for n in range(8)]
    drawn = await asyncio.gather(*(cleaner.clean(picture) for picture in raw))
    assert [opened(picture).width for picture in drawn] == [100 + n for n in range(8)]


async def test_a_cleaner_that_is_cancelled_leaves_no_worker_behind(tmp_path: Path) -> None:
    mark = tmp_path / "alive"
    says = f"import time; time.sleep(1.0); open({str(mark)!r}, 'w')"
    cleaner = ConfinedCleaner(worker=worker_that(tmp_path, says=says))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await cleaner.clean(RawPicture(content=b"any"))
    await asyncio.sleep(1.0)
    assert not mark.exists()
