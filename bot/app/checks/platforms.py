"""The platforms: tokens that fit, and chats in which the bot may do its work."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NoReturn

from adapters.discord.inspector import DiscordInspector
from adapters.discord.settings import BadTokenError as BadDiscordTokenError
from adapters.telegram.inspector import TelegramInspector
from adapters.telegram.settings import BadTokenError as BadTelegramTokenError
from bot.app.checks.findings import Finding, fine, note, wrong
from bot.app.platforms import discord_settings_of, telegram_settings_of
from bot.app.settings import Settings
from bot.errors import LookupFailedError
from bot.model.bots import kind_of
from bot.ports.inspections import Inspector, Introduction, Rights
from storage.surveys import BoundChat

NETWORK = "Is this machine on the network, and does a firewall or proxy let it through?"

MAY_NOT_REMOVE = (
    "The bot may write. It may not remove what somebody answers to a request for all to see."
)

TITLES = {"telegram": "Telegram", "discord": "Discord"}

ADD = {
    "telegram": "Is the bot still a member there? Let members write, or make it an administrator.",
    "discord": "Give the bot's role View Channel, Send Messages and Attach Files there.",
}
REMOVE = {
    "telegram": "Make the bot an administrator there, with the right to delete messages.",
    "discord": "Give the bot's role Manage Messages there.",
}


def tokens(settings: Settings) -> Iterator[Finding]:
    """Whether there is a platform to run on at all."""
    if not _inspectors(settings):
        yield wrong(
            "Platforms",
            "No token is set, so there is no platform to run on.",
            "Put a bot's token into TELEGRAM_TOKEN or DISCORD_TOKEN (see .env.example).",
        )


async def platforms(settings: Settings, chats: Sequence[BoundChat]) -> list[Finding]:
    """Ask every platform that has a token, and about every chat that is bound there."""
    found: list[Finding] = []
    for name, make in _inspectors(settings).items():
        there = [chat for chat in chats if chat.platform == name]
        where, _, operator = settings.operator_chat.partition(":")
        found += await _asked(name, make, there, operator if where == name else "")
    unused = {chat.platform for chat in chats} - set(_inspectors(settings))
    found += [
        note(
            _title(name),
            "Chats are bound there, but no token is set: they hear nothing.",
            f"Put the bot's token into {kind_of(name).upper()}_TOKEN.",
        )
        for name in sorted(unused)
    ]
    return found


def _inspectors(settings: Settings) -> dict[str, Callable[[], Inspector]]:
    """One for each bot."""
    return {**_of_telegram(settings), **_of_discord(settings)}


def _of_telegram(settings: Settings) -> dict[str, Callable[[], Inspector]]:
    try:
        told = telegram_settings_of(settings)
    except OSError as error:
        return {"telegram": partial(_unreadable, error)}
    return {each.ear.bot: partial(TelegramInspector, each) for each in told}


def _of_discord(settings: Settings) -> dict[str, Callable[[], Inspector]]:
    try:
        told = discord_settings_of(settings)
    except OSError as error:
        return {"discord": partial(_unreadable, error)}
    return {each.ear.bot: partial(DiscordInspector, each) for each in told}


def _unreadable(error: OSError) -> NoReturn:
    raise error


def _title(bot: str) -> str:
    number = bot.partition(".")[2]
    title = TITLES.get(kind_of(bot), bot)
    return f"{title}, bot {number}" if number else title


async def _asked(
    name: str, make: Callable[[], Inspector], chats: Sequence[BoundChat], operator: str
) -> list[Finding]:
    about = _title(name)
    try:
        inspector = make()
    except OSError as error:
        step = f"Look at {kind_of(name).upper()}_TOKEN_FILE."
        return [wrong(about, f"{error.filename} cannot be read: {error.strerror}.", step)]
    except BadTelegramTokenError as error:
        return [wrong(about, "This cannot be a token.", str(error))]
    try:
        me = await inspector.introduce()
        found = [*_introduced(about, me), *[await _allowed(inspector, chat) for chat in chats]]
        return found if not operator else [*found, await _hears(inspector, operator, me.name)]
    except (BadTelegramTokenError, BadDiscordTokenError) as error:
        return [wrong(about, "The token is refused.", str(error))]
    except LookupFailedError as error:
        return [wrong(about, f"It does not answer ({error}).", NETWORK)]
    finally:
        await inspector.close()


def _introduced(about: str, me: Introduction) -> list[Finding]:
    found = [fine(about, f"The token is that of {me.name}.")]
    if me.overhears:
        words = f"{me.name} is sent everything that is said in its groups; it needs none of it."
        step = "Write to @BotFather: /setprivacy, choose the bot, Enable."
        found.append(note(about, words, step))
    if me.recommended > me.shards:
        words = f"{about} recommends {me.recommended} shards, and DISCORD_SHARDS is {me.shards}."
        step = f"Set DISCORD_SHARDS={me.recommended} for every process; then start them anew."
        found.append(note(about, words, step))
    return found


async def _hears(inspector: Inspector, chat: str, me: str) -> Finding:
    """Whether the operator can be told something in his chat."""
    try:
        heard = (await inspector.rights(chat)).post
    except LookupFailedError:
        heard = False
    if heard:
        return fine("Operator", "You are told in your chat when something does not work.")
    step = f"Write to {me} there first (on Telegram: /start), or look at OPERATOR_CHAT."
    return wrong("Operator", "The bot may not write in the chat of OPERATOR_CHAT.", step)


async def _allowed(inspector: Inspector, chat: BoundChat) -> Finding:
    about = f"{_title(chat.platform)}: {chat.title}"
    try:
        rights = await inspector.rights(chat.chat)
    except LookupFailedError as error:
        return wrong(
            about,
            f"It cannot be looked at ({error}).",
            "If the chat is gone or the bot was removed: add it again, and /setup there.",
        )
    return _judged(about, rights, chat.platform)


def _judged(about: str, rights: Rights, platform: str) -> Finding:
    if not rights.post:
        return wrong(about, "The bot may not write there.", ADD[kind_of(platform)])
    if not rights.remove:
        return note(about, MAY_NOT_REMOVE, REMOVE[kind_of(platform)])
    return fine(about, "The bot may write, and remove what was meant to be private.")
