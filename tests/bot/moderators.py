"""Moderators at work, and reports for them to decide on."""

from collections.abc import Iterator

from bot.model.commands import Command
from bot.model.ids import PlatformName
from tests.bot.house import GROUP, House
from tests.bot.manners import words
from tests.bot.people import Heard, Someone, neighbour
from tests.bot.world import CORNER, FORMS, PINS

PLATFORMS = (PINS, FORMS)
STORY = "A man from the corner with a crowbar."


def moderator(
    house: House, name: str = "maya", platform: PlatformName = PINS, chat: str = ""
) -> Someone:
    """An admin of the chat that is bound to Villeray, unless told otherwise."""
    maya = neighbour(house, name, platform)
    house.platforms[platform].admins.add((chat or GROUP[platform], maya.account.id))
    return maya


async def commands(who: Someone, command: Command, argument: str = "") -> Heard:
    """A command in the chat that is bound to Villeray."""
    return await who.calls(command, argument, who.group)


async def reports(who: Someone, story: str = STORY) -> Heard:
    """A report up to its last button."""
    await who.calls(Command.REPORT)
    if who.account.platform == FORMS:
        place = "jarry and lajeunesse"
        fields = {"category": "theft", "story": story, "place": place, "when": "now"}
        await who.fills(fields)
    else:
        await who.presses("Break-in or theft")
        await who.says(story)
        await who.pins(CORNER)
        await who.presses("Just now")
        await who.presses("Skip")
    heard = await who.presses("Post")
    another = "No, another one"
    return await who.presses(another) if another in heard.labels else heard


async def reported(house: House, name: str = "carl", story: str = STORY) -> Someone:
    """Somebody whose report stands wherever it may."""
    carl = neighbour(house, name)
    assert "Posted" in (await reports(carl, story)).text
    await house.delivers()
    return carl


async def watching(house: House, name: str, platform: PlatformName = PINS) -> Someone:
    """Somebody who is alerted in private."""
    ana = neighbour(house, name, platform)
    await ana.calls(Command.WATCH)
    if platform == FORMS:
        await ana.says("jarry and lajeunesse")
    else:
        await ana.pins(CORNER)
    await ana.presses("Save")
    return ana


def standing(house: House, said: str = STORY) -> Iterator[str]:
    """The addresses at which these words stand."""
    for platform in house.platforms.values():
        for posted in platform.standing.values():
            if said in words(posted.screen, posted.reader, house.clock.now()):
                yield posted.to.id
