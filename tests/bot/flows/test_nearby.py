"""Asking what happened around a place."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.delivery import carrier
from bot.model.actions import Verb, act
from bot.model.commands import Command
from bot.model.ids import IncidentNumber, PlatformName
from bot.model.incidents import Category, IncidentDraft, IncidentState
from bot.model.maps import MapView
from bot.model.pictures import CleanPicture
from bot.model.places import Point, blurred, cell_at, centre
from bot.model.watches import Circle
from bot.replies import Button, Screen
from bot.texts.text import Text
from tests.bot.house import GROUP, House
from tests.bot.manners import words
from tests.bot.people import Heard, Someone, neighbour
from tests.bot.world import CORNER, FAR, FORMS, HOME_BLOCK, NEXT_DOOR, PINS

PLATFORMS = (PINS, FORMS)
NORTH = Point(latitude=CORNER.latitude + 0.004, longitude=CORNER.longitude)


async def happens(
    house: House,
    where: Point = CORNER,
    category: Category = Category.FIRE,
    ago: timedelta = timedelta(hours=1),
    *,
    near: str = "Rue Jarry",
) -> IncidentNumber:
    """Something happened, and somebody reported it."""
    now = house.clock.now()
    reporter = neighbour(house, "reporter")
    await reporter.calls(Command.WATCHES)
    async with house.store.unit() as uow:
        person = await uow.people.find(reporter.account)
        assert person is not None
        draft = IncidentDraft(
            category=category, text="Smoke.", cell=cell_at(where), near=near, happened=now - ago
        )
        incident = await uow.incidents.add(draft, person.id, now)
        await uow.commit()
    return incident.number


async def told(who: Someone, where: Point = CORNER) -> None:
    """Somebody reports a fire, up to the photo."""
    await who.calls(Command.REPORT)
    await who.presses("Fire or smoke")
    await who.says("Smoke.")
    await who.pins(where)
    await who.presses("Just now")


async def turns(house: House, number: IncidentNumber, state: IncidentState) -> None:
    """It is over, or taken back."""
    async with house.store.unit() as uow:
        await uow.incidents.turn(number, state)
        await uow.commit()


async def around(who: Someone, address: str = "jarry and lajeunesse") -> Heard:
    """What happened around an address."""
    await who.calls(Command.NEAR)
    if who.account.platform == PINS:
        return await who.says(address)
    await who.presses("Write your answer")
    return await who.fills({"answer": address})


async def watches(who: Someone, address: str = "jarry and lajeunesse") -> None:
    """Somebody watches a place."""
    await who.calls(Command.WATCH)
    if who.account.platform == PINS:
        await who.says(address)
    else:
        await who.presses("Write your answer")
        await who.fills({"answer": address})
    await who.presses("Save")


def seen(who: Someone) -> Screen:
    """The newest message."""
    return who.sees[-1].screen


def view(who: Someone) -> MapView:
    """What the map of the newest message shows; it was drawn, too."""
    screen = seen(who)
    assert isinstance(screen.drawing, MapView)
    assert screen.media is not None
    assert screen.alt is not None
    return screen.drawing


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_place_shows_what_happened_around_it(house: House, platform: PlatformName) -> None:
    await happens(house, NORTH, Category.THEFT, timedelta(hours=5), near="Rue Guizot")
    await happens(house, CORNER, Category.FIRE, timedelta(minutes=20))
    await happens(house, NEXT_DOOR)
    who = neighbour(house, "ana", platform)
    heard = await around(who)
    head, first, second = heard.text.splitlines()
    assert head == "1 km around Rue Jarry & Rue Lajeunesse, the last 7 days"
    assert first == "1 · Fire or smoke · near Rue Jarry · 20 minutes ago"
    assert second.startswith("2 · Break-in or theft · 4")
    assert second.endswith("0 m north · near Rue Guizot · 5 hours ago")


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_the_map_shows_blocks_by_the_numbers_of_the_list(
    house: House, platform: PlatformName
) -> None:
    await happens(house, NORTH, Category.THEFT, timedelta(hours=5))
    await happens(house)
    who = neighbour(house, "ana", platform)
    await around(who)
    shown = view(who)
    assert shown.circle == Circle(cell=HOME_BLOCK, radius=1_000)
    assert [(each.number, each.category, each.cell) for each in shown.points] == [
        ("1", Category.FIRE, HOME_BLOCK),
        ("2", Category.THEFT, cell_at(NORTH)),
    ]
    assert [area.name for area in shown.areas] == ["Villeray", "Montréal"]


async def test_a_pin_becomes_a_block_and_is_not_kept(house: House) -> None:
    await happens(house)
    ana = neighbour(house, "ana")
    assert "I keep nothing of it" in (await ana.calls(Command.NEAR)).text
    assert seen(ana).asks_pin
    pin = Point(latitude=CORNER.latitude + 0.0001, longitude=CORNER.longitude)
    before = house.kept()
    assert "1 · Fire or smoke" in (await ana.pins(pin)).text
    assert house.changed(before) == {"dialogues"}
    assert not house.store.rows.dialogues
    circle = view(ana).circle
    assert circle is not None
    assert centre(circle.cell) != pin


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_who_watches_one_place_sees_it_at_once(house: House, platform: PlatformName) -> None:
    await happens(house)
    who = neighbour(house, "ana", platform)
    await watches(who)
    heard = await who.calls(Command.NEAR)
    assert "500 m around Rue Jarry & Rue Lajeunesse, the last 7 days" in heard.text
    assert "1 · Fire or smoke" in heard.text
    assert "Around which place?" in (await who.presses("Somewhere else")).text


async def test_who_watches_several_places_chooses_one(house: House) -> None:
    await happens(house, NEXT_DOOR, near="Boulevard Saint-Laurent")
    ana = neighbour(house, "ana")
    await watches(ana)
    await watches(ana, "boulevard saint-laurent")
    heard = await ana.calls(Command.NEAR)
    assert heard.labels == (
        "500 m around Rue Jarry & Rue Lajeunesse",
        "500 m around Boulevard Saint-Laurent",
        "Somewhere else",
    )
    shown = await ana.presses("500 m around Boulevard Saint-Laurent")
    assert "1 · Fire or smoke · near Boulevard Saint-Laurent" in shown.text


async def test_nobody_looks_through_anothers_watch(house: House) -> None:
    ana, ben = neighbour(house, "ana"), neighbour(house, "ben")
    await watches(ana)
    await watches(ana, "boulevard saint-laurent")
    await ana.calls(Command.NEAR)
    theirs = ana.finds("500 m around Boulevard Saint-Laurent")
    assert "no longer there" in (await ben.presses_on(*theirs)).text


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_in_a_channel_its_area_is_shown_as_a_whole(
    house: House, platform: PlatformName
) -> None:
    await happens(house, NORTH)
    await happens(house, NEXT_DOOR)
    who = neighbour(house, "ana", platform)
    heard = await who.calls(Command.NEAR, chat=who.group)
    assert heard.text.splitlines()[0] == "Villeray, the last 7 days"
    assert "1 · Fire or smoke · near Rue Jarry · 1 hour ago" in heard.text
    assert " north" not in heard.text
    shown = view(who)
    assert shown.circle is None
    assert [(area.name, area.whole) for area in shown.areas] == [("Villeray", True)]
    assert len(shown.points) == heard.text.count("Fire or smoke ·")


async def test_pressing_under_a_public_list_leads_into_the_private_chat(house: House) -> None:
    await happens(house, ago=timedelta(hours=30))
    ana = neighbour(house, "ana")
    public = await ana.calls(Command.NEAR, chat=ana.group)
    assert "1 · Fire" in public.text
    assert "Nothing was reported" in (await ana.presses("1 day")).text
    assert ana.sees[-1].chat == ana.home


async def test_in_a_group_without_an_area_there_is_a_way_to_the_private_chat(house: House) -> None:
    ana = neighbour(house, "ana")
    heard = await ana.calls(Command.NEAR, chat=ana.at("other"))
    assert heard.labels == ("Open our private chat",)
    assert "Around which place?" in (await ana.presses("Open our private chat")).text


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_the_address_may_stand_behind_the_command(
    house: House, platform: PlatformName
) -> None:
    await happens(house)
    who = neighbour(house, "ana", platform)
    assert "1 · Fire" in (await who.calls(Command.NEAR, "jarry and lajeunesse")).text
    assert "I cannot find this place" in (await who.calls(Command.NEAR, "nowhere")).text
    which = await who.calls(Command.NEAR, "jarry")
    assert which.labels[:2] == ("Rue Jarry, Villeray", "Rue Jarry, Mile End")
    assert "1 · Fire" in (await who.presses("Rue Jarry, Villeray")).text


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_days_and_kinds_are_buttons(house: House, platform: PlatformName) -> None:
    await happens(house, category=Category.THEFT, ago=timedelta(hours=2))
    await happens(house, category=Category.FIRE, ago=timedelta(days=3))
    await happens(house, category=Category.LOST, ago=timedelta(days=20))
    who = neighbour(house, "ana", platform)
    heard = await around(who)
    assert heard.labels[:5] == ("1 day", "7 days ✓", "30 days", "All kinds ✓", "Break-in or theft")
    assert len(view(who).points) == 2
    assert "Lost or found ·" in (await who.presses("30 days")).text
    only = await who.presses("Lost or found")
    assert "the last 30 days" in only.text
    assert len(only.text.splitlines()) == 2
    assert {"30 days ✓", "Lost or found ✓", "All kinds"} <= set(only.labels)
    assert "Nothing was reported" in (await who.presses("7 days")).text
    assert view(who).points == ()
    assert "the last day" in (await who.presses("1 day")).text
    assert "1 · Break-in" in (await who.presses("All kinds")).text


@pytest.mark.parametrize("state", [IncidentState.RESOLVED, IncidentState.WITHDRAWN])
async def test_what_was_taken_back_is_told_nowhere(house: House, state: IncidentState) -> None:
    number = await happens(house)
    await turns(house, number, state)
    ana = neighbour(house, "ana")
    for heard in (await around(ana), await ana.calls(Command.NEAR, chat=ana.group)):
        if state is IncidentState.RESOLVED:
            assert "1 · Fire or smoke (over)" in heard.text
        else:
            assert "Nothing was reported" in heard.text
            assert view(ana).points == ()


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_what_does_not_fit_is_counted(house: House, platform: PlatformName) -> None:
    for minutes in range(40):
        await happens(
            house,
            NORTH,
            near="Boulevard Saint-Laurent & Rue Guizot",
            ago=timedelta(minutes=minutes),
        )
    who = neighbour(house, "ana", platform)
    heard = await around(who)
    listed = len(view(who).points)
    assert 8 <= listed <= 15
    assert listed == (15 if platform == FORMS else listed)
    assert f"{listed} · Fire" in heard.text
    assert f"{listed + 1} · Fire" not in heard.text
    assert f"and {40 - listed} more" in heard.text


async def test_without_a_map_the_list_is_told_all_the_same(house: House) -> None:
    await happens(house)
    house.cartographer.silent = True
    ana = neighbour(house, "ana")
    assert "1 · Fire" in (await around(ana)).text
    assert seen(ana).media is None


async def test_nothing_is_told_of_places_outside(house: House) -> None:
    ana = neighbour(house, "ana")
    await ana.calls(Command.NEAR)
    heard = await ana.pins(FAR)
    assert "outside all areas" in heard.text
    assert "Around which place?" in heard.text


@pytest.mark.parametrize(
    "forged",
    [
        act(Verb.NEAR_SHOW),
        act(Verb.NEAR_SHOW, "a1"),
        act(Verb.NEAR_SHOW, "a1", "8", "all"),
        act(Verb.NEAR_SHOW, "a1", "7", "love"),
        act(Verb.NEAR_SHOW, "a999", "7", "all"),
        act(Verb.NEAR_SHOW, f"c{HOME_BLOCK:015x}r99999", "7", "all"),
        act(Verb.NEAR_SHOW, f"c{HOME_BLOCK:015x}r1", "7", "all"),
        act(Verb.NEAR_SHOW, f"c{blurred(HOME_BLOCK, 3):015x}r500", "7", "all"),
        act(Verb.NEAR_SHOW, "cfffffffffffffffr500", "7", "all"),
        act(Verb.NEAR_SHOW, "c000000000000000r500", "7", "all"),
        act(Verb.NEAR_SHOW, f"c{cell_at(Point(latitude=89.9, longitude=0)):015x}r500", "7", "all"),
        act(Verb.NEAR_WATCH, "x"),
        act(Verb.NEAR_WATCH, 77),
        act(Verb.INCIDENT_MAP, "x"),
        act(Verb.INCIDENT_MAP, 77),
    ],
)
async def test_a_forged_look_shows_nothing(house: House, forged: object) -> None:
    await happens(house)
    ana = neighbour(house, "ana")
    await around(ana)
    where, button = ana.finds("7 days ✓")
    assert isinstance(forged, type(button.action))
    before = house.kept()
    heard = await ana.presses_on(where, Button(label=Text.of("watch.save"), action=forged))
    assert "Fire" not in heard.text
    assert heard.text
    assert not house.changed(before) - {"people"}


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_an_alert_leads_to_its_map(house: House, platform: PlatformName) -> None:
    who, carl = neighbour(house, "ana", platform), neighbour(house, "carl")
    await watches(who)
    await told(carl, NORTH)
    await carl.presses("Skip")
    await carl.presses("Post")
    await house.delivers()
    heard = await who.presses("Map")
    assert "Fire or smoke · near" in heard.text
    assert [each.cell for each in view(who).points] == [cell_at(NORTH)]
    assert view(who).circle is None, "a map of an incident is the same for everybody"
    alert = who.finds("Map")
    await carl.presses("Withdraw")
    assert "taken back" in (await who.presses_on(*alert)).text


async def test_looking_around_keeps_nobody(house: House) -> None:
    await happens(house)
    ana = neighbour(house, "ana")
    before = house.kept()
    await ana.calls(Command.NEAR, "jarry and lajeunesse")
    await ana.presses("30 days")
    assert not house.changed(before)


async def test_looking_around_interrupts_no_report(house: House) -> None:
    ana = neighbour(house, "ana")
    await ana.calls(Command.REPORT)
    await ana.presses("Fire or smoke")
    await ana.calls(Command.NEAR, "jarry and lajeunesse")
    await ana.presses("30 days")
    assert "Where?" in (await ana.says("Smoke.")).text


async def test_a_map_never_shows_more_than_a_block(house: House) -> None:
    await happens(house)
    ana = neighbour(house, "ana")
    await ana.calls(Command.NEAR)
    await ana.pins(CORNER)
    assert str(CORNER.latitude) not in repr(house.cartographer.drawn)
    assert {each.cell for each in view(ana).points} == {HOME_BLOCK}


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_the_preview_and_the_posts_in_channels_carry_one_and_the_same_map(
    house: House, platform: PlatformName
) -> None:
    carl = neighbour(house, "carl")
    await told(carl)
    await carl.presses("Skip")
    preview = seen(carl)
    await carl.presses("Post")
    await house.delivers()
    [post] = house.platforms[platform].of(GROUP[platform])
    assert post.screen.media is not None
    assert post.screen.drawing == preview.drawing
    assert post.screen.alt == preview.alt


async def test_a_photo_stays_and_private_alerts_offer_the_map_instead(house: House) -> None:
    ana, carl = neighbour(house, "ana"), neighbour(house, "carl")
    await watches(ana)
    await told(carl)
    photo = await carl.shows(b"smoke")
    assert "This is what neighbours will see" in photo.text
    await carl.presses("Post")
    await house.delivers()
    for address in (GROUP[PINS], ana.account.id):
        [post] = house.platforms[PINS].of(address)
        assert post.screen.media == CleanPicture(content=b"clean smoke")
        assert post.screen.drawing is None
        assert post.screen.alt == Text.of("alt.photo")


async def test_where_no_maps_are_wanted_there_are_none(house: House) -> None:
    house.policy = replace(house.policy, maps=False)
    house.restart()
    ana, carl = neighbour(house, "ana"), neighbour(house, "carl")
    await watches(ana)
    await told(carl)
    await carl.presses("Skip")
    await carl.presses("Post")
    await house.delivers()
    assert not house.cartographer.drawn
    assert "Smoke." in ana.reads()
    with pytest.raises(AssertionError, match="no button"):
        ana.finds("Map")


async def test_a_post_goes_out_without_its_map_when_that_takes_too_long(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrier, "PICTURE_S", 0.01)
    carl = neighbour(house, "carl")
    await told(carl)
    await carl.presses("Skip")
    await carl.presses("Post")
    house.cartographer.slow = True
    await house.delivers()
    [post] = house.platforms[PINS].of(GROUP[PINS])
    assert post.screen.media is None
    assert "Smoke." in words(post.screen, post.reader, house.clock.now())
