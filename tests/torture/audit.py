"""What stands on the platforms and what was asked of them, held against what a database believes.

L1: every post that is owed stands at its address. L2: none stands there twice but for what was in
doubt. L3: no window of a platform's limits was too full, and no call came before a wait was over.
"""

import re
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass

from adapters.playground.discord import rates as discord
from adapters.playground.ledger import Entry, Ledger, Rule, impatient
from adapters.playground.telegram import rates as telegram
from adapters.playground.windows import Found
from bot.model.ids import PersonId
from tests.torture.backlog import STORY, Backlog
from tests.torture.rows import Rows

Post = tuple[str, int]
"""A chat by its id on its platform, and the incident that it is told of."""

BELIEVED = "SELECT person, channel, subject FROM delivery WHERE kind = 'incident' AND state = "
ON_THE_WAY_S = 0.25
"""Seconds in which calls may arrive that had left before the bot was told to wait."""

TOLD = re.compile(rf"{STORY} (\d+)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """How one limit was kept."""

    rule: Rule
    found: Found


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What was found of a backlog."""

    believed: frozenset[Post]  # what stands as the database believes
    missing: frozenset[Post]  # of these
    doubled: Counter[Post]  # how often too often
    unknown: frozenset[Post]  # they stand, and the database does not know yet
    windows: tuple[Windows, ...]
    hasty: int  # calls before the bot's wait was over

    @property
    def breaches(self) -> int:
        """How many calls came in windows that were full."""
        return sum(each.found.breaches for each in self.windows)


async def audit(backlog: Backlog, rows: Rows) -> Audit:
    """Look everywhere."""
    town = backlog.town
    stands = Counter(_standing(backlog))
    believed = {post async for post in _believed(backlog, rows)}
    return Audit(
        believed=frozenset(believed),
        missing=frozenset(believed - stands.keys()),
        doubled=Counter({post: count - 1 for post, count in stands.items() if count > 1}),
        unknown=frozenset(stands.keys() - believed),
        windows=(
            *windows(telegram.RULES, town.telegram.ledger),
            *windows(discord.RULES, town.discord.ledger),
        ),
        hasty=sum(
            len(impatient(each.ledger, ON_THE_WAY_S)) for each in (town.telegram, town.discord)
        ),
    )


def windows(rules: Iterable[Rule], ledger: Ledger) -> Iterator[Windows]:
    """How each of a platform's limits was kept."""
    for rule in rules:
        yield Windows(rule=rule, found=rule.read(ledger))


def kept(entries: Iterable[Entry]) -> float:
    """Posts a second, from the first to the last that arrived."""
    moments = sorted(entry.arrived for entry in entries if entry.made)
    if len(moments) < 2 or moments[0] == moments[-1]:
        return 0.0
    return (len(moments) - 1) / (moments[-1] - moments[0])


async def _believed(backlog: Backlog, rows: Rows) -> AsyncIterator[Post]:
    for person, channel, subject in await rows.all(f"{BELIEVED} 'sent'"):
        if channel is None:
            yield str(backlog.people[PersonId(int(str(person)))].id), int(str(subject))
        else:
            yield backlog.channels[int(str(channel))], int(str(subject))


def _standing(backlog: Backlog) -> Iterator[Post]:
    for chat, text in (*_on_telegram(backlog), *_on_discord(backlog)):
        told = TOLD.search(text)
        if told is not None:
            yield chat, int(told[1])


def _on_telegram(backlog: Backlog) -> Iterator[tuple[str, str]]:
    town = backlog.town.telegram
    (bot,) = town.bots.values()
    for identity, group in town.groups.items():
        for message in group.messages:
            yield str(identity), message.content.words.text
    for person in backlog.people.values():
        for message in town.private(bot, person).messages:
            yield str(person.id), message.content.words.text


def _on_discord(backlog: Backlog) -> Iterator[tuple[str, str]]:
    for identity, channel in backlog.town.discord.realm.channels.items():
        for message in channel.messages.values():
            yield str(identity), message.content
