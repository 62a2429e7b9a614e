"""How fast a bot may send: evenly, gently in each chat, and with the pauses it is asked for."""

from dataclasses import dataclass

import pytest

from bot.model.rates import Rates
from bot.services.pace import MOST_CHATS, Pace


@dataclass
class Seconds:
    """Seconds that pass when somebody sleeps."""

    now: float = 1_000.0

    def tell(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


def paced(seconds: Seconds, rates: Rates) -> Pace:
    """A pace by these seconds."""
    return Pace(rates, seconds.tell, seconds.sleep)


async def sent(pace: Pace, seconds: Seconds, chats: list[str]) -> list[float]:
    """When messages to these chats leave, one after the other."""
    moments = []
    for chat in chats:
        await pace.turn()
        pace.took(chat)
        moments.append(seconds.now)
    return moments


async def test_messages_leave_evenly(seconds: Seconds) -> None:
    pace = paced(seconds, Rates(per_second=4))
    moments = await sent(pace, seconds, [f"chat {number}" for number in range(9)])
    assert moments == [1_000 + number / 4 for number in range(9)]


async def test_no_window_of_a_second_holds_more_than_the_rate(seconds: Seconds) -> None:
    pace = paced(seconds, Rates(per_second=30))
    moments = []
    for pause in (0, 5, 0.01, 0, 0.5, 0, 0, 2, 0):
        seconds.now += pause
        moments += await sent(pace, seconds, [f"chat {number}" for number in range(20)])
    for start in moments:
        assert sum(start <= moment < start + 0.999 for moment in moments) <= 30


async def test_after_a_rest_nothing_is_caught_up(seconds: Seconds) -> None:
    pace = paced(seconds, Rates(per_second=2))
    await sent(pace, seconds, ["a"])
    seconds.now += 60
    first, second, third = await sent(pace, seconds, ["b", "c", "d"])
    assert (second - first, third - second) == (0.5, 0.5)


async def test_a_turn_may_be_awaited_a_little_ahead(seconds: Seconds) -> None:
    pace = paced(seconds, Rates(per_second=1))
    pace.took("a")
    await pace.turn(ahead=0.25)
    assert seconds.now == 1_000.75
    await pace.turn(ahead=0.25)
    assert seconds.now == 1_000.75


async def test_one_chat_waits_between_its_messages_and_others_do_not(seconds: Seconds) -> None:
    pace = paced(seconds, Rates(per_second=100, chat_gap=1.0))
    assert pace.wait_for("a", personal=True) == 0
    pace.took("a")
    assert pace.wait_for("a", personal=True) == 1
    assert pace.wait_for("b", personal=True) == 0
    seconds.now += 0.75
    assert pace.wait_for("a", personal=True) == 0.25
    seconds.now += 0.25
    assert pace.wait_for("a", personal=True) == 0


async def test_a_group_takes_so_many_in_any_minute(seconds: Seconds) -> None:
    pace = paced(seconds, Rates(per_second=100, group_per_minute=20))
    for _ in range(20):
        assert pace.wait_for("group", personal=False) == 0
        pace.took("group")
        seconds.now += 1
    assert pace.wait_for("group", personal=False) == 40
    assert pace.wait_for("group", personal=True) == 0, "a person has no such limit"
    assert pace.wait_for("other", personal=False) == 0
    seconds.now += 40
    assert pace.wait_for("group", personal=False) == 0
    pace.took("group")
    assert pace.wait_for("group", personal=False) == 1


async def test_where_groups_have_no_limit_there_is_none(seconds: Seconds) -> None:
    pace = paced(seconds, Rates(per_second=100))
    for _ in range(500):
        pace.took("group")
    assert pace.wait_for("group", personal=False) == 0


async def test_a_pause_that_was_asked_for_holds_everything_up(seconds: Seconds) -> None:
    pace = paced(seconds, Rates(per_second=10))
    pace.rest(30)
    pace.rest(5)
    (moment,) = await sent(pace, seconds, ["a"])
    assert moment == 1_030


async def test_idle_chats_are_forgotten(seconds: Seconds) -> None:
    pace = paced(seconds, Rates(per_second=1_000_000, chat_gap=3_600))
    for number in range(MOST_CHATS):
        pace.took(f"chat {number}")
    seconds.now += 61
    pace.took("newest")
    assert pace.wait_for("chat 1", personal=True) == 0
    assert pace.wait_for("newest", personal=True) == 3_600
