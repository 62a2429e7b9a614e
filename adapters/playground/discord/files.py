"""Attachments: names made safe, types and picture sizes found out."""

import io
import mimetypes
import re
import warnings

from PIL import Image, UnidentifiedImageError

from adapters.playground.discord.nouns import File
from adapters.playground.discord.realm import Realm

UNSAFE = re.compile(r"[^\w.\-]")


def keep(realm: Realm, channel: int, name: str, content: bytes) -> File:
    """Put a file onto the CDN."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    file = File(
        id=realm.snowflake(),
        channel=channel,
        name=UNSAFE.sub("_", name) or "unknown",
        content_type=kind,
        content=content,
        size=picture_size(content) if kind.startswith("image/") else None,
    )
    realm.files[file.id] = file
    return file


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of a picture in pixels, or None when it cannot be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content)) as picture:
                return picture.size
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
