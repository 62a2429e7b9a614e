"""Pictures fetched from Telegram before the core sees the event."""

from collections.abc import Sequence

from telegram import Bot, PhotoSize
from telegram.error import BadRequest, RetryAfter, TelegramError

from adapters.telegram.failures import TOO_BIG, says
from adapters.telegram.limits import LIMITS
from bot.model.pictures import Attached, RawPicture

TRIES = 3


async def fetched(bot: Bot, file_id: str, size: int | None) -> RawPicture | Attached:
    """The file's bytes, or what keeps it from being taken. `size` is in bytes, if known."""
    if (size or 0) > LIMITS.file_bytes:
        return Attached.TOO_LARGE
    for _ in range(TRIES):
        try:
            file = await bot.get_file(file_id)
            return RawPicture(content=bytes(await file.download_as_bytearray()))
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
    return await fetched(bot, largest.file_id, largest.file_size)
