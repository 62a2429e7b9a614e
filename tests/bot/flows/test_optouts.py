"""Residents who take no more requests in private, of one agency or of any."""

from datetime import UTC, datetime

import pytest

from bot.events import Pressed
from bot.model.actions import Action, Verb, act
from bot.model.commands import Command
from bot.model.ids import PlatformName
from bot.replies import Screen
from tests.bot.flows.test_privacy import paper
from tests.bot.flows.test_questions import questioned
from tests.bot.house import GROUP, House
from tests.bot.manners import buttons
from tests.bot.people import Someone, neighbour
from tests.bot.station import ASKED, asked, goes_out, leave_asked, officer, replied
from tests.bot.world import FORMS, PINS

PLATFORMS = (PINS, FORMS)
PAGE, FEWER = "Requests from agencies", "Fewer requests"
NIGHT, MORNING = datetime(2026, 5, 4, 23, tzinfo=UTC), datetime(2026, 5, 5, 7, tzinfo=UTC)


async def subscribed(house: House, name: str = "wim", platform: PlatformName = PINS) -> Someone:
    """Somebody who watches the corner and gets what is asked there at home."""
    wim = neighbour(house, name, platform)
    await wim.calls(Command.WATCH)
    if platform == PINS:
        await wim.says("jarry and lajeunesse")
    else:
        await wim.presses("Write your answer")
        await wim.fills({"answer": "jarry and lajeunesse"})
    await wim.presses("Save")
    return wim


async def asks_again(house: House, roy: Someone) -> None:
    """The same agency asks once more."""
    await leave_asked(roy)
    await goes_out(roy)
    await house.delivers()


def came_to(house: House, who: Someone) -> int:
    """How many requests stand in his private chat."""
    return "\n".join(house.posts(who.account.id)).count(ASKED)


def private_post(house: House, who: Someone) -> Screen:
    """The request as it stands in his private chat."""
    (posted,) = house.platforms[who.account.platform].of(who.account.id)
    return posted.screen


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_under_a_request_its_agency_is_stopped(house: House, platform: PlatformName) -> None:
    wim = await subscribed(house, platform=platform)
    roy = await asked(house)
    page = await wim.presses(FEWER)
    assert "No agency learns what you choose" in page.text
    assert page.labels == ("No more of SPVM", "No more of any agency")
    assert "Take requests of SPVM again" in (await wim.presses("No more of SPVM")).labels
    assert came_to(house, wim) == 1, "what came stays"
    await asks_again(house, roy)
    assert len(house.kept().requests) == 2
    assert came_to(house, wim) == 1


async def test_a_stopped_agency_is_taken_again(house: House) -> None:
    wim = await subscribed(house)
    roy = await asked(house)
    await wim.presses(FEWER)
    await wim.presses("No more of SPVM")
    assert "No more of SPVM" in (await wim.presses("Take requests of SPVM again")).labels
    await asks_again(house, roy)
    assert came_to(house, wim) == 2


async def test_another_agency_still_asks(house: House) -> None:
    wim = await subscribed(house)
    await asked(house)
    await wim.presses(FEWER)
    await wim.presses("No more of SPVM")
    await asked(house, "lea", "STM")
    assert came_to(house, wim) == 2


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_from_quiet_all_agencies_are_stopped_at_once(
    house: House, platform: PlatformName
) -> None:
    wim = await subscribed(house, platform=platform)
    roy = await officer(house)
    await wim.calls(Command.QUIET)
    assert (await wim.presses(PAGE)).labels == ("No more of SPVM", "No more of any agency")
    stopped = await wim.presses("No more of any agency")
    assert "No agency's requests come to you here" in stopped.text
    assert stopped.labels == ("Take requests again",)
    await asks_again(house, roy)
    assert came_to(house, wim) == 0
    for chat in GROUP.values():
        assert len([*house.posts(chat)]) == 1, "channels are not his to stop"
    await wim.presses("Take requests again")
    await asks_again(house, roy)
    assert came_to(house, wim) == 1


async def test_what_was_owed_before_is_not_sent_any_more(house: House) -> None:
    wim = await subscribed(house)
    await wim.calls(Command.QUIET)
    await wim.presses("22:00-07:00")
    roy = await officer(house)
    house.clock.moment = NIGHT
    await asks_again(house, roy)
    await wim.calls(Command.QUIET)
    await wim.presses(PAGE)
    await wim.presses("No more of SPVM")
    house.clock.moment = MORNING
    await house.rounds.minute()
    await house.delivers()
    assert came_to(house, wim) == 0


async def test_the_doorbell_does_not_ring_any_more(house: House) -> None:
    wim = await subscribed(house)
    roy = await asked(house)
    await replied(house, "Grey van.", "ana", thread=True)
    await house.delivers()
    await house.ticks()
    await wim.presses(FEWER)
    await wim.presses("No more of any agency")
    await questioned(house, roy)
    assert "has a question" not in "\n".join(house.posts(wim.account.id))
    assert "has a question" in "\n".join(house.posts(GROUP[PINS]))


async def test_whoever_opted_out_does_not_count_towards_the_floor(house: House) -> None:
    for platform, chat in GROUP.items():
        house.platforms[platform].crowds[chat] = 3
    wim, *_ = [await subscribed(house, f"person {number}") for number in range(25)]
    house.clock.advance(hours=24 * 28)
    roy = await officer(house)
    assert "everybody in Villeray" in (await leave_asked(roy)).text
    await roy.presses("Cancel")
    await wim.calls(Command.QUIET)
    await wim.presses(PAGE)
    await wim.presses("No more of any agency")
    refusal = await leave_asked(roy)
    assert "Too few neighbours would get this" in refusal.text
    assert "24" not in refusal.text, "how many there are is told to nobody"


async def test_the_private_post_is_the_same_for_everybody(house: House) -> None:
    people = [await subscribed(house, name) for name in ("wim", "xia")]
    await asked(house)
    one, other = (private_post(house, who) for who in people)
    assert Verb.OPT_OUTS in {each.action.verb for each in buttons(one)}
    assert one == other
    for who in people:
        assert who.account.id not in str(one)
    for platform, chat in GROUP.items():
        (posted,) = house.platforms[platform].of(chat)
        assert not any(each.action.verb is Verb.OPT_OUTS for each in buttons(posted.screen))


async def test_what_is_kept_is_told_and_forgotten(house: House) -> None:
    wim = await subscribed(house)
    await asked(house)
    assert paper(await wim.calls(Command.MYDATA))["no_requests_of"] == []
    await wim.presses(FEWER)
    await wim.presses("No more of SPVM")
    assert paper(await wim.calls(Command.MYDATA))["no_requests_of"] == ["SPVM"]
    await wim.presses("No more of any agency")
    held = paper(await wim.calls(Command.MYDATA))
    assert held["no_requests_of"] == ["every agency", "SPVM"]
    await wim.calls(Command.FORGETME)
    await wim.presses("Forget me")
    assert not house.store.rows.opt_outs


@pytest.mark.parametrize(
    "forged",
    [
        act(Verb.OPT_OUT),
        act(Verb.OPT_OUT, 77),
        act(Verb.OPT_OUT, "x"),
        act(Verb.OPT_IN, "-1"),
        act(Verb.OPT_OUTS, 77),
        act(Verb.OPT_OUTS, "x"),
    ],
)
async def test_a_forged_choice_changes_nothing(house: House, forged: Action) -> None:
    await asked(house)
    wim = await subscribed(house)
    before = house.kept()
    heard = await wim.does(Pressed(action=forged))
    assert "no longer leads anywhere" in heard.text
    assert not house.changed(before)


async def test_a_group_does_not_read_along(house: House) -> None:
    await asked(house)
    wim = await subscribed(house)
    before = house.kept()
    for verb in (Verb.OPT_OUTS, Verb.OPT_OUT, Verb.OPT_IN):
        heard = await wim.does(Pressed(action=act(verb, 1)), wim.group)
        assert "no longer leads anywhere" in heard.text
        assert not house.changed(before)


async def test_it_is_said_in_spanish_too(house: House) -> None:
    wim = neighbour(house, "wim", language="es")
    await officer(house)
    await wim.calls(Command.QUIET)
    page = await wim.presses("Solicitudes de agencias")
    assert "Ninguna agencia sabe qué elige" in page.text
    assert "Recibir otra vez las de SPVM" in (await wim.presses("Ninguna más de SPVM")).labels
