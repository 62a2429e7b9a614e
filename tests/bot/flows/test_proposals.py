"""Nothing goes out that one stolen account could have asked alone."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.events import Pressed
from bot.model.actions import Verb, act
from bot.model.agencies import AgencyState
from bot.model.commands import Command
from bot.model.ids import PlatformName
from bot.model.proposals import ProposalState
from tests.badges import password
from tests.bot.flows.test_agencies import turned
from tests.bot.house import GROUP, House
from tests.bot.people import Heard, Someone, neighbour
from tests.bot.station import (
    ASKED,
    code_in,
    judges,
    leave_asked,
    officer,
    proposed,
    signed,
    writes,
)
from tests.bot.world import FORMS, PINS

PLATFORMS = (PINS, FORMS)


async def waiting(house: House, platform: PlatformName = PINS) -> Someone:
    """An officer whose proposal waits for a second person."""
    roy = await officer(house, platform=platform)
    await leave_asked(roy)
    assert "a second person looks at it" in (await proposed(roy)).text
    return roy


async def colleague(house: House, platform: PlatformName = PINS) -> Someone:
    return await officer(house, "rosa", platform=platform)


def newest(house: House) -> int:
    return max(house.store.rows.proposals)


async def judged(who: Someone, verb: Verb = Verb.PROPOSAL_APPROVE, channel: int = 0) -> Heard:
    """What somebody hears who presses it, wherever he got the button from."""
    return await who.does(Pressed(action=act(verb, newest(who.house), channel)))


def state(house: House) -> ProposalState:
    return house.store.rows.proposals[max(house.store.rows.proposals)].state


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_two_officers_and_a_letter_make_a_request(
    house: House, platform: PlatformName
) -> None:
    rosa = await colleague(house, platform)
    await waiting(house, platform)
    assert not house.store.rows.requests
    await house.delivers()
    assert "SPVM wants to ask this" in rosa.reads()
    assert ASKED in rosa.reads()
    assert (
        "It goes out as request 1, everybody in Villeray" in (await rosa.presses("Yes, ask")).text
    )
    await house.delivers()
    for chat in GROUP.values():
        (post,) = house.posts(chat)
        assert "✔ SPVM asks for help · request 1" in post
    assert state(house) is ProposalState.ASKED


async def test_the_letter_shows_all_that_neighbours_will_see(house: House) -> None:
    roy = await officer(house)
    await leave_asked(roy)
    await signed(roy)
    (letter,) = house.mailer.letters
    for words in (
        "In the name of SPVM",
        "Case 26-01877",
        ASKED,
        "Near Rue Jarry & Rue Lajeunesse, Sunday 3 May, 14:00-17:00.",
        "Answers until Thursday 7 May, 12:00",
        "It would go to Villeray.",
        "give the code to nobody",
    ):
        assert words in letter.text


async def test_a_moderator_reads_it_alone_and_says_yes(house: House) -> None:
    roy = await waiting(house)
    await house.delivers()
    for chat in GROUP.values():
        (notice,) = house.posts(chat)
        assert "SPVM wants to ask this neighbourhood something" in notice
        assert ASKED not in notice
    assert ASKED in (await judges(house, Verb.PROPOSAL_READ)).text
    assert "It goes out as request 1" in (await judges(house, Verb.PROPOSAL_APPROVE)).text
    await house.delivers()
    assert "approved by a second person. It went out as request 1" in roy.reads()
    for chat in GROUP.values():
        (post,) = house.posts(chat)
        assert "request 1" in post


async def test_a_refusal_is_told_and_goes_nowhere(house: House) -> None:
    roy, rosa = await waiting(house), await colleague(house)
    await house.delivers()
    assert "It is refused and goes nowhere" in (await judged(rosa, Verb.PROPOSAL_REFUSE)).text
    await house.delivers()
    assert "said no to the request on case 26-01877" in roy.reads()
    assert not house.store.rows.requests
    assert not any(list(house.posts(chat)) for chat in GROUP.values())
    assert "does not wait any more" in (await judged(rosa)).text


async def test_nobody_approves_his_own_request_whatever_else_he_is(house: House) -> None:
    roy = await waiting(house)
    house.platforms[PINS].admins.add((GROUP[PINS], roy.account.id))
    channels = house.store.rows.channels.values()
    (channel,) = [each.id for each in channels if each.chat == GROUP[PINS]]
    for verb in (Verb.PROPOSAL_APPROVE, Verb.PROPOSAL_REFUSE, Verb.PROPOSAL_READ):
        for where in (0, channel):
            assert "Nobody approves his own request" in (await judged(roy, verb, where)).text
    assert not house.store.rows.requests


async def stranger(house: House) -> Someone:
    return neighbour(house, "eve")


async def other_force(house: House) -> Someone:
    return await officer(house, "mona", "Fire service")


@pytest.mark.parametrize("who", [stranger, other_force])
@pytest.mark.parametrize("verb", [Verb.PROPOSAL_READ, Verb.PROPOSAL_APPROVE, Verb.PROPOSAL_REFUSE])
async def test_who_has_no_part_in_it_learns_nothing(
    house: House, who: Callable[[House], Awaitable[Someone]], verb: Verb
) -> None:
    await waiting(house)
    eve = await who(house)
    before = house.kept()
    refused = (await judged(eve, verb)).text
    assert "Only another officer of the agency" in refused
    unknown = await eve.does(Pressed(action=act(verb, newest(house) + 1, 0)))
    assert unknown.text == refused
    assert not house.changed(before)


async def test_admins_elsewhere_and_of_small_groups_decide_nothing(house: House) -> None:
    await waiting(house)
    maya = neighbour(house, "maya")
    (channel,) = [
        each.id for each in house.store.rows.channels.values() if each.chat == GROUP[PINS]
    ]
    assert "Only another officer" in (await judged(maya, channel=channel)).text
    house.platforms[PINS].admins.add((GROUP[PINS], maya.account.id))
    house.platforms[PINS].crowds[GROUP[PINS]] = 24
    assert "This channel is too small" in (await judged(maya, channel=channel)).text
    assert not house.store.rows.requests


async def test_a_moderator_whose_channel_does_not_take_it_has_no_say(house: House) -> None:
    await waiting(house)
    agency = await house.agency()
    async with house.store.unit() as uow:
        for channel in house.store.rows.channels:
            await uow.admissions.decide(channel, agency, house.clock.now(), admitted=False)
        await uow.commit()
    assert "Only another officer" in (await judges(house, Verb.PROPOSAL_APPROVE)).text
    assert not house.store.rows.requests


async def test_guessed_and_late_codes_are_refused_alike_and_nothing_goes_on(house: House) -> None:
    roy = await officer(house)
    await leave_asked(roy)
    await signed(roy)
    guessed = [(await roy.says(code)).text for code in ("0000 0000", "1", code_in_reverse(house))]
    house.clock.advance(minutes=10)
    late = (await roy.says(code_in(house.mailer.letters[-1]))).text
    assert {*guessed, late} == {late}
    assert "This is not the code" in late
    assert state(house) is ProposalState.CODE
    assert not house.store.rows.owed


def code_in_reverse(house: House) -> str:
    return code_in(house.mailer.letters[-1])[::-1]


async def test_a_code_of_another_officers_letter_confirms_nothing(house: House) -> None:
    roy, rosa = await officer(house), await colleague(house)
    for who in (roy, rosa):
        await leave_asked(who)
        await signed(who)
    first, second = map(code_in, house.mailer.letters)
    assert "This is not the code" in (await roy.says(second)).text
    assert "This is not the code" in (await rosa.says(first)).text
    assert "a second person" in (await roy.says(first)).text


async def test_a_code_confirms_once(house: House) -> None:
    roy = await officer(house)
    await leave_asked(roy)
    await signed(roy)
    code = code_in(house.mailer.letters[-1])
    await roy.says(code)
    await leave_asked(roy)
    await signed(roy)
    assert "This is not the code" in (await roy.says(code)).text


async def test_a_password_signs_once(house: House) -> None:
    roy = await officer(house)
    now = house.clock.now()
    for answer in ("I have mailed you the whole text", "These are not the digits of now"):
        await leave_asked(roy)
        await roy.presses("Ask the neighbourhood")
        assert answer in (await roy.says(password(now))).text
    assert "I have mailed you" in (await roy.says(password(now, later=1))).text


async def test_when_no_letter_leaves_nothing_is_signed(house: House) -> None:
    roy = await officer(house)
    await leave_asked(roy)
    await roy.presses("Ask the neighbourhood")
    house.mailer.silent = True
    before = house.kept()
    heard = await roy.says(password(house.clock.now()))
    assert "does not answer, and nothing was sent" in heard.text
    assert not house.changed(before)
    house.mailer.silent = False
    assert "I have mailed you" in (await roy.says(password(house.clock.now()))).text


async def test_an_open_dialogue_of_a_suspended_agency_posts_nothing(house: House) -> None:
    roy, rosa = await waiting(house), await colleague(house)
    await leave_asked(roy)
    await roy.presses("Ask the neighbourhood")
    await turned(house, AgencyState.SUSPENDED)
    assert "SPVM is suspended" in (await roy.says(password(house.clock.now(), later=1))).text
    for heard in (await judged(rosa), await judges(house, Verb.PROPOSAL_APPROVE)):
        assert "SPVM is suspended" in heard.text
    await house.delivers()
    assert not house.store.rows.requests
    assert not any(list(house.posts(chat)) for chat in GROUP.values())


async def test_what_an_officer_asked_who_serves_no_more_goes_nowhere(house: House) -> None:
    roy, rosa = await waiting(house), await colleague(house)
    (person,) = [
        badge.person
        for badge in house.store.rows.badges.values()
        if house.store.rows.people[badge.person].account == roy.account
    ]
    badge = house.store.rows.badges[person]
    house.store.rows.badges[person] = replace(badge, until=house.clock.now())
    assert "does not wait any more" in (await judged(rosa)).text
    assert not house.store.rows.requests


async def test_what_waits_too_long_expires_and_is_told(house: House) -> None:
    roy, rosa = await waiting(house), await colleague(house)
    await house.delivers()
    house.clock.advance(hours=24)
    assert "does not wait any more" in (await judged(rosa)).text
    await house.rounds.minute()
    await house.delivers()
    assert state(house) is ProposalState.EXPIRED
    assert "waited too long and went nowhere" in roy.reads()
    assert not any(list(house.posts(chat)) for chat in GROUP.values())
    house.clock.advance(days=7)
    await house.rounds.night()
    assert not house.store.rows.proposals


async def test_requests_shows_what_waits(house: House) -> None:
    roy, rosa = await officer(house), await colleague(house)
    await leave_asked(roy)
    await signed(roy)
    assert "waits for the code that was mailed" in (await roy.calls(Command.REQUESTS)).text
    await writes(roy, code_in(house.mailer.letters[-1]))
    assert "waits for a second person" in (await roy.calls(Command.REQUESTS)).text
    shown = await rosa.calls(Command.REQUESTS)
    assert ASKED in shown.text
    assert shown.labels == ("Yes, ask", "No")
    await rosa.presses("No")
    assert "said no" in (await roy.calls(Command.REQUESTS)).text


async def test_of_two_who_say_yes_one_is_too_late(house: House) -> None:
    await waiting(house)
    rosa = await colleague(house)
    assert "request 1" in (await judges(house, Verb.PROPOSAL_APPROVE)).text
    assert "does not wait any more" in (await judged(rosa)).text
    assert len(house.store.rows.requests) == 1


async def test_what_may_not_go_out_by_now_waits_on(house: House) -> None:
    await waiting(house)
    rosa = await colleague(house)
    for platform, chat in GROUP.items():
        house.platforms[platform].crowds[chat] = 3
    assert "Too few neighbours" in (await judged(rosa)).text
    assert state(house) is ProposalState.SECOND
    for platform, chat in GROUP.items():
        house.platforms[platform].crowds[chat] = 300
    assert "request 1" in (await judged(rosa)).text


async def test_another_letter_comes_after_a_minute(house: House) -> None:
    roy = await officer(house)
    await leave_asked(roy)
    await signed(roy)
    assert "less than a minute ago" in (await roy.presses("Mail another code")).text
    house.clock.moment += timedelta(minutes=1)
    await roy.presses("Mail another code")
    first, second = map(code_in, house.mailer.letters)
    assert "This is not the code" in (await roy.says(first)).text
    assert "a second person" in (await roy.says(second)).text
