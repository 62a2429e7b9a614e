"""Reporting what happened, one question after the other or in one form."""

from bot.model.commands import Command
from bot.model.pictures import CleanPicture
from bot.model.places import blurred
from tests.bot.house import GROUP, House
from tests.bot.people import Heard, Someone, neighbour
from tests.bot.world import CORNER, FORMS, HOME_BLOCK, PINS

STORY = "Two parcels taken from a porch by someone in a grey van."


async def told(ana: Someone) -> Heard:
    """A report up to its photo."""
    await ana.calls(Command.REPORT)
    await ana.presses("Break-in or theft")
    await ana.says(STORY)
    await ana.pins(CORNER)
    return await ana.presses("Just now")


async def previewed(who: Someone, **changed: str) -> Heard:
    """A report up to its preview, on either platform."""
    if who.account.platform == PINS:
        await told(who)
        return await who.presses("Skip")
    await who.calls(Command.REPORT, chat=who.group)
    fields = {"category": "theft", "story": STORY, "place": "jarry and lajeunesse", "when": "now"}
    return await who.fills({**fields, **changed})


async def test_the_first_step_says_whom_to_call_in_danger(house: House) -> None:
    ana, dana = neighbour(house, "ana"), neighbour(house, "dana", FORMS)
    assert "call 911 first" in (await ana.calls(Command.REPORT)).text
    await dana.calls(Command.REPORT, chat=dana.group)
    assert dana.form is not None
    assert [each.name for each in dana.form.fields] == [
        "category",
        "story",
        "place",
        "when",
        "photo",
    ]
    assert dana.form.fields[0].hint is not None
    assert ("emergency", "911") in dana.form.fields[0].hint.values


async def test_a_report_asks_one_thing_after_the_other_and_shows_what_neighbours_will_see(
    house: House,
) -> None:
    ana = neighbour(house, "ana")
    await ana.calls(Command.REPORT)
    assert "What happened?" in (await ana.presses("Break-in or theft")).text
    assert "Where?" in (await ana.says(STORY)).text
    assert "When?" in (await ana.pins(CORNER)).text
    assert "A photo helps" in (await ana.presses("Within the hour")).text
    preview = await ana.shows(b"van")
    assert "This is what neighbours will see" in preview.text
    assert "Break-in or theft · near Rue Jarry & Rue Lajeunesse · 30 minutes ago" in preview.text
    assert STORY in preview.text
    assert "It goes to 2 channels" in preview.text
    assert preview.labels == ("Post", "Change", "Show a wider area", "Cancel")
    picture = ana.finds("Post")[0].screen.media
    assert picture is not None
    assert picture.content == b"clean van"


async def test_a_form_asks_everything_at_once_and_leads_to_the_same_preview(house: House) -> None:
    dana = neighbour(house, "dana", FORMS)
    preview = await previewed(dana)
    assert "near Rue Jarry & Rue Lajeunesse · just now" in preview.text
    assert preview.labels == ("Post", "Change", "Show a wider area", "Cancel")


async def test_a_posted_report_stands_in_every_channel_of_its_area_from_a_neighbour(
    house: House,
) -> None:
    for who in (neighbour(house, "ana"), neighbour(house, "dana", FORMS)):
        await previewed(who)
        done = await who.presses("Post")
        assert "Posted as report" in done.text
        house.clock.advance(hours=1)
        assert done.labels == ("Add an update", "It is resolved", "Withdraw")
    await house.delivers()
    for chat in GROUP.values():
        posts = list(house.posts(chat))
        assert len(posts) == 2
        for post in posts:
            assert STORY in post
            assert "From a neighbour · not confirmed yet" in post
            assert "ana" not in post
            assert "dana" not in post


async def test_only_the_block_is_kept_of_a_point(house: House) -> None:
    ana = neighbour(house, "ana")
    await previewed(ana)
    await ana.presses("Post")
    (incident,) = house.store.rows.incidents.values()
    assert incident.cell == HOME_BLOCK
    assert str(CORNER.latitude) not in repr(house.store.rows)


async def test_a_wider_area_is_shown_as_often_as_there_is_a_wider_one(house: House) -> None:
    ana = neighbour(house, "ana")
    await previewed(ana)
    assert "Show a wider area" in (await ana.presses("Show a wider area")).labels
    assert "Show a wider area" not in (await ana.presses("Show a wider area")).labels
    await ana.presses("Post")
    (incident,) = house.store.rows.incidents.values()
    assert incident.cell == blurred(HOME_BLOCK, 8)


async def test_everything_can_be_changed_before_posting(house: House) -> None:
    ana = neighbour(house, "ana")
    await told(ana)
    preview = await ana.shows(b"van")
    for change in ("Kind", "Words", "Place", "Time", "Photo", "Nothing"):
        assert "What do you want to change?" in (await ana.presses("Change")).text
        preview = await ana.presses(change)
        match change:
            case "Kind":
                preview = await ana.presses("Fire or smoke")
            case "Words":
                preview = await ana.says("Smoke from a bin.")
            case "Place":
                preview = await ana.says("boulevard saint-laurent")
            case "Time":
                preview = await ana.says("2026-05-02 18:30")
            case "Photo":
                preview = await ana.presses("Skip")
            case _:
                pass
        assert "This is what neighbours will see" in preview.text
    assert "Fire or smoke · near Boulevard Saint-Laurent · Saturday 2 May, 18:30" in preview.text
    assert "Smoke from a bin." in preview.text
    assert ana.finds("Post")[0].screen.media == CleanPicture(content=b"a map")
    assert not house.store.rows.pictures, "a picture that was taken back is not kept"


async def test_a_cancelled_report_leaves_nothing_behind(house: House) -> None:
    ana = neighbour(house, "ana")
    before = house.kept()
    await told(ana)
    await ana.shows(b"van")
    assert "Nothing was kept" in (await ana.presses("Cancel")).text
    assert house.changed(before) == {"people"}


async def test_post_pressed_twice_posts_once(house: House) -> None:
    ana = neighbour(house, "ana")
    await previewed(ana)
    seen, button = ana.finds("Post")
    await ana.presses("Post")
    again = await ana.presses_on(seen, button)
    assert "no longer leads anywhere" in again.text
    assert len(house.store.rows.incidents) == 1


async def test_an_address_may_mean_several_places(house: House) -> None:
    ana = neighbour(house, "ana")
    await ana.calls(Command.REPORT)
    await ana.presses("Hazard")
    await ana.says(STORY)
    which = await ana.says("jarry")
    assert which.labels == ("Rue Jarry, Villeray", "Rue Jarry, Mile End")
    assert "When?" in (await ana.presses("Rue Jarry, Mile End")).text


async def test_whoever_is_asked_which_place_may_write_another(house: House) -> None:
    dana = neighbour(house, "dana", FORMS)
    which = await previewed(dana, place="jarry")
    assert which.labels == ("Rue Jarry, Villeray", "Rue Jarry, Mile End", "Write your answer")
    await dana.presses("Write your answer")
    assert "near Boulevard" in (await dana.fills({"answer": "boulevard saint-laurent"})).text


async def test_a_form_keeps_what_fits_and_asks_again_for_what_does_not(house: House) -> None:
    dana = neighbour(house, "dana", FORMS)
    asked = await previewed(dana, story="\u200b ", place="nowhere", when="other")
    assert "no words in this" in asked.text
    assert "I cannot find this place" in asked.text
    for label, answer, follows in (
        ("Write your answer", "jarry and lajeunesse", "What happened?"),
        ("Write your answer", STORY, "When?"),
        ("Write your answer", "yesterday 18:30", "This is what neighbours will see"),
    ):
        await dana.presses(label)
        assert follows in (await dana.fills({"answer": answer})).text


async def test_a_form_without_its_choices_asks_for_them(house: House) -> None:
    dana = neighbour(house, "dana", FORMS)
    asked = await previewed(dana, category="", when="")
    assert "What is it about?" in asked.text
    assert "When?" in (await dana.presses("Vandalism")).text


async def test_a_story_too_long_for_a_report_comes_back_whole(house: House) -> None:
    dana = neighbour(house, "dana", FORMS)
    long = "\N{VULGAR FRACTION ONE HALF}" * 400  # three letters each once they are plain
    asked = await previewed(dana, story=long)
    assert "This is 1,200 characters long; 500 fit" in asked.text
    assert "1/2" * 400 in asked.text


async def test_a_form_with_a_refused_file_says_so_and_goes_on(house: House) -> None:
    dana = neighbour(house, "dana", FORMS)
    await dana.calls(Command.REPORT)
    fields = {"category": "theft", "story": STORY, "place": "jarry", "when": "now"}
    which = await dana.fills(fields, video=b"van")
    assert "I do not take videos" in which.text
    await dana.calls(Command.REPORT)
    preview = await dana.fills({**fields, "place": "jarry and lajeunesse"}, b"broken")
    assert "I cannot read this picture" in preview.text
    assert "This is what neighbours will see" in preview.text


async def test_in_a_group_where_all_read_a_report_is_led_into_the_private_chat(
    house: House,
) -> None:
    ana = neighbour(house, "ana")
    before = house.kept()
    assert (await ana.calls(Command.REPORT, chat=ana.group)).labels == ("Open our private chat",)
    assert not house.changed(before)
    assert "What is it about?" in (await ana.presses("Open our private chat")).text


async def test_spanish_is_spoken_from_the_first_word_to_the_post(house: House) -> None:
    ana = neighbour(house, "ana", language="es-419")
    await ana.calls(Command.REPORT)
    await ana.presses("Robo o intrusión")
    await ana.says("Se llevaron dos paquetes.")
    await ana.pins(CORNER)
    assert "Una foto ayuda" in (await ana.says("ayer a las 18:30")).text
    assert "Publicar" in (await ana.presses("Omitir")).labels
    assert "Publicado como aviso 1" in (await ana.presses("Publicar")).text
