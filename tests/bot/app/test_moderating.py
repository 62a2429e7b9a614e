"""Moderation at real clients of both platforms: off both, back on both, looked at in private."""

from bot.app.demo import lived_in
from bot.app.story import THEFT, WatchStory
from bot.app.town import Town


async def test_a_post_goes_from_both_platforms_and_comes_back() -> None:
    async with lived_in() as (town, settings):
        story = WatchStory(town, settings)
        for step in (story.setup, story.report):
            await step()
        group, channel = town.villeray_group, town.villeray_channel
        maya, morgan, carl = (town.person(name) for name in ("Maya", "Morgan", "Carl"))
        dana = town.person("Dana")
        await shown(town)
        await dana.press("A moderator should look", channel)
        await carl.command(group, "hide", incident="1")
        await carl.sees("Only an admin of this group can take posts off", chat=group)
        await morgan.command(channel, "hide", incident="1 rumour")
        await morgan.sees("taken off every chat")
        for who, chat in ((maya, group), (dana, channel)):
            await who.sees_no_more(THEFT, chat=chat)
        await carl.sees("took your report 1 off", "It is a rumour", chat=town.bot)
        await maya.write(town.bot, "/start")
        await maya.command(group, "pending")
        await maya.press("Open our private chat", group)
        await maya.sees("taken off everywhere by another channel", THEFT, chat=town.bot)
        await maya.press("Show it here", town.bot)
        await morgan.command(channel, "unhide", incident="1")
        await shown(town)
        await morgan.command(channel, "audit")
        await morgan.sees("took it off · report 1 · It is a rumour")


async def shown(town: Town) -> None:
    """The post stands in both chats."""
    await town.person("Maya").sees(THEFT, chat=town.villeray_group)
    await town.person("Dana").sees(THEFT, chat=town.villeray_channel)
