"""Reading a video: the frames of one MP4 or MOV, upright, on the ticks of an even clock.

PyAV would choose a demuxer by content, and open what a playlist names; here it is told which,
and may open nothing.
"""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

import av
from av.sidedata.sidedata import SideDataContainer, Type
from av.video.frame import VideoFrame
from av.video.plane import VideoPlane
from av.video.reformatter import ColorRange, Colorspace, Interpolation
from av.video.stream import VideoStream

from adapters.media.refusals import KIND, TOO_LARGE, TOO_LONG, UNREADABLE, RefusalError

RATE = 30
"""Frames a second, whatever the camera's rhythm: a clock can tell one camera from another."""

LONGEST_SECONDS = 30
MOST_TICKS = LONGEST_SECONDS * RATE
GRACE_SECONDS = Fraction(1, 2)
"""What is cut off rather than refused: a telephone's half minute is a little longer."""

LONGEST_SIDE, SHORTEST_SIDE = 1_280, 720
"""Pixels that the longer and the shorter side of a drawn video have at most."""

LEAST_SIDE = 16
"""Pixels: a macroblock of H.264."""

MOST_PIXELS = 4_096 * 2_304
"""Of a frame that comes in, refused before it is decoded."""

CODECS = frozenset({"h264", "hevc", "mpeg4"})
"""What telephones record. Each decoder more would be one more way in."""

_SCALING = Interpolation.BICUBIC
_OPTIONS = {
    "codec_whitelist": ",".join(sorted(CODECS)),
    "protocol_whitelist": "none",
    "enable_drefs": "0",  # a track may lie in another file: not here
    "use_absolute_path": "0",
    "max_streams": "16",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane:
    """Eight bits a pixel, row by row, without gaps."""

    width: int
    height: int
    pixels: bytes

    def turned(self, matrix: "Matrix") -> "Plane":
        """The plane as the matrix says, in right angles and mirrored or not."""
        if matrix == Matrix():
            return self
        rows = [self.pixels[at : at + self.width] for at in range(0, len(self.pixels), self.width)]
        if matrix.sideways:
            rows = [self.pixels[at :: self.width] for at in range(self.width)]
        if matrix.leftwards:
            rows = [row[::-1] for row in rows]
        if matrix.upwards:
            rows.reverse()
        return Plane(width=len(rows[0]), height=len(rows), pixels=b"".join(rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Where a track's matrix puts the rows and columns (ISO/IEC 14496-12, section 8.3.2)."""

    sideways: bool = False
    leftwards: bool = False
    upwards: bool = False

    @staticmethod
    def of(frame: VideoFrame) -> "Matrix":
        """What the file says of how its frames are to be seen."""
        beside = cast("SideDataContainer", frame.side_data)
        if Type.DISPLAYMATRIX not in beside:
            return Matrix()
        a, b, _, c, d = struct.unpack_from("=5i", bytes(beside[Type.DISPLAYMATRIX]))
        sideways = abs(b) + abs(c) > abs(a) + abs(d)
        across, down = (c, b) if sideways else (a, d)
        return Matrix(sideways=sideways, leftwards=across < 0, upwards=down < 0)


Picture = tuple[Plane, ...]
"""One frame's pixels: brightness, and two planes of colour at half the size (4:2:0, BT.709)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """How all frames of a video are seen: as large, and as turned, as its first one."""

    width: int
    height: int
    matrix: Matrix

    @staticmethod
    def of(frame: VideoFrame) -> "View":
        """The view that the first frame asks for."""
        longer, shorter = max(frame.width, frame.height), min(frame.width, frame.height)
        scale = min(1.0, LONGEST_SIDE / longer, SHORTEST_SIDE / shorter)
        width, height = _even(frame.width * scale), _even(frame.height * scale)
        return View(width=width, height=height, matrix=Matrix.of(frame))

    def drawn(self, frame: VideoFrame) -> Picture:
        """The frame's pixels and nothing else of it. Raises RefusalError."""
        if frame.width * frame.height > MOST_PIXELS:
            raise RefusalError(TOO_LARGE)
        plain = frame.reformat(
            width=self.width,
            height=self.height,
            format="yuv420p",
            interpolation=_SCALING,
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
            threads=1,
        )
        return tuple(_plane(one).turned(self.matrix) for one in plain.planes)


def pictures(content: bytes) -> Iterator[Picture]:
    """What is seen on each tick. Raises RefusalError, and what PyAV raises."""
    view: View | None = None
    for frame, ticks in _standing(_frames(content)):
        view = view or View.of(frame)
        picture = view.drawn(frame)
        for _ in range(ticks):
            yield picture


def _standing(frames: Iterator[VideoFrame]) -> Iterator[tuple[VideoFrame, int]]:
    """Each frame that stands on a tick, and on how many."""
    held: VideoFrame | None = None
    ticks, start, end = 0, Fraction(0), 0
    for frame in frames:
        at = _moment(frame)
        if held is None:
            start = at
        due = _ticks(at - start)
        if held is not None and due > ticks:
            yield held, due - ticks
            ticks = due
        held, end = frame, _tick(at - start + frame.duration * (frame.time_base or Fraction(0)))
    if held is None:
        raise RefusalError(UNREADABLE)
    last = min(max(end, 1), MOST_TICKS)
    if ticks < last:
        yield held, last - ticks


def _ticks(since: Fraction) -> int:
    """How many ticks lie before this moment. Raises RefusalError."""
    if since > LONGEST_SECONDS + GRACE_SECONDS:
        raise RefusalError(TOO_LONG)
    return min(_tick(since), MOST_TICKS)


def _tick(since: Fraction) -> int:
    """The tick nearest to a moment, in whole numbers: no machine rounds them otherwise."""
    return int(since * RATE + Fraction(1, 2))


def _moment(frame: VideoFrame) -> Fraction:
    if frame.pts is None or frame.time_base is None:
        raise RefusalError(UNREADABLE)
    return frame.pts * frame.time_base


def _frames(content: bytes) -> Iterator[VideoFrame]:
    """The frames of the first track whose codec is taken."""
    with av.open(
        io.BytesIO(content), "r", format="mov", options=_OPTIONS, metadata_errors="ignore"
    ) as file:
        tracks = file.streams.video
        track = next((one for one in tracks if _codec(one) in CODECS), None)
        if track is None:
            raise RefusalError(KIND if any(_codec(one) for one in tracks) else UNREADABLE)
        _refuse(track)
        track.codec_context.thread_count = 1
        track.codec_context.options = {"max_pixels": str(MOST_PIXELS)}
        for packet in file.demux(track):
            if packet.is_corrupt:
                raise RefusalError(UNREADABLE)
            yield from packet.decode()


def _codec(track: VideoStream) -> str:
    name: str = getattr(track.codec_context, "name", "")  # it is None where there is no decoder
    return name


def _refuse(track: VideoStream) -> None:
    """Refuse by what the file says of itself, before anything is decoded."""
    if track.width * track.height > MOST_PIXELS:
        raise RefusalError(TOO_LARGE)
    if track.duration is not None and track.time_base is not None:
        _ticks(track.duration * track.time_base)


def _plane(plane: VideoPlane) -> Plane:
    """The plane without what lies between its rows."""
    held = bytes(plane)
    if plane.line_size != plane.width:
        starts = range(0, plane.line_size * plane.height, plane.line_size)
        held = b"".join(held[at : at + plane.width] for at in starts)
    return Plane(width=plane.width, height=plane.height, pixels=held)


def _even(pixels: float) -> int:
    """A drawn side: even, as 4:2:0 asks."""
    return max(LEAST_SIDE, int(pixels) // 2 * 2)
