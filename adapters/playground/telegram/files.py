"""Files as Telegram keeps them: photos re-encoded in several sizes, everything else as it came."""

import hashlib
import hmac
import io
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from enum import StrEnum

from PIL import Image, ImageOps, UnidentifiedImageError

from adapters.playground.telegram.errors import ApiError, No

DOWNLOAD_BYTES = 20 * 1024 * 1024
UPLOAD_BYTES = 50 * 1024 * 1024
PHOTO_BYTES = 10 * 1024 * 1024
_SIDES = (90, 320, 800, 1280)  # the longest side of the sizes s, m, x and y
_PHOTO_SIDES = 10_000  # width and height together, as documented for sendPhoto
_PHOTO_RATIO = 20
_BROKEN = (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError)
_SECRET = b"file ids of the stand-in: opaque, not secret"
_SUFFIXES = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "video/mp4": ".mp4",
    "audio/ogg": ".oga",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
}


class MediaKind(StrEnum):
    """What a message shows."""

    PHOTO = "photo"
    VIDEO = "video"
    DOCUMENT = "document"
    VOICE = "voice"
    STICKER = "sticker"


_FOLDERS = {
    MediaKind.PHOTO: "photos",
    MediaKind.VIDEO: "videos",
    MediaKind.DOCUMENT: "documents",
    MediaKind.VOICE: "voice",
    MediaKind.STICKER: "stickers",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file on Telegram's shelves."""

    key: int
    content: bytes
    mime: str
    path: str

    @property
    def size(self) -> int:
        """Its length in bytes."""
        return len(self.content)

    @property
    def unique_id(self) -> str:
        """The same for every bot and for ever."""
        return _opaque("AQAD", f"unique {self.key}", 9)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoSize:
    """One size of a photo, in pixels."""

    file: StoredFile
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A file as a message shows it; `sizes` is for photos, smallest first."""

    kind: MediaKind
    file: StoredFile
    name: str = ""
    width: int = 0
    height: int = 0
    duration: int = 0  # seconds
    spoiler: bool = False
    sizes: tuple[PhotoSize, ...] = ()


class Shelf:
    """Every file of the stand-in. A bot can use only the ids that it was given itself."""

    def __init__(self) -> None:
        """Start with no file."""
        self._files: dict[int, StoredFile] = {}
        self._given: dict[tuple[int, str], StoredFile] = {}
        self._media: dict[int, Media] = {}
        self._open: dict[tuple[int, str], StoredFile] = {}

    def put(self, content: bytes, mime: str, kind: MediaKind) -> StoredFile:
        """Keep a file byte for byte."""
        key = len(self._files) + 1
        path = f"{_FOLDERS[kind]}/file_{key}{_SUFFIXES.get(mime, '')}"
        file = StoredFile(key=key, content=content, mime=mime, path=path)
        self._files[key] = file
        return file

    def put_photo(self, content: bytes, *, spoiler: bool = False) -> Media:
        """Keep a photo as Telegram does: JPEG, 1280 pixels at most, no EXIF.

        A comment inside a JPEG stays: nothing says that Telegram takes it out.
        Raises ApiError for what is no picture or has no shape of a photo.
        """
        picture = _picture(content)
        longest = max(picture.size)
        sides = [side for side in _SIDES if side < longest] + [min(longest, _SIDES[-1])]
        sizes = tuple(self._size(picture, side) for side in dict.fromkeys(sides))
        media = Media(kind=MediaKind.PHOTO, file=sizes[-1].file, spoiler=spoiler, sizes=sizes)
        for size in sizes:
            self._media[size.file.key] = media
        return media

    def remember(self, media: Media) -> Media:
        """Let a media be sent again by its file_id."""
        self._media[media.file.key] = media
        return media

    def give(self, bot: int, file: StoredFile) -> str:
        """The file_id that a bot uses for a file."""
        file_id = _opaque("AgACAgQAAx", f"{bot} {file.key}", 30)
        self._given[bot, file_id] = file
        return file_id

    def given(self, bot: int, file_id: str) -> StoredFile:
        """The file behind a bot's file_id. Raises KeyError."""
        return self._given[bot, file_id]

    def media(self, file: StoredFile) -> Media:
        """The media that a file belongs to."""
        return self._media[file.key]

    def open(self, bot: int, file: StoredFile) -> str:
        """Make a file ready for download and tell its path."""
        self._open[bot, file.path] = file
        return file.path

    def by_path(self, bot: int, path: str) -> StoredFile:
        """The file behind a download path. Raises KeyError for one that the bot did not open."""
        return self._open[bot, path]

    def by_key(self, key: str) -> StoredFile:
        """The file behind its own number. Raises KeyError."""
        return self._files[int(key)] if key.isdecimal() else self._files[0]

    def _size(self, picture: Image.Image, side: int) -> PhotoSize:
        copy = picture.copy()
        copy.thumbnail((side, side))
        out = io.BytesIO()
        copy.save(out, "JPEG", quality=87)
        file = self.put(out.getvalue(), "image/jpeg", MediaKind.PHOTO)
        return PhotoSize(file=file, width=copy.width, height=copy.height)


def _picture(content: bytes) -> Image.Image:
    try:
        picture = Image.open(io.BytesIO(content))
        width, height = picture.size
        long, short = max(width, height), max(1, min(width, height))
        if width + height > _PHOTO_SIDES or long / short > _PHOTO_RATIO:
            raise ApiError(No.PHOTO_SHAPE)
        return ImageOps.exif_transpose(picture).convert("RGB")
    except _BROKEN:
        raise ApiError(No.PHOTO_INVALID) from None


def _opaque(prefix: str, what: str, length: int) -> str:
    digest = hmac.new(_SECRET, what.encode(), hashlib.sha256).digest()
    return prefix + urlsafe_b64encode(digest[:length]).decode().rstrip("=")
