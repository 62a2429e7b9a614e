"""A reply's way from Send to the agency, with the real sanitiser: one tick."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from adapters.media.cleaner import ConfinedCleaner
from bot.model.ids import PlatformName
from bot.model.pictures import CleanMedia, CleanPicture, CleanVideo
from bot.model.policy import next_tick
from tests.adapters.media.canaries import seen_in
from tests.adapters.media.films import iphone_with_everything
from tests.adapters.media.photos import heic_with_everything, jpeg_with_everything
from tests.bot.house import House
from tests.bot.people import Heard, Someone, neighbour
from tests.bot.station import asked
from tests.bot.world import FORMS, PINS

WORDS = "It stood there at noon."


@pytest.fixture
async def roy(house: House) -> Someone:
    """An officer whose request 1 stands in both channels, in a house with a real darkroom."""
    house.darkroom = ConfinedCleaner()
    house.restart()
    return await asked(house)


def letters(roy: Someone) -> list[CleanMedia]:
    """What pictures and videos the officer was sent."""
    platform = roy.house.platforms[roy.account.platform]
    posts = platform.of(roy.account.id)
    found = (each.screen.media for each in posts)
    return [each for each in found if isinstance(each, CleanPicture | CleanVideo)]


async def drafted(who: Someone, content: bytes) -> Heard:
    """The draft of a reply with a photo, or a video where `content` is one."""
    await who.presses("Reply privately")
    moves = content[4:8] == b"ftyp" and b"moov" in content
    if who.account.platform == FORMS:
        await who.presses("Write a reply")
        form = {"text": WORDS}
        return await (who.fills(form, video=content) if moves else who.fills(form, content))
    return await (who.films(content, WORDS) if moves else who.shows(content, WORDS))


MADE: list[tuple[Callable[[], bytes], type[CleanMedia]]] = [
    (jpeg_with_everything, CleanPicture),
    (heic_with_everything, CleanPicture),
    (iphone_with_everything, CleanVideo),
]


@pytest.mark.parametrize("platform", [PINS, FORMS])
@pytest.mark.parametrize(("made", "kind"), MADE)
async def test_a_reply_with_a_photo_is_released_at_the_first_tick_after_send(
    house: House,
    roy: Someone,
    platform: PlatformName,
    *,
    made: Callable[[], bytes],
    kind: type[CleanMedia],
) -> None:
    content = made()
    assert seen_in(content)
    ana = neighbour(house, "ana", platform)
    house.clock.moment = next_tick(house.clock.now(), house.policy.tick) - timedelta(seconds=1)
    leaves = next_tick(house.clock.now(), house.policy.tick)
    await drafted(ana, content)
    assert "Saved. It leaves with others at" in (await ana.presses("Send, no questions back")).text
    assert letters(roy) == [], "nothing leaves before the tick"
    assert await house.ticks() == 1
    (released,) = house.store.rows.released.values()
    assert released.released == leaves
    (media,) = letters(roy)
    assert isinstance(media, kind)
    assert not seen_in(media.content)
    assert WORDS in roy.reads()
