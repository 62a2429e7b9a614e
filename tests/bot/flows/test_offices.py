"""Moderators act in a public office: what they did is read, by name; they speak for a channel."""

from datetime import timedelta

import pytest

from bot.events import Called
from bot.model.commands import Command
from bot.model.ids import PlatformName
from tests.bot.house import GROUP, House
from tests.bot.moderators import PLATFORMS, commands, moderator, reported, standing
from tests.bot.people import Someone, neighbour
from tests.bot.world import FORMS, PINS


async def reads(maya: Someone) -> str:
    """What moderators did, where nobody reads along."""
    heard = await commands(maya, Command.AUDIT)
    if maya.account.platform == PINS:
        assert "read in our private chat" in heard.text
        heard = await maya.presses("Open our private chat")
    return heard.text


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_the_log_names_the_moderator_and_never_the_resident(
    house: House, platform: PlatformName
) -> None:
    carl, maya = await reported(house), moderator(house, platform=platform)
    assert "done nothing here yet" in await reads(maya)
    await commands(maya, Command.HIDE, "1 insult")
    await commands(maya, Command.MUTE, "1 5")
    house.clock.advance(hours=1)
    await commands(moderator(house, "mona", platform), Command.UNHIDE, "1")
    said = await reads(maya)
    assert "mona · showed it again · report 1" in said.partition("maya")[0]
    assert "maya · muted its author · report 1 · 5 hours" in said
    assert "maya · took it off · report 1 · It insults" in said
    for secret in ("carl", carl.account.id, maya.account.id):
        assert secret not in said


async def test_an_admin_who_acts_as_the_chat_is_said_to(house: House) -> None:
    await reported(house)
    maya = neighbour(house, "maya")
    await maya.does(Called(command=Command.HIDE, argument="1"), maya.group, as_chat=True)
    assert "An admin in the name of the group · took it off" in await reads(moderator(house))


async def test_the_log_is_turned_page_by_page(house: House) -> None:
    maya = moderator(house, platform=FORMS)
    for number in range(12):
        await commands(maya, Command.SNIPPETS, f"n{number}: words")
    first = await commands(maya, Command.AUDIT)
    assert first.text.count("changed an answer") == 10
    assert first.labels == ("Older",)
    second = await maya.presses("Older")
    assert second.text.count("changed an answer") == 2
    assert second.labels == ("Newer",)
    assert (await maya.presses("Newer")).text == first.text


async def test_only_moderators_of_that_channel_read_it(house: House) -> None:
    maya = moderator(house)
    await commands(maya, Command.SNIPPETS, "bins: Tuesday.")
    await reads(maya)
    eve, dora = neighbour(house, "eve"), moderator(house, "dora", FORMS)
    button = maya.finds("Open our private chat")
    refusal = "Only an admin of this group can read what its moderators did"
    assert refusal in (await eve.presses_on(*button)).text
    assert refusal in (await commands(eve, Command.AUDIT)).text
    assert refusal in (await dora.presses_on(*button)).text, "an admin elsewhere"
    assert "Send it in your group" in (await maya.calls(Command.AUDIT)).text


async def test_the_log_outlives_the_bots_leaving_and_is_forgotten_after_a_year(
    house: House,
) -> None:
    maya = moderator(house)
    await commands(maya, Command.SNIPPETS, "bins: Tuesday.")
    async with house.store.unit() as uow:
        await uow.channels.unbind(PINS, "group")
        await uow.commit()
    await commands(maya, Command.SETUP, "Villeray")
    await maya.presses("Villeray")
    assert "changed an answer" in await reads(maya)
    house.clock.moment += timedelta(days=366)
    await house.rounds.night()
    assert "done nothing here yet" in await reads(maya)


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_an_answer_is_said_to_all_in_the_moderators_name(
    house: House, platform: PlatformName
) -> None:
    maya = moderator(house, platform=platform)
    assert "has no answers yet" in (await commands(maya, Command.SNIPPETS)).text
    kept = await commands(maya, Command.SNIPPETS, "Parking: Call 311, please.")
    assert "Call 311, please." in kept.text
    assert "parking" in (await commands(maya, Command.SNIPPETS)).text
    assert (await commands(maya, Command.SAY, "PARKING")).erased
    await commands(maya, Command.SAY, "parking")
    await house.delivers()
    words = "From the moderators: Call 311, please."
    assert list(house.posts(GROUP[platform])) == [words, words]
    (other,) = set(GROUP.values()) - {GROUP[platform]}
    assert not list(house.posts(other))


async def test_an_answer_that_is_none_is_refused_and_says_what_would_work(house: House) -> None:
    maya, eve = moderator(house), neighbour(house, "eve")
    for command, words, why in (
        (Command.SAY, "bins", "There is no answer of that name"),
        (Command.SAY, "", "There is no answer of that name"),
        (Command.SNIPPETS, "Straße: words", "up to twenty letters"),
        (Command.SNIPPETS, f"bins: {'x' * 501}", "501"),
    ):
        assert why in (await commands(maya, command, words)).text
        refusal = (await commands(eve, command, words)).text
        assert "Only an admin of this group can speak through me" in refusal
    for number in range(30):
        await commands(maya, Command.SNIPPETS, f"n{number}: words")
    assert "30 answers are the most" in (await commands(maya, Command.SNIPPETS, "o: w")).text
    assert (
        "no answer of that name any more" in (await commands(maya, Command.SNIPPETS, "n1:")).text
    )
    assert "Kept" in (await commands(maya, Command.SNIPPETS, "o: w")).text


async def test_a_heated_thread_takes_no_more_words_until_a_moderator_opens_it(
    house: House,
) -> None:
    carl, dora = await reported(house), moderator(house, "dora", FORMS)
    for number in range(6):
        await carl.presses("Add an update")
        await carl.says(f"And {number}!")
    await carl.presses("Add an update")
    heard = await carl.says("And another thing!")
    assert "it rests until a moderator opens it" in heard.text
    assert "counts" in (await neighbour(house, "ana").presses("I see it too")).text
    assert "no more words are taken" in (await commands(dora, Command.PENDING)).text
    await dora.presses("Open it again")
    assert "Nothing waits" in (await commands(dora, Command.PENDING)).text
    house.clock.advance(minutes=10)
    assert "Added" in (await carl.says("And another thing!")).text
    await house.delivers()
    assert set(standing(house, "And another thing!")) == set(GROUP.values())
