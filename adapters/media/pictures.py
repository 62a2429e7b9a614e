"""Drawing a picture anew: JPEG, PNG, WebP or HEIC in, a bare JPEG out."""

import io
import math
import struct

from PIL import (
    ExifTags,
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

from adapters.media.boxes import brands
from adapters.media.refusals import KIND, TOO_LARGE, UNREADABLE, RefusalError

LONGEST_SIDE = 1_280
"""Pixels of the drawn picture."""

MOST_PIXELS = 51_000_000
"""Of a picture that comes in: today's telephones take 8,192 x 6,144. Refused before decoding."""

QUALITY = 82
"""JPEG quality; fixed, so that the same pixels always give the same bytes."""

HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"})
"""Pictures packed with HEVC (ISO/IEC 23008-12, annex B)."""

GENERAL_BRANDS = frozenset({b"mif1", b"msf1"})
"""Pictures packed with anything; the other brands tell."""

_OTHER_KINDS = (
    *(b"GIF8", b"BM", b"II*\0", b"MM\0*", b"%PDF", b"8BPS", b"<svg", b"<?xml", b"\0\0\1\0"),
    b"\x1aE\xdf\xa3",  # Matroska and WebM
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


def is_heic(content: bytes) -> bool:
    """Whether a file says that it is a HEIC picture."""
    chief, *others = brands(content) or (b"",)
    return chief in HEIC_BRANDS or (chief in GENERAL_BRANDS and not HEIC_BRANDS.isdisjoint(others))


def ready() -> None:
    """Load all that drawing needs: afterwards nothing can be loaded."""
    Image.preinit()
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2  # beyond twice this, WebP is refused undecoded
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 1
    out = io.BytesIO()
    Image.new("RGB", (1, 1)).save(out, "JPEG", exif=exif.tobytes())
    drawn(out.getvalue())


def drawn(content: bytes) -> bytes:
    """The picture as a fresh JPEG. Raises RefusalError."""
    try:
        return _fresh(_opened(content))
    except (Image.DecompressionBombError, MemoryError):
        raise RefusalError(TOO_LARGE) from None
    except (OSError, EOFError, SyntaxError, ValueError, struct.error):
        raise RefusalError(UNREADABLE) from None


def _opened(content: bytes) -> ImageFile.ImageFile:
    """The picture's first frame, not decoded yet, by the plugin that its first bytes choose."""
    image: ImageFile.ImageFile
    if content.startswith(b"\xff\xd8\xff"):
        image = JpegImagePlugin.JpegImageFile(io.BytesIO(content))
    elif content.startswith(b"\x89PNG\r\n\x1a\n"):
        image = PngImagePlugin.PngImageFile(io.BytesIO(content))
    elif content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        image = WebPImagePlugin.WebPImageFile(io.BytesIO(content))
    elif is_heic(content):
        from adapters.media import heic  # noqa: PLC0415 - no other picture needs its library

        image = heic.opened(content)
    else:
        other = content.startswith(_OTHER_KINDS) or content[4:8] in (b"ftyp", b"JXL ", b"jP  ")
        raise RefusalError(KIND if other else UNREADABLE)
    if math.prod(image.size) > MOST_PIXELS:
        raise RefusalError(TOO_LARGE)
    return image


def _fresh(image: ImageFile.ImageFile) -> bytes:
    size = _fitted(*image.size)
    if isinstance(image, JpegImagePlugin.JpegImageFile):
        image.draft(None, size)  # decoded at a half, a quarter or an eighth where that is enough
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
