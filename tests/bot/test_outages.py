"""The store is away for a while: nothing is lost, nothing is done twice, and the watch says so."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest
from typing_extensions import override

from bot.delivery import Sender, notebook
from bot.delivery import sender as sender_of
from bot.errors import OutOfReachError
from bot.events import Event, Mark, Said
from bot.model.commands import Command
from bot.model.deliveries import DeliveryState
from bot.replies import Turn
from bot.schedule import Clockwork
from bot.services.health import CLOCK, DATABASE, Health
from storage.memory.units import MemoryStore, MemoryUnit
from tests.bot.house import House
from tests.bot.people import neighbour
from tests.bot.station import asked, replied
from tests.bot.world import FORMS, PINS

TRIES = 12
"""Of every event, while an outage lasts."""


@dataclass
class Weather:
    """Which commit from now on fails, and how often it does."""

    commits: int = 0
    fails_at: int = 0
    times: int = 0

    def strike(self) -> None:
        """A commit is made, or fails."""
        if self.commits + 1 == self.fails_at and self.times:
            self.times -= 1
            raise OutOfReachError("full")
        self.commits += 1


class Weathered(MemoryUnit):
    """A transaction that may fail at its commit."""

    weather: Weather

    @override
    async def commit(self) -> None:
        self.weather.strike()
        await super().commit()


class Exposed(MemoryStore):
    """A store that is out of reach when its weather says so."""

    def __init__(self, weather: Weather) -> None:
        super().__init__()
        self.weather = weather

    @override
    def unit(self) -> MemoryUnit:
        unit = Weathered(self)
        unit.weather = self.weather
        return unit


@dataclass
class Stubborn(House):
    """A house to which every event is brought until it was taken in, as platforms do."""

    weather: Weather = field(default_factory=Weather)

    @override
    def __post_init__(self) -> None:
        self.store = Exposed(self.weather)
        super().__post_init__()

    @override
    async def take(self, event: Event, mark: Mark | None = None) -> Turn:
        return await surely(lambda: super(Stubborn, self).take(event, mark))

    async def rounds_come(self) -> None:
        """A tick, made as the clock makes it."""
        clock = Clockwork(self.rounds)
        self.clock.advance(minutes=15)
        while not await clock.made(self.rounds.tick):
            pass

    def house_owes(self) -> int:
        """How many messages have not arrived."""
        unfinished = (DeliveryState.PENDING, DeliveryState.SENDING)
        return sum(1 for row in self.store.rows.owed.values() if row.state in unfinished)

    @override
    async def delivers(self) -> None:
        for sender in self.senders.values():
            while await sends(sender):
                pass


async def sends(sender: Sender) -> bool:
    """One step, again and again while the store is away."""
    while True:
        try:
            return await sender.step()
        except OutOfReachError:
            continue


async def surely(taken: Callable[[], Awaitable[Turn]]) -> Turn:
    """Bring it again until it is taken in."""
    while True:
        try:
            return await taken()
        except OutOfReachError:
            continue


async def story(house: Stubborn) -> None:
    """A report, and an answer to a request that leaves at the tick."""
    ana = neighbour(house, "ana", FORMS)
    await ana.calls(Command.WATCH)
    await replied(house, "grey van", "ben", thread=True)
    await replied(house, "red van", "dana", FORMS)
    await house.rounds_come()
    await house.delivers()


def outcome(house: Stubborn) -> tuple[object, ...]:
    """What must be the same whatever the weather."""
    rows = house.store.rows
    released = sorted(reply.request for reply in rows.released.values())
    kept = len(rows.saved), len(rows.nonces), len(rows.people), len(rows.dialogues)
    states = sorted(row.state for row in rows.owed.values())
    return released, kept, states, [len(each.done) for each in house.platforms.values()]


async def standing() -> Stubborn:
    """A house with a request to answer, before bad weather."""
    house = Stubborn()
    await house.settle()
    await asked(house)
    house.weather.commits = 0
    return house


async def test_whatever_commit_fails_and_however_often_all_is_done_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(notebook, "AGAIN_S", 0.0)
    calm = await standing()
    await story(calm)
    assert outcome(calm)[0] == [1, 1]
    for commit in range(1, calm.weather.commits + 1):
        house = await standing()
        house.weather.fails_at, house.weather.times = commit, TRIES
        await story(house)
        assert not house.weather.times
        assert outcome(house) == outcome(calm), f"commit {commit}"


async def test_an_event_that_cannot_be_committed_is_neither_answered_nor_marked(
    house: House,
) -> None:
    weather = Weather(fails_at=1, times=1)
    house.store = Exposed(weather)
    house.restart()
    ana = neighbour(house, "ana")
    mark = Mark(platform=PINS, position=7)
    with pytest.raises(OutOfReachError):
        await ana.does(Said(text="hello"), mark=mark)
    assert await house.dispatch.position(PINS) is None


class Unswept(MemoryStore):
    """A store whose order cannot be forgotten now."""

    @override
    async def sweep(self) -> None:
        raise OutOfReachError("locked")


async def test_a_reply_that_is_saved_is_said_to_be_though_nothing_could_be_swept() -> None:
    house = House(store=Unswept())
    await house.settle()
    await asked(house)
    await replied(house, "grey van")
    assert len(house.store.rows.saved) == 1


async def test_a_sender_outlives_a_store_that_is_away_from_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sender_of, "LONGEST_NAP_S", 0.0)
    calm = await standing()
    await replied(calm, "grey van")
    await calm.rounds_come()
    owed = calm.house_owes()
    assert owed
    calm.weather.fails_at, calm.weather.times = calm.weather.commits + 1, TRIES
    running = [asyncio.create_task(each.run()) for each in calm.senders.values()]
    async with asyncio.timeout(10):
        while calm.house_owes():  # noqa: ASYNC110 - nobody tells when all is sent
            await asyncio.sleep(0.01)
    for each in running:
        each.cancel()
    await asyncio.wait(running)
    assert not calm.weather.times


async def test_a_round_that_cannot_reach_the_store_is_made_again_and_the_watch_says_so() -> None:
    weather, health = Weather(fails_at=1, times=2), Health()
    house = House(store=Exposed(weather))
    clock = Clockwork(house.rounds, health)
    assert not await clock.made(house.rounds.beat)
    (trouble,) = health.troubles()
    assert (trouble.part, trouble.why) == (DATABASE, "full")
    assert not await clock.made(house.rounds.beat)
    assert await clock.made(house.rounds.beat)
    assert health.ready


async def test_a_round_that_trips_is_told_until_that_round_succeeds(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    health, falls = Health(), [True, False]

    async def trips() -> None:
        if falls.pop(0):
            raise LookupError

    clock = Clockwork(house.rounds, health)
    assert await clock.made(trips)
    assert await clock.made(house.rounds.beat)
    assert [each.part for each in health.troubles()] == [CLOCK]
    assert "a round failed: LookupError at trips" in caplog.text
    assert await clock.made(trips)
    assert health.ready
