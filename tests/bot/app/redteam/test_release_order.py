"""In which order replies leave, against the order in which they came, on a real SQLite file."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from math import sqrt
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import override

from bot.app.redteam.files import sqlite_loot
from bot.app.redteam.loot import Loot
from bot.model.ids import RequestNumber
from bot.model.relay import ReleasedReply, SavedReply
from bot.ports.world import Random
from bot.services import relay
from bot.services.tokens import mint
from storage.relay import Relay
from storage.tables import NonceRow, SavedReplyRow
from tests.bot.app.redteam.towns import Town, founded
from tests.databases import Databases

REPLIES, REQUESTS, LATER = 10_000, 10, 20
TICK = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A reply that left: which of its request's it was when it came, its key, when it left."""

    came: int
    key: str
    at: datetime


@pytest.fixture
async def town(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Town]:
    monkeypatch.setattr("storage.units.Relay", Gathering)
    url = await databases.sqlite(tmp_path / "porchlight.db")
    async with founded(url, tmp_path, "release order", crowd=(1, 1)) as built:
        yield built


async def test_the_order_in_which_ten_thousand_leave_tells_nothing_of_how_they_came(
    town: Town,
) -> None:
    """If the order is even, the correlation is within 0.03 in 997 of 1,000 cases."""
    requests = [await town.asks() for _ in range(REQUESTS)]
    await came(town, requests, REPLIES)
    await town.ticks()
    for order in await orders(town, requests):
        assert len(order) == REPLIES
        assert abs(correlation(order)) < 0.03


async def test_replies_leave_on_ticks_alone(town: Town) -> None:
    request = await town.asks()
    for minutes in (1, 14, 20, 44, 3):
        town.clock.advance(minutes=minutes, seconds=town.dice.below(60))
        await came(town, [request], LATER)
        town.clock.advance(seconds=town.dice.below(600))
        await town.rounds.tick()  # however late it runs
    async with town.store.unit() as uow:
        left = {reply.released for reply in await uow.relay.of(RequestNumber(request))}
    assert len(left) > 2
    assert all((at - datetime(1970, 1, 1, tzinfo=UTC)) % TICK == timedelta(0) for at in left)


async def test_without_a_shuffle_the_order_would_tell(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unshuffled(replies: list[ReleasedReply], random: Random) -> None:
        del replies, random

    monkeypatch.setattr(relay, "_shuffle", unshuffled)
    monkeypatch.setattr("storage.units.Relay", Counting)
    requests = [await town.asks()]
    await came(town, requests, 500)
    await town.ticks()
    handed, _ = await orders(town, requests)
    assert correlation(handed) > 0.99


class Gathering(Relay):
    """Takes in replies one by one and writes them down together, which is quicker.

    The tick does not know in which transaction they came.
    """

    def __init__(self, session: AsyncSession) -> None:
        super().__init__(session)
        self.gathered: list[dict[str, object]] = []
        self.nonces: list[dict[str, object]] = []

    @override
    async def save(self, reply: SavedReply, nonce_digest: str) -> bool:
        self.gathered.append({**asdict(reply), "key": self.key(reply)})
        self.nonces.append({"digest": nonce_digest, "request": reply.request})
        return True

    async def write(self) -> None:
        await self._session.execute(insert(NonceRow), self.nonces)
        await self._session.execute(insert(SavedReplyRow), self.gathered)

    def key(self, reply: SavedReply) -> str:
        return reply.key


class Counting(Gathering):
    """Gives keys that count up."""

    @override
    def key(self, reply: SavedReply) -> str:
        return f"{len(self.gathered):032x}"


async def came(town: Town, requests: Sequence[int], count: int) -> None:
    """So many replies in turn to each request, the number in place of words."""
    tokens = [mint(RequestNumber(each), town.keyring, town.random) for each in requests]
    async with town.store.unit() as uow:
        assert isinstance(uow.relay, Gathering)
        for number in range(count):
            token = tokens[number % len(tokens)]
            reply = relay.Reply(request=token.request, text=str(number), media=None)
            nonce = town.random.bytes(8).hex()
            await relay.save(uow, token, reply, nonce=nonce, thread=None, random=town.random)
        await uow.relay.write()
        await uow.commit()


async def left(town: Town, request: int) -> dict[str, Left]:
    """The replies of a request, by key."""
    key = town.keyring.key(request)
    assert key is not None
    async with town.store.unit() as uow:
        replies = await uow.relay.of(RequestNumber(request))
    return {
        reply.key: Left(
            came=int(relay.opened(reply.sealed, None, key)[0]), key=reply.key, at=reply.released
        )
        for reply in replies
    }


def as_handed(loot: Loot) -> list[str]:
    """The keys of replies in the order in which the agency was owed them."""
    return [row.text("subject") for row in loot.rows("delivery")]


def as_kept(loot: Loot) -> list[str]:
    """The keys of replies as they lie in the file."""
    rows = sorted(loot.rows("reply"), key=lambda row: row.spot or (0, 0))
    return [row.text("key") for row in rows]


async def orders(town: Town, requests: Sequence[int]) -> list[list[tuple[int, int]]]:
    """For each of both orders: as which of its request's each reply came, and as which it left."""
    loot = sqlite_loot(town.file)
    replies = [await left(town, each) for each in requests]
    return [
        [pair for own in replies for pair in ranked(own, order)]
        for order in (as_handed(loot), as_kept(loot))
    ]


def ranked(replies: dict[str, Left], order: Sequence[str]) -> list[tuple[int, int]]:
    """Each reply's place among those of its request: as it came, and in this order."""
    came_ = {one.key: rank for rank, one in enumerate(sorted(replies.values(), key=_came))}
    return [(came_[key], rank) for rank, key in enumerate(k for k in order if k in replies)]


def correlation(pairs: Sequence[tuple[int, int]]) -> float:
    """Spearman's, of ranks."""
    middle = sum(one for one, _ in pairs) / len(pairs)  # of both sides: the same ranks
    apart = [(one - middle, other - middle) for one, other in pairs]
    both = sum(one * other for one, other in apart)
    return both / sqrt(sum(a * a for a, _ in apart) * sum(b * b for _, b in apart))


def _came(one: Left) -> int:
    return one.came
