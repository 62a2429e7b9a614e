"""Many messages are under way at once: to each one, and none holds up the others."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from typing_extensions import override

from bot.delivery import Outbox, Sender
from bot.delivery.notebook import Notebook
from bot.errors import DeliveryError, Scope
from bot.model.channels import MessageRef
from bot.model.deliveries import DeliveryState
from bot.model.incidents import Category, Incident, IncidentState
from bot.model.policy import Policy
from bot.model.rates import Rates
from bot.ports.stores import UnitOfWork
from bot.ports.world import Address
from bot.replies import Reader, Screen
from bot.services.pace import EvenPace
from storage.memory.units import MemoryStore, MemoryUnit
from tests.bot.world import FakeKeyring, FakePlatform, Outdoors
from tests.fakes import FixedClock, Sleepless
from tests.storage.street import TELEGRAM, circle, fire, moved_in, person

THREE = Rates(per_second=1_000_000, in_flight=3)
NEIGHBOURS = range(1, 6)


@dataclass
class Slow(FakePlatform):
    """Answers when it is let."""

    gates: dict[str, asyncio.Event] = field(default_factory=dict)
    begun: list[str] = field(default_factory=list)
    under_way: Counter[str] = field(default_factory=Counter)
    most: int = 0

    @override
    async def post(self, to: Address, screen: Screen, reader: Reader, nonce: str) -> MessageRef:
        self.begun.append(to.id)
        self.under_way[to.id] += 1
        assert self.under_way[to.id] == 1, "two messages to one chat are under way"
        self.most = max(self.most, self.under_way.total())
        try:
            await self.gates.get(to.id, OPEN).wait()
            return await super().post(to, screen, reader, nonce)
        finally:
            self.under_way[to.id] -= 1

    def shut(self, *chats: str) -> None:
        """Do not answer what goes to these until `open`."""
        self.gates.update((chat, asyncio.Event()) for chat in chats)

    def open(self, *chats: str) -> None:
        """Answer it."""
        for chat in chats:
            self.gates[chat].set()


OPEN = asyncio.Event()
OPEN.set()


class CountingStore(MemoryStore):
    """Counts what it commits."""

    commits = 0

    @override
    def unit(self) -> MemoryUnit:
        return CountingUnit(self)


class CountingUnit(MemoryUnit):
    def __init__(self, store: CountingStore) -> None:
        super().__init__(store)
        self._counting = store

    @override
    async def commit(self) -> None:
        await asyncio.sleep(0)
        self._counting.commits += 1
        await super().commit()


@dataclass
class Street:
    """Five neighbours, a platform that takes its time, and a sender."""

    store: CountingStore = field(default_factory=CountingStore)
    clock: FixedClock = field(default_factory=FixedClock)

    def __post_init__(self) -> None:
        self.platform = Slow(name=TELEGRAM, outdoors=Outdoors(MemoryStore()), rates=THREE)
        self.sender = self.begins()

    def begins(self) -> Sender:
        """A sender of a process that starts now."""
        self.seconds = seconds = Sleepless(self.clock)
        outbox = Outbox(store=self.store, keyring=FakeKeyring(), clock=self.clock, policy=Policy())
        pace = EvenPace(self.platform.rates, seconds.tell, seconds.sleep)
        return Sender(outbox, self.platform, pace)

    async def moves_in(self) -> None:
        async with self.store.unit() as uow:
            for number in NEIGHBOURS:
                await circle(uow, await moved_in(uow, number))
            await moved_in(uow, 99)
            await uow.commit()

    async def told(self, category: Category = Category.THEFT) -> Incident:
        """All are owed an alert."""
        async with self.store.unit() as uow:
            incident = await fire(uow, person(99).id, category=category)
            await uow.deliveries.alert(incident, self.clock.now())
            await uow.commit()
        return incident

    async def drain(self) -> None:
        """Send all that is due."""
        while await self.sender.step():
            pass

    @asynccontextmanager
    async def draining(self) -> AsyncIterator[None]:
        """Send all that is due; it is sent at the end."""
        async with asyncio.timeout(10), asyncio.TaskGroup() as group:
            group.create_task(self.drain())
            yield

    async def begun(self, count: int) -> None:
        """Wait until so many messages have left."""
        await until(lambda: len(self.platform.begun) >= count)
        await settled()

    def states(self) -> Counter[DeliveryState]:
        return Counter(row.state for row in self.store.rows.owed.values())


async def until(there: Callable[[], bool]) -> None:
    while not there():  # noqa: ASYNC110 - what is looked at tells nobody
        await asyncio.sleep(0)


async def settled() -> None:
    """Whatever can go on has gone on."""
    for _ in range(50):
        await asyncio.sleep(0)


@pytest.fixture
async def street() -> Street:
    street = Street()
    await street.moves_in()
    return street


def chats(*numbers: int) -> list[str]:
    return [person(number).account.id for number in numbers]


async def test_so_many_are_under_way_and_no_more(street: Street) -> None:
    await street.told()
    street.platform.shut(*chats(*NEIGHBOURS))
    async with street.draining():
        await street.begun(3)
        assert street.platform.begun == chats(1, 2, 3)
        assert street.states()[DeliveryState.SENDING] == 3, "no more are claimed than may leave"
        street.platform.open(*chats(*NEIGHBOURS))
    assert sorted(street.platform.begun) == chats(*NEIGHBOURS)
    assert street.platform.most == 3


async def test_a_slow_chat_holds_nobody_else_up(street: Street) -> None:
    street.platform.shut(*chats(1))
    await street.told()
    await street.told()
    async with street.draining():
        await street.begun(9)
        assert street.platform.begun.count(*chats(1)) == 1, "its second alert waits for the first"
        street.platform.open(*chats(1))
    assert len(street.platform.begun) == 10
    assert set(street.states()) == {DeliveryState.SENT}


async def test_each_chat_gets_its_messages_in_their_order(street: Street) -> None:
    incidents = [await street.told() for _ in range(3)]
    street.platform.shut(*chats(*NEIGHBOURS))
    async with street.draining():
        await street.begun(3)
        street.platform.open(*chats(*NEIGHBOURS))
    for chat in chats(*NEIGHBOURS):
        told = [posted.nonce for posted in street.platform.of(chat)]
        rows = {f"p{row.id}": row.subject for row in street.store.rows.owed.values()}
        assert [rows[nonce] for nonce in told] == [str(each.number) for each in incidents]


async def test_an_urgent_alert_does_not_wait_for_those_that_are_owed_already(
    street: Street,
) -> None:
    await street.told()
    street.platform.shut(*chats(1, 2, 3))
    async with street.draining():
        await street.begun(3)
        burns = await street.told(Category.FIRE)
        street.sender.wake()
        street.platform.open(*chats(1, 2, 3))
    later = [posted.nonce for posted in street.platform.standing.values()][3:8]
    rows = {f"p{row.id}": row.subject for row in street.store.rows.owed.values()}
    assert {rows[nonce] for nonce in later} == {str(burns.number)}


async def test_what_is_owed_meanwhile_leaves_at_once_when_there_is_room(street: Street) -> None:
    street.platform.shut(*chats(1))
    await street.told()
    async with street.draining():
        await street.begun(5)
        await street.told()
        street.sender.wake()
        await street.begun(9)
        street.platform.open(*chats(1))
    assert len(street.platform.begun) == 10


async def test_a_pause_for_one_chat_holds_nobody_else_up(street: Street) -> None:
    await street.told()
    await street.told()
    street.platform.refusals.append(DeliveryError("flood", retry_after=30, scope=Scope.CHAT))
    await street.drain()
    assert street.platform.begun.count(*chats(1)) == 1
    assert street.states() == {DeliveryState.SENT: 8, DeliveryState.PENDING: 2}
    street.clock.advance(seconds=30)
    await street.drain()
    assert set(street.states()) == {DeliveryState.SENT}


async def test_a_pause_for_the_bot_holds_all_up(street: Street) -> None:
    await street.told()
    street.platform.refusals.append(DeliveryError("flood", retry_after=30, scope=Scope.BOT))
    street.platform.shut(*chats(2, 3))
    async with street.draining():
        await street.begun(3)
        while street.seconds.slept < 29:
            assert len(street.platform.begun) == 3
            await asyncio.sleep(0)
        street.platform.open(*chats(2, 3))
    assert street.platform.begun == chats(*NEIGHBOURS), "what was refused is due later"


async def test_after_a_crash_only_what_was_under_way_is_in_doubt(street: Street) -> None:
    await street.told()
    street.platform.shut(*chats(*NEIGHBOURS))
    sending = asyncio.create_task(street.drain())
    await street.begun(3)
    sending.cancel()
    street.platform.under_way.clear()
    street.platform.gates.clear()
    street.sender = street.begins()
    assert await street.sender.recover() == 3
    await street.drain()
    assert Counter(street.platform.begun) == Counter(chats(1, 2, 3, *NEIGHBOURS))


async def test_what_is_withdrawn_while_many_are_under_way_is_taken_away_again(
    street: Street,
) -> None:
    incident = await street.told()
    street.platform.shut(*chats(*NEIGHBOURS))
    async with street.draining():
        await street.begun(3)
        async with street.store.unit() as uow:
            gone = await uow.incidents.turn(incident.number, IncidentState.WITHDRAWN)
            await uow.deliveries.refresh(gone, street.clock.now())
            await uow.commit()
        street.platform.open(*chats(*NEIGHBOURS))
    assert street.platform.standing == {}
    assert len(street.platform.begun) == 3
    assert set(street.states()) == {DeliveryState.GONE}


async def test_what_became_of_many_is_committed_together(street: Street) -> None:
    notebook, before = Notebook(street.store), street.store.commits
    await asyncio.gather(*(notebook.note(nothing) for _ in range(20)))
    assert street.store.commits - before == 1
    async with asyncio.TaskGroup() as group:
        group.create_task(notebook.note(nothing))
        await asyncio.sleep(0)
        group.create_task(notebook.note(nothing))
    assert street.store.commits - before <= 3


async def test_what_one_of_them_trips_over_spoils_no_other(street: Street) -> None:
    notebook = Notebook(street.store)

    async def trips(uow: UnitOfWork) -> None:
        del uow
        raise LookupError

    noted: list[Awaitable[None]] = [notebook.note(each) for each in (nothing, trips, nothing)]
    done = await asyncio.gather(*noted, return_exceptions=True)
    assert [type(each) for each in done] == [type(None), LookupError, type(None)]


async def nothing(uow: UnitOfWork) -> None:
    """Change nothing."""
    del uow
