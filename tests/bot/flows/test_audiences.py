"""Whom a request reaches: whole areas, never too few, never narrowed by asking again."""

import json

from bot.model.agencies import AgencyDraft
from bot.model.commands import Command
from tests.bot.house import GROUP, House
from tests.bot.people import Someone, neighbour
from tests.bot.station import asked, goes_out, leave_asked, officer
from tests.bot.world import FORMS, PINS

ELSEWHERE = "boulevard saint-laurent"


async def moved(roy: Someone, place: str) -> str:
    """What the officer hears when his request is about another place."""
    await leave_asked(roy)
    await roy.presses("Change")
    await roy.presses("Place")
    await roy.says(place)
    return (await goes_out(roy)).text


async def test_an_area_with_enough_members_is_asked_alone(house: House) -> None:
    await asked(house)
    (request,) = house.kept().requests.values()
    assert (await areas(house))[request.audience] == "Villeray"
    assert request.band == 100


async def test_too_small_an_area_is_widened_to_the_town(house: House) -> None:
    for platform, chat in GROUP.items():
        house.platforms[platform].crowds[chat] = 24
    town = "-900"
    async with house.store.unit() as uow:
        (montreal,) = [area for area in await uow.areas.all() if area.name == "Montréal"]
    await house.bind(PINS, town, montreal)
    house.platforms[PINS].crowds[town] = 260
    roy = await officer(house)
    assert "everybody in Montréal" in (await leave_asked(roy)).text
    assert "It goes out" in (await goes_out(roy, town)).text
    (request,) = house.kept().requests.values()
    assert request.band == 250
    await house.delivers()
    for chat in (town, *GROUP.values()):
        assert len(list(house.posts(chat))) == 1


async def test_below_the_floor_even_in_the_town_nobody_is_asked(house: House) -> None:
    for platform, chat in GROUP.items():
        house.platforms[platform].crowds[chat] = 24
    roy = await officer(house)
    await roy.calls(Command.REQUEST)
    for words in ("A grey van?", "26-1", "jarry and lajeunesse", "yesterday 14:00-17:00"):
        await roy.says(words)
    refusal = await roy.presses("3 days")
    assert "Too few neighbours would get this" in refusal.text
    assert not house.kept().requests
    assert not house.kept().owed


async def test_accounts_under_two_weeks_do_not_count(house: House) -> None:
    for platform, chat in GROUP.items():
        house.platforms[platform].crowds[chat] = 3
    for number in range(25):
        await subscribed(house, f"person {number}")
    roy = await officer(house)
    await roy.calls(Command.REQUEST)
    for words in ("A grey van?", "26-1", "jarry and lajeunesse", "yesterday 14:00-17:00"):
        await roy.says(words)
    assert "Too few neighbours would get this" in (await roy.presses("3 days")).text
    house.clock.advance(hours=24 * 28)  # only the fortnight is known: two are surely enough
    assert "everybody in Villeray" in (await roy.presses("3 days")).text


async def test_the_agency_gives_a_place_and_learns_no_number(house: House) -> None:
    house.platforms[PINS].crowds[GROUP[PINS]] = 8_731
    for number in range(3):
        await subscribed(house, f"person {number}")
    roy = await asked(house)
    await roy.calls(Command.REQUESTS)
    await house.ticks()
    read = roy.reads()
    assert "Request 1" in read
    for count in ("8731", "8,731", "250", "neighbours."):
        assert count not in read
    (request,) = house.kept().requests.values()
    assert (await areas(house))[request.audience] == "Villeray", "a whole area, not his point"


async def subscribed(house: House, name: str) -> None:
    """Somebody watches a circle in Villeray."""
    who = neighbour(house, name)
    await who.calls(Command.WATCH)
    await who.pins()
    await who.presses("Save")


async def test_a_chat_that_does_not_answer_counts_for_nobody(house: House) -> None:
    house.platforms[FORMS].silent = True
    roy = await officer(house)
    assert "everybody in Villeray" in (await leave_asked(roy)).text


async def test_overlapping_but_unequal_audiences_of_one_agency_are_a_day_apart(
    house: House,
) -> None:
    roy = await asked(house)
    refusal = await moved(roy, ELSEWHERE)
    assert "Request 1 went to an area that overlaps this one" in refusal
    assert "24 hours" in refusal
    assert len(house.kept().requests) == 1
    house.clock.advance(hours=24)
    assert "It goes out as request 2" in (await goes_out(roy)).text


async def test_the_same_audience_may_be_asked_again_and_other_agencies_do_not_count(
    house: House,
) -> None:
    roy = await asked(house)
    await leave_asked(roy)
    assert "It goes out as request 2" in (await goes_out(roy)).text
    kim = await officer(house, "kim", "Fire service")
    assert "It goes out as request 3" in await moved(kim, ELSEWHERE)


async def test_a_resident_reads_the_band_and_the_ledger_keeps_it(house: House) -> None:
    await asked(house)
    ana = neighbour(house, "ana", FORMS)
    assert "Sent to 100+ neighbours." in (await ana.presses("Reply privately")).text
    written, _ = house.kept().ledger.values()
    assert json.loads(written.entry.content)["band"] == 100


async def areas(house: House) -> dict[int, str]:
    async with house.store.unit() as uow:
        return {area.id: area.name for area in await uow.areas.all()}


async def test_an_agency_asks_only_inside_the_areas_it_was_enrolled_for(house: House) -> None:
    roy = await officer(house)
    await laid(house, "Mile End")
    await roy.calls(Command.REQUEST)
    for words in ("A grey van?", "26-1", "jarry and lajeunesse", "yesterday 14:00-17:00"):
        await roy.says(words)
    refusal = await roy.presses("3 days")
    assert "outside the areas that it was enrolled for" in refusal.text
    assert not house.kept().requests


async def test_no_audience_is_widened_beyond_where_the_agency_may_ask(house: House) -> None:
    for platform, chat in GROUP.items():
        house.platforms[platform].crowds[chat] = 24
    async with house.store.unit() as uow:
        (montreal,) = [area for area in await uow.areas.all() if area.name == "Montréal"]
    await house.bind(PINS, "-900", montreal)
    roy = await officer(house)
    await laid(house, "Villeray")
    assert "Too few neighbours" in (await leave_asked(roy)).text
    await laid(house, "Montréal")
    assert "everybody in Montréal" in (await leave_asked(roy)).text


async def laid(house: House, name: str) -> None:
    """The operator says anew where SPVM may ask."""
    async with house.store.unit() as uow:
        (area,) = [area for area in await uow.areas.all() if area.name == name]
        agency = await uow.agencies.named("SPVM")
        assert agency is not None
        draft = AgencyDraft(
            name=agency.name, domain=agency.domain, contact=agency.contact, areas=(area.id,)
        )
        await uow.agencies.change(agency.id, draft)
        await uow.commit()
