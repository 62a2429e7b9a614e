"""What agencies do is told in the public ledger; what neighbours do is not."""

from datetime import timedelta

import pytest

from bot.model.agencies import AgencyState
from bot.model.commands import Command
from bot.model.ledger import (
    FIRST_LINK,
    Closed,
    LedgerKind,
    ReplyBand,
    Verdict,
    digest_of,
    reply_band,
)
from bot.model.requests import Request
from bot.services import agencies, ledger
from tests.bot.flows.test_audiences import ELSEWHERE, moved
from tests.bot.house import House
from tests.bot.people import Someone
from tests.bot.station import asked, replied


def told(house: House) -> list[str]:
    """What the ledger says, entry by entry."""
    return [written.entry.content for written in house.kept().ledger.values()]


def kinds(house: House) -> list[LedgerKind]:
    return [written.line.kind for written in house.kept().ledger.values()]


async def resolve(roy: Someone) -> None:
    await roy.calls(Command.RESOLVE, "1")
    await roy.presses("Close and destroy")


async def a_settled_house() -> House:
    house = House()
    await house.settle()
    return house


async def closed_after(replies: int) -> list[str]:
    """What the ledger says once a request that got so many replies was resolved."""
    house = await a_settled_house()
    roy = await asked(house)
    for number in range(replies):
        await replied(house, "I saw it.", f"neighbour {number}")
    await house.ticks()
    await resolve(roy)
    return told(house)


@pytest.mark.parametrize(
    ("count", "band"), [(0, "none"), (1, "1-5"), (5, "1-5"), (6, "6+"), (900, "6+")]
)
def test_replies_are_told_by_band(count: int, band: str) -> None:
    assert reply_band(count) == band


async def test_the_ledger_cannot_tell_one_number_of_replies_from_another_in_its_band() -> None:
    none, one, five, six, seven = [await closed_after(count) for count in (0, 1, 5, 6, 7)]
    assert one == five
    assert six == seven
    assert len({none[-1], one[-1], six[-1]}) == 3
    assert none[:-1] == one[:-1] == six[:-1]


async def test_nothing_is_told_of_replies_while_a_request_is_open() -> None:
    house = await a_settled_house()
    await asked(house)
    before = house.kept().ledger
    await replied(house, "I saw it.", thread=True)
    assert house.kept().ledger == before
    await house.ticks()
    await house.ticks()
    await house.rounds.night()
    assert house.kept().ledger == before


async def test_a_close_is_told_by_its_day_and_band(house: House) -> None:
    await asked(house)
    await replied(house, "I saw it.")
    house.clock.moment += timedelta(days=4)
    await house.ticks()
    await house.ticks()
    assert told(house)[1:] == [
        '{"agency":"SPVM","day":"2026-05-07","entry":2,"kind":"close","replies":"1-5","request":1}'
    ]


async def test_a_reply_that_never_left_does_not_count(house: House) -> None:
    roy = await asked(house)
    await replied(house, "too late to leave")
    await resolve(roy)
    assert kinds(house) == [LedgerKind.REQUEST, LedgerKind.RESOLUTION, LedgerKind.CLOSE]
    assert '"replies":"none"' in told(house)[-1]


async def test_the_band_is_never_told_early_and_never_twice(house: House) -> None:
    roy = await asked(house)
    now = house.clock.now()
    async with house.store.unit() as uow:
        with pytest.raises(ledger.TooEarlyError):
            await ledger.closed(uow, the_request(house), ReplyBand.FEW, now)
    await resolve(roy)
    async with house.store.unit() as uow:
        with pytest.raises(ledger.ToldBeforeError):
            await ledger.closed(uow, the_request(house), ReplyBand.MANY, now)
    lines = [written.line for written in house.kept().ledger.values()]
    assert [line.replies for line in lines if isinstance(line, Closed)] == [ReplyBand.NONE]


def the_request(house: House) -> Request:
    (request,) = house.kept().requests.values()
    return request


async def test_of_a_refused_request_the_rule_is_told_and_nothing_else(house: House) -> None:
    roy = await asked(house)
    assert "overlaps" in await moved(roy, ELSEWHERE)
    assert told(house)[1:] == [
        '{"agency":"SPVM","day":"2026-05-04","entry":2,"kind":"refusal","rule":"audience.too_soon"}'
    ]


async def test_a_suspension_is_told_once_and_so_is_its_end(house: House) -> None:
    await asked(house)
    for state in (AgencyState.SUSPENDED, AgencyState.SUSPENDED, AgencyState.ACTIVE):
        async with house.store.unit() as uow:
            agency = await uow.agencies.named("SPVM")
            assert agency is not None
            await agencies.turn(uow, agency, state, house.clock.now())
            await uow.commit()
    assert kinds(house)[1:] == [LedgerKind.SUSPENSION, LedgerKind.RESUMPTION]


async def test_every_line_is_read_as_it_was_written(house: House) -> None:
    roy = await asked(house)
    await moved(roy, ELSEWHERE)
    await resolve(roy)
    agency, now = await house.agency(), house.clock.now()
    async with house.store.unit() as uow:
        await ledger.withdrawn(uow, the_request(house), now)
        await ledger.suspended(uow, agency, now, "Villeray")
        await ledger.resumed(uow, agency, now)
        await ledger.reviewed(uow, agency, "lawful_activity", Verdict.DECLINED, now=now)
        await uow.commit()
    written = house.kept().ledger.values()
    assert {each.line.kind for each in written} == set(LedgerKind)
    assert [ledger.read(each.entry) for each in written] == [each.line for each in written]


async def test_the_chain_holds(house: House) -> None:
    roy = await asked(house)
    await moved(roy, ELSEWHERE)
    await resolve(roy)
    previous = FIRST_LINK
    for number, written in enumerate(house.kept().ledger.values(), start=1):
        assert (written.entry.number, written.entry.previous) == (number, previous)
        previous = digest_of(previous, written.entry.content)
        assert written.entry.digest == previous
