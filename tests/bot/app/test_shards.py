"""A bot that is cut into two shards, in one process and in two, one of which is killed."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import text

from adapters.playground.actors import Actor
from adapters.playground.discord.rates import Rates
from bot.app.demo import settle
from bot.app.settings import GivenSettings, Settings
from bot.app.town import Town, built
from tests.adapters.playground.guilds import guild_on
from tests.bot.app.operators import at_work
from tests.bot.app.test_webhook import free_port
from tests.databases import Databases
from tests.storage.street import DISCORD
from tests.torture.rows import rows_of
from tests.torture.victim import Victim

SHARDS = 2
SOON_S = 30.0
HELP = "/check tells whether a request is genuine"
LAMP = "A street lamp is out."


@dataclass(frozen=True, slots=True, kw_only=True)
class Guilds:
    """A channel in a guild of each shard, whose owner and only member is Dana."""

    town: Town
    dana: Actor
    chats: tuple[str, str]
    dm: str

    async def greets(self, chat: str) -> None:
        """Dana is answered there once more."""
        await self.heard(chat)
        before = len(self.dana.messages(HELP, chat=chat))
        await self.dana.command(chat, "help")
        await soon(lambda: len(self.dana.messages(HELP, chat=chat)) > before)

    async def heard(self, chat: str) -> None:
        """Wait until a session is told of it."""
        discord = self.town.discord
        guild, sessions = discord.realm.channels[int(chat)].guild, discord.hub.sessions
        await soon(lambda: any(each.wire and each.holds(guild) for each in sessions.values()))


@asynccontextmanager
async def guilds() -> AsyncIterator[Guilds]:
    async with built() as town:
        discord, dana = town.discord, town.patient(SOON_S).person("Dana")
        (owner,) = [one for one in discord.people() if one.id == dana.id]
        (bot,) = map(str, discord.realm.applications)
        discord.gauge.rates = replace(Rates.real(), identify=None)
        discord.shard(bot, SHARDS, least=SHARDS, concurrency=SHARDS)
        chats = []
        for at in range(SHARDS):
            guild = guild_on((at, SHARDS), discord, owner)
            discord.invite(guild, bot)
            chats.append(discord.add_channel(guild, f"watch-{at}"))
        dm = discord.open_dm(dana.id, bot)
        yield Guilds(town=town, dana=dana, chats=(chats[0], chats[1]), dm=dm)


async def soon(check: Callable[[], bool]) -> None:
    async with asyncio.timeout(SOON_S):
        while not check():  # noqa: ASYNC110 - whoever waits looks again and again
            await asyncio.sleep(0.01)


def cut(settings: Settings, **more: object) -> Settings:
    """On Discord alone, in two shards."""
    changed = {"telegram_token": "", "discord_shards": SHARDS, "maps": False}
    return GivenSettings(**settings.model_dump() | changed | more)


async def test_reports_are_taken_in_from_guilds_of_both_shards(tmp_path: Path) -> None:
    async with guilds() as place:
        settings, dana = cut(place.town.settings(tmp_path)), place.dana
        await settle(settings)
        async with at_work(settings):
            for number, chat in enumerate(place.chats, start=1):
                await place.heard(chat)
                await dana.command(chat, "setup", area="Villeray")
                await dana.press("Villeray", chat)
                await dana.sees("This chat now watches over", chat=chat)
                await dana.command(chat, "report")
                await dana.fills(
                    {
                        "What is it about": "Hazard",
                        "What happened": f"{LAMP} {number}",
                        "Where": "Rue Jarry et Rue Lajeunesse",
                        "When": "Just now",
                    }
                )
                await dana.press("Post", chat)
                if number > 1:
                    await dana.press("No, another one", chat)
                await dana.sees(f"Posted as report {number}", chat=chat)
            for chat in place.chats:
                await dana.sees(f"{LAMP} 2", chat=chat)
            await place.greets(place.dm)


async def test_each_of_two_processes_has_a_shard_and_both_once_the_other_is_killed(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.crew.LOOK_S", 0.1)
    url = await databases.postgres()
    async with guilds() as place, rows_of(url) as rows:
        usual = place.town.settings(tmp_path, database_url=url)
        ours, theirs = (cut(usual, http_listen=f"127.0.0.1:{free_port()}") for _ in range(SHARDS))
        first = Victim(theirs, tmp_path)
        try:
            await first.start()
            await place.greets(place.dm)
            await first.ready()
            async with rows.engine.begin() as connection:  # the stand-in lets sessions begin fast
                await connection.execute(text("DELETE FROM turn"))
            async with at_work(ours) as watch:
                heard = watch.platforms[DISCORD]
                await soon(lambda: heard.reachable)
                assert watch.ears.total() == 1
                for chat in (*place.chats, place.dm):
                    await place.greets(chat)
                first.kill()
                await first.buried()
                for chat in (*place.chats, place.dm):
                    await place.greets(chat)
                assert watch.ears.total() == SHARDS
        finally:
            await first.close()
    await databases.drop(url)
