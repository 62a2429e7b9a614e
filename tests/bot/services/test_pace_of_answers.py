"""Answers to people who act: before what waits, and within the same window of the platform."""

import asyncio
import heapq
from dataclasses import dataclass, field
from itertools import count

from bot.errors import Scope
from bot.model.rates import Rates
from bot.ports.world import Address
from bot.services.pace import EvenPace
from tests.bot.services.test_pace import ANA, BEN, fullest, somebody

TELEGRAMS = Rates(per_second=29.8, window=30, chat_gap=1.0)
IDLE_TURNS = 5
"""Turns of the loop after which everybody sleeps."""


@dataclass
class Hours:
    """Time that moves on to the next who wakes, when everybody sleeps."""

    now: float = 1_000.0
    _sleepers: list[tuple[float, int, asyncio.Event]] = field(default_factory=list)
    _count: "count[int]" = field(default_factory=count)

    def tell(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        wakes = asyncio.Event()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._count), wakes))
        await wakes.wait()

    async def until(self, *work: asyncio.Task[None]) -> None:
        """Let time pass until all of it is done."""
        while not all(task.done() for task in work):
            for _ in range(IDLE_TURNS):
                await asyncio.sleep(0)
            if self._sleepers:
                self.now, _, wakes = heapq.heappop(self._sleepers)
                wakes.set()
        await asyncio.gather(*work)


@dataclass
class Town:
    """A bot that alerts many, while some talk to it."""

    rates: Rates = TELEGRAMS
    hours: Hours = field(default_factory=Hours)
    sent: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    pace: EvenPace = field(init=False)

    def __post_init__(self) -> None:
        self.pace = EvenPace(self.rates, self.hours.tell, self.hours.sleep)

    async def alerts(self, number: int) -> None:
        for each in range(number):
            start = await self.pace.turn(somebody(each))
            self.sent.append(start.began)
            self.pace.answered(start)

    async def answers(self, moment: float, to: Address) -> None:
        await self.hours.sleep(moment)
        asked = self.hours.now
        start = await self.pace.at_once(to)
        self.answered.append(start.began)
        self.waits.append(start.began - asked)
        self.pace.answered(start)

    async def lives(self, alerts: int, *answers: tuple[float, Address]) -> None:
        tasks = [asyncio.create_task(self.answers(*each)) for each in answers]
        await self.hours.until(asyncio.create_task(self.alerts(alerts)), *tasks)


async def test_answers_leave_at_once_when_nothing_else_does() -> None:
    town = Town()
    await town.lives(0, (1.0, ANA), (1.0, ANA), (1.0, BEN))
    assert town.waits == [0, 0, 0]


async def test_whoever_acts_waits_for_no_more_than_room_while_many_are_alerted() -> None:
    town = Town()
    await town.lives(300, *((2 + number / 4, somebody(number)) for number in range(20)))
    assert fullest(town.sent + town.answered) <= TELEGRAMS.window
    assert max(town.waits) <= 2 / TELEGRAMS.per_second
    everything = sorted(town.sent + town.answered)
    assert len(everything) / (everything[-1] - everything[0]) >= 0.97 * TELEGRAMS.per_second


async def test_a_crowd_that_talks_is_answered_within_the_window_before_all_alerts() -> None:
    town = Town()
    await town.lives(60, *((1.0, somebody(number)) for number in range(100)))
    assert fullest(town.sent + town.answered) <= TELEGRAMS.window
    assert not [moment for moment in town.sent if 1_001.2 < moment < max(town.answered)]


async def test_an_alert_comes_to_a_chat_a_second_after_its_answer() -> None:
    town = Town()
    await town.lives(0, (1.0, somebody(0)))
    await town.lives(1)
    assert town.sent[0] - town.answered[0] >= TELEGRAMS.chat_gap


async def test_when_the_whole_bot_has_to_rest_answers_do_too() -> None:
    town = Town()
    town.pace.rest(3.0, Scope.BOT, ANA)
    await town.lives(0, (1.0, BEN))
    assert town.waits == [2.0]
    town.pace.rest(3.0, Scope.CHAT, ANA)
    await town.lives(0, (1.0, BEN))
    assert town.waits == [2.0, 0.0]


async def test_whom_the_bot_answered_is_forgotten_with_the_first_message_a_minute_later() -> None:
    town = Town(rates=Rates(per_second=1_000, chat_gap=3_600))
    await town.lives(0, (1.0, ANA))
    assert town.pace.wait_for(ANA) > 0
    await town.lives(0, (61.0, BEN))
    assert town.pace.wait_for(ANA) == 0
    assert town.pace.wait_for(BEN) > 0
