"""The way around: start, help, languages, and whatever fits nowhere."""

import pytest

from bot.events import Called, CalledUnknown, Mark, Pressed
from bot.model.actions import Verb, act
from bot.model.commands import Command
from bot.model.ids import PlatformName
from bot.model.pictures import Attached
from tests.bot.house import House
from tests.bot.people import neighbour
from tests.bot.world import CORNER, FORMS, PINS

PLATFORMS = (PINS, FORMS)
ONE_SCREEN = 1_300
"""Characters of a telephone's screen in a small type."""

PROMISED = (
    "I do not know who answered",
    "Telegram and Discord see what passes through them, and answer legal orders",
    "Whoever runs this watch could change it",
    "Whoever takes its server while a request is open",
    "The agency learns that somebody answered before such a fixed time",
    "may know things from elsewhere",
    "how you write, what a photo shows and what only you could know",
    "calling a number or opening a link",
    "Reports and watches are different",
)
PROMETIDO = (
    "No sé quién respondió",
    "Telegram y Discord ven lo que pasa por ellos",
    "Quien opera esta vigilancia podría cambiarla",
    "Quien se lleve su servidor con una solicitud abierta",
    "alguien respondió antes de una de esas horas fijas",
    "puede saber cosas por otros medios",
    "lo que muestra una foto y lo que solo usted podría saber",
    "llamar a un número o abrir un enlace",
    "Los avisos y las vigilancias son otra cosa",
)
"""What users are told (RELAY), by the words that say it."""


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_start_says_what_this_is_and_leads_on(house: House, platform: PlatformName) -> None:
    ana = neighbour(house, "ana", platform)
    before = house.kept()
    heard = await ana.calls(Command.START)
    assert "I am the neighbourhood watch" in heard.text
    assert "call 911 first" in heard.text
    assert heard.labels == ("Report something", "Watch a place")
    assert not house.changed(before), "looking around leaves nothing behind"
    assert "Tell me where to watch" in (await ana.presses("Watch a place")).text
    reported = await ana.presses("Report something")
    assert "What is it about?" in reported.text or ana.form is not None


async def test_help_is_another_in_a_group(house: House) -> None:
    ana, dana = neighbour(house, "ana"), neighbour(house, "dana", FORMS)
    assert "/report tells neighbours" in (await ana.calls(Command.HELP)).text
    for command in (Command.HELP, Command.START):
        assert "Admins bind this chat" in (await ana.calls(command, chat=ana.group)).text
    assert "/report tells neighbours" in (await dana.calls(Command.HELP, chat=dana.group)).text


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_the_chosen_language_is_spoken_from_then_on(
    house: House, platform: PlatformName
) -> None:
    ana = neighbour(house, "ana", platform)
    assert (await ana.calls(Command.LANGUAGE)).labels == ("English", "Español")
    assert "Le hablaré en español" in (await ana.presses("Español")).text
    assert "/report cuenta a los vecinos" in (await ana.calls(Command.HELP)).text
    house.restart()
    await ana.calls(Command.LANGUAGE)
    assert "I will speak English" in (await ana.presses("English")).text


@pytest.mark.parametrize("tag", ["es", "es-419", "es_MX", "ES"])
async def test_spanish_clients_are_spoken_to_in_spanish(house: House, tag: str) -> None:
    ana = neighbour(house, "ana", language=tag)
    assert "Soy la vigilancia vecinal" in (await ana.calls(Command.START)).text


@pytest.mark.parametrize("tag", ["", "fr", "xx-yy", "🙂", "e" * 500])
async def test_everybody_else_is_spoken_to_in_english(house: House, tag: str) -> None:
    ana = neighbour(house, "ana", language=tag)
    assert "I am the neighbourhood watch" in (await ana.calls(Command.START)).text


async def test_a_language_that_is_not_spoken_cannot_be_chosen(house: House) -> None:
    ana = neighbour(house, "ana")
    before = house.kept()
    for args in (("fr",), (), ("en;",)):
        heard = await ana.does(Pressed(action=act(Verb.LANGUAGE, *args)))
        assert "no longer leads anywhere" in heard.text
    assert not house.changed(before)


async def test_the_language_is_chosen_in_private(house: House) -> None:
    ana = neighbour(house, "ana")
    heard = await ana.calls(Command.LANGUAGE, chat=ana.group)
    assert heard.labels == ("Open our private chat",)
    assert "Which language" in (await ana.presses("Open our private chat")).text


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_what_answers_nothing_is_met_with_what_would(
    house: House, platform: PlatformName
) -> None:
    ana = neighbour(house, "ana", platform)
    before = house.kept()
    for heard in (
        await ana.says("I saw a grey van"),
        await ana.shows(b"van"),
        await ana.pins(CORNER),
    ):
        assert "I do not know what this answers. /report tells neighbours" in heard.text
        assert "press Reply privately under it" in heard.text
    assert not house.changed(before)


@pytest.mark.parametrize(
    ("what", "why"),
    [
        (Attached.DOCUMENT, "Send a picture as a photo"),
        (Attached.VOICE, "Write it in words"),
        (Attached.STICKER, "Write it in words"),
        (Attached.CONTACT, "Write it in words"),
        (Attached.TOO_LARGE, "Send it as a photo"),
        (Attached.OTHER, "Write it in words, or send a photo"),
    ],
)
async def test_whatever_else_is_sent_is_refused_with_what_works(
    house: House, what: Attached, why: str
) -> None:
    assert why in (await neighbour(house, "ana").attaches(what)).text


async def test_a_command_that_is_none_leads_to_help(house: House) -> None:
    ana = neighbour(house, "ana")
    before = house.kept()
    assert "/help shows those I know" in (await ana.does(CalledUnknown())).text
    assert not house.changed(before)


async def test_an_unknown_command_in_the_midst_of_a_report_interrupts_nothing(
    house: House,
) -> None:
    ana = neighbour(house, "ana")
    await ana.calls(Command.REPORT)
    await ana.presses("Hazard")
    await ana.does(CalledUnknown())
    await ana.calls(Command.HELP)
    await ana.calls(Command.CHECK, "12")
    assert "Where?" in (await ana.says("A hole in the road.")).text


async def test_nothing_said_in_a_group_is_answered(house: House) -> None:
    ana = neighbour(house, "ana")
    await ana.calls(Command.REPORT)
    before = house.kept()
    assert (await ana.says("Hello, all", ana.group)).silent
    assert not house.changed(before)


async def test_cancel_is_kind_to_who_has_nothing_to_cancel(house: House) -> None:
    ana = neighbour(house, "ana")
    before = house.kept()
    for chat in (ana.home, ana.group):
        assert "Nothing was kept" in (await ana.calls(Command.CANCEL, chat=chat)).text
    assert not house.changed(before)


async def test_a_new_command_takes_the_place_of_the_dialogue_that_stood(house: House) -> None:
    ana = neighbour(house, "ana")
    await ana.calls(Command.REPORT)
    await ana.presses("Hazard")
    await ana.says("A hole in the road.")
    await ana.calls(Command.WATCH)
    assert "500 m around" in (await ana.pins(CORNER)).text


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("platform", PLATFORMS)
async def test_what_is_promised_and_what_is_not_stands_on_one_screen(
    house: House, platform: PlatformName, language: str
) -> None:
    ana = neighbour(house, "ana", platform, language=language)
    before = house.kept()
    heard = await ana.calls(Command.PRIVACY)
    assert not house.changed(before), "whoever asks leaves nothing behind"
    await ana.does(Called(command=Command.PRIVACY), mark=Mark(platform=platform, position=7))
    assert not house.changed(before), "nor does the platform's update"
    assert len(heard.text) <= ONE_SCREEN
    for each in {"en": PROMISED, "es": PROMETIDO}[language]:
        assert each in heard.text
    assert "/privacy" in (await ana.calls(Command.HELP)).text


async def test_the_promise_is_read_in_private(house: House) -> None:
    ana, dana = neighbour(house, "ana"), neighbour(house, "dana", FORMS)
    heard = await ana.calls(Command.PRIVACY, chat=ana.group)
    assert heard.labels == ("Open our private chat",)
    assert PROMISED[0] in (await ana.presses("Open our private chat")).text
    assert PROMISED[0] in (await dana.calls(Command.PRIVACY, chat=dana.group)).text
