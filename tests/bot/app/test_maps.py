"""Maps from end to end: the real bot, both stand-in platforms, a tile server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from adapters.playground.actors import Actor
from adapters.playground.screens import Message
from bot.app.demo import settle
from bot.app.settings import GivenSettings
from bot.app.story import HOME, THEFT
from bot.app.town import Town, built
from bot.app.wiring import opened
from tests.adapters.maps.tileserver import TileServerStandIn, serving
from tests.adapters.maps.views import BLUE, WHITE, alike, at
from tests.adapters.maps.views import opened as read

SHADED = (
    "Map with the block near Rue Lajeunesse & Rue Jarry Est shaded, marked as Break-in or theft."
)


@asynccontextmanager
async def lived_in(folder: Path, **changed: object) -> AsyncIterator[Town]:
    """The demo's town, both Villeray chats bound, with other settings."""
    async with built() as town:
        usual = town.settings(folder)
        await settle(usual)
        settings = GivenSettings.model_validate(usual.model_dump() | changed)
        async with opened(settings) as watch:
            running = asyncio.create_task(watch.run())
            try:
                for name, chat in (
                    ("Maya", town.villeray_group),
                    ("Morgan", town.villeray_channel),
                ):
                    person = town.person(name)
                    await person.command(chat, "setup", area="Villeray")
                    await person.press("Villeray", chat)
                    await person.sees("This chat now watches over", chat=chat)
                yield town
            finally:
                running.cancel()
                await asyncio.wait({running})


async def reports(town: Town) -> Message:
    """Carl reports a theft, without a photo; the preview that he sees."""
    carl, bot = town.person("Carl"), town.bot
    await carl.write(bot, "/start")
    await carl.command(bot, "report")
    await carl.press("Break-in or theft", bot)
    await carl.sees("What happened?")
    await carl.write(bot, THEFT)
    await carl.locate(bot, *HOME)
    await carl.press("Just now", bot)
    await carl.press("Skip", bot)
    preview = await carl.sees("This is what neighbours will see", THEFT)
    await carl.press("Post", bot)
    await carl.sees("Posted as report 1")
    return preview


def picture_of(actor: Actor, message: Message) -> bytes:
    """The one picture of a message, as it lies on the platform."""
    [attachment] = message.attachments
    content, kind = actor.world.file(attachment.url.rsplit("/", 1)[-1])
    assert kind == "image/jpeg"
    return content


async def test_a_report_without_a_photo_is_posted_with_its_map(tmp_path: Path) -> None:
    async with serving(TileServerStandIn()) as server:
        changed = {"tile_url": server.url, "tile_cache": tmp_path / "tiles"}
        async with lived_in(tmp_path, **changed) as town:
            preview = await reports(town)
            maya, morgan = town.person("Maya"), town.person("Morgan")
            on_telegram = await maya.sees(THEFT, chat=town.villeray_group)
            on_discord = await morgan.sees(THEFT, chat=town.villeray_channel)
            preview_, telegram, discord = (
                picture_of(actor, message)
                for actor, message in (
                    (town.person("Carl"), preview),
                    (maya, on_telegram),
                    (morgan, on_discord),
                )
            )
            described = {file.description for file in town.discord.realm.files.values()}
    assert telegram == preview_
    assert set(server.counts.values()) == {1}, "drawn once"
    assert described == {SHADED}
    for content in (telegram, discord):
        assert alike(at(read(content), 400, 300), BLUE)
        assert any(alike(at(read(content), x, 200), WHITE) for x in range(100, 300)), "streets"


async def test_around_a_place_there_is_a_list_with_a_map(tmp_path: Path) -> None:
    async with lived_in(tmp_path) as town:
        await reports(town)
        ana, dana = town.person("Ana"), town.person("Dana")
        await ana.write(town.bot, "/start")
        await ana.command(town.bot, "near")
        await ana.locate(town.bot, *HOME)
        listed = await ana.sees("the last 7 days", "1 · Break-in or theft", chat=town.bot)
        assert alike(at(read(picture_of(ana, listed)), 400 - 13, 300), BLUE)
        await ana.press("30 days", town.bot)
        again = await ana.sees("the last 30 days", "1 · Break-in or theft", chat=town.bot)
        assert picture_of(ana, again) == picture_of(ana, listed), "it shows the same"
        await ana.press("Fire or smoke", town.bot)
        await ana.sees("Nothing was reported", chat=town.bot)
        await dana.command(town.villeray_channel, "near")
        here = await dana.sees("Villeray, the last 7 days", "1 · Break-in or theft")
        assert here.ephemeral
        assert read(picture_of(dana, here)).size == (800, 600)
        await dana.press("1 day")
        await dana.sees("the last day", "1 · Break-in or theft")
        maya = town.person("Maya")
        await maya.command(town.villeray_group, "near")
        public = await maya.sees("Villeray, the last 7 days", chat=town.villeray_group)
        assert read(picture_of(maya, public)).size == (800, 600)


@pytest.mark.parametrize("setting", ["off", "on"])
async def test_without_maps_everything_is_said_in_words(tmp_path: Path, setting: str) -> None:
    async with lived_in(tmp_path, maps=setting) as town:
        await reports(town)
        posted = await town.person("Maya").sees(THEFT, chat=town.villeray_group)
        assert len(posted.attachments) == (setting == "on")
