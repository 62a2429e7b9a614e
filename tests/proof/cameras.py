"""What cameras make: the same pixels, and all that they add of their own."""

import io
from functools import cache
from pathlib import Path

import av
from PIL import ExifTags, Image

from adapters.playground import page
from tests.proof.cast import Resident

PICTURES = Path(page.__file__).with_name("page") / "pictures"
FRAMES = 5


@cache
def van() -> Image.Image:
    """A photograph."""
    return Image.open(PICTURES / "grey-van.jpg").convert("RGB").resize((320, 240))


@cache
def tiles() -> Image.Image:
    """A picture that JPEG keeps as it is, however often it is compressed: grey blocks of 16.

    Telegram compresses every photo anew, which a photograph shows and which no sanitiser can
    take back; what else could tell the platforms apart, this picture shows.
    """
    small = Image.new("L", (12, 8))
    small.putdata([128 + 24 * ((7 * spot) % 9 - 4) for spot in range(12 * 8)])
    return small.resize((192, 128), Image.Resampling.NEAREST).convert("RGB")


def photographed(by: Resident, pixels: Image.Image) -> bytes:
    """The picture as their camera wrote it."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = by.camera
    exif[ExifTags.Base.Artist] = by.canaries["exif"].hex()
    exif[ExifTags.Base.UserComment] = by.canaries["exif"]
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSProcessingMethod] = by.canaries["gps"]
    gps[ExifTags.GPS.GPSLatitudeRef] = "N"
    gps[ExifTags.GPS.GPSLatitude] = (45.0, 32.0, float(by.canaries["gps"][0] % 60))
    out = io.BytesIO()
    pixels.save(out, "JPEG", quality=90, exif=exif, comment=by.canaries["exif"].hex())
    return out.getvalue()


@cache
def filmed(by: Resident) -> bytes:
    """A short video with their camera's titles, and something behind its end."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4", options={"movflags": "use_metadata_tags"}) as file:
        track = file.add_stream("libx264", rate=10, options={"preset": "ultrafast"})
        assert isinstance(track, av.VideoStream)
        track.width, track.height = tiles().size
        track.pix_fmt = "yuv420p"
        titles = {"comment": by.canaries["exif"].hex(), "make": by.camera}
        file.metadata.update(titles | {"location": by.canaries["gps"].hex()})
        for number in range(FRAMES):
            shown = tiles().rotate(90 * number)
            frame: av.VideoFrame = av.VideoFrame.from_image(shown)  # type: ignore[no-untyped-call]
            frame.pts = number
            file.mux(track.encode(frame))
        file.mux(track.encode(None))
    return out.getvalue() + by.canaries["file"]


def named(by: Resident, suffix: str) -> str:
    """A file's name as their camera chose it."""
    return f"IMG_{by.canaries['file'].hex()}.{suffix}"
