"""Drawing a video anew: frames of MP4 or MOV in, bare H.264 in a bare MP4 out.

Nothing of the file is carried over but what its frames show: no sound, not the camera's rhythm,
not one byte of the container or of the stream.
"""

import io
from collections.abc import Iterable, Iterator
from fractions import Fraction
from importlib import import_module
from itertools import chain

import av
from av.bitstream import BitStreamFilterContext
from av.video.frame import VideoFrame

from adapters.media import frames
from adapters.media.bare import is_bare
from adapters.media.boxes import brands
from adapters.media.refusals import KIND, TOO_LARGE, UNREADABLE, RefusalError

KINDS = frozenset(
    {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"qt  "}
)
"""Brands of MP4 and MOV (mp4ra.org/registered-types/brands)."""

_OTHER_KINDS = (b"\x1aE\xdf\xa3", b"RIFF", b"GIF8", b"FLV", b"OggS", b"0&\xb2u")

_CONTAINER = {"fflags": "+bitexact", "moov_size": "32768"}
"""No version of the muxer; the index before the frames, as players like it."""

_ENCODER = {
    "preset": "veryfast",
    "crf": "26",
    "maxrate": "1800k",
    "bufsize": "1800k",
    "threads": "1",
    "x264-params": "mbtree=0",  # reads memory that nobody wrote: the bytes would differ by chance
    "flags": "+bitexact",
    "a53cc": "0",
    "colorspace": "bt709",
    "color_primaries": "bt709",
    "color_trc": "bt709",
    "color_range": "tv",
}
"""Fixed, and one thread: so the same frames always give the same bytes. Rates in bits a second."""

_NO_MESSAGES = "filter_units=remove_types=6"
"""Supplemental messages (ITU-T H.264, annex D): where the encoder writes its version."""


def ready() -> None:
    """Load all that drawing needs: afterwards nothing can be loaded."""
    import_module("av.subtitles.codeccontext")  # which PyAV leaves until it meets a text track
    grey = tuple(
        frames.Plane(width=side, height=side, pixels=bytes(side * side)) for side in (16, 8, 8)
    )
    drawn(_encoded(iter([grey])))


def drawn(content: bytes) -> bytes:
    """The video as a fresh MP4. Raises RefusalError."""
    if KINDS.isdisjoint(brands(content)[:1]):
        other = content[4:8] == b"ftyp" or content.startswith(_OTHER_KINDS)
        raise RefusalError(KIND if other else UNREADABLE)
    try:
        fresh = _encoded(frames.pictures(content))
    except MemoryError:
        raise RefusalError(TOO_LARGE) from None
    except (av.FFmpegError, OSError, ValueError):
        raise RefusalError(UNREADABLE) from None
    if not is_bare(fresh):
        raise RefusalError(UNREADABLE)
    return fresh


def _encoded(pictures: Iterator[frames.Picture]) -> bytes:
    first = next(pictures)
    out = io.BytesIO()
    with av.open(out, "w", format="mp4", options=_CONTAINER) as file:
        track = file.add_stream("libx264", rate=frames.RATE, options=_ENCODER)
        track.width, track.height, track.pix_fmt = first[0].width, first[0].height, "yuv420p"
        file.start_encoding()
        without = BitStreamFilterContext(_NO_MESSAGES, in_stream=track)
        for frame in _and_end(chain((first,), pictures)):
            for packet in track.encode(frame):
                file.mux(without.filter(packet))
        file.mux(without.filter(None))
    return out.getvalue()


def _and_end(pictures: Iterable[frames.Picture]) -> Iterator[VideoFrame | None]:
    """A frame for each tick; None tells the encoder that it may finish."""
    for tick, picture in enumerate(pictures):
        yield _frame(picture, tick)
    yield None


def _frame(picture: frames.Picture, tick: int) -> VideoFrame:
    """A fresh frame, so that none of what came beside the old one goes on."""
    frame = VideoFrame(picture[0].width, picture[0].height, "yuv420p")
    frame.pts, frame.time_base = tick, Fraction(1, frames.RATE)
    for plane, flat in zip(frame.planes, picture, strict=True):
        plane.update(_spaced(flat, plane.line_size))
    return frame


def _spaced(plane: frames.Plane, line: int) -> bytes:
    """The rows, each as long in memory as the encoder has them."""
    if line == plane.width:
        return plane.pixels
    gap = bytes(line - plane.width)
    starts = range(0, len(plane.pixels), plane.width)
    return b"".join(plane.pixels[at : at + plane.width] + gap for at in starts)
