"""The demo's town: two stand-in platforms, a map, and the people who live there."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from adapters.playground.actors import Actor
from adapters.playground.discord.server import DiscordServer
from adapters.playground.gazetteer import demo_gazetteer
from adapters.playground.nominatim import NominatimServer, Weather
from adapters.playground.postbox import Postbox
from adapters.playground.screens import Person, World
from adapters.playground.telegram.server import TelegramServer
from bot.app.settings import GivenSettings, Settings

TELEGRAM_TOKEN = "4200:playground-telegram-token-of-no-worth"  # noqa: S105 - of the stand-in only
DISCORD_TOKEN = "MTA4MDA4MDA4MDA4MDA4MDA4.playground.discord-token-of-no-worth"  # noqa: S105 - of the stand-in only
DEMO_TICK_S = 2
"""Seconds between two ticks in the demo, where fifteen minutes would be long."""

DEMO_FLOOR = 2
"""Accounts that a request must reach in the demo, whose town has eight people."""

QUICK = 1_000
"""Acts a minute in the demo: nobody in its story stops to read."""

ROLES = {
    "Maya": "moderator, Villeray",
    "Ana": "resident, Villeray",
    "Carl": "resident, Villeray",
    "Ben": "lives in Mile End",
    "Officer Roy": "police officer",
    "Morgan": "moderator, Villeray",
    "Dana": "resident, Villeray",
    "Eli": "lives in Mile End",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """The stand-ins and the people on them."""

    telegram: TelegramServer
    discord: DiscordServer
    nominatim: NominatimServer
    postbox: Postbox
    people: dict[str, Actor]
    villeray_group: str
    mile_end_group: str
    villeray_channel: str
    mile_end_channel: str
    bot: str  # the private chat with the bot on Telegram

    def person(self, name: str) -> Actor:
        """Somebody by first name."""
        return self.people[name]

    def patient(self, seconds: float) -> "Town":
        """The same town, where everybody waits this long for an answer."""
        people = {name: replace(one, patience=seconds) for name, one in self.people.items()}
        return replace(self, people=people)

    def settings(
        self, folder: Path, *, tick: int = DEMO_TICK_S, database_url: str = ""
    ) -> Settings:
        """What a watch needs to live here, with its files in `folder`; `tick` is in seconds."""
        return GivenSettings(
            telegram_token=TELEGRAM_TOKEN,
            telegram_api_url=f"{self.telegram.url}/bot",
            telegram_file_url=f"{self.telegram.url}/file/bot",
            discord_token=DISCORD_TOKEN,
            discord_api_url=self.discord.api_url,
            discord_gateway_url=self.discord.gateway_url,
            database_url=database_url or f"sqlite+aiosqlite:///{folder / 'porchlight.db'}",
            master_key_file=folder / "porchlight.key",
            keyring_file=folder / "porchlight-keyring.json",
            geocoder_url=f"nominatim+{self.nominatim.url}?per_second=50",
            smtp_url=self.postbox.url,
            mail_from="Porchlight <watch@playground.example>",
            relay_tick=tick,
            relay_min_audience=DEMO_FLOOR,
            reach_min_members=DEMO_FLOOR,
            time_zone="America/Toronto",
            acts_a_minute=QUICK,
        )


@asynccontextmanager
async def built(now: Callable[[], float] | None = None) -> AsyncIterator[Town]:
    """The town, its servers listening on free ports of the loopback."""
    telegram = TelegramServer() if now is None else TelegramServer(now=now, ticks=now)
    discord = DiscordServer() if now is None else DiscordServer(now=now, ticks=now)
    nominatim = NominatimServer(demo_gazetteer(), weather=Weather(requests_per_second=None))
    await telegram.start()
    await discord.start()
    await nominatim.start()
    postbox = Postbox()
    await postbox.start()
    try:
        yield _settled(telegram, discord, nominatim, postbox)
    finally:
        await postbox.stop()
        await nominatim.stop()
        await discord.stop()
        await telegram.stop()


def _settled(
    telegram: TelegramServer,
    discord: DiscordServer,
    nominatim: NominatimServer,
    postbox: Postbox,
) -> Town:
    bot = telegram.add_bot(TELEGRAM_TOKEN, "porchlight_demo_bot", "Porchlight")
    humans = {
        name: telegram.add_person(name, name.lower().replace(" ", "_"), "en")
        for name in ("Maya", "Ana", "Carl", "Ben", "Officer Roy")
    }
    villeray = telegram.add_group(
        "Villeray neighbours",
        [humans["Ana"], humans["Carl"]],
        [humans["Maya"]],
        bots=[bot],
    )
    mile_end = telegram.add_group("Mile End", [humans["Ben"]], [humans["Maya"]], bots=[bot])
    members = {
        name: discord.add_person(name, name.lower(), "en-US") for name in ("Morgan", "Dana", "Eli")
    }
    bot_member = discord.add_bot(DISCORD_TOKEN, "Porchlight", owner=members["Morgan"])
    guilds = {
        name: discord.add_guild(name, members["Morgan"], members=[members[resident]])
        for name, resident in (("Villeray", "Dana"), ("Mile End", "Eli"))
    }
    villeray_channel = discord.add_channel(guilds["Villeray"], "villeray-watch")
    mile_end_channel = discord.add_channel(guilds["Mile End"], "mile-end-watch")
    for guild in guilds.values():
        discord.invite(guild, bot_member)
    people = {name: _actor(telegram, str(one.id), name) for name, one in humans.items()}
    people |= {name: _member(discord, one) for name, one in members.items()}
    return Town(
        telegram=telegram,
        discord=discord,
        nominatim=nominatim,
        postbox=postbox,
        people=people,
        villeray_group=str(villeray.id),
        mile_end_group=str(mile_end.id),
        villeray_channel=villeray_channel,
        mile_end_channel=mile_end_channel,
        bot=str(bot.id),
    )


def _actor(world: World, found: str, name: str) -> Actor:
    return Actor(world=world, id=found, name=name)


def _member(world: World, person: Person) -> Actor:
    return Actor(world=world, id=person.id, name=person.name)
