"""No figure on the operator's page may tell that somebody answered a request, or when."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from prometheus_client import Counter

from adapters.metrics import Board
from bot.app import instruments as ours
from bot.app.instruments import Bulletins, Instruments
from bot.delivery import carrier
from bot.dispatch import Dispatch
from bot.events import Event, Mark
from bot.model.deliveries import DeliveryKind
from bot.ports.meters import COUNTED
from bot.replies import Turn
from bot.schedule import Clockwork
from tests.bot.house import House
from tests.bot.people import neighbour
from tests.bot.station import asked, drafted, replied
from tests.bot.world import FORMS
from tests.planted import Leak, stays_green, turns_red

BOARDS: list[Board] = []
"""The newest last: where a leak can find it."""

TIMED = ("_seconds_sum", "_seconds_bucket")
"""How long commits took on this machine."""


class Quarter:
    """A quarter of an hour in a neighbourhood, and the page as it was after each of its steps."""

    def __init__(self) -> None:
        self._instruments = Instruments(board=Board(steady=lambda: 0.0))
        BOARDS.append(self._instruments.board)
        self.house = House(meter=self._instruments.board)
        rates = {name: each.rates for name, each in self.house.platforms.items()}
        self._bulletins = Bulletins(self._instruments, self.house.store, self.house.clock, rates)
        self.pages: list[list[str]] = []

    async def passes(self, replies: int) -> list[list[str]]:
        """So many neighbours answer; all else is the same."""
        house = self.house
        await house.settle()
        await asked(house)
        await self.look()
        for number in range(replies):
            await replied(house, f"van {number}", f"person {number}", thread=True)
        await self.look()
        house.clock.advance(minutes=15)
        await Clockwork(house.rounds, self._instruments.health).made(house.rounds.tick)
        await self.look()
        await house.delivers()
        await self.look()
        return self.pages

    async def look(self) -> None:
        """Write the page, and keep what does not depend on this machine."""
        await self._bulletins.write()
        lines = self._instruments.board.page.decode().splitlines()
        self.pages.append([line for line in lines if not any(part in line for part in TIMED)])


async def test_no_figure_moves_when_somebody_replies() -> None:
    without, answered = await Quarter().passes(0), await Quarter().passes(3)
    assert without == answered
    assert any("deliveries_sent_total" in line and "2.0" not in line for line in without[0])


async def test_what_goes_to_everybody_is_counted() -> None:
    quarter = Quarter()
    last = (await quarter.passes(0))[-1]
    for platform in quarter.house.platforms:
        assert f'porchlight_deliveries_sent_total{{platform="{platform}"}} 1.0' in last
        assert f'porchlight_deliveries_due{{platform="{platform}"}} 0.0' in last


async def test_a_draft_that_is_never_sent_moves_nothing() -> None:
    quarter = Quarter()
    await quarter.house.settle()
    await asked(quarter.house)
    await quarter.look()
    await quarter.look()
    dana = neighbour(quarter.house, "dana", FORMS)
    await dana.presses("Reply privately")
    await drafted(dana, "grey van")
    await quarter.look()
    assert quarter.pages[-2] == quarter.pages[-1]


async def test_what_waits_and_for_how_long_is_told() -> None:
    quarter = Quarter()
    house = quarter.house
    await quarter.passes(0)
    async with house.store.unit() as uow:
        await uow.deliveries.announce("1.2", house.clock.now())
        await uow.commit()
    house.clock.moment += timedelta(minutes=2)
    await quarter.look()
    assert 'porchlight_deliveries_due{platform="pins"} 1.0' in quarter.pages[-1]
    assert 'porchlight_delivery_oldest_seconds{platform="pins"} 120.0' in quarter.pages[-1]


def counting_commits(patch: pytest.MonkeyPatch) -> None:
    """Dispatch counts what it commits."""
    take = Dispatch.take

    async def counted(self: Dispatch, event: Event | None, mark: Mark | None = None) -> Turn:
        turn, board = await take(self, event, mark), BOARDS[-1]
        known = board.registry._names_to_collectors.get("porchlight_commits")  # noqa: SLF001
        if not isinstance(known, Counter):
            known = Counter("porchlight_commits", "Events taken in", registry=board.registry)
        known.inc()
        return turn

    patch.setattr(Dispatch, "take", counted)


def counting_replies(where: object) -> Callable[[pytest.MonkeyPatch], None]:
    """Deliveries of every kind are counted there."""
    return lambda patch: patch.setattr(where, "COUNTED", frozenset(DeliveryKind))


LEAKS = {
    "dispatch counts its commits": counting_commits,
    "letters to officers are counted as sent": counting_replies(carrier),
    "letters to officers are counted as due": counting_replies(ours),
}


@pytest.mark.parametrize("leak", LEAKS)
async def test_a_planted_leak_turns_the_guard_red(leak: str) -> None:
    planted = Leak(plant=LEAKS[leak], guard=test_no_figure_moves_when_somebody_replies)
    await turns_red(planted)
    await stays_green(planted)


def test_a_kind_that_is_to_be_counted_needs_a_second_thought_here() -> None:
    seen_by_everybody = {
        DeliveryKind.INCIDENT,
        DeliveryKind.REQUEST,
        DeliveryKind.BELL,
        DeliveryKind.AREA,
        DeliveryKind.OUTAGE,
        DeliveryKind.HEAD,
        DeliveryKind.DIGEST,
    }
    assert seen_by_everybody >= COUNTED
