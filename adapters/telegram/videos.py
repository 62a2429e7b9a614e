"""What is special about videos: they have a shape, and they take long."""

import struct
from dataclasses import dataclass

from telegram import Message, Update
from telegram.constants import ChatType

from adapters.telegram.shown import moving, pictured
from bot.model.actions import DRAFTED, decoded

# ISO/IEC 14496-12, sections 8.2.2 and 8.3.2: where the movie's header and the track's hold these
CLOCK_AT, SIZE_AT = 12, 76
WHOLE = 16  # sizes are in 65,536ths of a pixel


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Pixels, and seconds rounded up: without them clients show a square."""

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


def takes_long(update: Update) -> bool:
    """Whether a video must be fetched and drawn anew before an update can be answered."""
    query = update.callback_query
    if query is not None and isinstance(query.message, Message):
        action, held = decoded(query.data or ""), pictured(query.message)
        return bool(action and action.verb in DRAFTED and held and moving(held))
    message = update.message
    return message is not None and message.chat.type == ChatType.PRIVATE and _filmed(message)


def _filmed(message: Message) -> bool:
    document = message.document
    as_file = document is not None and (document.mime_type or "").startswith("video/")
    return as_file or moving(message) is not None or message.video_note is not None
