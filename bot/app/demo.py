"""The demo: the real bot against stand-in platforms, with a page or as a script."""

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

import adapters.playground.page as playground
from adapters.playground.gazetteer import demo_gazetteer
from adapters.playground.page import PlaygroundPage
from adapters.playground.postbox import Mail
from adapters.playground.story import StepFailedError
from bot.app.areas.store import keep_areas
from bot.app.doors import PortTakenError
from bot.app.eyes import Eyes
from bot.app.settings import Settings
from bot.app.story import WatchStory
from bot.app.town import ROLES, Town, built
from bot.app.wiring import opened
from bot.model.areas import AreaDraft
from bot.services.areas import drafts_from_geojson

AREAS = Path(playground.__file__).with_name("data") / "areas-montreal.geojson"


@asynccontextmanager
async def lived_in(database_url: str = "") -> AsyncIterator[tuple[Town, Settings]]:
    """A town with areas, and a watch that runs in it, on a SQLite file unless told otherwise."""
    with tempfile.TemporaryDirectory(
        prefix="porchlight-demo-", ignore_cleanup_errors=True
    ) as folder:
        async with built() as town:
            settings = town.settings(Path(folder), database_url=database_url)
            await settle(settings)
            async with opened(settings) as watch:
                running = asyncio.create_task(watch.run())
                try:
                    yield town, settings
                finally:
                    running.cancel()
                    await asyncio.wait({running})


async def settle(settings: Settings) -> None:
    """Bring the 58 districts of Montréal into a new watch."""
    await keep_areas(settings, _districts())


@cache
def _districts() -> tuple[AreaDraft, ...]:
    return tuple(drafts_from_geojson(AREAS.read_text(encoding="utf-8"), "name").drafts)


async def play() -> int:
    """Play the story, print what each person sees; 0 only if it held."""
    async with lived_in() as (town, settings):
        story = WatchStory(town, settings)
        eyes = Eyes(town)
        for index, step in enumerate(story.steps()):
            print(f"\n━━ {index + 1}. {step.title}\n   {step.caption}")  # noqa: T201 - it is the script's output
            try:
                await story.play(index)
            except StepFailedError as failure:
                print(f"\nThe story did not hold: {failure}")  # noqa: T201
                return 1
            for line in eyes.changes():
                print(line)  # noqa: T201
    print("\nThe story held.")  # noqa: T201
    return 0


async def serve(port: int) -> int:
    """Serve the page until interrupted."""
    async with shown(port) as (page, town):
        town.postbox.told = _delivered
        print(f"A neighbourhood watch at work: {page.url}  (Ctrl+C ends it)")  # noqa: T201
        await asyncio.Event().wait()
    return 0


def _delivered(letter: Mail) -> None:
    """A letter for whoever plays the officer, whose authenticator app may be a real one."""
    print(f"\nA letter to {letter.to}: {letter.subject}\n\n{letter.text}")  # noqa: T201


@asynccontextmanager
async def shown(port: int) -> AsyncIterator[tuple[PlaygroundPage, Town]]:
    """The page over a town that is lived in; port 0 takes any free one."""
    async with lived_in() as (town, settings):
        page = PlaygroundPage(
            worlds={"telegram": town.telegram, "discord": town.discord},
            story=WatchStory(town, settings),
            places=demo_gazetteer(),
            areas=json.loads(AREAS.read_text(encoding="utf-8")),
            roles=roles(town),
        )
        try:
            await page.start(port=port)
        except OSError as error:
            raise PortTakenError(port, "porchlight demo --port 8700") from error
        try:
            yield page, town
        finally:
            await page.stop()


def roles(town: Town) -> dict[str, dict[str, str]]:
    """Who each person is, by platform and id."""
    said: dict[str, dict[str, str]] = {"telegram": {}, "discord": {}}
    for name, actor in town.people.items():
        platform = "telegram" if actor.world is town.telegram else "discord"
        said[platform][actor.id] = ROLES[name]
    return said
