"""Pictures, videos and other things people attach."""

from dataclasses import dataclass
from enum import StrEnum

PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPicture:
    """Bytes that claim to be a picture, as they came in. Never stored, never shown."""

    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanPicture:
    """A picture drawn anew: JPEG bytes without metadata, at most 1,280 pixels a side.

    What the watch itself drew by lines may be PNG.
    """

    content: bytes

    @property
    def name(self) -> str:
        """What a file of it is called: the same for all of a kind."""
        return "picture.png" if self.content.startswith(PNG) else "picture.jpg"


@dataclass(frozen=True, slots=True, kw_only=True)
class RawVideo:
    """Bytes that claim to be a video, as they came in. Never stored, never shown."""

    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanVideo:
    """A video drawn anew: MP4 of at most 720p and 30 seconds, without sound or metadata."""

    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A file that the watch itself wrote, under a name that tells nothing of whom it is about."""

    content: bytes
    name: str


RawMedia = RawPicture | RawVideo
CleanMedia = CleanPicture | CleanVideo


class Attached(StrEnum):
    """What else somebody may send; refused, with a way that works."""

    DOCUMENT = "document"
    VOICE = "voice"
    STICKER = "sticker"
    CONTACT = "contact"
    FORWARDED = "forwarded"
    TOO_LARGE = "too_large"
    LARGE_MAP = "large_map"
    OTHER = "other"
