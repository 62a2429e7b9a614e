"""Asking back without knowing whom: the letters, the doorbell, the look."""

import pytest

from bot.events import Pressed
from bot.model.actions import Verb, act
from bot.model.agencies import AgencyState
from bot.model.commands import Command
from bot.model.ids import PlatformName
from tests.bot.house import GROUP, House
from tests.bot.people import Someone, neighbour
from tests.bot.station import asked, drafted, officer, replied
from tests.bot.world import FORMS, PINS

PLATFORMS = (PINS, FORMS)
SEEN = "Grey van with a ladder rack."
QUESTION = "Was there writing on its side?"
MAY_ASK = "Send, they may ask me"


@pytest.fixture
async def roy(house: House) -> Someone:
    """An officer whose request 1 stands in both channels."""
    return await asked(house)


async def watched(house: House) -> Someone:
    """Somebody who watches the corner and gets what is asked there at home."""
    wim = neighbour(house, "wim")
    await wim.calls(Command.WATCH)
    await wim.says("jarry and lajeunesse")
    await wim.presses("Save")
    return wim


async def questioned(house: House, roy: Someone, words: str = QUESTION) -> None:
    """The officer asks whoever wrote the newest letter."""
    await roy.presses("Ask a question")
    assert "Your question is kept" in (await roy.says(words)).text
    await house.delivers()


async def test_replies_arrive_together_at_the_tick_under_two_random_words(
    house: House, roy: Someone
) -> None:
    await replied(house, "first", "ana", thread=True)
    house.clock.advance(minutes=4)
    await replied(house, "second", "dana", FORMS)
    await house.delivers()
    assert "Reply to request" not in roy.reads(), "not before the tick"
    assert await house.ticks() == 2
    letters = list(house.posts(roy.account.id))
    assert len(letters) == 2
    assert {letter.split("\n")[1] for letter in letters} == {"first", "second"}
    for letter in letters:
        assert letter.endswith("does not want questions back.") == ("second" in letter)
        assert "· 12:15" in letter.split("\n")[0]
    assert await house.ticks() == 0


async def test_a_letter_offers_a_question_only_where_one_is_wanted(
    house: House, roy: Someone
) -> None:
    await replied(house, SEEN)
    await house.ticks()
    with pytest.raises(AssertionError, match="sees no button"):
        roy.finds("Ask a question")
    (reply,) = house.store.rows.released.values()
    heard = await roy.does(Pressed(action=act(Verb.REPLY_ASK, reply.key)))
    assert f'"{reply.handle}" chose not to be asked back' in heard.text


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_only_the_copy_that_was_answered_finds_the_question(
    house: House, roy: Someone, platform: PlatformName
) -> None:
    ana = await replied(house, SEEN, platform=platform, thread=True)
    ben = await replied(house, "Nothing.", "ben", platform, thread=False)
    await ben.presses("Reply privately")
    await house.ticks()
    await questioned(house, roy)
    before = house.kept()
    for who in (ben, neighbour(house, "eve", platform)):
        await who.presses("Reply privately")
        nothing = await who.presses("Check for a question")
        assert "There is no question for this copy" in nothing.text
        assert QUESTION not in nothing.text
    found = await ana.presses("Check for a question")
    assert "The agency asks you about request 1:" in found.text
    assert QUESTION in found.text
    assert not house.changed(before), "nobody's looking is written down"
    await drafted(ana, "Yes, blue letters.")
    assert "Saved" in (await ana.presses(MAY_ASK)).text
    await house.ticks()
    handles = {
        letter.split("\n")[1]: letter.split('"')[1] for letter in house.posts(roy.account.id)
    }
    assert handles["Yes, blue letters."] == handles[SEEN] != handles["Nothing."]


async def test_the_doorbell_rings_once_for_everybody_who_was_asked(house: House) -> None:
    wim = await watched(house)
    roy = await asked(house)
    await replied(house, SEEN, thread=True)
    await house.ticks()
    await questioned(house, roy)
    for address in (*GROUP.values(), wim.account.id):
        bells = [post for post in house.posts(address) if "has a question for someone" in post]
        assert len(bells) == 1
    await house.ticks()
    assert len([post for post in house.posts(wim.account.id) if "has a question" in post]) == 1
    assert (
        "Only your own copy of request 1 can tell"
        in (await wim.presses("See whether it is for me")).text
    )


def bells(house: House, address: str = GROUP[PINS]) -> int:
    """How often the doorbell rang at an address."""
    return sum("has a question for someone" in post for post in house.posts(address))


async def test_the_doorbell_rests_for_six_hours(house: House, roy: Someone) -> None:
    ana = await replied(house, SEEN, thread=True)
    await house.ticks()
    await questioned(house, roy, "First?")
    assert bells(house) == 1
    await roy.presses("Ask a question")
    waits = await roy.says("Second?")
    assert "The doorbell of request 1 rang less than six hours ago" in waits.text
    assert "soon after 18:15" in waits.text
    await questioned(house, roy, "Third?")
    assert bells(house) == 1
    assert "Third?" in (await ana.presses("Check for a question")).text, "found all the same"
    house.clock.advance(hours=5, minutes=40)
    await house.ticks()
    assert bells(house) == 1
    await house.ticks()
    assert bells(house) == 2, "once for both"
    house.clock.advance(hours=7)
    await house.ticks()
    assert bells(house) == 2


async def test_requests_ring_each_for_itself(house: House, roy: Someone) -> None:
    await replied(house, SEEN, thread=True)
    await house.ticks()
    await questioned(house, roy)
    house.clock.advance(hours=25)
    eve = await asked(house, "eve", "Sûreté")
    await replied(house, SEEN, "ben", thread=True)
    await house.ticks()
    await questioned(house, eve)
    await questioned(house, roy)
    assert bells(house) == 3


async def test_a_bell_that_rests_is_silent_when_its_request_is_closed(
    house: House, roy: Someone
) -> None:
    await replied(house, SEEN, thread=True)
    await house.ticks()
    for words in ("First?", "Second?"):
        await questioned(house, roy, words)
    await roy.calls(Command.RESOLVE, "1")
    await roy.presses("Close and destroy")
    assert not house.store.rows.bells
    house.clock.advance(hours=7)
    await house.ticks()
    assert bells(house) == 0


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("See https://example.org/van", "carries no links"),
        ("Look at www.example.org", "carries no links"),
        ("Was it this? t.me/van", "carries no links"),
        ("Is it on example.com?", "carries no links"),
        ("ht\u200btps://exa\u200bmple.org", "carries no links"),
        ("\u200b", "no words"),
        ("x" * 501, "500 fit"),
    ],
)
async def test_a_question_is_plain_words(house: House, roy: Someone, words: str, why: str) -> None:
    await replied(house, SEEN, thread=True)
    await house.ticks()
    await roy.presses("Ask a question")
    before = house.kept()
    heard = await roy.says(words)
    assert why in heard.text
    assert "What do you want to ask" in heard.text
    assert not house.changed(before)
    await house.delivers()
    assert "has a question" not in "".join(house.posts(GROUP[PINS]))


async def test_one_neighbour_is_asked_three_times_at_most(house: House, roy: Someone) -> None:
    await replied(house, SEEN, thread=True)
    await house.ticks()
    for number in range(3):
        await questioned(house, roy, f"{QUESTION} {number}")
    await roy.presses("Ask a question")
    before = house.kept()
    assert "can be asked 3 questions at most" in (await roy.says(QUESTION)).text
    assert not house.changed(before)


async def test_the_newest_question_is_the_one_that_is_found(house: House, roy: Someone) -> None:
    ana = await replied(house, SEEN, thread=True)
    await house.ticks()
    await questioned(house, roy, "First?")
    await questioned(house, roy, "Second?")
    assert "Second?" in (await ana.presses("Check for a question")).text


async def test_only_the_agency_that_asked_reads_and_asks(house: House, roy: Someone) -> None:
    eve, ben = await officer(house, "eve", "Sûreté"), neighbour(house, "ben")
    await replied(house, SEEN, thread=True)
    await house.ticks()
    ask = roy.finds("Ask a question")
    before = house.kept()
    assert "Only the agency that asked can ask back" in (await eve.presses_on(*ask)).text
    assert "Only verified agencies" in (await ben.presses_on(*ask)).text
    for who, why in ((eve, "can read these replies"), (ben, "Only verified agencies")):
        assert why in (await who.does(Pressed(action=act(Verb.REQUEST_SHOW, 1)))).text
    assert not house.changed(before)


async def test_letters_are_shown_again_to_every_officer_of_the_agency(
    house: House, roy: Someone
) -> None:
    await replied(house, SEEN, thread=True)
    await house.ticks()
    ria = await officer(house, "ria", platform=FORMS)
    for who in (roy, ria):
        await who.calls(Command.REQUESTS)
        shown = await who.presses("Show replies")
        assert SEEN in shown.text
        assert shown.labels == ("Ask a question", "Block this handle")


async def test_a_reply_that_is_gone_cannot_be_asked(house: House, roy: Someone) -> None:
    await replied(house, SEEN, thread=True)
    await house.ticks()
    ask = roy.finds("Ask a question")
    for key in ("0" * 32, "", "x"):
        heard = await roy.does(Pressed(action=act(Verb.REPLY_ASK, key)))
        assert "This reply is no longer there" in heard.text
    await roy.presses_on(*ask)
    await roy.calls(Command.RESOLVE, "1")
    await roy.presses("Close and destroy")
    late = await roy.says(QUESTION)
    assert "This reply is no longer there" in late.text
    assert "What do you want to ask" not in late.text
    assert not house.store.rows.dialogues
    assert "This reply is no longer there" in (await roy.presses_on(*ask)).text


async def test_a_suspended_agency_is_sent_nothing_until_it_may_ask_again(
    house: House, roy: Someone
) -> None:
    await replied(house, SEEN)
    agency = await house.agency()
    async with house.store.unit() as uow:
        await uow.agencies.turn(agency, AgencyState.SUSPENDED)
        await uow.commit()
    await house.ticks()
    assert "Reply to request" not in roy.reads()
    assert "SPVM is suspended" in (await roy.does(Pressed(action=act(Verb.REQUEST_SHOW, 1)))).text
    own = await roy.presses("Reply privately")
    assert "your own agency's" in own.text, "suspended or not, its officers get no copy"
    async with house.store.unit() as uow:
        await uow.agencies.turn(agency, AgencyState.ACTIVE)
        await uow.commit()
    assert SEEN in (await roy.does(Pressed(action=act(Verb.REQUEST_SHOW, 1)))).text


@pytest.mark.parametrize("number", ["x", "", "-1", "1e9", "99999999999"])
async def test_a_forged_bell_says_nothing_it_was_not_asked(house: House, number: str) -> None:
    heard = await neighbour(house, "ana").does(Pressed(action=act(Verb.BELL, number)))
    assert "no longer leads anywhere" in heard.text


async def test_looking_for_a_question_waits_for_the_dialogue_that_stands(
    house: House, roy: Someone
) -> None:
    ana = await replied(house, SEEN, thread=True)
    await house.ticks()
    await questioned(house, roy)
    await ana.calls(Command.REPORT)
    assert "in the middle of something else" in (await ana.presses("Check for a question")).text
    await ana.calls(Command.CANCEL)
    assert QUESTION in (await ana.presses("Check for a question")).text
    assert "Not sent yet" in (await ana.says("Yes.")).text
