"""Leaks in pictures and videos."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import pytest
from telegram import Bot, PhotoSize

from adapters.media.cleaner import ConfinedCleaner
from adapters.telegram import files
from adapters.telegram.outbound import Outbound
from bot.model.pictures import (
    Attached,
    CleanMedia,
    CleanPicture,
    CleanVideo,
    RawPicture,
    RawVideo,
)

Sending = Callable[..., Awaitable[object]]


def trust_pictures(patch: pytest.MonkeyPatch) -> None:
    """Pass pictures on as they came, EXIF and all."""

    async def clean(_self: ConfinedCleaner, picture: RawPicture) -> CleanPicture:
        return CleanPicture(content=picture.content)

    patch.setattr(ConfinedCleaner, "clean", clean)


def trust_videos(patch: pytest.MonkeyPatch) -> None:
    """Pass videos on as they came, titles and all."""

    async def clean_video(_self: ConfinedCleaner, video: RawVideo) -> CleanVideo:
        return CleanVideo(content=video.content)

    patch.setattr(ConfinedCleaner, "clean_video", clean_video)


def reuse_files(patch: pytest.MonkeyPatch) -> None:
    """A photo that is on Telegram already is sent again by its file id."""
    fetched: list[tuple[Bot, bytes, str]] = []
    sources: dict[bytes, bytes] = {}
    clean = ConfinedCleaner.clean
    sending = Outbound._sending  # noqa: SLF001 - the leak sits deep inside

    async def photographed(bot: Bot, sizes: Sequence[PhotoSize]) -> RawPicture | Attached:
        found = await files.photographed(bot, sizes)
        if isinstance(found, RawPicture):
            fetched.append((bot, found.content, sizes[-1].file_id))
        return found

    async def noted(self: ConfinedCleaner, picture: RawPicture) -> CleanPicture:
        drawn = await clean(self, picture)
        sources[drawn.content] = picture.content
        return drawn

    def again(self: Outbound, media: CleanMedia | None, kept: str | None) -> Sending:
        send, source = sending(self, media, kept), media and sources.get(media.content)
        known = [one for bot, content, one in fetched if bot is self._bot and content == source]
        return partial(_resent, send, known[0]) if known else send

    patch.setattr("adapters.telegram.shown.photographed", photographed)
    patch.setattr(ConfinedCleaner, "clean", noted)
    patch.setattr(Outbound, "_sending", again)


async def _resent(send: Sending, known: str, **values: object) -> object:
    assert isinstance(send, partial)
    return await send.func(photo=known, **values)
