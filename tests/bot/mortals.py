"""Senders that die: at each commit, each call and each answer, by number.

A dying process does nothing more. What it had not committed is rolled back; what its platform had
not got is never done.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncEngine
from typing_extensions import override

from bot.delivery import Outbox, Sender
from bot.events import Limits
from bot.model.channels import MessageRef
from bot.model.ids import PlatformName
from bot.model.policy import Policy
from bot.ports.world import Address
from bot.replies import Reader, Screen
from bot.services.pace import EvenPace
from storage.units import SqlStore, SqlUnit
from storage.vault import Vault
from tests.bot.world import LIMITS, PINS, FakeKeyring, FakePlatform
from tests.fakes import FixedClock, Sleepless

Done = TypeVar("Done")

IMMORTAL = 1_000_000
"""A point that no life reaches."""


@dataclass(slots=True, kw_only=True)
class Life:
    """The points that a process passes, numbered from 1, and the one at which it dies."""

    dies_at: int
    passed: int = 0
    dead: asyncio.Event = field(default_factory=asyncio.Event)

    async def point(self) -> None:
        """Pass one, or die here and do nothing any more."""
        self.passed += 1
        if self.passed >= self.dies_at:
            self.dead.set()
            await asyncio.get_running_loop().create_future()

    async def around(self, act: Callable[[], Awaitable[Done]]) -> Done:
        """Do something that a death may keep from being done, or from being heard of."""
        await self.point()
        done = await act()
        await self.point()
        return done


class MortalUnit(SqlUnit):
    """A unit whose process may die right before or right after its commit."""

    life: Life

    @override
    async def commit(self) -> None:
        await self.life.around(super().commit)


class MortalStore(SqlStore):
    """A process's view of the database."""

    def __init__(self, engine: AsyncEngine, vault: Vault, life: Life) -> None:
        super().__init__(engine, vault)
        self._life, self._key = life, vault

    @property
    def cleaning(self) -> set[asyncio.Task[object]]:
        """What a connection needs to be left whole, as the server sees to when a process dies."""
        return self._unbroken_works

    @override
    def unit(self) -> MortalUnit:
        unit = MortalUnit(self, self._key)
        unit.life = self._life
        return unit


@dataclass
class Wire(FakePlatform):
    """A platform that may know repeats, and whose caller may die around each call."""

    knows: bool = False
    life: Life = field(default_factory=lambda: Life(dies_at=IMMORTAL))

    @property
    @override
    def limits(self) -> Limits:
        return replace(LIMITS[PINS], knows_repeats=self.knows)

    @override
    async def post(self, to: Address, screen: Screen, reader: Reader, nonce: str) -> MessageRef:
        known = [each.at for each in self.standing.values() if each.nonce == nonce]

        async def posted() -> MessageRef:
            if self.knows and known:
                return known[0]
            return await FakePlatform.post(self, to, screen, reader, nonce)

        return await self.life.around(posted)

    @override
    async def edit(self, at: MessageRef, screen: Screen, reader: Reader) -> None:
        await self.life.around(lambda: FakePlatform.edit(self, at, screen, reader))

    @override
    async def erase(self, at: MessageRef) -> None:
        await self.life.around(lambda: FakePlatform.erase(self, at))


@dataclass(kw_only=True)
class Cemetery:
    """One database and one platform, and the processes that live and die there."""

    engine: AsyncEngine
    vault: Vault
    wire: Wire
    keyring: FakeKeyring
    clock: FixedClock = field(default_factory=FixedClock)
    lives: int = 0

    @property
    def name(self) -> PlatformName:
        return self.wire.name

    async def lives_until(self, dies_at: int) -> Life:
        """A process that sends what is owed until all is sent, or it dies at this point."""
        self.lives += 1
        self.wire.life = life = Life(dies_at=dies_at)
        store = MortalStore(self.engine, self.vault, life)
        store.claimant = self.lives
        others = asyncio.all_tasks()
        working = asyncio.create_task(self._send(store))
        dying = asyncio.create_task(life.dead.wait())
        await asyncio.wait({working, dying}, return_when=asyncio.FIRST_COMPLETED)
        if not life.dead.is_set():
            await working
        mine = asyncio.all_tasks() - others
        for task in mine - store.cleaning:
            task.cancel()
        await asyncio.gather(*mine, return_exceptions=True)
        return life

    async def _send(self, store: SqlStore) -> None:
        outbox = Outbox(store=store, keyring=self.keyring, clock=self.clock, policy=Policy())
        time = Sleepless(self.clock)
        sender = Sender(outbox, self.wire, EvenPace(self.wire.rates, time.tell, time.sleep))
        async with store.unit() as uow:
            await uow.deliveries.recover(self.wire.name)
            await uow.commit()
        while await sender.step():
            pass
