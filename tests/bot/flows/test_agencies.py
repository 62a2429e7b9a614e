"""Officers prove who they are, with a code that works once."""

import pytest

from bot.model.agencies import AgencyState
from bot.model.commands import Command
from bot.model.ids import PlatformName
from bot.model.people import Role
from tests.bot.house import House
from tests.bot.people import Someone, neighbour
from tests.bot.world import FORMS, PINS

PLATFORMS = (PINS, FORMS)


async def turned(house: House, state: AgencyState) -> None:
    """The operator suspends SPVM, or lets it ask again."""
    agency = await house.agency()
    async with house.store.unit() as uow:
        await uow.agencies.turn(agency, state)
        await uow.commit()


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_code_makes_an_officer_and_leaves_the_chat(
    house: House, platform: PlatformName
) -> None:
    roy = neighbour(house, "roy", platform)
    code = await house.code()
    assert "What is the one-time code" in (await roy.calls(Command.VERIFY)).text
    if platform == FORMS:
        await roy.presses("Write your answer")
        done = await roy.fills({"answer": code})
    else:
        done = await roy.says(code)
    assert "verified as an officer of SPVM" in done.text
    assert done.erased
    (person,) = house.store.rows.people.values()
    assert person.role is Role.OFFICER
    assert not house.store.rows.dialogues


@pytest.mark.parametrize("typed", [str.lower, lambda code: code.replace("-", " "), str.strip])
async def test_a_code_may_be_typed_in_any_way(house: House, typed: object) -> None:
    assert callable(typed)
    roy = neighbour(house, "roy")
    heard = await roy.calls(Command.VERIFY, typed(await house.code()))
    assert "verified as an officer of SPVM" in heard.text


async def test_a_code_works_once(house: House) -> None:
    roy, eve = neighbour(house, "roy"), neighbour(house, "eve")
    code = await house.code()
    await roy.calls(Command.VERIFY, code)
    before = house.kept()
    for who in (eve, roy):
        assert "unknown, used or expired" in (await who.calls(Command.VERIFY, code)).text
    assert not house.changed(before)


async def test_a_code_expires(house: House) -> None:
    roy = neighbour(house, "roy")
    code = await house.code()
    house.clock.moment += house.policy.code_lives
    assert "unknown, used or expired" in (await roy.calls(Command.VERIFY, code)).text
    assert not house.store.rows.people


@pytest.mark.parametrize("code", ["AAAA-BBBB-CCCC-DDDD", "", "-", "🙂", "x" * 4_000])
async def test_a_wrong_code_is_asked_for_again(house: House, code: str) -> None:
    roy = neighbour(house, "roy")
    await house.code()
    await roy.calls(Command.VERIFY)
    before = house.kept()
    heard = await roy.says(code)
    assert "unknown, used or expired" in heard.text
    assert "What is the one-time code" in heard.text
    assert not house.changed(before)


async def test_a_code_of_a_suspended_agency_is_not_used_up(house: House) -> None:
    roy = neighbour(house, "roy")
    code = await house.code()
    await turned(house, AgencyState.SUSPENDED)
    before = house.kept()
    assert "SPVM is suspended" in (await roy.calls(Command.VERIFY, code)).text
    assert not house.changed(before)
    await turned(house, AgencyState.ACTIVE)
    assert "verified" in (await roy.calls(Command.VERIFY, code)).text


async def test_a_code_sent_where_others_read_is_taken_away_and_not_used(house: House) -> None:
    roy = neighbour(house, "roy")
    code = await house.code()
    before = house.kept()
    heard = await roy.calls(Command.VERIFY, code, roy.group)
    assert heard.erased
    assert "for our private chat only" in heard.text
    assert not house.changed(before)


async def test_a_code_in_the_midst_of_a_report_interrupts_nothing(house: House) -> None:
    roy = neighbour(house, "roy")
    await roy.calls(Command.REPORT)
    await roy.presses("Hazard")
    await roy.calls(Command.VERIFY, await house.code())
    assert "Where?" in (await roy.says("A hole in the road.")).text


async def test_pictures_are_no_code(house: House) -> None:
    roy = neighbour(house, "roy")
    await roy.calls(Command.VERIFY)
    assert "Write the code, such as" in (await roy.shows(b"code")).text


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_strangers_ask_the_neighbourhood_nothing(
    house: House, platform: PlatformName
) -> None:
    eve = neighbour(house, "eve", platform)
    before = house.kept()
    for chat in (eve.home, eve.group):
        for command in (Command.REQUEST, Command.REQUESTS, Command.RESOLVE):
            argument = "1" if command is Command.RESOLVE else ""
            heard = await eve.calls(command, argument, chat)
            assert not heard.labels or heard.labels == ("Open our private chat",)
            assert heard.labels or "Only verified agencies can ask" in heard.text
    assert eve.form is None
    assert not house.changed(before)


async def test_officers_of_a_suspended_agency_are_told_so(house: House) -> None:
    roy: Someone = neighbour(house, "roy")
    await roy.calls(Command.VERIFY, await house.code())
    await turned(house, AgencyState.SUSPENDED)
    before = house.kept()
    for command in (Command.REQUEST, Command.REQUESTS):
        assert "SPVM is suspended" in (await roy.calls(command)).text
    assert not house.changed(before)
    await turned(house, AgencyState.ACTIVE)
    assert "What are you looking for?" in (await roy.calls(Command.REQUEST)).text
