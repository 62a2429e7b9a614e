"""A video given to the sanitiser, and what a player shows of what comes back."""

from io import BytesIO

import av
import pytest
from PIL import Image

from adapters.media.cleaner import ConfinedCleaner
from bot.errors import WatchError
from bot.model.pictures import RawVideo
from tests.adapters.media.films import image_of


async def cleaned(content: bytes) -> bytes:
    """The drawn video."""
    video = await ConfinedCleaner().clean_video(RawVideo(content=content))
    return video.content


async def refusal_of(content: bytes) -> str:
    """The key of the refusal."""
    with pytest.raises(WatchError) as refused:
        await cleaned(content)
    return refused.value.text.key


def seen(content: bytes) -> list[Image.Image]:
    """The frames, as a player shows them."""
    with av.open(BytesIO(content), "r", format="mp4") as file:
        return [image_of(frame) for frame in file.decode(video=0)]
