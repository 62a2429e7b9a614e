"""What agencies do is told in the public ledger; what neighbours do is not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.agencies import AgencyState
from bot.model.commands import Command
from bot.model.ids import EntryNumber, PlatformName
from bot.model.ledger import (
    FIRST_LINK,
    Closed,
    LedgerKind,
    Refused,
    ReplyBand,
    Verdict,
    digest_of,
    reply_band,
)
from bot.model.requests import Request
from bot.services import agencies, entries, ledger
from tests.bot.flows.test_audiences import ELSEWHERE, moved
from tests.bot.house import House, patient
from tests.bot.people import Someone, neighbour
from tests.bot.station import asked, replied
from tests.bot.world import FORMS, PINS


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
    assert told(house)[2:] == [
        '{"agency":"SPVM","day":"2026-05-07","entry":3,"kind":"close","replies":"1-5","request":1}'
    ]


async def test_a_reply_that_never_left_does_not_count(house: House) -> None:
    roy = await asked(house)
    await replied(house, "too late to leave")
    await resolve(roy)
    assert kinds(house) == [
        LedgerKind.REQUEST,
        LedgerKind.REVIEW,
        LedgerKind.RESOLUTION,
        LedgerKind.CLOSE,
    ]
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
    assert told(house)[2:] == [
        '{"agency":"SPVM","day":"2026-05-04","entry":3,"kind":"refusal","rule":"audience.too_soon"}'
    ]


async def test_a_suspension_is_told_once_and_so_is_its_end(house: House) -> None:
    await asked(house)
    for state in (AgencyState.SUSPENDED, AgencyState.SUSPENDED, AgencyState.ACTIVE):
        async with house.store.unit() as uow:
            agency = await uow.agencies.named("SPVM")
            assert agency is not None
            await agencies.turn(uow, agency, state, house.clock.now())
            await uow.commit()
    assert kinds(house)[2:] == [LedgerKind.SUSPENSION, LedgerKind.RESUMPTION]


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
    assert [entries.read(each.entry) for each in written] == [each.line for each in written]


async def test_the_chain_holds(house: House) -> None:
    roy = await asked(house)
    await moved(roy, ELSEWHERE)
    await resolve(roy)
    previous = FIRST_LINK
    for number, written in enumerate(house.kept().ledger.values(), start=1):
        assert (written.entry.number, written.entry.previous) == (number, previous)
        previous = digest_of(previous, written.entry.content)
        assert written.entry.digest == previous


@pytest.mark.parametrize("platform", [PINS, FORMS])
async def test_anybody_reads_the_ledger_and_its_head(house: House, platform: PlatformName) -> None:
    ana = neighbour(house, "ana", platform)
    assert "No agency has asked anything yet" in (await ana.calls(Command.TRANSPARENCY)).text
    roy = await asked(house)
    await moved(roy, ELSEWHERE)
    await resolve(roy)
    before = house.kept()
    for chat in (ana.home, ana.group):
        read = (await ana.calls(Command.TRANSPARENCY, "", chat)).text
        assert "Agencies that may ask: SPVM." in read
        assert "1 request went out." in read
        assert "Refused by a rule: 1. Looked at by a second person: 1. Resolved: 1." in read
        assert "1 · 4 May 2026 · SPVM asked Villeray, request 1." in read
        assert "2 · 4 May 2026 · A request of SPVM was looked at by a second person" in read
        assert "3 · 4 May 2026 · A request of SPVM was refused by the rule audience." in read
        assert "4 · 4 May 2026 · SPVM found what request 1 was about." in read
        assert "5 · 4 May 2026 · Request 1 of SPVM is over. Replies: none." in read
        assert house.kept().ledger[EntryNumber(5)].entry.digest in read
        assert "All of it" not in read
    assert not house.changed(before)


async def test_earlier_entries_are_a_press_away_in_private(house: House) -> None:
    async with house.store.unit() as uow:
        for _ in range(7):
            await uow.ledger.append(
                Refused(agency="SPVM", rule="audience.too_small", day=house.clock.now().date())
            )
        await uow.commit()
    ana = neighbour(house, "ana")
    newest = await ana.calls(Command.TRANSPARENCY)
    assert "7 · 4 May 2026" in newest.text
    assert "\n2 · 4 May 2026" not in newest.text
    oldest = await ana.presses("Earlier entries")
    assert "2 · 4 May 2026" in oldest.text
    assert "1 · 4 May 2026" in oldest.text
    assert not oldest.labels
    assert not (await ana.calls(Command.TRANSPARENCY, "", ana.group)).labels


async def test_a_genuine_request_is_found_in_the_ledger_and_where_it_can_be_read() -> None:
    house = House(policy=replace(patient(), page="https://watch.example.org/transparency"))
    await house.settle()
    await asked(house)
    heard = (await neighbour(house, "ana").calls(Command.CHECK, "1")).text
    entry = house.kept().ledger[EntryNumber(1)].entry
    assert f"It is entry 1 of the public ledger, {entry.digest[:16]}." in heard
    assert "https://watch.example.org/transparency" in heard


async def test_what_is_not_in_the_ledger_is_not_genuine(house: House) -> None:
    """A row that somebody slipped into the store makes no request."""
    await asked(house)
    house.store.rows.ledger.clear()
    assert (
        "There is no request 1" in (await neighbour(house, "ana").calls(Command.CHECK, "1")).text
    )
