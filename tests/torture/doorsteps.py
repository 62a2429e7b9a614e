"""Forgeries through both adapters, over real HTTP and WebSocket, as a changed client makes them.

.venv/bin/python -m tests.torture.doorsteps --count 20000 --seed 1
"""

import argparse
import asyncio
import re
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

from adapters.playground.actors import Actor
from adapters.playground.discord.interactions import Ask
from adapters.playground.discord.nouns import InteractionKind, User
from adapters.playground.discord.nouns import Message as DiscordMessage
from adapters.playground.discord.people.drawing import message as drawn
from adapters.playground.discord.rates import Rates as DiscordRates
from adapters.playground.discord.wire import JSON
from adapters.playground.telegram.nouns import Human, Message
from adapters.playground.telegram.rates import Rates
from bot.app.agencies.store import enrol
from bot.app.demo import settle
from bot.app.logs import configure
from bot.app.settings import Settings
from bot.app.story import PAPERS
from bot.app.town import Town, built
from bot.app.wiring import opened
from bot.model.actions import LONGEST_ACTION, decoded
from bot.ports.world import Random
from tests.fakes import SeededRandom
from tests.torture import shapes
from tests.torture.book import Book
from tests.torture.forgers import PRESSED
from tests.torture.rows import rows_of
from tests.torture.street import ASKED, Street

COUNT = 20_000
FORGERS = 12
"""People on each platform who try at the same time, each one thing after the other."""

LOOK_S = 0.004
LOOKS = 5_000
"""What is not answered after so many looks is not answered at all."""

LONGEST_CUSTOM_ID = 100
MOST_FAULTS = 20
TOKEN = re.compile(r"\bcc:([A-Za-z0-9_-]{38})")
TABLES = ("saved_reply", "reply", "question", "nonce", "blocked", "person", "dialogue")


@dataclass(slots=True, kw_only=True)
class Tally:
    """How many were tried; the answers by kind, in words; faults."""

    count: int = 0
    seconds: float = 0.0
    answers: dict[str, Counter[str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def add(self, kind: str, said: str) -> None:
        """One answer."""
        self.count += 1
        self.answers.setdefault(kind, Counter())[said] += 1


@dataclass(slots=True, kw_only=True)
class Forger:
    """Makes what a changed client could send."""

    genuine: tuple[str, ...]
    random: Random

    def next(self, longest: int) -> str:
        """Callback data with a token that is none."""
        while True:
            shape = shapes.TOKENS[self.random.below(len(shapes.TOKENS))]
            token = self.genuine[self.random.below(len(self.genuine))]
            verb = PRESSED[self.random.below(len(PRESSED))]
            data = f"{verb}:{shape.bend(self.random, token)}"
            fits = data.isprintable() and len(data.encode(errors="replace")) <= longest
            if fits and data.split(":")[1] not in self.genuine:
                return data


@dataclass(slots=True, kw_only=True)
class Doorstep:
    """A town with a bot, and copies of a request in it."""

    town: Town
    forger: Forger
    tally: Tally

    async def on_telegram(self, person: Human, message: Message, count: int) -> None:
        """One press after the other under one's own copy."""
        bot, chat = next(iter(self.town.telegram.bots.values())), message.chat
        for _ in range(count):
            data = self.forger.next(LONGEST_ACTION)
            popups, messages = len(person.popups), len(chat.messages)
            self.town.telegram.press(bot, person, message, data)
            for _ in range(LOOKS):
                if len(person.popups) + len(chat.messages) > popups + messages:
                    break
                await asyncio.sleep(LOOK_S)
            new = [one.text for one in person.popups[popups:]]
            new += [one.content.words.text for one in chat.messages[messages:]]
            self._add("Telegram", data, new)

    async def on_discord(self, person: User, message: DiscordMessage, count: int) -> None:
        """The same there: Discord takes what its message holds, so that is forged as well."""
        discord = self.town.discord
        application = discord.realm.application_behind(message.author)
        if application is None:
            raise LookupError
        for _ in range(count):
            data = self.forger.next(LONGEST_CUSTOM_ID)
            one = discord.hands.desk.ask(
                Ask(
                    kind=InteractionKind.COMPONENT,
                    application=application,
                    user=person,
                    channel=message.channel,
                    data={"id": 1, "custom_id": data, "component_type": 2},
                    source=replace(message, components=[row_with(data)]),
                )
            )
            for _ in range(LOOKS):
                if (one.original is not None and not one.thinking) or one.failed:
                    break
                await asyncio.sleep(LOOK_S)
            answer = one.original
            said = [] if answer is None else [answer.content, repr(answer.embeds)]
            self._add("Discord", data, ["\n".join(said)] if said else [])

    def _add(self, platform: str, data: str, said: list[str]) -> None:
        if len(said) != 1:
            self.tally.faults.append(f"{platform}: {len(said)} answers to {data!r}")
            return
        ours = "a token that is none" if decoded(data) is not None else "none of ours"
        self.tally.add(f"{platform}, {ours}", said[0])


def row_with(data: str) -> JSON:
    """A row with one button that carries this."""
    button: JSON = {"type": 2, "style": 2, "label": "Press", "custom_id": data}
    return {"type": 1, "components": [button]}


async def rung(count: int, seed: str, folder: Path) -> Tally:
    """Try so many, half of them on each platform."""
    tally, began = Tally(), time.monotonic()
    async with built() as town:
        town.telegram.rates, town.discord.gauge.rates = Rates.none(), DiscordRates.none()
        settings = town.settings(folder).model_copy(update={"acts_a_minute": 1_000_000})
        await settle(settings)
        street = Street(
            town=town, settings=settings, book=Book(), random=SeededRandom(seed), patience=5.0
        )
        async with opened(settings) as watch:
            running = asyncio.create_task(watch.run())
            try:
                await _tried(settings, street, count, tally)
            finally:
                running.cancel()
                await asyncio.wait({running})
    tally.seconds = time.monotonic() - began
    for kind, said in tally.answers.items():
        if len(said) > 1:
            tally.faults.append(f"{kind}: answered otherwise, {said}")
    return tally


async def _tried(settings: Settings, street: Street, count: int, tally: Tally) -> None:
    town = street.town
    await street.settle(await enrol(settings, PAPERS))
    request = await street.officer.request()
    for name, chat in (("Ana", town.bot), ("Dana", town.villeray_channel)):
        await street.replier(name, chat).reply(request, thread=True)
    await street.arrived([each.text for each in street.book.of(request)])
    forger = Forger(genuine=tokens(town), random=street.random.fork("forger"))
    doorstep = Doorstep(town=town, forger=forger, tally=tally)
    telegram, discord = await _greeted(town), _joined(town)
    post = _post(town)
    async with rows_of(settings.database_url) as rows:
        before = [await rows.all(f"SELECT * FROM {table}") for table in TABLES]  # noqa: S608 - ours
        each = -(-count // (2 * FORGERS))
        async with asyncio.TaskGroup() as group:
            for person, message in telegram:
                group.create_task(doorstep.on_telegram(person, message, each))
            for member in discord:
                group.create_task(doorstep.on_discord(member, post, each))
        after = [await rows.all(f"SELECT * FROM {table}") for table in TABLES]  # noqa: S608 - ours
    if before != after:
        tally.faults.append("something changed in the database")


def tokens(town: Town) -> tuple[str, ...]:
    """The tokens of all private copies in the town."""
    telegram = [
        repr(message.buttons)
        for human in town.telegram.accounts.values()
        if isinstance(human, Human)
        for bot in town.telegram.bots.values()
        for message in town.telegram.private(bot, human).messages
    ]
    discord = [
        repr(message.components)
        for channel in town.discord.realm.channels.values()
        for message in channel.messages.values()
    ]
    return tuple(sorted({found for each in telegram + discord for found in TOKEN.findall(each)}))


async def _greeted(town: Town) -> list[tuple[Human, Message]]:
    """Strangers on Telegram, and the message that greeted each."""
    bot = next(iter(town.telegram.bots.values()))
    found = []
    for number in range(FORGERS):
        person = town.telegram.add_person(f"Forger {number}", f"forger{number}", "en")
        await Actor(world=town.telegram, id=str(person.id), name=person.name).write(
            town.bot, "/start"
        )
        messages = town.telegram.private(bot, person).messages
        for _ in range(LOOKS):
            if len(messages) > 1:
                break
            await asyncio.sleep(LOOK_S)
        found.append((person, messages[-1]))
    return found


def _joined(town: Town) -> list[User]:
    """Strangers on Discord."""
    guild = town.discord.realm.channels[int(town.villeray_channel)].guild
    found = []
    for number in range(FORGERS):
        member = town.discord.add_person(f"Forger {number}", f"forger{number}")
        town.discord.join("" if guild is None else str(guild.id), member.id)
        found.append(town.discord.realm.users[int(member.id)])
    return found


def _post(town: Town) -> DiscordMessage:
    """The request, as it stands on Discord for everybody."""
    messages = town.discord.realm.channels[int(town.villeray_channel)].messages.values()
    return next(one for one in messages if ASKED in drawn(town.discord.realm, one).text)


def main() -> int:
    """Try as told on the command line; 1 when anything was let in or answered otherwise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", default="1")
    told = parser.parse_args()
    configure("WARNING")
    with tempfile.TemporaryDirectory(prefix="porchlight-doorsteps-") as name:
        tally = asyncio.run(rung(told.count, told.seed, Path(name)))
    lines = [
        f"{tally.count} forgeries over HTTP and WebSocket in {tally.seconds:.0f} s.",
        *(f"  {kind}: {dict(said)}" for kind, said in sorted(tally.answers.items())),
        *(f"  FAULT: {fault}" for fault in tally.faults[:MOST_FAULTS]),
        "None was accepted; those of a kind were answered alike."
        if not tally.faults
        else f"{len(tally.faults)} faults.",
    ]
    print("\n".join(lines))  # noqa: T201 - it is the program's output
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main())
