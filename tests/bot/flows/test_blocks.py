"""Taking nothing more from a copy, without knowing whose it is."""

import json

import pytest

from bot.events import Pressed
from bot.model.actions import Verb, act
from bot.model.commands import Command
from bot.model.handles import BIRDS
from bot.model.ids import PlatformName, ReplyKey, RequestNumber
from bot.services.relay import opened, unsealed
from bot.texts.text import Quote
from tests.bot.house import GROUP, House
from tests.bot.people import Heard, Someone, neighbour
from tests.bot.station import asked, drafted, officer, replied
from tests.bot.world import FORMS, PINS

PLATFORMS = (PINS, FORMS)
NO_QUESTIONS, MAY_ASK = "Send, no questions back", "Send, they may ask me"
ENOUGH = "This copy of request 1 can send no more."


@pytest.fixture
async def roy(house: House) -> Someone:
    """An officer whose request 1 stands in both channels."""
    return await asked(house)


async def blocked(house: House, roy: Someone) -> Heard:
    """The tick comes, and the officer blocks whoever wrote the newest letter."""
    await house.ticks()
    await roy.presses("Block this handle")
    return await roy.presses("Block")


async def sends(who: Someone, words: str, label: str = NO_QUESTIONS) -> Heard:
    """One reply more from the copy that lies open."""
    copy, _ = who.finds("Check for a question")
    if who.account.platform == FORMS:
        await drafted(who, words)
    else:
        await who.says(words, to=copy)
    return await who.presses(label)


@pytest.mark.parametrize("thread", [False, True])
@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_blocked_copy_sends_no_more(
    house: House, roy: Someone, platform: PlatformName, *, thread: bool
) -> None:
    ana = await replied(house, "Rubbish.", platform=platform, thread=thread)
    await house.ticks()
    surely = await roy.presses("Block this handle")
    (reply,) = house.store.rows.released.values()
    assert f'whoever wrote as "{reply.handle}"' in surely.text
    assert "Nobody learns whose it is" in surely.text
    before = house.kept()
    done = await roy.presses("Block")
    assert f'The copy behind "{reply.handle}" can send no more to request 1' in done.text
    assert house.changed(before) == {"blocked"}
    before = house.kept()
    for label in (NO_QUESTIONS, MAY_ASK, "Send, give me a code"):
        assert ENOUGH in (await sends(ana, "More rubbish.", label)).text
    house.restart()
    assert ENOUGH in (await ana.presses_again("Send, give me a code")).text
    assert not house.changed(before)


async def test_a_block_and_the_end_of_three_replies_read_alike(house: House, roy: Someone) -> None:
    ben = await replied(house, "Rubbish.", "ben")
    await blocked(house, roy)
    ana = await replied(house, "One.")
    for words in ("Two.", "Three."):
        await sends(ana, words)
    assert (await sends(ana, "Four.")).text == (await sends(ben, "More.")).text


async def test_others_and_other_copies_go_on(house: House, roy: Someone) -> None:
    ana = await replied(house, "Rubbish.")
    await blocked(house, roy)
    ben = await replied(house, "A grey van.", "ben")
    assert "Saved" in (await sends(ben, "And a ladder.")).text
    await ana.presses("Reply privately")
    assert "Saved" in (await sends(ana, "Sorry. A grey van.")).text
    assert await house.ticks() == 3


async def test_what_was_saved_before_the_block_leaves(house: House, roy: Someone) -> None:
    ana = await replied(house, "Rubbish.")
    await house.ticks()
    assert "Saved" in (await sends(ana, "More.")).text
    await roy.presses("Block this handle")
    await roy.presses("Block")
    assert "Saved" in (await ana.presses_again(NO_QUESTIONS)).text, "that one is saved"
    assert await house.ticks() == 1
    assert "More." in roy.reads()


async def test_all_copies_behind_a_handle_are_blocked(house: House, roy: Someone) -> None:
    ana = await replied(house, "Rubbish.", platform=FORMS, thread=True)
    (code,) = (line.text for line in ana.sees[-1].screen.lines if isinstance(line, Quote))
    await house.ticks()
    await roy.presses("Ask a question")
    await roy.says("Why?")
    await house.delivers()
    other = neighbour(house, "ana elsewhere")
    await other.presses("Reply privately")
    await other.presses("Check for a question")
    await other.presses("I have a code")
    await other.says(code)
    assert "Saved" in (await sends(other, "Because.", MAY_ASK)).text
    await blocked(house, roy)
    for who in (ana, other):
        assert ENOUGH in (await sends(who, "More rubbish.")).text


async def test_two_replies_from_one_copy_have_nothing_in_common(
    house: House, roy: Someone
) -> None:
    ana = await replied(house, "Rubbish.")
    await sends(ana, "Rubbish.")
    await house.ticks()
    key = house.keyring.key(1)
    assert key is not None
    one, other = (
        json.loads(unsealed(reply.sealed, key)) for reply in house.store.rows.released.values()
    )
    assert set(one) == {"copy", "text", "moves"}
    assert not any(one["copy"][at : at + 8] in other["copy"] for at in range(57))
    texts = set()
    for reply in house.store.rows.released.values():
        await roy.does(Pressed(action=act(Verb.REPLY_BLOCK_SURELY, reply.key)))
        heard = await roy.does(Pressed(action=act(Verb.REPLY_BLOCK_SURELY, reply.key)))
        texts.add(heard.text.replace(reply.handle, "handle"))
    assert len(texts) == 1, "nor does the answer tell that they came from one"
    assert len(house.store.rows.blocked[RequestNumber(1)]) == 2


async def test_only_the_agency_that_asked_blocks(house: House, roy: Someone) -> None:
    eve, ben = await officer(house, "eve", "Sûreté"), neighbour(house, "ben")
    await replied(house, "Rubbish.")
    await house.ticks()
    (reply,) = house.store.rows.released
    before = house.kept()
    for verb in (Verb.REPLY_BLOCK, Verb.REPLY_BLOCK_SURELY):
        for who, key, why in (
            (eve, reply, "Only the agency that asked can block a handle"),
            (ben, reply, "Only verified agencies"),
            (roy, ReplyKey("0" * 32), "This reply is no longer there"),
            (roy, ReplyKey(""), "This reply is no longer there"),
        ):
            assert why in (await who.does(Pressed(action=act(verb, key)))).text
    assert not house.changed(before)


async def test_blocks_end_with_their_request(house: House, roy: Someone) -> None:
    await replied(house, "Rubbish.")
    await blocked(house, roy)
    block = roy.finds("Block this handle")
    await roy.calls(Command.RESOLVE, "1")
    await roy.presses("Close and destroy")
    assert not house.store.rows.blocked
    assert "This reply is no longer there" in (await roy.presses_on(*block)).text


def moderator(house: House, name: str = "maya", platform: PlatformName = PINS) -> Someone:
    """An admin of the chat that is bound to Villeray."""
    maya = neighbour(house, name, platform)
    house.platforms[platform].admins.add((GROUP[platform], maya.account.id))
    return maya


async def handle_of_first(house: House) -> str:
    """The handle under which the first reply left."""
    await house.ticks()
    return next(iter(house.store.rows.released.values())).handle


NOTED = "Noted. If that handle answered request 1, its copy can send no more."


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.usefixtures("roy")
async def test_a_moderator_stops_a_handle_that_the_agency_named(
    house: House, platform: PlatformName
) -> None:
    ana, ben = await replied(house, "Rubbish."), await replied(house, "A grey van.", "ben")
    await house.ticks()
    (handle,) = (
        reply.handle
        for reply in house.store.rows.released.values()
        if opened(reply.sealed, None, house.keyring.key(1) or b"")[0] == "Rubbish."
    )
    maya, before = moderator(house, platform=platform), house.kept()
    for words in (f"1 {handle}", f'#1 "{handle.upper()}"'):
        heard = await maya.calls(Command.BLOCK, words, maya.group)
        assert NOTED in heard.text
        assert handle not in heard.text, "the group need not know under which"
        assert heard.erased, "nor read it in the command"
    assert house.changed(before) == {"blocked"}, "and nobody is written down for it"
    assert ENOUGH in (await sends(ana, "More rubbish.")).text
    assert "Saved" in (await sends(ben, "And a ladder.")).text


async def test_a_moderator_does_not_learn_whether_anybody_has_a_handle(
    house: House, roy: Someone
) -> None:
    await replied(house, "Rubbish.")
    handle = await handle_of_first(house)
    adjective, bird = handle.split()
    nobodys = next(f"{adjective} {other}" for other in BIRDS if other != bird)
    maya, carl = moderator(house), moderator(house, "carl", FORMS)
    for who in (maya, carl):
        there = await who.calls(Command.BLOCK, f"1 {handle}", who.group)
        nowhere = await who.calls(Command.BLOCK, f"1 {nobodys}", who.group)
        assert there == nowhere, "the very same answers"
    read = roy.reads()
    await house.ticks()
    assert roy.reads() == read, "the agency hears nothing of it, either"


@pytest.mark.usefixtures("roy")
async def test_what_a_block_keeps_tells_nothing_of_the_moderator_or_the_neighbour(
    house: House,
) -> None:
    ana = await replied(house, "Rubbish.")
    handle, maya = await handle_of_first(house), moderator(house)
    await maya.calls(Command.BLOCK, f"1 {handle}", maya.group)
    ((request, marks),) = house.store.rows.blocked.items()
    assert (request, len(marks)) == (1, 1)
    kept = repr(house.store.rows.blocked)
    for secret in (ana.account.id, maya.account.id, "ana", "maya", *handle.split(), PINS):
        assert secret not in kept
    assert not any(who.account == maya.account for who in house.store.rows.people.values())


@pytest.mark.usefixtures("roy")
async def test_guesses_of_handles_come_to_an_end(house: House) -> None:
    await replied(house, "Rubbish.")
    handle, maya = await handle_of_first(house), moderator(house)
    nobodys = [f"{handle.split()[0]} {bird}" for bird in BIRDS if bird not in handle][:5]
    for guess in (*nobodys, nobodys[0]):
        assert NOTED in (await maya.calls(Command.BLOCK, f"1 {guess}", maya.group)).text
    before = house.kept()
    for guess in (handle, f"{handle.split()[0]} {BIRDS[-1]}"):
        heard = await maya.calls(Command.BLOCK, f"1 {guess}", maya.group)
        assert "Five handles of request 1 were blocked from this chat" in heard.text
    assert not house.changed(before)


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.usefixtures("roy")
async def test_only_moderators_of_a_chat_to_which_it_went_block_a_handle(
    house: House, platform: PlatformName
) -> None:
    await replied(house, "Rubbish.")
    named = f"1 {await handle_of_first(house)}"
    maya, carl = moderator(house, platform=platform), neighbour(house, "carl", platform)
    house.platforms[platform].admins.add(("square", maya.account.id))
    before = house.kept()
    for who, words, chat, why in (
        (carl, named, carl.group, "Only an admin of this group can block a handle here."),
        (maya, named, maya.home, "Send it there, as its admin."),
        (maya, named, maya.at("square"), "Request 1 did not come to this chat"),
        (maya, named.replace("1", "9", 1), maya.group, "There is no request 9."),
        (maya, "", maya.group, "Which handle, of which request?"),
        (maya, "1", maya.group, "Which handle, of which request?"),
        (maya, "quiet heron", maya.group, "Which handle, of which request?"),
        (maya, "1 Ana Lucía", maya.group, "No handle reads like this."),
    ):
        assert why in (await who.calls(Command.BLOCK, words, chat)).text
    house.platforms[platform].silent = True
    heard = await maya.calls(Command.BLOCK, named, maya.group)
    assert "I could not ask whether you are an admin here." in heard.text
    assert not house.changed(before)


async def test_a_chat_of_another_area_blocks_nothing(house: House, roy: Someone) -> None:
    await replied(house, "Rubbish.")
    named = f"1 {await handle_of_first(house)}"
    maya = moderator(house)
    house.platforms[PINS].admins.add(("square", maya.account.id))
    await maya.calls(Command.SETUP, "Mile End", maya.at("square"))
    await maya.presses("Mile End")
    heard = await maya.calls(Command.BLOCK, named, maya.at("square"))
    assert "Request 1 did not come to this chat" in heard.text
    await roy.calls(Command.RESOLVE, "1")
    await roy.presses("Close and destroy")
    assert "is closed" in (await maya.calls(Command.BLOCK, named, maya.group)).text
    assert not house.store.rows.blocked
