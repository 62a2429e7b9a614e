"""A small neighbourhood on both stand-ins: who lives there, who moderates, who asks."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from adapters.playground.actors import Actor
from adapters.playground.discord.nouns import User
from adapters.playground.discord.rates import Rates as DiscordRates
from adapters.playground.discord.server import DiscordServer
from adapters.playground.telegram.nouns import Bot, Human
from adapters.playground.telegram.rates import Rates as TelegramRates
from adapters.playground.telegram.server import TelegramServer
from bot.app.settings import GivenSettings
from bot.app.town import DISCORD_TOKEN, TELEGRAM_TOKEN
from tests.proof.cast import Resident, Side

TICK_S = 900
ANSWERED_WITHIN_S = 60.0
"""Discord's people wait longer here: a machine may be busy."""

AGENCY = ("Roy", "Rosa")
MODERATORS = ("Maya", "Morgan")
OTHERS = ("Carl", "Eve", "Dora")
ON_DISCORD = ("Rosa", "Morgan", "Dora")
"""Of these the rest are on Telegram."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """The stand-ins, without rates, and everybody on them."""

    telegram: TelegramServer
    discord: DiscordServer
    bot: Bot
    group: str
    channel: str
    people: dict[str, Actor]
    residents: tuple[Resident, ...]

    @property
    def private(self) -> str:
        """The private chat with the bot on Telegram."""
        return str(self.bot.id)

    def settings(self, folder: Path, server: str | None) -> GivenSettings:
        """What a watch needs to live here, with its files in `folder`.

        `server` is a database elsewhere, in place of a file there.
        """
        return GivenSettings(
            telegram_token=TELEGRAM_TOKEN,
            telegram_api_url=f"{self.telegram.url}/bot",
            telegram_file_url=f"{self.telegram.url}/file/bot",
            discord_token=DISCORD_TOKEN,
            discord_api_url=self.discord.api_url,
            discord_gateway_url=self.discord.gateway_url,
            database_url=server or f"sqlite+aiosqlite:///{folder / 'porchlight.db'}",
            master_key_file=folder / "porchlight.key",
            keyring_file=folder / "porchlight-keyring.json",
            relay_tick=TICK_S,
            relay_min_audience=1,
            maps=False,  # whether a picture is there in time depends on the machine
        )


@asynccontextmanager
async def founded(residents: Iterable[Resident], now: Callable[[], float]) -> AsyncIterator[Town]:
    """The town; its servers listen on free ports."""
    telegram = TelegramServer(now=now, ticks=now, rates=TelegramRates.none())
    discord = DiscordServer(
        now=now, ticks=now, rates=DiscordRates.none(), answer_within=ANSWERED_WITHIN_S
    )
    await telegram.start()
    await discord.start()
    try:
        yield _settled(telegram, discord, tuple(residents))
    finally:
        await discord.stop()
        await telegram.stop()


def _settled(
    telegram: TelegramServer, discord: DiscordServer, residents: tuple[Resident, ...]
) -> Town:
    bot = telegram.add_bot(TELEGRAM_TOKEN, "porchlight_proof_bot", "Porchlight")
    cast = (*AGENCY, *MODERATORS, *OTHERS)
    humans = {name: telegram.add_person(name, name.lower()) for name in cast}
    members = {name: discord.add_person(name, name.lower()) for name in ON_DISCORD}
    actors = {
        name: Actor(world=telegram, id=str(one.id), name=name) for name, one in humans.items()
    }
    actors |= {name: Actor(world=discord, id=one.id, name=name) for name, one in members.items()}
    newcomers = {one.mark: _moved_in(telegram, discord, one) for one in residents}
    group = telegram.add_group(
        "Villeray neighbours",
        [humans["Carl"], humans["Eve"], *(x for x in newcomers.values() if isinstance(x, Human))],
        [humans["Maya"]],
        bots=[bot],
    )
    application = discord.add_bot(DISCORD_TOKEN, "Porchlight", owner=members["Morgan"])
    guild = discord.add_guild("Villeray", members["Morgan"], members=[*members.values()])
    for one in newcomers.values():
        if isinstance(one, User):
            discord.join(guild, str(one.id))
    channel = discord.add_channel(guild, "villeray-watch")
    discord.invite(guild, application)
    for resident in residents:
        world = telegram if resident.side is Side.TELEGRAM else discord
        actors[resident.mark] = Actor(world=world, id=str(resident.account), name=resident.mark)
    return Town(
        telegram=telegram,
        discord=discord,
        bot=bot,
        group=str(group.id),
        channel=channel,
        people=actors,
        residents=residents,
    )


def _moved_in(telegram: TelegramServer, discord: DiscordServer, one: Resident) -> Human | User:
    """An account under an id of our choice: no two residents have anything in common."""
    if one.side is Side.DISCORD:
        return discord.builder.account(one.username, one.full_name, one.tag, own=one.account)
    human = Human(id=one.account, name=one.full_name, username=one.username, language=one.tag)
    telegram.accounts[human.id] = human
    telegram.changed()
    return human
