"""How fast a bot may send: evenly, gently in each chat, and with the pauses it is asked for."""

import asyncio
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pytest

from bot.errors import Scope
from bot.model.rates import Rates
from bot.ports.world import Address
from bot.services.pace import LONGEST_WAIT_S, MOST_CHATS, EvenPace

ANA = Address(id="ana", personal=True)
BEN = Address(id="ben", personal=True)
GROUP = Address(id="group", personal=False)
TELEGRAMS = Rates(per_second=29.8, window=30)


@dataclass
class Seconds:
    """Seconds that pass when somebody sleeps; he may oversleep by some of these."""

    now: float = 1_000.0
    late: Iterable[float] = ()
    _lates: list[float] = field(default_factory=list)

    def tell(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self._lates = self._lates or list(self.late)
        self.now += seconds + (self._lates.pop() if self._lates else 0.0)


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


def paced(seconds: Seconds, rates: Rates) -> EvenPace:
    """A pace by these seconds."""
    return EvenPace(rates, seconds.tell, seconds.sleep)


def somebody(number: int) -> Address:
    """One of many."""
    return Address(id=f"chat {number}", personal=True)


async def sent(
    pace: EvenPace, seconds: Seconds, chats: Iterable[Address], way: Sequence[float] = (0.0,)
) -> list[float]:
    """When messages to these chats leave, one after the other; they take so long each."""
    moments = []
    for number, chat in enumerate(chats):
        start = await pace.turn(chat)
        moments.append(start.began)
        seconds.now += way[number % len(way)]
        pace.answered(start)
    return moments


def fullest(moments: Sequence[float], window: float = 1.0) -> int:
    """How many fall into any window of that length."""
    return max(sum(begin <= one < begin + window for one in moments) for begin in moments)


async def test_messages_leave_evenly(seconds: Seconds) -> None:
    pace = paced(seconds, Rates(per_second=4))
    moments = await sent(pace, seconds, map(somebody, range(9)))
    assert moments == [1_000 + number / 4 for number in range(9)]


async def test_no_window_of_a_second_holds_more_than_the_rate(seconds: Seconds) -> None:
    pace = paced(seconds, Rates(per_second=30, window=30))
    moments = []
    for pause in (0, 5, 0.01, 0, 0.5, 0, 0, 2, 0):
        seconds.now += pause
        moments += await sent(pace, seconds, map(somebody, range(20)))
    assert fullest(moments) <= 30


async def test_a_message_that_takes_two_calls_takes_the_room_of_two(seconds: Seconds) -> None:
    pace = paced(seconds, Rates(per_second=10, window=10))
    calls: list[float] = []
    for number in range(60):
        count = 2 if number % 3 else 1
        start = await pace.turn(somebody(number), count)
        pace.answered(start)
        calls += [start.began] * count
    assert fullest(calls) <= 10
    assert len(calls) / (calls[-1] - calls[0]) >= 9.5


async def test_who_oversleeps_breaches_nothing_and_loses_nothing(seconds: Seconds) -> None:
    dice = random.Random(7)  # noqa: S311 - a busy machine, not a secret
    seconds.late = [dice.expovariate(1 / 0.004) for _ in range(3_000)]
    pace = paced(seconds, TELEGRAMS)
    moments = await sent(pace, seconds, map(somebody, range(1_500)))
    assert fullest(moments) <= 30
    assert len(moments) / (moments[-1] - moments[0]) >= 0.99 * 30


async def test_messages_that_arrive_unevenly_are_spaced_as_if_the_worst_were_so(
    seconds: Seconds,
) -> None:
    """Each takes at least 20 ms there and back; some are held up by up to 30 on their way."""
    dice = random.Random(11)  # noqa: S311 - a busy line, not a secret
    pace = paced(seconds, TELEGRAMS)
    arrived: list[float] = []
    under_way = []
    for number in range(1_200):
        start = await pace.turn(somebody(number))
        held_up = dice.choice([0.0, 0.001, 0.002, 0.003, 0.03])
        arrived.append(start.began + 0.01 + held_up)
        under_way.append((start.began + 0.02 + held_up, start))
        for moment, each in [one for one in under_way if one[0] <= seconds.now]:
            now, seconds.now = seconds.now, moment
            pace.answered(each)
            seconds.now = now
            under_way.remove((moment, each))
    assert fullest(arrived) <= 30
    assert len(arrived) / (max(arrived) - min(arrived)) >= 0.97 * 29.8


async def test_after_a_rest_nothing_is_caught_up(seconds: Seconds) -> None:
    pace = paced(seconds, Rates(per_second=2))
    await sent(pace, seconds, [ANA])
    seconds.now += 60
    first, second, third = await sent(pace, seconds, map(somebody, range(3)))
    assert (second - first, third - second) == (0.5, 0.5)


async def test_a_turn_may_be_awaited_a_little_ahead(seconds: Seconds) -> None:
    pace = paced(seconds, Rates(per_second=1))
    await sent(pace, seconds, [ANA])
    assert await pace.soon(0.25, 0) == 1
    assert seconds.now == 1_000.75
    assert await pace.soon(0.25, 0) == 1
    assert seconds.now == 1_000.75
    assert await pace.soon(0.25, 1) == 1
    assert seconds.now == 1_001.75


async def test_nobody_waits_for_long_without_looking_up(seconds: Seconds) -> None:
    pace = paced(seconds, Rates(per_second=1))
    pace.rest(60, Scope.BOT, ANA)
    assert await pace.soon(0.25, 0) == 0
    assert seconds.now == 1_000 + LONGEST_WAIT_S


async def test_who_asks_first_is_first_however_many_ask(seconds: Seconds) -> None:
    pace = paced(seconds, Rates(per_second=10))
    starts = await asyncio.gather(*(pace.turn(somebody(number)) for number in range(5)))
    assert [start.began for start in starts] == pytest.approx([1_000 + n / 10 for n in range(5)])


async def test_one_chat_waits_between_its_messages_and_others_do_not(seconds: Seconds) -> None:
    pace = paced(seconds, Rates(per_second=100, chat_gap=1.0))
    assert pace.wait_for(ANA) == 0
    await sent(pace, seconds, [ANA])
    assert pace.wait_for(ANA) == 1
    assert pace.wait_for(BEN) == 0
    seconds.now += 0.75
    assert pace.wait_for(ANA) == 0.25
    seconds.now += 0.25
    assert pace.wait_for(ANA) == 0


async def test_a_chat_whose_message_is_still_under_way_waits_for_its_answer(
    seconds: Seconds,
) -> None:
    pace = paced(seconds, Rates(per_second=100, chat_gap=1.0))
    await sent(pace, seconds, [BEN], way=[0.25])
    start = await pace.turn(ANA)
    seconds.now += 5
    assert pace.wait_for(ANA) == 0.75
    pace.answered(start)
    assert pace.wait_for(ANA) == 0.75, "less than a second after it may have arrived"
    seconds.now += 0.75
    assert pace.wait_for(ANA) == 0


async def test_a_group_takes_so_many_in_any_minute(seconds: Seconds) -> None:
    pace = paced(seconds, Rates(per_second=1, group_per_minute=20))
    moments = await sent(pace, seconds, [GROUP] * 41)
    assert fullest(moments, window=60) == 20
    assert moments[20] - moments[0] == pytest.approx(60, abs=0.01)
    assert pace.wait_for(Address(id="group", personal=True)) == 0, "a person has no such limit"
    assert pace.wait_for(Address(id="other", personal=False)) == 0


async def test_all_topics_of_a_group_are_one_chat(seconds: Seconds) -> None:
    pace = paced(seconds, Rates(per_second=100, chat_gap=1.0, parts="/"))
    await sent(pace, seconds, [Address(id="-100/7", personal=False)])
    assert pace.wait_for(Address(id="-100/8", personal=False)) == 1
    assert pace.wait_for(Address(id="-101/7", personal=False)) == 0


async def test_where_groups_have_no_limit_there_is_none(seconds: Seconds) -> None:
    pace = paced(seconds, Rates(per_second=100))
    await sent(pace, seconds, [GROUP] * 500)
    assert pace.wait_for(GROUP) == 0


async def test_a_pause_for_the_bot_holds_everything_up(seconds: Seconds) -> None:
    pace = paced(seconds, Rates(per_second=10))
    pace.rest(30, Scope.BOT, BEN)
    pace.rest(5, Scope.BOT, BEN)
    (moment,) = await sent(pace, seconds, [ANA])
    assert moment == 1_030


@pytest.mark.parametrize("scope", [Scope.CHAT, Scope.UNSAID])
async def test_a_pause_for_a_chat_holds_nobody_else_up(seconds: Seconds, scope: Scope) -> None:
    pace = paced(seconds, Rates(per_second=10))
    pace.rest(30, scope, ANA)
    assert pace.wait_for(ANA) == 30
    assert await sent(pace, seconds, [BEN, ANA]) == [1_000, 1_030]


async def test_when_two_chats_are_refused_it_is_the_bot(seconds: Seconds) -> None:
    pace = paced(seconds, Rates(per_second=10))
    pace.rest(30, Scope.UNSAID, ANA)
    pace.rest(31, Scope.UNSAID, ANA)
    assert pace.wait_for(BEN) == 0
    pace.rest(20, Scope.UNSAID, BEN)
    (moment,) = await sent(pace, seconds, [GROUP])
    assert moment == 1_020


async def test_idle_chats_are_forgotten(seconds: Seconds) -> None:
    pace = paced(seconds, Rates(per_second=1_000_000, chat_gap=3_600))
    await sent(pace, seconds, map(somebody, range(MOST_CHATS)))
    pace.rest(3, Scope.CHAT, BEN)
    seconds.now += 61
    await sent(pace, seconds, [ANA])
    assert pace.wait_for(somebody(1)) == 0
    assert pace.wait_for(ANA) == pytest.approx(3_600)


@dataclass
class Part:
    """So many of the window's messages are ours."""

    ours: int

    def of(self, most: int) -> int:
        return min(self.ours, most)


async def test_whoever_has_a_share_sends_so_much_less(seconds: Seconds) -> None:
    share = Part(ours=10)
    pace = EvenPace(TELEGRAMS, seconds.tell, seconds.sleep, share)
    await pace.soon(0.0, 0)
    moments = await sent(pace, seconds, map(somebody, range(60)))
    assert fullest(moments) == 10
    share.ours = 20
    await pace.soon(0.0, 0)
    begun = seconds.now
    moments += await sent(pace, seconds, map(somebody, range(60, 160)))
    assert fullest(moments) == 20
    assert moments[-1] - begun < 100 / 19


async def test_whoever_has_no_share_waits_for_one(seconds: Seconds) -> None:
    share = Part(ours=0)
    pace = EvenPace(TELEGRAMS, seconds.tell, seconds.sleep, share)
    assert await pace.soon(0.0, 0) == 0
    assert seconds.now == 1_000 + LONGEST_WAIT_S
    share.ours = 30
    assert await pace.soon(0.0, 0) > 0


async def test_a_group_that_others_may_have_written_to_gets_half_for_a_minute(
    seconds: Seconds,
) -> None:
    share = Part(ours=0)
    rates = Rates(per_second=100, group_per_minute=20)
    pace = EvenPace(rates, seconds.tell, seconds.sleep, share)
    await pace.soon(0.0, 0)
    share.ours = 1_000
    await pace.soon(0.0, 0)
    moments = await sent(pace, seconds, [GROUP] * 31)
    assert [moment - moments[0] < 60 for moment in moments] == [True] * 10 + [False] * 21
    assert fullest(moments, 60) == 20
