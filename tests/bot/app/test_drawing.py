"""Moderators draw areas at real clients of both platforms, with everything wired."""

import json

from adapters.playground.actors import Actor
from adapters.playground.screens import SendFile, Upload
from bot.app.demo import lived_in
from bot.app.town import Town
from tests.adapters.telegram.house import until

JARRY = (-73.6240, 45.5420)


def file(name: str, half: float = 0.005, title: str = "area.geojson") -> Upload:
    """A square around a corner of Villeray."""
    x, y = JARRY
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
    shape = {
        "type": "Feature",
        "properties": {"nom": name},
        "geometry": {
            "type": "Polygon",
            "coordinates": [[[x + east * half, y + north * half] for east, north in corners]],
        },
    }
    return Upload(name=title, content=json.dumps(shape).encode(), kind="document")


async def test_a_file_becomes_the_area_of_a_telegram_group() -> None:
    async with lived_in() as (town, _):
        maya = town.person("Maya")
        await maya.command(town.villeray_group, "setup")
        await maya.press("Draw an area", town.villeray_group)
        await maya.press("From a file", town.bot)
        await maya.sees("at most 1 MB", chat=town.bot)
        await maya.do(SendFile(chat=town.bot, upload=file("Coin Jarry", half=9)))
        await maya.sees("no neighbourhood", chat=town.bot)
        await maya.do(SendFile(chat=town.bot, upload=file("Coin Jarry")))
        await shows(maya, "Coin Jarry", town.bot)
        await maya.press("Use this area", town.bot)
        await maya.sees("your chat now watches over Coin Jarry", chat=town.bot)
        await town.person("Ana").sees("now watches over Coin Jarry", chat=town.villeray_group)


async def test_a_circle_becomes_the_area_of_a_telegram_group() -> None:
    async with lived_in() as (town, _):
        maya = town.person("Maya")
        await maya.command(town.villeray_group, "setup")
        await maya.press("Draw an area", town.villeray_group)
        await maya.press("Around a place", town.bot)
        await maya.locate(town.bot, JARRY[1], JARRY[0])
        await maya.sees("What do people here call it?", chat=town.bot)
        await maya.write(town.bot, "Coin Jarry")
        await shows(maya, "Coin Jarry", town.bot)
        await maya.press("2 km", town.bot)
        await maya.sees("Coin Jarry, 12.", chat=town.bot)
        await maya.press("Use this area", town.bot)
        await town.person("Ana").sees("now watches over Coin Jarry", chat=town.villeray_group)


async def test_a_file_becomes_the_area_of_a_discord_channel() -> None:
    async with lived_in() as (town, _):
        morgan, channel = town.person("Morgan"), town.villeray_channel
        await begins(town, morgan)
        await morgan.press("From a file", channel)
        await morgan.fills({}, {"Map": file("Coin Jarry", title="plan.pdf")})
        await morgan.sees("I do not take files", chat=channel)
        await morgan.press("From a file", channel)
        await morgan.fills({}, {"Map": file("Coin Jarry")})
        await shows(morgan, "Coin Jarry", channel)
        await morgan.press("Use this area", channel)
        await morgan.sees("your chat now watches over", "Coin Jarry", chat=channel)
        await town.person("Dana").sees("now watches over", "Coin Jarry", chat=channel)
        assert not town.person("Dana").messages("your chat now watches over")


async def test_a_circle_becomes_the_area_of_a_discord_channel() -> None:
    async with lived_in() as (town, _):
        morgan, channel = town.person("Morgan"), town.villeray_channel
        await begins(town, morgan)
        await morgan.press("Around a place", channel)
        await morgan.press("Write your answer", channel)
        await morgan.fills({"": "jarry saint-denis"})
        await morgan.sees("What do people here call it?", chat=channel)
        await morgan.press("Write your answer", channel)
        await morgan.fills({"": "Coin Jarry"})
        await shows(morgan, "Coin Jarry", channel)
        await morgan.press("Use this area", channel)
        await town.person("Dana").sees("now watches over", "Coin Jarry", chat=channel)


async def begins(town: Town, morgan: Actor) -> None:
    """/setup, [Draw an area]; not before the bot hears of it."""
    await until(lambda: town.discord.hub.sessions)
    await morgan.command(town.villeray_channel, "setup")
    await morgan.press("Draw an area", town.villeray_channel)


async def shows(who: Actor, name: str, chat: str) -> None:
    """The drawing is shown with its name and size, and with a picture."""
    message = await who.sees(name, "km²", "Is this the area of your chat?", chat=chat)
    assert message.attachments
