"""Pictures as telephones, cameras and mischief make them."""

import io
import zipfile
import zlib
from collections.abc import Callable

from PIL import ExifTags, Image, ImageDraw, PngImagePlugin
from pillow_heif import register_heif_opener

from tests.adapters.media.canaries import CANARIES, CANARY

register_heif_opener()

Colour = tuple[int, int, int]
Save = Callable[..., None]
RED, GREEN, BLUE, WHITE = (200, 0, 0), (0, 160, 0), (0, 0, 200), (255, 255, 255)
UPRIGHT = [RED, GREEN, BLUE, WHITE]


def house(width: int = 640, height: int = 480) -> Image.Image:
    """A picture whose corners tell which way is up: red, green above; blue, white below."""
    image = Image.new("RGB", (width, height), WHITE)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 2, height // 2), fill=RED)
    draw.rectangle((width // 2, 0, width, height // 2), fill=GREEN)
    draw.rectangle((0, height // 2, width // 2, height), fill=BLUE)
    return image


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    """The picture's bytes."""
    out = io.BytesIO()
    save: Save = image.save
    save(out, kind, **options)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    """The picture, decoded."""
    with Image.open(io.BytesIO(content)) as image:
        image.load()
        return image


def corners(image: Image.Image) -> list[Colour]:
    """The colours in the middle of its quarters."""
    across, down = image.width // 4, image.height // 4
    spots = [(across, down), (-across, down), (across, -down), (-across, -down)]
    return [colour_at(image, x % image.width, y % image.height) for x, y in spots]


def colour_at(image: Image.Image, x: int, y: int) -> Colour:
    """One pixel's."""
    found = image.getpixel((x, y))
    assert isinstance(found, tuple)
    red, green, blue = found
    return int(red), int(green), int(blue)


def alike(found: list[Colour], meant: list[Colour], within: int = 12) -> bool:
    """Whether nobody could tell the colours apart."""
    return all(
        abs(a - b) < within
        for one, other in zip(found, meant, strict=True)
        for a, b in zip(one, other, strict=True)
    )


def exif_of_a_telephone() -> Image.Exif:
    """Make, time, place, and what only the maker can read."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = CANARY
    exif[ExifTags.Base.DateTime] = "2026:11:24 14:15:00"
    exif.get_ifd(ExifTags.IFD.Exif).update(
        {
            ExifTags.Base.MakerNote: b"Apple iOS\0\0\1MM" + CANARIES[0] + CANARIES[-1],
            ExifTags.Base.BodySerialNumber: CANARY,
            ExifTags.Base.UserComment: b"UNICODE\0" + CANARIES[2],
        }
    )
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {
            ExifTags.GPS.GPSLatitudeRef: "N",
            ExifTags.GPS.GPSLatitude: (45.0, 32.0, 41.0),
            ExifTags.GPS.GPSAreaInformation: CANARIES[-1],
        }
    )
    return exif


XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + CANARIES[0] + b"</x:xmpmeta>"


def jpeg_with_everything(width: int = 640, height: int = 480) -> bytes:
    """EXIF with a place and maker notes, a comment, a colour profile, XMP."""
    return saved(
        house(width, height),
        "JPEG",
        exif=exif_of_a_telephone(),
        comment=CANARIES[0],
        icc_profile=CANARIES[0] * 20,
        xmp=XMP,
    )


def heic_with_everything(width: int = 640, height: int = 480) -> bytes:
    """As an iPhone: EXIF with a place and maker notes, XMP, a thumbnail."""
    return saved(
        house(width, height),
        "HEIF",
        exif=exif_of_a_telephone().tobytes(),
        xmp=XMP,
        thumbnails=[64] if width > 64 else [],
    )


def png_with_everything(width: int = 640, height: int = 480) -> bytes:
    """Words in each kind of chunk that has some, EXIF, a profile, a private chunk."""
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", CANARY)
    text.add_text("Zipped", CANARY * 10, zip=True)
    text.add_itxt("XML:com.adobe.xmp", CANARY)
    text.add(b"prIv", CANARIES[-1])
    return saved(
        house(width, height),
        "PNG",
        pnginfo=text,
        exif=exif_of_a_telephone(),
        icc_profile=CANARIES[1],
    )


def webp_with_everything(width: int = 640, height: int = 480) -> bytes:
    """EXIF, XMP and a profile."""
    return saved(
        house(width, height),
        "WEBP",
        exif=exif_of_a_telephone().tobytes(),
        xmp=XMP,
        icc_profile=CANARIES[1],
    )


def moving(kind: str, size: int = 64) -> bytes:
    """Red, then green, then blue, a tenth of a second each, with a comment where there is room."""
    frames = [Image.new("RGB", (size, size), colour) for colour in (RED, GREEN, BLUE)]
    return saved(
        frames[0],
        kind,
        save_all=True,
        append_images=frames[1:],
        duration=100,
        comment=CANARIES[0],
    )


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


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims to be huge; its pixels are never looked at."""
    tiny = bytearray(saved(Image.new("1", (1, 1)), "PNG"))
    tiny[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    checksum = zlib.crc32(bytes(tiny[12:29]))
    tiny[29:33] = checksum.to_bytes(4, "big")
    return bytes(tiny)


def zipped() -> bytes:
    """An archive that tells."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("note.txt", CANARIES[0])
    return out.getvalue()
