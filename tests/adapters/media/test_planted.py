"""What careless sanitisers let out, given to the checks that look for it."""

import io
from collections.abc import Callable

import av
import pytest
from PIL import Image

from adapters.media.bare import is_bare
from adapters.media.pictures import drawn as drawn_picture
from adapters.media.videos import drawn as drawn_video
from tests.adapters.media import test_pictures, test_videos
from tests.adapters.media.canaries import CANARIES
from tests.adapters.media.films import (
    XMP_ID,
    box,
    changed,
    iphone_with_everything,
    mov_with_everything,
    mp4_with_everything,
)
from tests.adapters.media.photos import (
    XMP,
    exif_of_a_telephone,
    jpeg_with_everything,
    saved,
    zipped,
)

Made = Callable[[], bytes]


def opened() -> Image.Image:
    return Image.open(io.BytesIO(jpeg_with_everything()))


def through_pillow() -> bytes:
    """Opened and saved: Pillow keeps the comment."""
    return saved(opened(), "JPEG", quality=82)


PICTURES: dict[str, Made] = {
    "as it came": jpeg_with_everything,
    "through Pillow alone": through_pillow,
    "with EXIF": lambda: saved(opened(), "JPEG", exif=exif_of_a_telephone(), comment=b""),
    "with a colour profile": lambda: saved(
        opened().convert("RGB"), "JPEG", comment=b"", icc_profile=CANARIES[0] * 20
    ),
    "with XMP": lambda: saved(opened().convert("RGB"), "JPEG", comment=b"", xmp=XMP),
    "with a ZIP behind its end": lambda: drawn_picture(jpeg_with_everything()) + zipped(),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_that_tells_is_seen(name: str) -> None:
    with pytest.raises(AssertionError):
        test_pictures.assert_bare(PICTURES[name]())


def test_a_drawn_picture_passes() -> None:
    test_pictures.assert_bare(drawn_picture(jpeg_with_everything()))


def remuxed(content: bytes, kind: str = "mp4") -> bytes:
    """The frames' packets in a new file: the camera's messages are in the stream."""
    out = io.BytesIO()
    with (
        av.open(io.BytesIO(content), "r", format="mov") as old,
        av.open(out, "w", format=kind) as new,
    ):
        track = new.add_stream_from_template(old.streams.video[0])
        for packet in old.demux(old.streams.video[0]):
            if packet.dts is not None:
                packet.stream = track
                new.mux(packet)
    return out.getvalue()


def told(content: bytes) -> bytes:
    """A bare video with XMP in its index."""
    return changed(content, (b"moov", b"udta"), lambda body: body + box(b"XMP_", XMP))


def bare() -> bytes:
    return drawn_video(mp4_with_everything())


VIDEOS: dict[str, Made] = {
    "as it came, MP4": mp4_with_everything,
    "as it came, MOV": mov_with_everything,
    "as it came, iPhone": iphone_with_everything,
    "through PyAV's muxer alone": lambda: remuxed(mp4_with_everything()),
    "with XMP in its index": lambda: told(bare()),
    "with XMP behind": lambda: bare() + box(b"uuid", XMP_ID + XMP),
    "with a ZIP behind its end": lambda: bare() + zipped(),
    "with words in a free box": lambda: bare() + box(b"free", CANARIES[0]),
}


@pytest.mark.parametrize("name", VIDEOS)
def test_a_video_that_tells_is_seen_and_would_not_leave_the_worker(name: str) -> None:
    content = VIDEOS[name]()
    assert not is_bare(content)
    with pytest.raises(AssertionError):
        test_videos.assert_bare(content)


def test_a_drawn_video_passes() -> None:
    assert is_bare(bare())
    test_videos.assert_bare(bare())
