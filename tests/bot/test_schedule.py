"""What the clock starts: saved replies leave together, requests end, nothing is left behind."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

from typing_extensions import override

from bot.model.handles import ADJECTIVES, BIRDS
from bot.model.policy import Policy, next_tick
from bot.model.requests import RequestState
from bot.schedule import Clockwork, scheduler
from storage.memory.units import MemoryStore
from tests.bot.house import House
from tests.bot.people import neighbour
from tests.bot.station import asked, drafted, goes_out, leave_asked, replied
from tests.bot.world import FORMS
from tests.fakes import SeededRandom


async def test_every_reply_leaves_at_the_tick_under_a_handle_of_its_own(house: House) -> None:
    await asked(house)
    for number in range(20):
        await replied(house, f"reply {number}", f"person {number}")
    assert await house.ticks() == 20
    assert not house.store.rows.saved
    handles = [reply.handle for reply in house.store.rows.released.values()]
    assert len(set(handles)) == 20
    for handle in handles:
        adjective, bird = handle.split()
        assert adjective in ADJECTIVES
        assert bird in BIRDS
    assert {reply.released for reply in house.store.rows.released.values()} == {house.clock.now()}


async def test_a_handle_of_an_earlier_tick_is_not_given_again(house: House) -> None:
    await asked(house)
    handles = list[str]()
    for number in range(12):
        await replied(house, f"reply {number}", f"person {number}")
        await house.ticks()
        handles = [reply.handle for reply in house.store.rows.released.values()]
    assert len(set(handles)) == 12


class FewWords(SeededRandom):
    """Chance that knows three adjectives and three birds."""

    @override
    def below(self, bound: int) -> int:
        return super().below(min(bound, 3))


async def test_no_two_have_the_same_handle_though_words_run_out() -> None:
    house = House(random=FewWords())
    await house.settle()
    await asked(house)
    for number in range(12):
        await replied(house, f"reply {number}", f"person {number}")
    await house.ticks()
    handles = {reply.handle for reply in house.store.rows.released.values()}
    assert len(handles) == 12


class InOrder(SeededRandom):
    """Chance whose keys tell the order in which they were drawn."""

    def __init__(self, seed: str) -> None:
        super().__init__(seed)
        self._drawn = 0

    @override
    def bytes(self, count: int) -> bytes:
        self._drawn += 1
        return self._drawn.to_bytes(count, "big")

    @override
    def below(self, bound: int) -> int:
        return int.from_bytes(super().bytes(16), "big") % bound


async def test_the_order_of_arrival_is_lost_whatever_the_keys_tell() -> None:
    firsts = Counter[str]()
    for seed in range(16):
        house = House(random=InOrder(f"seed {seed}"))
        await house.settle()
        roy = await asked(house)
        for number in range(3):
            await replied(house, f"reply {number}", f"person {number}")
        await house.ticks()
        letters = list(house.posts(roy.account.id))
        firsts[letters[0].split("\n")[1]] += 1
    assert len(firsts) == 3, "any of them may come first"


async def test_the_rows_are_written_anew(house: House) -> None:
    await asked(house)
    await replied(house, "I saw it.")
    (before,) = house.store.rows.saved.values()
    await house.ticks()
    (after,) = house.store.rows.released.values()
    assert before.key != after.key
    assert before.sealed != after.sealed


async def test_a_late_tick_says_the_walls_clock_not_its_own(house: House) -> None:
    roy = await asked(house)
    await replied(house, "I saw it.")
    house.clock.moment = datetime(2026, 5, 4, 12, 22, 7, tzinfo=UTC)
    await house.rounds.tick()
    await house.delivers()
    (reply,) = house.store.rows.released.values()
    assert reply.released == datetime(2026, 5, 4, 12, 15, tzinfo=UTC)
    (letter,) = house.posts(roy.account.id)
    assert "· 12:15" in letter


async def test_replies_to_two_requests_go_to_their_own_agencies(house: House) -> None:
    roy, ria = await asked(house), await asked(house, "ria", "Sûreté")
    ana = neighbour(house, "ana")
    for _ in range(2):
        await ana.presses("Reply privately")
        await drafted(ana, "to the newest")
        await ana.presses("Send, no questions back")
    await house.ticks()
    assert len(list(house.posts(ria.account.id))) == 2
    assert not list(house.posts(roy.account.id))


async def test_a_reply_whose_request_closed_before_the_tick_is_gone(house: House) -> None:
    await asked(house)
    await replied(house, "I saw it.")
    house.keyring.destroy(1)
    assert await house.ticks() == 0
    assert not house.store.rows.saved
    assert not house.store.rows.released


async def test_the_last_replies_reach_the_agency_before_their_request_closes(
    house: House,
) -> None:
    roy = await asked(house)
    house.clock.moment += timedelta(days=3, minutes=-1)
    dana = await replied(house, "just in time", "dana", FORMS)
    await drafted(dana, "a minute late")
    house.clock.advance(minutes=1)
    late = await dana.presses("Send, no questions back")
    assert "Request 1 is closed" in late.text
    assert "Request 1 is closed" in (await drafted(dana, "later still")).text
    assert "Request 1 is closed" in (await dana.presses("Reply privately")).text
    assert await house.ticks() == 1
    (letter,) = house.posts(roy.account.id)
    assert "just in time" in letter
    assert house.keyring.key(1) is not None
    await house.ticks()
    (request,) = house.store.rows.requests.values()
    assert request.state is RequestState.CLOSED
    assert house.keyring.key(1) is None
    assert not house.store.rows.released


async def closings(*, late: bool) -> list[RequestState]:
    """How a request stands after each of the ticks around its end, the first of them missed."""
    house = House()
    await house.settle()
    await asked(house)
    house.clock.moment += timedelta(days=3, minutes=-1)
    if late:
        await replied(house, "just in time")
    house.clock.advance(minutes=1)
    states = []
    for _ in range(3):
        await house.ticks()
        states += [request.state for request in house.store.rows.requests.values()]
    return states


async def test_no_reply_shifts_the_moment_at_which_a_request_closes() -> None:
    states = [await closings(late=late) for late in (True, False)]
    assert states == [[RequestState.OPEN, RequestState.CLOSED, RequestState.CLOSED]] * 2


async def test_requests_that_are_not_due_stay_open(house: House) -> None:
    roy = await asked(house)
    house.clock.moment += timedelta(days=2)
    await leave_asked(roy)
    await goes_out(roy)
    house.clock.moment += timedelta(days=1)
    await house.ticks()
    await house.ticks()
    states = [request.state for request in house.store.rows.requests.values()]
    assert states == [RequestState.CLOSED, RequestState.OPEN]


class CountingStore(MemoryStore):
    """Counts how often remnants are removed."""

    def __init__(self) -> None:
        super().__init__()
        self.scrubs = self.vacuums = 0

    @override
    async def scrub(self) -> None:
        self.scrubs += 1

    @override
    async def vacuum(self) -> None:
        self.vacuums += 1


async def test_each_tick_leaves_no_remnants_and_each_night_rewrites_all() -> None:
    store = CountingStore()
    house = House(store=store)
    await house.settle()
    await house.ticks()
    await house.rounds.night()
    assert (store.scrubs, store.vacuums) == (1, 1)


async def test_a_wall_clock_tick_is_a_whole_multiple_since_1970() -> None:
    tick = timedelta(minutes=15)
    noon = datetime(2026, 5, 4, 12, tzinfo=UTC)
    assert next_tick(noon, tick) == noon + tick
    assert next_tick(noon - timedelta(microseconds=1), tick) == noon
    assert next_tick(noon + timedelta(minutes=14), tick) == noon + tick


class SlowStore(MemoryStore):
    """Whoever empties its log has to wait."""

    def __init__(self) -> None:
        super().__init__()
        self.began, self.goes_on = asyncio.Event(), asyncio.Event()
        self.ended = False

    @override
    async def scrub(self) -> None:
        self.began.set()
        await self.goes_on.wait()
        self.ended = True


async def test_a_round_that_is_under_way_is_let_finish() -> None:
    store = SlowStore()
    house = House(store=store, policy=Policy(tick=timedelta(milliseconds=1000)))
    clock = Clockwork(house.rounds)
    running = asyncio.create_task(clock.run())
    await asyncio.wait_for(store.began.wait(), 10)
    running.cancel()
    await asyncio.sleep(0.05)
    assert not running.done()
    store.goes_on.set()
    await asyncio.wait({running})
    assert store.ended


async def test_the_clock_starts_a_round_every_tick_one_each_night_and_noon_and_a_beat(
    house: House,
) -> None:
    started = scheduler(house.rounds)
    started.start(paused=True)
    jobs = {job.name: job for job in started.get_jobs()}
    tick, night, beat = (jobs.pop(name) for name in ("tick", "night", "beat"))
    assert "hour='12-20'" in str(jobs.pop("noon").trigger)
    assert "second='0'" in str(jobs.pop("minute").trigger)
    assert not jobs
    assert beat.trigger.interval == timedelta(seconds=30)
    assert tick.trigger.interval == Policy().tick
    assert tick.misfire_grace_time is None
    assert (tick.coalesce, tick.max_instances) == (True, 1)
    assert "hour='3'" in str(night.trigger)
    started.shutdown()
