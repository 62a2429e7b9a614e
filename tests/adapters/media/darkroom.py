"""A picture given to the sanitiser, and what comes back."""

import pytest
from PIL import Image

from adapters.media.cleaner import ConfinedCleaner
from bot.errors import WatchError
from bot.model.pictures import RawPicture
from tests.adapters.media.photos import opened


async def cleaned(content: bytes) -> bytes:
    """The drawn picture."""
    picture = await ConfinedCleaner().clean(RawPicture(content=content))
    return picture.content


async def drawn_from(content: bytes) -> Image.Image:
    """The drawn picture, decoded."""
    return opened(await cleaned(content))


async def refusal_of(content: bytes) -> str:
    """The key of the refusal."""
    with pytest.raises(WatchError) as refused:
        await cleaned(content)
    return refused.value.text.key
