"""Every change of a report reaches every copy of it, on both platforms, in chat and in private."""

import asyncio
from dataclasses import dataclass

from adapters.playground.actors import LOOK_AGAIN_S, Actor
from adapters.playground.screens import Message, Upload
from bot.app.demo import lived_in
from bot.app.settings import Settings
from bot.app.story import PICTURES, THEFT, WatchStory
from bot.app.town import Town

NEWS = "It stands in the lane now."
SAME = "I saw the grey van, too: it had no number plate."
AWAY = "of where you watch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Street:
    """A town in which a report of Carl's stands in four places."""

    town: Town
    direct: str  # Dana's private chat with the bot

    @property
    def copies(self) -> tuple[tuple[Actor, str], ...]:
        """Who reads a copy, and in which chat: each platform, a channel and a private chat."""
        town = self.town
        return (
            (town.person("Maya"), town.villeray_group),
            (town.person("Morgan"), town.villeray_channel),
            (town.person("Ana"), town.bot),
            (town.person("Dana"), self.direct),
        )

    async def all_see(self, *words: str) -> list[Message]:
        """Every copy says so, and none stands twice."""
        found = []
        for reader, chat in self.copies:
            found.append(await reader.sees(THEFT, *words, chat=chat))
            standing = [each for each in reader.messages(THEFT, chat=chat) if not each.ephemeral]
            assert len(standing) == 1
        return found

    async def voices(self, name: str, label: str) -> None:
        """Somebody presses a button under the copy that he reads."""
        ((reader, chat),) = (copy for copy in self.copies if copy[0].name == name)
        await reader.press(label, chat)
        await reader.sees_popup("Thank you, it counts")
        await reader.press(label, chat)
        await reader.sees_popup("You said so already")


async def reported(town: Town, settings: Settings) -> Street:
    """The town of the demo just after Carl's report: a group, a channel, a circle, an area."""
    story, dana = WatchStory(town, settings), town.person("Dana")
    await story.setup()
    await story.watch()
    await story.report()
    await story.alerted()
    async with asyncio.timeout(dana.patience):
        direct: list[str] = []
        while not direct:
            await asyncio.sleep(LOOK_AGAIN_S)
            direct = [chat.id for chat in dana.screen.chats if chat.kind == "dm"]
    return Street(town=town, direct=direct[0])


async def test_news_confirmations_additions_and_the_end_reach_every_copy() -> None:
    async with lived_in() as (town, settings):
        street = await reported(town, settings)
        group, channel, circle, area = await street.all_see("not confirmed yet")
        assert "m north-west of where you watch" in circle.text
        for other in (group, channel, area):
            assert AWAY not in other.text
        for copy in (group, channel, circle, area):
            labels = [button.label for row in copy.buttons for button in row]
            assert labels[:2] == ["I see it too", "It is not so"]

        carl = town.person("Carl")
        await carl.press("Add an update", town.bot)
        await carl.sees("What is new about report 1?")
        await carl.write(town.bot, NEWS)
        await street.all_see("Update, just now", NEWS)

        await street.voices("Maya", "I see it too")
        for copy in await street.all_see("From a neighbour · confirmed by 1"):
            assert "Maya" not in copy.text

        await adds(street)
        for copy in await street.all_see("Another neighbour", SAME, "2 neighbours reported this"):
            assert "Dana" not in copy.text
        await asks_for_all_of_it(street)

        await carl.press("It is resolved", town.bot)
        for copy in await street.all_see("Resolved, says the neighbour who reported it"):
            labels = [button.label for row in copy.buttons for button in row]
            assert "I see it too" not in labels


async def adds(street: Street) -> None:
    """Dana reports the same on Discord, with a photo, and lets it become an update."""
    dana = street.town.person("Dana")
    await dana.command(street.town.villeray_channel, "report")
    await dana.fills(
        {
            "What is it about": "Break-in or theft",
            "What happened": SAME,
            "Where": "Rue Jarry et Rue Lajeunesse",
            "When": "Just now",
        },
        {"A photo": Upload(name="a.jpg", content=(PICTURES / "grey-van.jpg").read_bytes())},
    )
    await dana.press("Post")
    await dana.sees("Is it this?", "1 · Break-in or theft")
    await dana.press("Yes, add mine to it")
    await dana.sees("Added to report 1")


async def asks_for_all_of_it(street: Street) -> None:
    """Whoever asks under a post gets the added photo, and gets it alone."""
    town = street.town
    for name, chat, answered in (
        ("Maya", town.villeray_group, town.bot),
        ("Morgan", town.villeray_channel, town.villeray_channel),
    ):
        reader = town.person(name)
        await reader.press("All of it", chat)
        told: list[Message] = []
        async with asyncio.timeout(reader.patience):
            while not told:
                await asyncio.sleep(LOOK_AGAIN_S)
                said = reader.messages("Another neighbour", SAME, chat=answered)
                told = [message for message in said if THEFT not in message.text]
        assert told[0].attachments
        assert told[0].ephemeral or answered == town.bot


async def test_a_dispute_and_a_withdrawal_reach_every_copy() -> None:
    async with lived_in() as (town, settings):
        street = await reported(town, settings)
        await street.voices("Dana", "It is not so")
        for copy in await street.all_see("disputed: others say that it is not so"):
            assert "Dana" not in copy.text
        await town.person("Carl").press("Withdraw", town.bot)
        for reader, chat in street.copies:
            await reader.sees_no_more(THEFT, chat=chat)
