"""What Telegram must be told of a video, or its clients show it as a square."""

import struct
from dataclasses import dataclass

# ISO/IEC 14496-12, sections 8.2.2 and 8.3.2: where the movie's header and the track's hold these
CLOCK_AT, SIZE_AT = 12, 76
WHOLE = 16  # sizes are in 65,536ths of a pixel


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Pixels, and seconds rounded up."""

    width: int = 0
    height: int = 0
    seconds: int = 0


def shape_of(content: bytes) -> Shape:
    """The shape of a video that was drawn anew: its index comes first, with one track."""
    movie, track = content.find(b"mvhd") + 4, content.find(b"tkhd") + 4
    if movie < CLOCK_AT or len(content) < track + SIZE_AT + 8:
        return Shape()
    rate, length = struct.unpack_from(">II", content, movie + CLOCK_AT)
    width, height = struct.unpack_from(">II", content, track + SIZE_AT)
    return Shape(width=width >> WHOLE, height=height >> WHOLE, seconds=-(-length // (rate or 1)))
