"""Each channel's moderators say which agencies may ask in it."""

import pytest

from bot.events import Pressed
from bot.model.actions import Verb, act
from bot.model.agencies import AgencyState
from bot.model.commands import Command
from bot.model.deliveries import DeliveryKind
from bot.model.ids import ChannelId, PlatformName
from bot.model.ledger import LedgerKind
from bot.services import admissions
from tests.bot.flows.test_agencies import turned
from tests.bot.house import GROUP, House
from tests.bot.people import Heard, Someone, neighbour
from tests.bot.station import asked, goes_out, leave_asked, officer
from tests.bot.world import FORMS, PINS

PLATFORMS = (PINS, FORMS)


def channel(house: House, platform: PlatformName = PINS) -> ChannelId:
    channels = house.store.rows.channels.values()
    (found,) = [each.id for each in channels if each.chat == GROUP[platform]]
    return found


def moderator(house: House, platform: PlatformName = PINS) -> Someone:
    maya = neighbour(house, "maya", platform)
    house.platforms[platform].admins.add((GROUP[platform], maya.account.id))
    return maya


async def says(who: Someone, verb: Verb, *, at_home: bool = False) -> Heard:
    """What a channel's moderator says of SPVM."""
    here = channel(who.house, who.account.platform)
    button = act(verb, await who.house.agency(), here)
    chat = who.home if at_home else who.at(GROUP[who.account.platform])
    return await who.does(Pressed(action=button), chat)


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_moderators_are_asked_once_an_agency_is_enrolled(
    house: House, platform: PlatformName
) -> None:
    await house.code()
    async with house.store.unit() as uow:
        agency = await uow.agencies.named("SPVM")
        assert agency is not None
        await admissions.offer(uow, agency, house.clock.now())
        await admissions.offer(uow, agency, house.clock.now())
        await uow.commit()
    await house.delivers()
    (notice,) = house.posts(GROUP[platform])
    assert "SPVM · mail from @police.example · 514 555 0100" in notice
    assert "Shall its requests be posted here?" in notice


async def test_a_channel_that_is_bound_later_is_asked_then(house: House) -> None:
    await house.code()
    maya = moderator(house)
    chat = maya.at("new")
    house.platforms[PINS].admins.add(("new", maya.account.id))
    await maya.calls(Command.SETUP, "Villeray", chat)
    await maya.presses("Villeray")
    await house.delivers()
    (notice,) = house.posts("new")
    assert "Shall its requests be posted here?" in notice


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("at_home", [False, True])
async def test_a_moderator_speaks_for_his_channel_and_no_other(
    house: House, platform: PlatformName, *, at_home: bool
) -> None:
    await house.code()
    maya = moderator(house, platform)
    assert "It may ask here" in (await says(maya, Verb.AGENCY_ADMIT, at_home=at_home)).text
    assert await taken(house) == {channel(house, platform)}
    assert "It may not ask here" in (await says(maya, Verb.AGENCY_BAR, at_home=at_home)).text
    assert await taken(house) == set()


async def taken(house: House) -> set[ChannelId]:
    agency = await house.agency()
    async with house.store.unit() as uow:
        return set(await uow.admissions.admitting(agency))


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("verb", [Verb.AGENCY_ADMIT, Verb.AGENCY_BAR])
async def test_nobody_else_says_anything(house: House, platform: PlatformName, verb: Verb) -> None:
    eve, roy = neighbour(house, "eve", platform), await officer(house, platform=platform)
    before = house.kept()
    for who in (eve, roy):
        for at_home in (False, True):
            heard = await says(who, verb, at_home=at_home)
            assert "Only an admin of this channel's chat" in heard.text
    assert not house.changed(before)


async def test_only_channels_that_admitted_the_agency_get_its_requests(house: House) -> None:
    roy = await officer(house)
    await says(moderator(house, FORMS), Verb.AGENCY_BAR)
    house.clock.advance(minutes=1)
    await leave_asked(roy)
    assert "It goes out" in (await goes_out(roy)).text
    await house.delivers()
    assert len(list(house.posts(GROUP[PINS]))) == 1
    assert not list(house.posts(GROUP[FORMS]))


async def test_a_channel_that_bars_it_stops_what_is_under_way(house: House) -> None:
    roy = await officer(house)
    await leave_asked(roy)
    await goes_out(roy)
    await says(moderator(house), Verb.AGENCY_BAR)
    await house.delivers()
    assert not list(house.posts(GROUP[PINS]))
    assert len(list(house.posts(GROUP[FORMS]))) == 1


async def test_a_suspended_agencys_request_stops_on_its_way(house: House) -> None:
    roy = await officer(house)
    await leave_asked(roy)
    await goes_out(roy)
    await turned(house, AgencyState.SUSPENDED)
    await house.delivers()
    assert not any(list(house.posts(chat)) for chat in GROUP.values())


async def test_where_nobody_admitted_it_an_agency_reaches_nobody(house: House) -> None:
    roy = await officer(house)
    for platform in PLATFORMS:
        await says(moderator(house, platform), Verb.AGENCY_BAR)
    assert "No channel there has let your agency ask yet" in (await leave_asked(roy)).text


async def test_members_of_a_channel_that_does_not_take_it_do_not_count(house: House) -> None:
    house.platforms[PINS].crowds[GROUP[PINS]] = 24
    house.platforms[FORMS].crowds[GROUP[FORMS]] = 8_000
    roy = await officer(house)
    await says(moderator(house, FORMS), Verb.AGENCY_BAR)
    assert "Too few neighbours" in (await leave_asked(roy)).text


async def test_an_audience_that_moderators_changed_is_a_day_apart_from_the_one_before(
    house: House,
) -> None:
    roy = await asked(house)
    house.clock.advance(minutes=1)
    await says(moderator(house, FORMS), Verb.AGENCY_BAR)
    await leave_asked(roy)
    assert "overlaps this one" in (await goes_out(roy)).text
    house.clock.advance(hours=24)
    assert "It goes out as request 2" in (await goes_out(roy)).text


async def test_the_ledger_tells_when_a_channel_bars_an_agency(house: House) -> None:
    await officer(house)
    maya = moderator(house)
    for verb in (Verb.AGENCY_BAR, Verb.AGENCY_BAR, Verb.AGENCY_ADMIT):
        await says(maya, verb)
    lines = [written.line for written in house.kept().ledger.values()]
    assert [line.kind for line in lines] == [LedgerKind.SUSPENSION, LedgerKind.RESUMPTION]
    assert '"area":"Villeray"' in str([w.entry.content for w in house.kept().ledger.values()])


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_anybody_reads_which_agencies_may_ask(house: House, platform: PlatformName) -> None:
    ana = neighbour(house, "ana", platform)
    assert "No agency may ask here" in (await ana.calls(Command.AGENCIES)).text
    assert (
        "No agency was enrolled"
        in (await ana.calls(Command.AGENCIES, chat=ana.at(GROUP[platform]))).text
    )
    await officer(house)
    assert "SPVM · mail from @police.example" in (await ana.calls(Command.AGENCIES)).text
    here = await ana.calls(Command.AGENCIES, chat=ana.at(GROUP[platform]))
    assert "It may ask here" in here.text
    assert here.labels == ("Not here",)
    await turned(house, AgencyState.REVOKED)
    assert "No agency may ask here" in (await ana.calls(Command.AGENCIES)).text


async def test_a_button_for_an_agency_of_elsewhere_leads_nowhere(house: House) -> None:
    await house.code()
    maya = moderator(house)
    for args in ((99, channel(house)), (await house.agency(), 99), ("x", "y"), (1,), ()):
        pressed = Pressed(action=act(Verb.AGENCY_ADMIT, *args))
        heard = await maya.does(pressed, maya.at(GROUP[PINS]))
        assert "no longer leads anywhere" in heard.text
    assert await taken(house) == set()


async def test_a_notice_that_was_decided_meanwhile_is_not_sent(house: House) -> None:
    await house.code()
    async with house.store.unit() as uow:
        agency = await uow.agencies.named("SPVM")
        assert agency is not None
        await admissions.offer(uow, agency, house.clock.now())
        await uow.commit()
    await says(moderator(house), Verb.AGENCY_ADMIT)
    await house.delivers()
    assert not list(house.posts(GROUP[PINS]))
    kinds = {row.kind for row in house.store.rows.owed.values()}
    assert kinds == {DeliveryKind.ADMISSION}
