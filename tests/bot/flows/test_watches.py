"""Saying where to watch, hearing of it, and changing it."""

from dataclasses import replace

import pytest

from bot.model.actions import Verb, act
from bot.model.commands import Command
from bot.model.covers import cover_circle
from bot.model.ids import PersonId, PlatformName
from bot.model.people import Account, Person
from bot.model.places import Point
from bot.model.policy import Policy
from bot.model.watches import Circle, WatchDraft
from bot.replies import Button
from bot.texts.text import Text
from tests.bot.house import House
from tests.bot.people import Heard, Someone, neighbour
from tests.bot.world import CORNER, FAR, FORMS, HOME_BLOCK, NEXT_DOOR, PINS

PLATFORMS = (PINS, FORMS)


async def placed(who: Someone, address: str = "jarry and lajeunesse") -> Heard:
    """A watch up to its shape, by address."""
    await who.calls(Command.WATCH)
    if who.account.platform == PINS:
        return await who.says(address)
    await who.presses("Write your answer")
    return await who.fills({"answer": address})


async def watching(house: House, name: str, platform: PlatformName = PINS) -> Someone:
    """Somebody who watches the corner."""
    who = neighbour(house, name, platform)
    await placed(who)
    assert "Saved. I tell you, and nobody else" in (await who.presses("Save")).text
    return who


async def fire(house: House, where: Point = CORNER, kind: str = "Fire or smoke") -> Someone:
    """Somebody who reports, and everybody hears of it who should."""
    carl = neighbour(house, "carl")
    await carl.calls(Command.REPORT)
    await carl.presses(kind)
    await carl.says("Smoke.")
    await carl.pins(where)
    await carl.presses("Just now")
    await carl.presses("Skip")
    await carl.presses("Post")
    await house.delivers()
    return carl


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_watch_is_a_block_a_radius_and_kinds(house: House, platform: PlatformName) -> None:
    who = neighbour(house, "ana", platform)
    shape = await placed(who)
    assert "500 m around Rue Jarry & Rue Lajeunesse" in shape.text
    assert shape.labels[:5] == ("250 m", "500 m ✓", "1 km", "2 km", "5 km")
    assert "All kinds ✓" in shape.labels
    assert "1 km ✓" in (await who.presses("1 km")).labels
    await who.presses("Choose kinds")
    assert "All kinds" in (await who.presses("Hazard ✓")).labels
    await who.presses("Back")
    saved = await who.presses("Save")
    assert "1 km around Rue Jarry & Rue Lajeunesse" in saved.text
    assert (
        "1 km around Rue Jarry & Rue Lajeunesse · 5 kinds"
        in (await who.calls(Command.WATCHES)).text
    )


async def test_a_pin_is_where_to_watch(house: House) -> None:
    ana = neighbour(house, "ana")
    asked = await ana.calls(Command.WATCH)
    assert "Tell me where to watch" in asked.text
    assert ana.sees[-1].screen.asks_pin
    assert "500 m around" in (await ana.pins(CORNER)).text
    await ana.presses("Save")
    assert str(CORNER.latitude) not in repr(house.store.rows)


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_the_area_of_a_channel_can_be_watched_as_a_whole(
    house: House, platform: PlatformName
) -> None:
    who = neighbour(house, "ana", platform)
    await who.calls(Command.WATCH, chat=who.group)
    shape = await who.presses("This channel's area")
    assert "The area Villeray" in shape.text
    assert "500 m ✓" not in shape.labels
    await who.presses("Save")
    assert "The area Villeray · all kinds" in (await who.calls(Command.WATCHES)).text
    await fire(house)
    assert "Smoke." in who.reads()


async def test_in_a_chat_without_an_area_only_ones_own_place_is_offered(house: House) -> None:
    ana = neighbour(house, "ana")
    heard = await ana.calls(Command.WATCH, chat=ana.at("other"))
    assert heard.labels == ("A place of my own",)
    assert "Tell me where" in (await ana.presses("A place of my own")).text


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_whoever_watches_a_place_hears_how_far_away_it_happened(
    house: House, platform: PlatformName
) -> None:
    ana = await watching(house, "ana", platform)
    away = Point(latitude=CORNER.latitude + 0.003, longitude=CORNER.longitude)
    await fire(house, away)
    assert "Fire or smoke · 360 m north of where you watch" in ana.reads()


async def test_nobody_else_hears_of_it(house: House) -> None:
    ben, eve = neighbour(house, "ben"), neighbour(house, "eve", FORMS)
    await placed(ben, "boulevard saint-laurent")
    await ben.presses("Save")
    await placed(eve)
    await eve.presses("Choose kinds")
    await eve.presses("Fire or smoke ✓")
    await eve.presses("Back")
    await eve.presses("Save")
    carl = await fire(house)
    for who in (ben, eve):
        assert "Smoke." not in who.reads()
    posts = house.platforms[PINS].of(carl.account.id)
    assert not posts, "the reporter is not told what he reported"


async def test_however_many_watches_match_one_message_comes(house: House) -> None:
    ana = await watching(house, "ana")
    await placed(ana, "boulevard saint-laurent")
    await ana.presses("5 km")
    await ana.presses("Save")
    await fire(house)
    assert len(house.platforms[PINS].of(ana.account.id)) == 1


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_watch_can_be_changed_and_ended(house: House, platform: PlatformName) -> None:
    ana = await watching(house, "ana", platform)
    await ana.calls(Command.WATCHES)
    shape = await ana.presses("Change")
    assert "500 m ✓" in shape.labels
    await ana.presses("2 km")
    await ana.presses("Save")
    assert "2 km around" in (await ana.calls(Command.WATCHES)).text
    assert len(house.store.rows.watches) == 1
    assert "nothing of it is kept" in (await ana.presses("End")).text
    assert not house.store.rows.watches
    assert not house.store.rows.covers
    assert "You watch no place yet" in (await ana.calls(Command.WATCHES)).text


async def test_a_watch_that_hears_nothing_is_refused(house: House) -> None:
    ana = neighbour(house, "ana")
    await placed(ana)
    assert "All kinds" in (await ana.presses("All kinds ✓")).labels
    before = house.kept()
    heard = await ana.presses("Save")
    assert "Choose at least one kind" in heard.text
    assert "How wide, and which kinds?" in heard.text
    assert not house.changed(before)
    assert "All kinds ✓" in (await ana.presses("All kinds")).labels


@pytest.mark.parametrize(
    ("says", "why"),
    [
        ("nowhere", "I cannot find this place"),
        ("paris", "outside all areas"),
        ("\u200b", "no words"),
        ("x" * 201, "200 fit"),
    ],
)
async def test_a_place_that_cannot_be_watched_is_asked_for_again(
    house: House, says: str, why: str
) -> None:
    ana = neighbour(house, "ana")
    await ana.calls(Command.WATCH)
    before = house.kept()
    heard = await ana.says(says)
    assert why in heard.text
    assert "Tell me where to watch" in heard.text
    assert not house.changed(before)
    assert "outside all areas" in (await ana.pins(FAR)).text
    assert "500 m around Boulevard" in (await ana.pins(NEXT_DOOR)).text


async def test_an_address_to_watch_may_mean_several_places(house: House) -> None:
    ana = neighbour(house, "ana")
    which = await placed(ana, "jarry")
    assert which.labels == ("Rue Jarry, Villeray", "Rue Jarry, Mile End")
    assert "500 m around Boulevard" in (await ana.presses("Rue Jarry, Mile End")).text


async def test_words_change_no_shape(house: House) -> None:
    ana = neighbour(house, "ana")
    await placed(ana)
    assert "Press what you want, then Save" in (await ana.says("a bit wider")).text


@pytest.mark.parametrize(
    "forged",
    [
        act(Verb.WATCH_RADIUS, 7),
        act(Verb.WATCH_RADIUS, 999_999_999),
        act(Verb.WATCH_RADIUS, "wide"),
        act(Verb.WATCH_RADIUS),
        act(Verb.WATCH_CATEGORY, "love"),
        act(Verb.WATCH_CATEGORY),
        act(Verb.PLACE_CHOICE, 7),
    ],
)
async def test_a_forged_shape_changes_nothing(house: House, forged: object) -> None:
    ana = neighbour(house, "ana")
    await placed(ana)
    seen, button = ana.finds("Save")
    before = house.kept()
    assert isinstance(forged, type(button.action))
    heard = await ana.presses_on(seen, Button(label=Text.of("watch.save"), action=forged))
    assert "How wide, and which kinds?" in heard.text
    assert not house.changed(before)


def many(house: House, count: int) -> None:
    """A house in which so many watches are the most."""
    house.policy = replace(house.policy, most_watches=count)
    house.restart()


async def test_whoever_keeps_the_most_watches_is_told_what_would_work(house: House) -> None:
    assert Policy().most_watches == 20
    many(house, 2)
    ana = await watching(house, "ana")
    await placed(ana, "boulevard saint-laurent")
    await ana.presses("Save")
    assert "You keep 2 watches, the most" in (await ana.calls(Command.WATCH)).text
    await ana.calls(Command.WATCHES)
    await ana.presses("End")
    assert "Tell me where to watch" in (await ana.calls(Command.WATCH)).text


async def test_a_place_that_is_watched_already_is_offered_to_be_changed(house: House) -> None:
    ana = await watching(house, "ana")
    shape = await placed(ana)
    assert "You watch this place already" in shape.text
    await ana.presses("2 km")
    await ana.presses("Save")
    (watch,) = house.store.rows.watches.values()
    assert watch.place == Circle(cell=HOME_BLOCK, radius=2_000)


async def test_nobody_changes_or_ends_anothers_watch(house: House) -> None:
    ana, ben = await watching(house, "ana"), neighbour(house, "ben")
    await ana.calls(Command.WATCHES)
    before = house.kept()
    for label in ("Change", "End"):
        heard = await ben.presses_on(*ana.finds(label))
        assert "This watch is no longer there" in heard.text
    assert not house.changed(before)


async def test_a_watch_that_ended_meanwhile_cannot_be_changed(house: House) -> None:
    ana = await watching(house, "ana")
    await ana.calls(Command.WATCHES)
    change, end = ana.finds("Change"), ana.finds("End")
    await ana.presses("Change")
    await ana.presses_on(*end)
    assert "This watch is no longer there" in (await ana.presses("Save")).text
    assert "This watch is no longer there" in (await ana.presses_on(*change)).text
    assert "This watch is no longer there" in (await ana.presses_on(*end)).text
    assert not house.store.rows.watches


async def test_watches_are_nobody_elses_business(house: House) -> None:
    ana = await watching(house, "ana")
    heard = await ana.calls(Command.WATCHES, chat=ana.group)
    assert heard.labels == ("Open our private chat",)
    assert "500 m around" in (await ana.presses("Open our private chat")).text


async def test_a_watch_is_shaped_across_a_restart(house: House) -> None:
    ana = neighbour(house, "ana")
    await ana.calls(Command.WATCH)
    house.restart()
    await ana.pins(CORNER)
    house.restart()
    await ana.presses("1 km")
    house.restart()
    assert "Saved" in (await ana.presses("Save")).text


async def settled(house: House, count: int, first: int = 0) -> None:
    """So many neighbours who joined long ago, each with a circle around the corner."""
    async with house.store.unit() as uow:
        for number in range(first, first + count):
            account = Account(platform=FORMS, id=f"neighbour {number}")
            id_ = PersonId(number)
            await uow.people.add(Person(id=id_, account=account, language="en", joined=1_000))
            place = Circle(cell=HOME_BLOCK, radius=500)
            await uow.watches.add(
                WatchDraft(place=place, near="Rue Jarry", person=id_), cover_circle(place)
            )
        await uow.commit()


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_watch_can_be_as_wide_as_households_want(
    house: House, platform: PlatformName
) -> None:
    await settled(house, 100)
    who = neighbour(house, "ana", platform)
    await placed(who)
    asked = await who.presses("By households")
    assert asked.labels == (
        "About 100 households",
        "About 300 households",
        "About 1,000 households",
        "Back",
    )
    shape = await who.presses("About 100 households")
    assert "250 m around Rue Jarry & Rue Lajeunesse, for about 100 households" in shape.text
    assert "By households ✓" in shape.labels
    assert "250 m" in shape.labels, "no radius is ticked"
    await who.presses("By households ✓")
    scarce = await who.presses("About 300 households")
    assert "5 km around" in scarce.text
    assert "Too few neighbours watch around here" in scarce.text
    await who.presses("Save")
    assert "for about 300 households" in (await who.calls(Command.WATCHES)).text
    await settled(house, 200, first=100)
    await house.rounds.night()
    assert "250 m around" in (await who.calls(Command.WATCHES)).text


async def test_a_radius_in_metres_is_one_again(house: House) -> None:
    await settled(house, 100)
    ana = neighbour(house, "ana")
    await placed(ana)
    await ana.presses("By households")
    await ana.presses("About 100 households")
    shape = await ana.presses("1 km")
    assert "1 km around Rue Jarry & Rue Lajeunesse" in shape.text
    assert "households" not in shape.text


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_the_shape_is_one_tidy_screen(house: House, platform: PlatformName) -> None:
    ana = await watching(house, "ana", platform)
    await ana.calls(Command.WATCHES)
    await ana.presses("Change")
    await ana.presses("Once a day")
    rows = ana.sees[-1].screen.buttons
    assert len(rows) <= 6
    for page in ("Choose kinds", "By households", "Pause"):
        await ana.presses(page)
        assert len(ana.sees[-1].screen.buttons) <= 6
        await ana.presses("Back")
