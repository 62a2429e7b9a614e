"""The confined process that draws one picture anew: bytes in on stdin, bytes out on stdout.

It is started by its path and knows nothing of the watch, only Pillow. Out comes a JPEG, or one
word of `REFUSALS`; anything else, silence included, means that the picture could not be read.
"""

import io
import math
import resource
import struct
import sys

from PIL import ExifTags, Image, ImageFile, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

LONGEST_SIDE = 1_280
"""Pixels of the drawn picture."""

MOST_PIXELS = 51_000_000
"""Of a picture that comes in: today's telephones take 8,192 x 6,144. Refused before decoding."""

QUALITY = 82
"""JPEG quality; fixed, so that the same pixels always give the same bytes."""

KIND, UNREADABLE, TOO_LARGE = b"kind", b"unreadable", b"too_large"
REFUSALS = (KIND, UNREADABLE, TOO_LARGE)

MEMORY = 1 << 30
"""Bytes of address space. Enough for the largest JPEG or PNG; a WebP decoder wants more for some
of the largest, which are then refused as too large."""

CPU_SECONDS = 10

_OTHER_KINDS = (
    b"GIF8",
    b"BM",
    b"II*\0",
    b"MM\0*",
    b"%PDF",
    b"8BPS",
    b"<svg",
    b"<?xml",
    b"\0\0\1\0",
)
_ORIENTATIONS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How to put upright what lies as EXIF's orientation tag says (EXIF 2.32, table 6)."""


class _RefusalError(Exception):
    """This picture will not be drawn; the only argument is the word to answer."""


def confine() -> None:
    """Give up memory, time, files and core dumps beyond what one picture needs."""
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, ceiling = resource.getrlimit(limit)
        lowest = most if ceiling == resource.RLIM_INFINITY else min(most, ceiling)
        resource.setrlimit(limit, (lowest, lowest))


def answer(content: bytes) -> bytes:
    """The picture as a fresh JPEG, or a word that refuses it."""
    # Pillow itself refuses a WebP beyond twice this before its decoder takes memory for it.
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2
    try:
        return _drawn(_opened(content))
    except _RefusalError as refusal:
        return bytes(refusal.args[0])
    except (Image.DecompressionBombError, MemoryError):
        return TOO_LARGE
    except (OSError, SyntaxError, ValueError, struct.error):
        return UNREADABLE


def _opened(content: bytes) -> ImageFile.ImageFile:
    """The picture's first frame, not decoded yet, by the plugin that its first bytes choose."""
    image: ImageFile.ImageFile
    if content.startswith(b"\xff\xd8\xff"):
        image = JpegImagePlugin.JpegImageFile(io.BytesIO(content))
    elif content.startswith(b"\x89PNG\r\n\x1a\n"):
        image = PngImagePlugin.PngImageFile(io.BytesIO(content))
    elif content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        image = WebPImagePlugin.WebPImageFile(io.BytesIO(content))
    else:
        other = content.startswith(_OTHER_KINDS) or content[4:8] in (b"ftyp", b"JXL ", b"jP  ")
        raise _RefusalError(KIND if other else UNREADABLE)
    if math.prod(image.size) > MOST_PIXELS:
        raise _RefusalError(TOO_LARGE)
    return image


def _drawn(image: ImageFile.ImageFile) -> bytes:
    size = _fitted(*image.size)
    image.draft(
        None, size
    )  # a JPEG is decoded at a half, a quarter or an eighth where that is enough
    plain = _plain(image)
    small = plain.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    upright = _upright(small, _orientation(image))
    fresh = Image.new("RGB", upright.size, "white")
    fresh.paste(upright, mask=upright.getchannel("A") if upright.mode == "RGBA" else None)
    out = io.BytesIO()
    fresh.save(out, "JPEG", quality=QUALITY, subsampling="4:2:0")
    return out.getvalue()


def _fitted(width: int, height: int) -> tuple[int, int]:
    scale = min(1.0, LONGEST_SIDE / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _plain(image: Image.Image) -> Image.Image:
    """Eight bits a colour; see-through as an alpha channel, which resizing then weighs by."""
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode.startswith("I"):  # sixteen bits of grey would be cut off, not scaled
        return image.point(lambda grey: grey / 256).convert("L").convert("RGB")
    return image.convert("RGB")


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    turn = _ORIENTATIONS.get(orientation)
    return image if turn is None else image.transpose(turn)


def _orientation(image: ImageFile.ImageFile) -> int:
    """The EXIF tag, or 1 (upright) where EXIF is broken: that is no reason to lose a picture."""
    try:
        tag = image.getexif().get(ExifTags.Base.Orientation)
    except (SyntaxError, ValueError, OSError, struct.error):
        return 1
    return tag if isinstance(tag, int) else 1


def main() -> None:
    """Draw the picture on stdin to stdout."""
    confine()
    sys.stdout.buffer.write(answer(sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
