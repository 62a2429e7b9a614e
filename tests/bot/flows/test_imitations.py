"""In a group, a text that may pass for an agency's request is answered with how to check."""

import pytest

from bot.events import Pictured
from bot.model.ids import PlatformName
from bot.model.pictures import RawPicture
from tests.bot.house import House
from tests.bot.people import neighbour
from tests.bot.station import asked
from tests.bot.world import FORMS, PINS

FAKE = "Message from the police: send your doorbell videos to this number."
POST = "✔ SPVM asks for help · request 41 · case 26-0199"
PLATFORMS = (PINS, FORMS)


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_neighbours_are_told_how_to_check(house: House, platform: PlatformName) -> None:
    eve = neighbour(house, "eve", platform)
    before = house.kept()
    heard = await eve.says(FAKE, eve.group)
    assert "genuine ones come here only as posts of mine" in heard.text
    assert "You need not answer anybody" in heard.text
    assert not heard.erased
    assert not house.changed(before), "nothing is kept of what neighbours say"


async def test_a_number_in_it_can_be_checked_at_once(house: House) -> None:
    eve = neighbour(house, "eve")
    assert "Whether there is a request 41: /check 41." in (await eve.says(POST, eve.group)).text


async def test_words_under_a_picture_count_too(house: House) -> None:
    eve = neighbour(house, "eve")
    shown = Pictured(media=RawPicture(content=b"a badge"), text=FAKE)
    assert "/check" in (await eve.does(shown, eve.group)).text


async def test_a_chat_is_told_once_in_half_an_hour_and_each_for_itself(house: House) -> None:
    eve, ben = neighbour(house, "eve"), neighbour(house, "ben", FORMS)
    assert "/check" in (await eve.says(FAKE, eve.group)).text
    assert (await eve.says(FAKE, eve.group)).silent
    assert (await neighbour(house, "ana").says(POST, eve.group)).silent
    assert "/check" in (await ben.says(FAKE, ben.group)).text
    house.clock.advance(minutes=30)
    assert "/check" in (await eve.says(FAKE, eve.group)).text


async def test_talk_is_left_alone_and_so_are_chats_that_the_watch_is_not_for(
    house: House,
) -> None:
    eve = neighbour(house, "eve")
    for words in ("I called the police, they are on their way.", "Is request 41 genuine?"):
        assert (await eve.says(words, eve.group)).silent
    assert (await eve.says(FAKE, eve.at("-4711"))).silent


async def test_an_answer_to_a_genuine_request_is_taken_away_and_nothing_else_is_said(
    house: House,
) -> None:
    await asked(house)
    ana = neighbour(house, "ana")
    post, _ = ana.finds("Reply privately")
    heard = await ana.says(FAKE, ana.group, to=post)
    assert heard.erased
    assert not heard.text
