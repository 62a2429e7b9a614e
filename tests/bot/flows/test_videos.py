"""A video: taken in a reply to a request, and nowhere else."""

import pytest

from bot.model.ids import PlatformName
from bot.model.pictures import CleanVideo, RawVideo
from bot.replies import EraseTheirs, Say
from tests.bot.house import House
from tests.bot.people import Heard, Someone, neighbour
from tests.bot.station import asked, officer
from tests.bot.world import FORMS, PINS

PLATFORMS = (PINS, FORMS)
SEEN = "Grey van with a ladder rack, it turned into the lane."
FILM = b"grey van, moving"
NO_QUESTIONS = "Send, no questions back"


@pytest.fixture
async def house(house: House) -> House:
    """A house in which SPVM's request 1 stands in both channels."""
    await asked(house)
    return house


async def drafted(who: Someone, words: str, film: bytes) -> Heard:
    if who.account.platform == FORMS:
        await who.presses("Write a reply")
        return await who.fills({"text": words}, video=film)
    return await who.films(film, words)


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("words", [SEEN, ""])
async def test_a_video_goes_out_with_the_reply(
    house: House, platform: PlatformName, words: str
) -> None:
    roy = await officer(house, "roy")
    ana = neighbour(house, "ana", platform)
    await ana.presses("Reply privately")
    draft = await drafted(ana, words, FILM)
    assert [type(answer) for answer in draft.turn.answers] == [Say, EraseTheirs]
    assert ana.finds("Cancel")[0].screen.media == CleanVideo(content=b"clean " + FILM)
    assert "Saved" in (await ana.presses(NO_QUESTIONS)).text
    await house.ticks()
    letter, _ = roy.finds("Block this handle")
    assert letter.screen.media == CleanVideo(content=b"clean " + FILM)
    assert words in roy.reads()


async def test_a_video_is_cleaned_again_when_it_is_sent(house: House) -> None:
    ana = neighbour(house, "ana")
    await ana.presses("Reply privately")
    await drafted(ana, SEEN, FILM)
    house.cleaner.asked.clear()
    await ana.presses(NO_QUESTIONS)
    assert house.cleaner.asked == [RawVideo(content=b"clean " + FILM)]


async def test_the_database_does_not_tell_a_video_from_a_picture(house: House) -> None:
    for name in ("ana", "ben"):
        who = neighbour(house, name)
        await who.presses("Reply privately")
        await (who.films(FILM, SEEN) if name == "ana" else who.shows(FILM, SEEN))
        await who.presses(NO_QUESTIONS)
    film, photo = house.store.rows.saved.values()
    assert film.sealed_picture is not None
    assert photo.sealed_picture is not None
    assert len(film.sealed_picture) == len(photo.sealed_picture)
    assert len(film.sealed) == len(photo.sealed)
    assert FILM not in film.sealed_picture


async def test_a_video_that_cannot_be_read_leaves_the_copy_open(house: House) -> None:
    ana = neighbour(house, "ana")
    await ana.presses("Reply privately")
    heard = await ana.films(b"broken", SEEN)
    assert "cannot read this video" in heard.text
    assert not heard.erased
    assert "Not sent yet" in (await ana.says(SEEN)).text


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_elsewhere_a_video_is_refused_with_a_way_that_works(
    house: House, platform: PlatformName
) -> None:
    heard = await neighbour(house, "ana", platform).films(FILM)
    assert "do not take videos here, only in a reply to a request" in heard.text
    assert "Send a photo or a screenshot" in heard.text
    assert not house.cleaner.asked
