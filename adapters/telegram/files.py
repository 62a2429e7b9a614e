"""Pictures and videos fetched from Telegram before the core sees the event."""

from collections.abc import Sequence

from telegram import Animation, Bot, Document, PhotoSize, Video, VideoNote
from telegram.error import BadRequest, RetryAfter, TelegramError

from adapters.telegram.failures import TOO_BIG, says
from adapters.telegram.limits import LIMITS
from bot.model.areas import MAP_BYTES, RawMap, may_be_map
from bot.model.pictures import Attached, RawMedia, RawPicture, RawVideo

TRIES = 3

Moving = Video | VideoNote | Animation
"""All of these are videos; Telegram makes an animation of one that has no sound."""


async def fetched(bot: Bot, file_id: str, size: int | None) -> bytes | Attached:
    """The file's bytes, or what keeps it from being taken. `size` is in bytes, if known."""
    if (size or 0) > LIMITS.file_bytes:
        return Attached.TOO_LARGE
    for _ in range(TRIES):
        try:
            file = await bot.get_file(file_id)
            return bytes(await file.download_as_bytearray())
        except BadRequest as error:
            return Attached.TOO_LARGE if says(error, TOO_BIG) else Attached.OTHER
        except RetryAfter:
            return Attached.OTHER
        except (TelegramError, RuntimeError):  # RuntimeError: the server named no path
            continue
    return Attached.OTHER


async def photographed(bot: Bot, sizes: Sequence[PhotoSize]) -> RawPicture | Attached:
    """The largest size of a photo that a bot may download."""
    fitting = [one for one in sizes if (one.file_size or 0) <= LIMITS.file_bytes]
    if not fitting:
        return Attached.TOO_LARGE
    largest = max(fitting, key=lambda one: one.width * one.height)
    held = await fetched(bot, largest.file_id, largest.file_size)
    return held if isinstance(held, Attached) else RawPicture(content=held)


async def filmed(bot: Bot, video: Moving) -> RawVideo | Attached:
    """A video, as it is."""
    held = await fetched(bot, video.file_id, video.file_size)
    return held if isinstance(held, Attached) else RawVideo(content=held)


async def filed(bot: Bot, document: Document) -> RawMedia | RawMap | Attached:
    """A picture, a video or a map that was sent as a file."""
    if may_be_map(document.file_name or "", document.mime_type or ""):
        return await _mapped(bot, document)
    kind = (document.mime_type or "").partition("/")[0]
    if kind not in {"image", "video"}:
        return Attached.DOCUMENT
    held = await fetched(bot, document.file_id, document.file_size)
    if isinstance(held, Attached):
        return held
    return RawPicture(content=held) if kind == "image" else RawVideo(content=held)


async def _mapped(bot: Bot, document: Document) -> RawMap | Attached:
    if (document.file_size or 0) > MAP_BYTES:
        return Attached.LARGE_MAP
    held = await fetched(bot, document.file_id, document.file_size)
    if isinstance(held, Attached):
        return held
    return RawMap(content=held) if len(held) <= MAP_BYTES else Attached.LARGE_MAP
