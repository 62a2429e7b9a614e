"""Wanting peace at night, in one's own time zone."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.model.actions import Action, Verb, act
from bot.model.commands import Command
from bot.model.hours import Hours, Quiet
from bot.model.ids import PlatformName
from bot.replies import Button
from bot.texts.text import Text
from tests.bot.flows.test_watches import fire, watching
from tests.bot.house import House
from tests.bot.people import Heard, Someone, neighbour
from tests.bot.station import asked
from tests.bot.world import FORMS, PINS

PLATFORMS = (PINS, FORMS)
NIGHT = datetime(2026, 5, 4, 23, 30, tzinfo=UTC)
MORNING = datetime(2026, 5, 5, 7, tzinfo=UTC)


async def answers(who: Someone, words: str) -> Heard:
    """In words, or in a form where there are forms."""
    if who.account.platform == PINS:
        return await who.says(words)
    await who.presses("Write your answer")
    return await who.fills({"answer": words})


async def rests(who: Someone, hours: str = "22:00-07:00") -> Someone:
    """Somebody who wants peace at night."""
    await who.calls(Command.QUIET)
    assert hours in (await who.presses(hours)).text
    return who


async def passes_until(house: House, moment: datetime) -> None:
    """The clock makes its round then."""
    house.clock.moment = moment
    await house.rounds.minute()
    await house.delivers()


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_what_happens_by_night_is_told_in_the_morning(
    house: House, platform: PlatformName
) -> None:
    ana = await rests(await watching(house, "ana", platform))
    house.clock.moment = NIGHT
    await fire(house)
    assert "Smoke." not in ana.reads()
    await passes_until(house, MORNING - timedelta(minutes=1))
    assert "Smoke." not in ana.reads()
    await passes_until(house, MORNING)
    assert ana.reads().count("Smoke.") == 1


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_every_choice_is_a_button(house: House, platform: PlatformName) -> None:
    ana = neighbour(house, "ana", platform)
    first = await ana.calls(Command.QUIET)
    assert "I tell you at any hour" in first.text
    assert "Time zone: UTC, where it is 12:00 now" in first.text
    assert first.labels == (
        "No quiet hours ✓",
        "22:00-07:00",
        "23:00-06:00",
        "Other hours",
        "Time zone",
        "Fire and hazards may wake me",
        "Requests from agencies",
    )
    later = await ana.presses("23:00-06:00")
    assert "Quiet from 23:00-06:00" in later.text
    assert {"23:00-06:00 ✓", "No quiet hours"} < set(later.labels)
    urgent = await ana.presses("Fire and hazards may wake me")
    assert "Fire, smoke and hazards do not wait" in urgent.text
    assert (
        "Fire and hazards may wake me"
        in (await ana.presses("Fire and hazards may wake me ✓")).labels
    )
    assert "I tell you at any hour" in (await ana.presses("No quiet hours")).text


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(
    ("says", "shown"),
    [
        ("22:30-06:15", "22:30-06:15"),
        ("10 pm to 6 am", "22:00-06:00"),
        ("de 23 a 7h", "23:00-07:00"),
        ("13.00-15.00", "13:00-15:00"),
    ],
)
async def test_quiet_hours_can_be_written(
    house: House, platform: PlatformName, says: str, shown: str
) -> None:
    ana = neighbour(house, "ana", platform)
    await ana.calls(Command.QUIET)
    assert "Write two times" in (await ana.presses("Other hours")).text
    assert f"Quiet from {shown}" in (await answers(ana, says)).text


@pytest.mark.parametrize(
    ("says", "why"),
    [
        ("at night", "Write two times of day"),
        ("25-7", "Write two times of day"),
        ("22:75-7", "Write two times of day"),
        ("13 pm-7 am", "Write two times of day"),
        ("22-22", "15 minutes at least"),
        ("07:00-06:00", "16 hours at most"),
        ("x" * 61, "60 fit"),
    ],
)
async def test_hours_that_cannot_be_are_asked_for_again(house: House, says: str, why: str) -> None:
    ana = neighbour(house, "ana")
    await ana.calls(Command.QUIET)
    await ana.presses("Other hours")
    before = house.kept()
    heard = await ana.says(says)
    assert why in heard.text
    assert "From when until when" in heard.text
    assert not house.changed(before)
    assert "Quiet from 22:00-07:00" in (await ana.says("22-7")).text


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(
    ("says", "zone"),
    [
        ("Toronto", "America/Toronto"),
        ("utc-5", "Etc/GMT+5"),
        ("+2", "Etc/GMT-2"),
        ("Nueva York", "America/New_York"),
        ("montréal", "America/Montreal"),
    ],
)
async def test_a_time_zone_is_found_by_a_city_or_its_offset(
    house: House, platform: PlatformName, says: str, zone: str
) -> None:
    ana = neighbour(house, "ana", platform)
    await ana.calls(Command.QUIET)
    await ana.presses("Time zone")
    await answers(ana, says)
    (person,) = house.store.rows.people.values()
    assert person.hours == Hours(zone=zone)


async def test_a_city_of_which_there_are_several_is_asked_about(house: House) -> None:
    ana = neighbour(house, "ana")
    await ana.calls(Command.QUIET)
    await ana.presses("Time zone")
    which = await ana.says("san juan")
    assert "Which of these is yours?" in which.text
    assert "Time zone: San Juan, where it is 09:00 now" in (await ana.presses("San Juan")).text
    await ana.presses("Time zone")
    assert "I do not know this time zone" in (await ana.says("Brigadoon")).text
    assert "UTC+3, where it is 15:00" in (await ana.says("UTC+3")).text


async def test_nights_are_those_of_the_persons_own_zone(house: House) -> None:
    ana = await rests(await watching(house, "ana"))
    await ana.presses("Time zone")
    await ana.says("Toronto")
    house.clock.moment = NIGHT  # 19:30 in Toronto
    await fire(house)
    assert "Smoke." in ana.reads()


async def test_times_are_told_and_read_in_the_persons_own_zone(house: House) -> None:
    ana = neighbour(house, "ana")
    await ana.calls(Command.QUIET)
    await ana.presses("Time zone")
    assert "where it is 08:00 now" in (await ana.says("Toronto")).text
    await ana.calls(Command.REPORT)
    await ana.presses("Fire or smoke")
    await ana.says("Smoke.")
    await ana.pins()
    await ana.presses("Another time")
    await ana.says("today 7:30")
    await ana.presses("Skip")
    await ana.presses("Post")
    (incident,) = house.store.rows.incidents.values()
    assert incident.happened == datetime(2026, 5, 4, 11, 30, tzinfo=UTC)


async def test_in_a_group_nobody_reads_anothers_zone(house: House) -> None:
    ana = neighbour(house, "ana")
    await ana.calls(Command.QUIET)
    await ana.presses("Time zone")
    await ana.says("Toronto")
    assert (await ana.calls(Command.HELP)).turn.reader.zone == "America/Toronto"
    assert (await ana.calls(Command.HELP, chat=ana.group)).turn.reader.zone == "UTC"


async def test_what_burns_may_wake_who_says_so(house: House) -> None:
    ana = await rests(await watching(house, "ana"))
    await ana.presses("Fire and hazards may wake me")
    house.clock.moment = NIGHT
    await fire(house)
    assert "Smoke." in ana.reads()


async def test_a_request_waits_until_the_morning(house: House) -> None:
    ana = await rests(await watching(house, "ana"))
    house.clock.moment = NIGHT
    await asked(house)
    before = ana.reads()
    assert "asks for help" not in before
    await passes_until(house, MORNING)
    assert "asks for help" in ana.reads()


async def test_whoever_wants_no_peace_any_more_is_told_at_once(house: House) -> None:
    ana = await rests(await watching(house, "ana"))
    house.clock.moment = NIGHT
    await fire(house)
    await ana.calls(Command.QUIET)
    await ana.presses("No quiet hours")
    await passes_until(house, NIGHT + timedelta(minutes=1))
    assert "Smoke." in ana.reads()


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_night_full_of_reports_is_one_message(
    house: House, platform: PlatformName
) -> None:
    ana = await rests(await watching(house, "ana", platform))
    house.clock.moment = NIGHT
    for _ in range(4):
        house.clock.advance(minutes=40)
        await fire(house)
    await passes_until(house, MORNING)
    (post,) = house.platforms[platform].of(ana.account.id)
    assert post.screen.drawing is not None
    assert "4 reports near where you watch" in ana.reads()


async def test_a_bot_that_was_blocked_meanwhile_lets_the_morning_pass(house: House) -> None:
    ana = await rests(await watching(house, "ana"))
    house.clock.moment = NIGHT
    await fire(house)
    async with house.store.unit() as uow:
        person = await uow.people.find(ana.account)
        assert person is not None
        await uow.deliveries.silence(person.id)
        await uow.commit()
    await passes_until(house, MORNING)
    assert "Smoke." not in ana.reads()


async def test_peace_is_nobody_elses_business(house: House) -> None:
    ana = neighbour(house, "ana")
    heard = await ana.calls(Command.QUIET, chat=ana.group)
    assert heard.labels == ("Open our private chat",)
    assert "I tell you at any hour" in (await ana.presses("Open our private chat")).text


@pytest.mark.parametrize(
    "forged",
    [
        act(Verb.QUIET_SET, "0-1440"),
        act(Verb.QUIET_SET, "1-2"),
        act(Verb.QUIET_SET),
        act(Verb.QUIET_URGENT, "maybe"),
        act(Verb.QUIET_URGENT),
        act(Verb.ZONE_PICK, 0),
        act(Verb.ZONE_PICK),
    ],
)
async def test_forged_hours_change_nothing(house: House, forged: Action) -> None:
    ana = neighbour(house, "ana")
    await ana.calls(Command.QUIET)
    await ana.presses("Time zone")
    seen, _ = ana.finds("Cancel")
    before = house.kept()
    await ana.presses_on(seen, Button(label=Text.of("quiet.off"), action=forged))
    assert not house.changed(before)


async def test_of_hours_nothing_is_kept_but_what_was_chosen(house: House) -> None:
    await rests(neighbour(house, "ana"))
    (person,) = house.store.rows.people.values()
    assert person.hours == Hours(zone="UTC", quiet=Quiet(begins=22 * 60, ends=7 * 60))
