"""The area of a chat, drawn by its moderator."""

import json
from datetime import timedelta

import pytest

from bot.events import Departed, Pressed
from bot.model.actions import Verb, act
from bot.model.areas import Area
from bot.model.channels import Openness
from bot.model.commands import Command
from bot.model.ids import PlatformName
from bot.model.maps import MapView
from bot.model.pictures import Attached
from bot.model.places import Point, cell_at
from bot.replies import Replace, Say
from bot.services.areas import keeping
from bot.services.areas.keeping import Heirs
from tests.bot.house import GROUP, House
from tests.bot.people import Heard, Someone, neighbour
from tests.bot.station import asked, leave_asked
from tests.bot.world import CORNER, FAR, FORMS, NEXT_DOOR, PINS

PLATFORMS = (PINS, FORMS)
CORNER_WORDS = "jarry and lajeunesse"
AWAY = (FAR.longitude, FAR.latitude)


def moderator(house: House, platform: PlatformName = PINS, chat: str = "square") -> Someone:
    """An admin of a chat."""
    maya = neighbour(house, "maya", platform)
    house.platforms[platform].admins.add((chat, maya.account.id))
    return maya


def ring(
    middle: tuple[float, float] = (CORNER.longitude, CORNER.latitude), half: float = 0.004
) -> list[list[float]]:
    x, y = middle
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
    return [[x + east * half, y + north * half] for east, north in corners]


def geojson(**rings: list[list[float]]) -> bytes:
    """A file with these areas; an underscore begins the names of those without a name."""
    features = [
        {
            "type": "Feature",
            "properties": {} if name.startswith("_") else {"name": name},
            "geometry": {"type": "Polygon", "coordinates": [each]},
        }
        for name, each in rings.items()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


async def begins(maya: Someone, chat: str = "square") -> Heard:
    """/setup in the chat, [Draw an area]."""
    await maya.calls(Command.SETUP, "", maya.at(chat))
    return await maya.presses("Draw an area")


async def writes(maya: Someone, words: str) -> Heard:
    """Words, in a form where there are forms."""
    if maya.account.platform == PINS:
        return await maya.says(words)
    await maya.presses("Write your answer")
    return await maya.fills({"answer": words})


async def draws_circle(maya: Someone, name: str = "Jarry corner", chat: str = "square") -> Heard:
    """A circle around the corner, under a name, not put up yet."""
    await begins(maya, chat)
    await maya.presses("Around a place")
    await writes(maya, CORNER_WORDS)
    return await writes(maya, name)


async def sends(maya: Someone, content: bytes) -> Heard:
    """A map, in the way of the platform."""
    await maya.presses("From a file")
    if maya.account.platform == PINS:
        return await maya.maps(content)
    return await maya.fills({}, map_=content)


def area_of(house: House, chat: str = "square") -> str:
    """The name of the area that a chat is bound to; empty when it is bound to none."""
    rows = house.store.rows
    found = (channel.area for channel in rows.channels.values() if channel.chat == chat)
    return next((rows.areas[area].name for area in found), "")


async def named(house: House, name: str) -> Area | None:
    async with house.store.unit() as uow:
        return next((area for area in await uow.areas.all() if area.name == name), None)


async def holders(house: House, point: Point) -> list[str]:
    """The names of the areas that hold a point, smallest first."""
    async with house.store.unit() as uow:
        return [area.name for area in await uow.areas.holding(cell_at(point))]


def picture(heard: Heard) -> MapView:
    """The map that was shown."""
    for answer in heard.turn.answers:
        if isinstance(answer, Say | Replace) and isinstance(answer.screen.drawing, MapView):
            assert answer.screen.alt is not None
            return answer.screen.drawing
    raise AssertionError(heard.text)


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_circle_around_an_address_becomes_the_area_of_a_chat(
    house: House, platform: PlatformName
) -> None:
    maya = moderator(house, platform)
    heard = await draws_circle(maya)
    assert "Jarry corner, 0.7" in heard.text
    assert "km²" in heard.text
    assert "Is this the area of your chat?" in heard.text
    assert "500 m ✓" in heard.labels
    view = picture(heard)
    assert view.areas[0].name == "Jarry corner"
    assert view.areas[0].whole
    heard = await maya.presses("300 m")
    assert "0.28 km²" in heard.text
    assert area_of(house) == ""
    heard = await maya.presses("Use this area")
    assert "your chat now watches over Jarry corner" in heard.text
    assert area_of(house) == "Jarry corner"
    assert (await holders(house, CORNER))[0] == "Jarry corner"
    drawn = await named(house, "Jarry corner")
    assert drawn is not None
    assert drawn.drawn
    await house.delivers()
    assert [text for text in house.posts("square") if "now watches over Jarry corner" in text]
    assert not house.store.rows.dialogues


async def test_a_circle_around_a_pin_holds_what_lies_within_its_radius(house: House) -> None:
    maya = moderator(house)
    await begins(maya)
    await maya.presses("Around a place")
    assert "What do people here call it?" in (await maya.pins(CORNER)).text
    await maya.says("Corner")
    await maya.presses("1 km")
    await maya.presses("Use this area")
    for metres, lies_in in ((900, True), (1_100, False)):
        for sign in (-1, 1):
            there = Point(
                latitude=CORNER.latitude + sign * metres / 111_195, longitude=CORNER.longitude
            )
            assert ("Corner" in await holders(house, there)) is lies_in


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_file_becomes_the_area_of_a_chat(house: House, platform: PlatformName) -> None:
    maya = moderator(house, platform)
    await begins(maya)
    heard = await sends(maya, geojson(Laurier=ring()))
    assert "Laurier, 0.5" in heard.text
    assert "It shares ground with: Montréal, Villeray" in heard.text or "It lies in" in heard.text
    assert "500 m" not in heard.labels
    assert picture(heard).areas[0].name == "Laurier"
    await maya.presses("Use this area")
    assert area_of(house) == "Laurier"


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_of_several_shapes_one_is_chosen_by_button_or_name(
    house: House, platform: PlatformName
) -> None:
    maya = moderator(house, platform)
    await begins(maya)
    many = {f"Block {i}": ring() for i in range(9)} | {"Rosemont Est": ring(half=0.003)}
    heard = await sends(maya, geojson(**many))
    assert "The file holds 10 areas" in heard.text
    assert "Block 7" in heard.labels
    assert "Block 8" not in heard.labels
    assert 'no area called "Narnia"' in (await writes(maya, "Narnia")).text
    heard = await writes(maya, "block")
    assert "Block 0" in heard.labels
    heard = await writes(maya, "rosemont")
    assert "Rosemont Est, 0.3" in heard.text
    await maya.presses("Draw it anew")
    await sends(maya, geojson(One=ring(), Two=ring()))
    assert "Two, " in (await maya.presses("Two")).text


async def test_a_shape_without_a_name_is_asked_for_one(house: House) -> None:
    maya = moderator(house)
    await begins(maya)
    assert "What do people here call it?" in (await maya.maps(geojson(_=ring()))).text
    assert "Petit Laurier, " in (await maya.says("  Petit \n Laurier ")).text
    heard = await maya.presses("Another name")
    assert "What do people" in heard.text
    assert 'called "Villeray" already' in (await maya.says("VILLERAY")).text
    assert "at most 100" in (await maya.says("x" * 101)).text
    await maya.says("Laurier")
    await maya.presses("Use this area")
    assert area_of(house) == "Laurier"


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe\x00", "no text"),
        (b"{}", "not GeoJSON"),
        (b"[" * 100_000, "nested too deeply"),
        (geojson(Bow=[[0, 45], [1, 46], [1, 45], [0, 46], [0, 45]]), "crosses or touches itself"),
        (geojson(Swapped=[[y, x] for x, y in ring()]), "longitude first"),
        (geojson(Country=ring(half=9)), "no neighbourhood"),
        (geojson(Province=ring(half=0.2)), "may measure 500 km²"),
        (geojson(Porch=ring(half=0.0001)), "smaller than a block"),
        (geojson(Elsewhere=ring(AWAY)), "outside all areas"),
    ],
)
async def test_a_file_that_is_no_area_is_explained_and_asked_for_again(
    house: House, platform: PlatformName, content: bytes, words: str
) -> None:
    maya = moderator(house, platform)
    await begins(maya)
    heard = await sends(maya, content)
    assert words in heard.text
    if platform == FORMS:
        await maya.presses("From a file")
        heard = await maya.fills({}, map_=geojson(Laurier=ring()))
    else:
        heard = await maya.maps(geojson(Laurier=ring()))
    assert "Laurier, " in heard.text


@pytest.mark.parametrize(
    ("what", "words"), [(Attached.LARGE_MAP, "1 MB"), (Attached.DOCUMENT, "I do not take files")]
)
async def test_a_file_that_is_not_taken_is_explained(
    house: House, what: Attached, words: str
) -> None:
    maya = moderator(house, FORMS)
    await begins(maya)
    await maya.presses("From a file")
    assert words in (await maya.fills({}, refused=what)).text
    pinner = moderator(house)
    await begins(pinner)
    assert words in (await pinner.attaches(what)).text


async def test_a_map_that_nobody_asked_for_is_not_taken(house: House) -> None:
    maya = moderator(house)
    assert "I do not take files" in (await maya.maps(geojson(Laurier=ring()))).text
    await maya.calls(Command.WATCH)
    assert "I do not take files" in (await maya.maps(geojson(Laurier=ring()))).text


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_rights_are_asked_again_at_every_step(house: House, platform: PlatformName) -> None:
    maya = moderator(house, platform)
    await draws_circle(maya)
    before = len(house.store.rows.areas)
    house.platforms[platform].admins.clear()
    for label in ("1 km", "Another name", "Use this area"):
        assert "Only an admin" in (await maya.presses(label)).text
    assert area_of(house) == ""
    assert len(house.store.rows.areas) == before


@pytest.mark.parametrize("spot", ["", "zz", "ff", b"square".hex(), "00", "2d31"])
async def test_a_forged_link_draws_nothing(house: House, spot: str) -> None:
    carl = neighbour(house, "carl")
    before = house.kept()
    heard = await carl.does(Pressed(action=act(Verb.AREA_DRAW, spot)))
    assert heard.text
    assert not heard.labels
    assert not house.changed(before)


async def test_in_a_group_where_all_read_the_dialogue_leads_to_the_private_chat(
    house: House,
) -> None:
    maya = moderator(house)
    heard = await maya.calls(Command.SETUP, "", maya.at("square"))
    assert len(heard.turn.answers) == 1
    _, button = maya.finds("Draw an area")
    assert button.private
    await begins(maya)
    assert maya.sees[-1].chat == maya.home
    before = house.kept()
    heard = await maya.does(Pressed(action=button.action), maya.at("square"))
    assert not house.changed(before)


async def test_a_place_outside_all_areas_is_not_drawn(house: House) -> None:
    maya = moderator(house)
    await begins(maya)
    await maya.presses("Around a place")
    assert "outside all areas of this watch" in (await maya.pins(FAR)).text


async def test_where_there_are_no_areas_the_first_may_be_drawn_anywhere() -> None:
    house = House()
    maya = moderator(house)
    await begins(maya)
    await maya.maps(geojson(Elsewhere=ring(AWAY)))
    await maya.presses("Use this area")
    assert area_of(house) == "Elsewhere"


async def test_an_area_drawn_anew_under_its_name_stays_the_same_area(house: House) -> None:
    maya = moderator(house)
    await draws_circle(maya)
    await maya.presses("Use this area")
    first = await named(house, "Jarry corner")
    await draws_circle(maya, "jarry CORNER")
    await maya.presses("2 km")
    await maya.presses("Use this area")
    again = await named(house, "Jarry corner")
    assert first is not None
    assert again is not None
    assert again.id == first.id
    assert again.changed == house.clock.now()
    assert "Jarry corner" in await holders(house, NEXT_DOOR)


async def test_a_drawn_area_goes_when_its_chat_has_another_and_nobody_watches_it(
    house: House,
) -> None:
    maya = moderator(house)
    await draws_circle(maya)
    await maya.presses("Use this area")
    await draws_circle(maya, "Jarry square")
    await maya.presses("Use this area")
    assert await named(house, "Jarry corner") is None
    await maya.calls(Command.SETUP, "Villeray", maya.at("square"))
    await maya.presses("Villeray")
    assert await named(house, "Jarry square") is None
    assert area_of(house) == "Villeray"
    await draws_circle(maya, "Jarry park")
    await maya.presses("Use this area")
    await maya.does(Departed(), maya.at("square"))
    assert await named(house, "Jarry park") is None
    assert await named(house, "Villeray") is not None


async def test_a_drawn_area_stays_while_somebody_watches_it(house: House) -> None:
    maya, ana = moderator(house), neighbour(house, "ana")
    await draws_circle(maya)
    await maya.presses("Use this area")
    await ana.calls(Command.WATCH, "", ana.at("square"))
    await ana.presses("This channel's area")
    await ana.presses("Save")
    await maya.calls(Command.SETUP, "Villeray", maya.at("square"))
    await maya.presses("Villeray")
    assert await named(house, "Jarry corner") is not None
    assert [each.near for each in house.store.rows.watches.values()] == ["Jarry corner"]


async def test_who_watches_an_area_hears_that_it_was_drawn_anew_once_a_day(house: House) -> None:
    maya, ana = moderator(house), neighbour(house, "ana")
    await draws_circle(maya)
    await maya.presses("Use this area")
    await ana.calls(Command.WATCH, "", ana.at("square"))
    await ana.presses("This channel's area")
    await ana.presses("Save")
    for radius in ("1 km", "2 km", "300 m"):
        await draws_circle(maya)
        await maya.presses(radius)
        await maya.presses("Use this area")
        await house.delivers()
    assert ana.reads().count("Jarry corner, which you watch, was drawn anew") == 1
    house.clock.moment += timedelta(days=1)
    await draws_circle(maya)
    await maya.presses("Use this area")
    await house.delivers()
    assert ana.reads().count("Jarry corner, which you watch, was drawn anew") == 2


async def test_another_chats_drawing_is_not_drawn_over(house: House) -> None:
    maya = moderator(house)
    await draws_circle(maya)
    await maya.presses("Use this area")
    house.platforms[PINS].admins.add(("plaza", maya.account.id))
    heard = await draws_circle(maya, "Jarry corner", "plaza")
    assert 'called "Jarry corner" already' in heard.text
    await maya.calls(Command.SETUP, "jarry corner", maya.at("plaza"))
    await maya.presses("Jarry corner")
    heard = await draws_circle(maya, "Jarry corner")
    assert "already" in heard.text


async def test_a_drawn_area_keeps_nobody_out(house: House) -> None:
    """Else a moderator who draws one small area after the other finds out where somebody lives."""
    maya = moderator(house, PINS, GROUP[PINS])
    channel = next(c for c in house.store.rows.channels.values() if c.chat == GROUP[PINS])
    async with house.store.unit() as uow:
        await uow.channels.open_by(channel.id, Openness.RESIDENTS, "https://t.me/+door")
        await uow.commit()
    await draws_circle(maya, chat=GROUP[PINS])
    assert "residents alone" in (await maya.presses("Use this area")).text
    assert area_of(house, GROUP[PINS]) == "Villeray"
    async with house.store.unit() as uow:
        await uow.channels.open_by(channel.id, Openness.OPEN, "")
        await uow.commit()
    await maya.presses("Use this area")
    assert area_of(house, GROUP[PINS]) == "Jarry corner"
    await maya.calls(Command.SETUP, "", maya.group)
    heard = await maya.presses("Residents of the area")
    assert "residents alone" in heard.text


async def test_no_request_is_ever_addressed_to_a_drawn_area(house: House) -> None:
    """Else whoever draws a small one and fills a group with puppets singles a neighbour out."""
    maya = moderator(house)
    await draws_circle(maya)
    await maya.presses("300 m")
    await maya.presses("Use this area")
    house.platforms[PINS].crowds["square"] = 1_000
    assert (await holders(house, CORNER))[0] == "Jarry corner"
    await asked(house)
    (request,) = house.store.rows.requests.values()
    assert house.store.rows.areas[request.audience].name == "Villeray"


@pytest.mark.parametrize("change", ["reshaped", "gone"])
async def test_an_area_that_changed_since_a_request_is_not_asked_again_at_once(
    house: House, change: str
) -> None:
    """Else two requests to one area reach two audiences, and tell who is in one of them only."""
    roy = await asked(house)
    (request,) = house.store.rows.requests.values()
    async with house.store.unit() as uow:
        area = await uow.areas.get(request.audience)
        assert area is not None
        if change == "gone":
            town = next(each.id for each in await uow.areas.all() if each.name == "Montréal")
            await keeping.remove(uow, area, Heirs(channels=town), house.clock.now())
        else:
            cells = (await uow.areas.covers())[area.id]
            outline = await uow.areas.outline(area.id)
            assert outline is not None
            await uow.areas.reshape(area.id, outline, cells, house.clock.now())
        await uow.commit()
    await leave_asked(roy)
    assert "went to an area that overlaps" in (await roy.presses("Ask the neighbourhood")).text


async def removed(house: House, name: str, heirs: Heirs) -> None:
    """The operator removes an area."""
    async with house.store.unit() as uow:
        await keeping.remove(uow, await keeping.named(uow, name), heirs, house.clock.now())
        await uow.commit()


async def watching(house: House, platform: PlatformName) -> Someone:
    """Somebody who watches the whole area of the chat."""
    ana = neighbour(house, "ana", platform)
    await ana.calls(Command.WATCH, "", ana.group)
    await ana.presses("This channel's area")
    await ana.presses("Save")
    return ana


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_who_relied_on_an_area_that_is_gone_is_told_what_came_in_its_place(
    house: House, platform: PlatformName
) -> None:
    ana = await watching(house, platform)
    town = await named(house, "Montréal")
    assert town is not None
    await removed(house, "Villeray", Heirs(channels=town.id))
    await house.delivers()
    for chat in GROUP.values():
        (told,) = house.posts(chat)
        assert "Villeray is no longer an area" in told
        assert "belongs to Montréal" in told
    assert "you now watch a circle around where it was" in ana.reads()
    assert "around Villeray" in (await ana.calls(Command.WATCHES)).text
    asked_ = await neighbour(house, "maya", platform).calls(Command.WATCH, "", ana.group)
    assert asked_.text


async def test_a_chat_that_is_bound_to_nothing_any_more_hears_it_once(house: House) -> None:
    maya, ana = moderator(house, PINS, GROUP[PINS]), await watching(house, PINS)
    mile_end = await named(house, "Mile End")
    assert mile_end is not None
    await removed(house, "Villeray", Heirs(watches=mile_end.id))
    await house.delivers()
    (told,) = house.posts(GROUP[PINS])
    assert "nothing is posted here any more" in told
    assert "you now watch Mile End" in ana.reads()
    assert "Which area is this chat for?" in (await maya.calls(Command.SETUP, "", maya.group)).text
    assert "No area is called" in (await maya.calls(Command.SETUP, "villeray", maya.group)).text


async def test_a_chat_that_was_bound_anew_meanwhile_hears_nothing_old(house: House) -> None:
    maya = moderator(house, PINS, GROUP[PINS])
    await removed(house, "Villeray", Heirs())
    await maya.calls(Command.SETUP, "Mile End", maya.group)
    await maya.presses("Mile End")
    await house.delivers()
    assert not list(house.posts(GROUP[PINS]))


async def test_an_area_that_went_while_somebody_chose_it_is_not_watched(house: House) -> None:
    ana = neighbour(house, "ana")
    await ana.calls(Command.WATCH, "", ana.group)
    await ana.presses("This channel's area")
    await removed(house, "Villeray", Heirs())
    assert "no longer there" in (await ana.presses("Save")).text
    assert not house.store.rows.watches


async def test_a_button_for_an_area_that_went_binds_nothing(house: House) -> None:
    maya = moderator(house)
    await maya.calls(Command.SETUP, "villeray", maya.at("square"))
    await removed(house, "Villeray", Heirs())
    assert "no longer there" in (await maya.presses("Villeray")).text
    assert area_of(house) == ""


async def test_what_was_asked_in_an_area_that_went_can_still_be_answered(house: House) -> None:
    await asked(house)
    await house.delivers()
    await removed(house, "Villeray", Heirs())
    await house.delivers()
    ana = neighbour(house, "ana")
    assert "Your private copy of request 1" in (await ana.presses("Reply privately")).text
