"""Being told once an hour, once a day, or in a channel once more: one message, with a drawing."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.model.actions import Verb, act
from bot.model.commands import Command
from bot.model.ids import PlatformName
from bot.model.incidents import Category
from bot.model.maps import Digest
from bot.model.places import Point
from bot.replies import Button
from bot.services.digests import MOST_LISTED
from bot.texts.text import Text
from tests.bot.flows.test_channels import moderator
from tests.bot.flows.test_watches import fire, placed, watching
from tests.bot.house import GROUP, House
from tests.bot.manners import words
from tests.bot.moderators import commands
from tests.bot.people import Someone, neighbour
from tests.bot.world import CORNER, FORMS, LIMITS, PINS, Posted
from tests.fakes import NOON

PLATFORMS = (PINS, FORMS)
HOUR = NOON + timedelta(hours=1)
EVENING = datetime(2026, 5, 4, 18, tzinfo=UTC)
SUNDAY = datetime(2026, 5, 10, 18, tzinfo=UTC)


async def hears(
    house: House, rhythm: str, platform: PlatformName = PINS, name: str = "ana"
) -> Someone:
    """Somebody who watches the corner and is told in this rhythm."""
    who = neighbour(house, name, platform)
    await placed(who)
    await who.presses(rhythm)
    await who.presses("Save")
    return who


async def passes_until(house: House, moment: datetime) -> None:
    """The clock makes its round then."""
    house.clock.moment = moment
    await house.rounds.minute()
    await house.delivers()


def only(house: House, who: Someone) -> Posted:
    """The one message that was posted to somebody."""
    (posted,) = house.platforms[who.account.platform].of(who.account.id)
    return posted


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(("rhythm", "when"), [("Hourly", HOUR), ("Once a day", EVENING)])
async def test_what_happened_comes_in_one_message_when_it_is_time(
    house: House, platform: PlatformName, rhythm: str, when: datetime
) -> None:
    ana = await hears(house, rhythm, platform)
    await fire(house)
    north = Point(latitude=CORNER.latitude + 0.003, longitude=CORNER.longitude)
    await fire(house, north, kind="Vandalism")
    await passes_until(house, when - timedelta(minutes=1))
    assert not house.platforms[platform].of(ana.account.id)
    await passes_until(house, when)
    posted = only(house, ana)
    text = words(posted.screen, posted.reader, house.clock.now())
    assert "2 reports near where you watch" in text
    assert "Fire or smoke: 1" in text
    assert "Vandalism: 1" in text
    assert text.index("1 · Fire or smoke") < text.index("2 · Vandalism · 3")
    assert "north · near" in text
    await passes_until(house, when + timedelta(days=2))
    assert only(house, ana) == posted


async def test_a_digest_carries_a_map_and_a_chart(house: House) -> None:
    ana = await hears(house, "Hourly")
    await fire(house)
    await fire(house, kind="Vandalism")
    await passes_until(house, HOUR)
    drawing = only(house, ana).screen.drawing
    assert isinstance(drawing, Digest)
    assert dict(drawing.tally.kinds) == {Category.FIRE: 1, Category.VANDALISM: 1}
    assert drawing.tally.hours[NOON.hour] == 2
    assert drawing.view is not None
    assert [point.number for point in drawing.view.points] == ["1", "2"]
    assert drawing.view.circle is None, "whoever sees the message need not see where one watches"


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_digest_names_the_nearest_and_counts_the_rest(
    house: House, platform: PlatformName
) -> None:
    ana = await hears(house, "Once a day", platform)
    for step in range(15):
        house.clock.advance(minutes=31)  # sooner, it could be the same once more
        await fire(house, Point(latitude=CORNER.latitude - step * 0.0002, longitude=-73.6240))
    await passes_until(house, EVENING + timedelta(days=1))
    posted = only(house, ana)
    text = words(posted.screen, posted.reader, house.clock.now())
    assert "15 reports near" in text
    assert "more: /near" in text
    assert len(text) <= LIMITS[platform].caption
    listed = sum(f"{number} · " in text for number in range(1, 16))
    assert 5 <= listed <= MOST_LISTED
    assert f"and {15 - listed} more" in text


async def test_what_is_withdrawn_before_never_appears_and_after_disappears(house: House) -> None:
    ana = await hears(house, "Hourly")
    carl = await fire(house)
    await carl.presses("Withdraw")
    carl = await fire(house, kind="Vandalism")
    await passes_until(house, HOUR)
    posted = only(house, ana)
    text = words(posted.screen, posted.reader, house.clock.now())
    assert "1 report near where you watch" in text
    assert "Fire or smoke" not in text
    await carl.presses("Withdraw")
    await house.delivers()
    assert not house.platforms[PINS].of(ana.account.id)


async def test_what_moderators_take_off_goes_from_digests_and_comes_back_to_them(
    house: House,
) -> None:
    ana, maya = await hears(house, "Hourly"), moderator(house, chat=GROUP[PINS])
    await fire(house)
    await fire(house, kind="Vandalism")
    await commands(maya, Command.HIDE, "1")
    await passes_until(house, HOUR)
    assert "Fire or smoke" not in ana.reads(), "what was off before never appears"
    assert "Vandalism" in ana.reads()
    await commands(maya, Command.UNHIDE, "1")
    await house.delivers()
    assert "2 reports near where you watch" in ana.reads()
    await commands(maya, Command.HIDE, "2")
    await house.delivers()
    assert "Vandalism" not in ana.reads(), "what is taken off after disappears"


async def test_what_is_resolved_is_told_so(house: House) -> None:
    ana = await hears(house, "Hourly")
    carl = await fire(house)
    await passes_until(house, HOUR)
    before = only(house, ana)
    await carl.presses("It is resolved")
    await house.delivers()
    after = only(house, ana)
    assert after.at == before.at
    assert "Fire or smoke (over)" in words(after.screen, after.reader, house.clock.now())


async def test_a_quiet_hour_sends_nothing(house: House) -> None:
    ana = await hears(house, "Hourly")
    await passes_until(house, HOUR)
    assert not house.platforms[PINS].of(ana.account.id)


async def test_the_hour_of_the_day_can_be_chosen(house: House) -> None:
    ana = neighbour(house, "ana")
    await placed(ana)
    shape = await ana.presses("Once a day")
    assert {"8:00", "12:00", "18:00 ✓", "21:00"} < set(shape.labels)
    assert "Told once a day, at 21:00" in (await ana.presses("21:00")).text
    await ana.presses("Save")
    await fire(house)
    await passes_until(house, EVENING)
    assert not house.platforms[PINS].of(ana.account.id)
    await passes_until(house, EVENING + timedelta(hours=3))
    assert "1 report near" in ana.reads()
    assert only(house, ana).screen.drawing is not None
    await ana.calls(Command.WATCHES)
    assert {"21:00 ✓", "Once a day ✓"} < set((await ana.presses("Change")).labels)


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_channel_is_told_once_more_every_day(house: House, platform: PlatformName) -> None:
    chat = GROUP[platform]
    maya = moderator(house, platform, chat)
    asked = await maya.calls(Command.DIGEST, chat=maya.at(chat))
    assert asked.labels == ("No ✓", "Once a day", "Once a week")
    assert "Every day at 18:00" in (await maya.presses("Once a day")).text
    house.clock.advance(minutes=5)
    await fire(house)
    first = set(house.platforms[platform].of(chat))
    await passes_until(house, EVENING)
    (digest,) = set(house.platforms[platform].of(chat)) - first
    text = words(digest.screen, digest.reader, house.clock.now())
    assert "Villeray · the last day: 1 report" in text
    assert digest.screen.drawing is not None
    for days in (1, 2):
        await passes_until(house, EVENING + timedelta(days=days))
    assert len(house.platforms[platform].of(chat)) == len(first) + 1


async def test_a_channel_may_be_told_once_a_week(house: House) -> None:
    chat = GROUP[PINS]
    maya = moderator(house, PINS, chat)
    await maya.calls(Command.DIGEST, chat=maya.at(chat))
    await maya.presses("Once a week")
    house.clock.advance(minutes=5)
    await fire(house)
    await passes_until(house, SUNDAY - timedelta(minutes=1))
    assert len(house.platforms[PINS].of(chat)) == 1
    await passes_until(house, SUNDAY + timedelta(hours=5))
    assert len(house.platforms[PINS].of(chat)) == 2
    assert any("the last week: 1 report" in post for post in house.posts(chat))


async def test_a_recap_that_was_missed_is_told_once_with_the_next(house: House) -> None:
    chat = GROUP[PINS]
    maya = moderator(house, PINS, chat)
    await maya.calls(Command.DIGEST, chat=maya.at(chat))
    await maya.presses("Once a day")
    house.clock.advance(minutes=5)
    await fire(house)
    await passes_until(house, EVENING + timedelta(days=3, hours=2))
    await passes_until(house, EVENING + timedelta(days=3, hours=3))
    assert sum("the last day: 1 report" in post for post in house.posts(chat)) == 1


async def test_only_an_admin_of_a_bound_chat_chooses(house: House) -> None:
    ana = neighbour(house, "ana")
    assert "Only an admin" in (await ana.calls(Command.DIGEST, chat=ana.group)).text
    maya = moderator(house)
    heard = await maya.calls(Command.DIGEST, chat=maya.at("square"))
    assert "not bound to an area yet" in heard.text
    house.platforms[PINS].admins.add((GROUP[PINS], maya.account.id))
    await maya.calls(Command.DIGEST, chat=maya.group)
    seen, button = maya.finds("Once a day")
    before = house.kept()
    assert "Only an admin" in (await ana.presses_on(seen, button)).text
    forged = Button(label=Text.of("recap.off"), action=act(Verb.RECAP_SET, "hourly"))
    await maya.presses_on(seen, forged)
    assert not house.changed(before)


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_watch_can_be_paused_for_a_while(house: House, platform: PlatformName) -> None:
    ana = await watching(house, "ana", platform)
    await ana.calls(Command.WATCHES)
    await ana.presses("Change")
    assert "For how long" in (await ana.presses("Pause")).text
    assert "Paused until Tuesday 5 May, 13:00" in (await ana.presses("24 hours")).text
    await ana.presses("Save")
    await fire(house)
    assert "Smoke." not in ana.reads()
    house.clock.advance(hours=25)
    await fire(house)
    assert ana.reads().count("Smoke.") == 1


async def test_a_pause_lasts_until_somebody_says_otherwise(house: House) -> None:
    ana = await watching(house, "ana")
    await ana.calls(Command.WATCHES)
    await ana.presses("Change")
    await ana.presses("Pause")
    await ana.presses("Until I resume")
    await ana.presses("Save")
    house.clock.advance(days=400)
    await fire(house)
    assert "Smoke." not in ana.reads()
    assert "Paused until you resume it" in (await ana.calls(Command.WATCHES)).text
    assert "Paused" not in (await ana.presses("Resume")).text
    await fire(house, kind="Vandalism")
    assert "Smoke." in ana.reads()


async def test_many_watches_are_one_list(house: House) -> None:
    ana = neighbour(house, "ana")
    for step in range(6):
        await ana.calls(Command.WATCH)
        await ana.pins(Point(latitude=CORNER.latitude + step * 0.002, longitude=-73.6240))
        await ana.presses("Save")
    heard = await ana.calls(Command.WATCHES)
    assert heard.labels == tuple("123456")
    assert (await ana.presses("6")).labels == ("Change", "End")
    await ana.presses("End")
    assert len(house.store.rows.watches) == 5
