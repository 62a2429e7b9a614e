"""The way in: one event, one transaction, and an answer to everybody."""

import itertools
from collections.abc import Awaitable, Callable

import pytest

from bot.events import (
    Act,
    Called,
    CalledUnknown,
    Departed,
    Filled,
    Mapped,
    Mark,
    Moved,
    Pictured,
    Pinned,
    Pressed,
    Said,
    SentElse,
    Shown,
)
from bot.model.actions import Action, Verb, act, decoded
from bot.model.areas import RawMap
from bot.model.commands import COMMANDS, Command
from bot.model.ids import PersonId, PlatformName
from bot.model.pictures import Attached, RawPicture
from bot.model.places import Point
from tests.bot.house import House
from tests.bot.people import Heard, Someone, neighbour
from tests.bot.station import asked
from tests.bot.world import CORNER, FORMS, PINS

PLATFORMS = (PINS, FORMS)
Step = Callable[[], Awaitable[Heard]]
JUNK = ("", "0", "1", "9" * 14, "-1", "x", "theft", "café", "A" * 38, "00" * 16)

ACTS: tuple[Act, ...] = (
    *(Called(command=command) for command in Command),
    *(Called(command=command, argument=junk) for command in Command for junk in JUNK),
    CalledUnknown(),
    Said(text=""),
    Said(text="\x00\ud800 {count} <b> %s"),
    Said(text="🙂" * 4_096),
    Pinned(point=CORNER),
    Pinned(point=Point(latitude=90.0, longitude=180.0)),
    Pictured(media=RawPicture(content=b"")),
    Pictured(media=RawPicture(content=b"broken"), text="x"),
    Mapped(map=RawMap(content=b"{}")),
    *(SentElse(what=what) for what in Attached),
    Pressed(action=None),
    Filled(action=None, fields={"answer": "x"}),
    Moved(new_chat=""),
    Departed(),
)


async def test_every_command_and_every_verb_has_a_dialogue(house: House) -> None:
    ana = neighbour(house, "ana")
    for command in Command:
        assert not (await ana.calls(command)).silent
    assert {spec.command for spec in COMMANDS} == set(Command) - {Command.START}


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_whatever_people_do_is_answered_and_trips_nobody(
    house: House, platform: PlatformName
) -> None:
    ana = neighbour(house, "ana", platform)
    for each, chat in itertools.product(ACTS, (ana.home, ana.group)):
        await ana.does(each, chat)


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("verb", list(Verb))
async def test_a_forged_button_or_form_is_refused_and_trips_nobody(
    house: House, platform: PlatformName, verb: Verb
) -> None:
    await asked(house)
    who = neighbour(house, "eve", platform)
    forged = [Action(verb=verb)]
    forged += [act(verb, junk) for junk in JUNK]
    forged += [act(verb, junk, "nonce") for junk in JUNK[-3:]]
    for action in forged:
        await who.does(Pressed(action=action, shown=Shown(quote="x")))
        await who.does(Filled(action=action, fields={"answer": "x", "text": "x", "place": "x"}))
    await who.does(Filled(action=forged[0], fields={}))
    await who.does(Pressed(action=act(verb, 1)), who.group)
    assert len(house.store.rows.requests) == 1
    assert not house.store.rows.incidents


GOES_ON = {
    Verb.CANCEL,
    Verb.COMMAND,
    Verb.FORGET_SURELY,
    Verb.NEAR_ELSEWHERE,
    Verb.QUIET_OTHER,
    Verb.ZONE_ASK,
    Verb.REPORT_SKIP_PHOTO,
    Verb.REPORT_WIDER,
    Verb.REPORT_POST,
}
"""Buttons that mean something without an argument, or wherever one stands."""


@pytest.mark.parametrize("question", range(7))
async def test_a_forged_button_under_any_question_loses_nothing(
    house: House, question: int
) -> None:
    ana = await midway(house, question)
    before = house.kept()
    for verb in set(Verb) - GOES_ON:
        for args in ((), ("",), ("x",), ("-1",), ("7",), ("x", "y")):
            await ana.does(Pressed(action=act(verb, *args)))
    assert not house.changed(before)


async def midway(house: House, question: int) -> Someone:
    """Somebody in the midst of a report, so many answers in."""
    ana = neighbour(house, "ana")
    await ana.calls(Command.REPORT)
    steps: tuple[Step, ...] = (
        lambda: ana.presses("Hazard"),
        lambda: ana.says("A hole in the road."),
        lambda: ana.says("jarry"),
        lambda: ana.presses("Rue Jarry, Villeray"),
        lambda: ana.presses("Just now"),
        lambda: ana.presses("Skip"),
    )
    for step in steps[:question]:
        await step()
    return ana


async def test_a_forged_button_in_a_group_tells_the_group_nothing(house: House) -> None:
    ana = await midway(house, 6)
    before = house.kept()
    for verb in (Verb.REPORT_POST, Verb.REPORT_CHANGE, Verb.ANSWER, Verb.WATCH_SAVE):
        heard = await ana.does(Pressed(action=act(verb)), ana.group)
        assert "no longer leads anywhere" in heard.text
        assert "hole" not in heard.text
        assert "neighbours will see" not in heard.text
    assert not house.changed(before)


async def test_the_mark_is_kept_whatever_became_of_the_update(house: House) -> None:
    ana = neighbour(house, "ana")
    await house.dispatch.take(None, Mark(platform=PINS, position=1))
    assert await house.dispatch.position(PINS) == 1
    acts: tuple[Act, ...] = (
        Called(command=Command.HELP),
        Called(command=Command.REQUEST),
        CalledUnknown(),
        Said(text="Hello"),
        Pressed(action=None),
        Pressed(action=act(Verb.WATCH_SAVE)),
        Departed(),
        Called(command=Command.WATCH),
        Said(text="nowhere"),
        Said(text="jarry and lajeunesse"),
    )
    for position, each in enumerate(acts, start=2):
        await ana.does(each, mark=Mark(platform=PINS, position=position))
        assert await house.dispatch.position(PINS) == position
    assert await house.dispatch.position(FORMS) is None
    await house.dispatch.take(None)
    await house.dispatch.take(None, Mark(platform=PINS, position=3))
    assert await house.dispatch.position(PINS) == 3, "ids start anew after a quiet week"


async def test_an_update_that_was_brought_to_two_processes_is_taken_once(house: House) -> None:
    ana = neighbour(house, "ana")
    await ana.does(Called(command=Command.WATCH), mark=Mark(platform=PINS, position=1))
    where, kept = Said(text="jarry and lajeunesse"), Mark(platform=PINS, position=2)
    assert "jarry" in (await ana.does(where, mark=kept)).text.casefold()
    before = house.kept()
    assert (await ana.does(where, mark=kept)).silent
    assert not house.changed(before)


async def test_a_refusal_keeps_the_mark_and_nothing_else(house: House) -> None:
    ana = neighbour(house, "ana")
    before = house.kept()
    await ana.does(Said(text="Hello"), mark=Mark(platform=PINS, position=9))
    await ana.does(Called(command=Command.REQUEST), mark=Mark(platform=PINS, position=10))
    assert house.changed(before) == {"marks"}


async def test_each_question_is_put_to_the_world_once(house: House) -> None:
    ana = neighbour(house, "ana")
    await ana.calls(Command.WATCH)
    await ana.says("jarry and lajeunesse")
    assert len(house.map.asked) == len(set(house.map.asked)) == 2
    await ana.says("jarry and lajeunesse")
    await ana.calls(Command.REPORT)
    await ana.presses("Hazard")
    await ana.says("A hole.")
    await ana.pins(CORNER)
    await ana.presses("Just now")
    house.cleaner.asked.clear()
    await ana.shows(b"hole")
    assert len(house.cleaner.asked) == 1


async def test_a_saved_dialogue_that_no_longer_fits_starts_over_politely(house: House) -> None:
    for saved in (
        '{"asks": "AskNobody", "known": {}}',
        '{"asks": "AskStory", "known": {"known": {"cell": "x"}}}',
        '{"asks": "AskStory"}',
        '{"asks": "AskPlace", "known": {}}',
        "[]",
        "null",
        "not json",
    ):
        post = Pressed(action=act(Verb.REPORT_POST))
        for does in (Said(text="Hello"), post, Pinned(point=CORNER)):
            ana = await saved_as(house, saved)
            heard = await ana.does(does)
            assert "lost where we were" in heard.text
            assert "Start again with /report" in heard.text
            assert not house.store.rows.dialogues
            assert "do not know what this answers" in (await ana.says("Hello")).text


async def saved_as(house: House, saved: str) -> Someone:
    """Somebody whose dialogue was kept like this."""
    ana = neighbour(house, "ana")
    await ana.calls(Command.REPORT)
    (person,) = house.store.rows.people
    async with house.store.unit() as uow:
        await uow.dialogues.save(PersonId(person), saved)
        await uow.commit()
    return ana


async def test_whoever_has_an_outdated_dialogue_may_begin_another(house: House) -> None:
    ana = await saved_as(house, "not json")
    assert "What is it about?" in (await ana.calls(Command.REPORT)).text


async def test_an_answer_is_in_the_language_that_was_chosen_not_the_clients(house: House) -> None:
    ana = neighbour(house, "ana")
    await ana.calls(Command.LANGUAGE)
    await ana.presses("Español")
    for does in (Said(text="Hola"), CalledUnknown(), Pressed(action=None)):
        turn = (await ana.does(does)).turn
        assert turn.reader.language == "es"


async def test_the_senders_are_woken_by_what_was_done(house: House) -> None:
    ana = await midway(house, 6)
    for sender in house.senders.values():
        sender._woken.clear()  # noqa: SLF001 - what is woken is nobody else's business
    await ana.presses("Post")
    assert all(sender._woken.is_set() for sender in house.senders.values())  # noqa: SLF001


async def test_what_travels_in_a_button_comes_back_as_it_was() -> None:
    for verb in Verb:
        assert decoded(act(verb).encoded()) == act(verb)
    for text in ("", ":", "zz", "zz:1", "🙂"):
        assert decoded(text) is None
