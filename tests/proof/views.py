"""What everybody and everything shows, as lines that two runs can be compared by."""

import dataclasses
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from adapters.playground.discord.shapes.messages import message as discord_json
from adapters.playground.telegram.paper import Paper
from bot.app.logs import OURS
from tests.proof.house import House
from tests.proof.town import AGENCY, MODERATORS, OTHERS

Evidence = dict[str, tuple[str, ...]]
"""Lines by what shows them, such as "Roy's screen, after the tick"."""

CURTAIN = "(the play begins)\n"
"""Written into the log when all have moved in: before, both platforms connect side by side."""

REAPED = "Unknown child process pid %d"
"""Asyncio's word when the end of a picture's process is noticed twice: a matter of threads."""

NOT_THE_BOTS = frozenset({"PIL"})
"""Pictures are drawn by the stand-ins and the tests; the bot does it in a process without logs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The first line in which two runs differ, from shortly before the first character."""

    place: str
    character: int
    one: str
    other: str


def differences(one: Evidence, other: Evidence) -> tuple[Difference, ...]:
    """Where two runs differ; empty when nobody could tell them apart."""
    assert one.keys() == other.keys()
    found = []
    for where, lines in one.items():
        pairs = zip_longest(lines, other[where], fillvalue="(nothing)")
        apart = next(((a, b) for a, b in pairs if a != b), None)
        if apart is not None:
            found.append(_difference(where, *apart))
    return tuple(found)


def _difference(where: str, one: str, other: str) -> Difference:
    """Both lines from shortly before the first character that differs."""
    spot = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    span = slice(max(0, spot - 60), spot + 120)
    return Difference(place=where, character=spot, one=one[span], other=other[span])


def shown(house: House, moment: str) -> Evidence:
    """What the agency, moderators and other residents see now, and what their clients got."""
    evidence: Evidence = {}
    for name in (*AGENCY, *MODERATORS, *OTHERS):
        evidence[f"{name}'s screen, {moment}"] = tuple(screen(house, name))
        evidence[f"{name}'s client, {moment}"] = tuple(client(house, name))
    return evidence


def told(house: House) -> Evidence:
    """What was written down all the while: by the bot, and by the platforms about the bot."""
    return {
        "the log": tuple(log(house)),
        "Telegram's ledger": tuple(telegram_ledger(house)),
        "Discord's ledger": tuple(discord_ledger(house)),
    }


def screen(house: House, name: str) -> Iterator[str]:
    """What a person sees, with the bytes of every file."""
    actor = house.person(name)
    seen = actor.screen
    for chat in seen.chats:
        yield repr(dataclasses.replace(chat, messages=()))
        for message in chat.messages:
            yield masked(house, repr(message))
            for file in message.attachments:
                yield actor.world.file(file.url)[0].hex()
    yield repr((seen.popups, seen.form))


def client(house: House, name: str) -> Iterator[str]:
    """What a person's client got: the messages with all that travels in their buttons."""
    for body in bodies(house, name):
        yield masked(house, json.dumps(body, sort_keys=True))


def bodies(house: House, name: str) -> list[Mapping[str, object]]:
    """Every message that a person's client has, as the platform wrote it."""
    actor, town = house.person(name), house.town
    if actor.world is town.telegram:
        human = town.telegram.accounts[int(actor.id)]
        paper = Paper(town.bot, town.telegram.shelf)
        chats = town.telegram.chats(human.id)
        return [paper.message(message) for chat in chats for message in chat.messages]
    realm = town.discord.realm
    return [
        discord_json(realm, message, None)
        for channel in realm.channels.values()
        for message in channel.messages.values()
        if channel.guild is not None or int(actor.id) in channel.opened
        if message.addressee is None or str(message.addressee.id) == actor.id
    ]


def log(house: House) -> Iterator[str]:
    """The bot's own lines since the play began, in order; of other libraries each line once.

    Without the times, which are the machine's, not the bot's clock's. How often and in which
    order libraries speak is for their threads and pooled connections to say.
    """
    before, _, since = house.log.getvalue().partition(CURTAIN)
    assert before, "the bot logs nothing at all: an empty log proves nothing"
    for said in map(json.loads, since.splitlines()):
        if _library(said) in OURS:
            yield _timeless(said)
    others = {_timeless(json.loads(line)) for line in (before + since).splitlines()}
    for line in sorted(others):
        if _library(json.loads(line)) not in {*OURS, *NOT_THE_BOTS} and REAPED not in line:
            yield line


def _timeless(said: dict[str, str]) -> str:
    return json.dumps({**said, "timestamp": ""}, sort_keys=True)


def _library(said: dict[str, str]) -> str:
    return said["logger"].partition(".")[0]


def telegram_ledger(house: House) -> Iterator[str]:
    """The bot's calls that concern others than the residents of the play.

    Calls without a chat are the polls, and the answers to whoever pressed a button.
    """
    own = {one.account for one in house.town.residents}
    for call in house.town.telegram.ledger:
        if call.chat and int(call.chat) not in own:
            yield repr(call)


def discord_ledger(house: House) -> Iterator[str]:
    """The same. An interaction's token stands for whoever acted; it is drawn by the stand-in."""
    realm = house.town.discord.realm
    own = {one.account for one in house.town.residents}
    for call in house.town.discord.ledger:
        tokens = [realm.by_token[part] for part in call.path.split("/") if part in realm.by_token]
        direct = realm.channels.get(int(call.chat or 0))
        whom = {one.user.id for one in tokens}
        whom |= {one.id for one in direct.recipients} if direct is not None else set()
        if not whom & own:
            line = repr(call)
            for one in tokens:
                line = line.replace(one.token, "(token)")
            yield line


def masked(house: House, line: str) -> str:
    """Without the free ports that the stand-ins happened to get: they stand in files' links."""
    town = house.town
    for url in (town.discord.url, town.telegram.url):
        line = line.replace(url, "(here)")
    return line
