"""Before words are posted their writer is shown once more what may hurt somebody."""

import pytest

from bot.events import Pressed
from bot.flows.base import MOST_DIGITS
from bot.flows.incidents.comments import named
from bot.model.actions import LONGEST_ACTION, Verb, act
from bot.model.commands import Command
from bot.model.ids import PlatformName
from bot.model.prompts import Outcome, Prompt
from bot.replies import Replace, Say
from tests.bot.house import GROUP, House
from tests.bot.moderators import PLATFORMS, reported, reports, standing, watching
from tests.bot.people import Heard, Someone, neighbour
from tests.bot.world import FORMS, PINS

LOOKS = "A black man walked down the street."
BETTER = "A man with a red jacket pulled at car doors."


async def tallies(house: House) -> dict[tuple[Prompt, Outcome], int]:
    async with house.store.unit() as uow:
        found = await uow.prompts.tallies()
    assert {each.month for each in found} <= {"2026-05"}
    return {(each.prompt, each.outcome): each.count for each in found}


async def begun(ana: Someone) -> None:
    await ana.calls(Command.REPORT)
    await ana.presses("Hazard")


async def ended(ana: Someone) -> str:
    await ana.pins()
    await ana.presses("Just now")
    await ana.presses("Skip")
    return (await ana.presses("Post")).text


async def test_the_words_are_shown_once_more_and_may_be_written_anew(house: House) -> None:
    ana = neighbour(house, "Ana")
    await begun(ana)
    asked = await ana.says(LOOKS)
    assert "looks and origin fit many neighbours" in asked.text
    assert LOOKS in asked.text
    assert "Where?" in (await ana.says(BETTER)).text
    assert "Posted" in await ended(ana)
    assert await tallies(house) == {
        (Prompt.LOOKS, Outcome.SHOWN): 1,
        (Prompt.LOOKS, Outcome.EDITED): 1,
    }


async def test_whoever_wants_to_may_go_on(house: House) -> None:
    ana = neighbour(house, "Ana")
    await begun(ana)
    await ana.says(LOOKS)
    assert "Where?" in (await ana.presses("Leave it as it is")).text
    assert "Posted" in await ended(ana)
    assert await tallies(house) == {
        (Prompt.LOOKS, Outcome.SHOWN): 1,
        (Prompt.LOOKS, Outcome.SENT): 1,
    }


async def test_whoever_drops_it_posts_nothing(house: House) -> None:
    ana = neighbour(house, "Ana")
    await begun(ana)
    await ana.says(LOOKS)
    await ana.presses("Cancel")
    assert await tallies(house) == {(Prompt.LOOKS, Outcome.SHOWN): 1}


async def test_what_was_said_twice_is_counted_once(house: House) -> None:
    ana = neighbour(house, "Ana")
    await begun(ana)
    await ana.says(LOOKS)
    await ana.says(f"{LOOKS} He is an idiot.")
    assert await tallies(house) == {
        (Prompt.LOOKS, Outcome.SHOWN): 1,
        (Prompt.INSULT, Outcome.SHOWN): 1,
    }


async def test_words_in_a_form_are_shown_once_more_when_the_place_is_found(
    house: House,
) -> None:
    ben = neighbour(house, "Ben", FORMS)
    await ben.calls(Command.REPORT)
    fields = {"category": "hazard", "story": LOOKS, "place": "jarry and lajeunesse", "when": "now"}
    asked = await ben.fills(fields)
    assert "looks and origin fit many neighbours" in asked.text
    preview = await ben.presses("Leave it as it is")
    assert LOOKS in preview.text
    assert "Posted" in (await ben.presses("Post")).text


async def test_in_spanish_too(house: House) -> None:
    eva = neighbour(house, "Eva", language="es")
    await eva.calls(Command.REPORT)
    await eva.presses("Peligro")
    asked = await eva.says("Hay un tipo sospechoso en la esquina.")
    assert "cuente qué hizo" in asked.text


async def strict(house: House, *chats: str) -> None:
    """Channels, all unless told which, that say no to what goes against a prompt."""
    async with house.store.unit() as uow:
        for each in await uow.channels.within([area.id for area in await uow.areas.all()]):
            if not chats or each.chat in chats:
                await uow.channels.judge_by(each.id, each.review, each.daily, strict=True)
        await uow.commit()


async def test_a_strict_channel_looks_first_at_what_goes_against_a_prompt(
    house: House,
) -> None:
    await strict(house)
    ana = neighbour(house, "Ana")
    await begun(ana)
    await ana.says(LOOKS)
    await ana.presses("Leave it as it is")
    assert "a moderator looks first" in await ended(ana)
    await begun(ana)
    await ana.says(BETTER)
    assert "a moderator looks first" not in await ended(ana)


def test_whatever_was_asked_fits_into_the_button_that_keeps_the_words() -> None:
    action = act(Verb.INCIDENT_COMMENT_KEEP, "9" * MOST_DIGITS, *named(tuple(Prompt)))
    assert len(action.encoded()) <= LONGEST_ACTION


UPDATE, COMMENT = "Add an update", "Add what you know"
EVERY_WAY = [(adds, on) for adds in (UPDATE, COMMENT) for on in PLATFORMS]
"""A reporter's updates and neighbours' additions, in a chat and in a form."""


async def adding(house: House, adds: str, on: PlatformName) -> Someone:
    """Somebody who may add to the report that stands."""
    if adds == UPDATE:
        who = neighbour(house, "carl", on)
        assert "Posted" in (await reports(who)).text
        await house.delivers()
        return who
    await reported(house)
    return neighbour(house, "ana", on)


async def writes(who: Someone, adds: str, words: str) -> Heard:
    await who.presses(adds)
    if who.account.platform == PINS:
        return await who.says(words)
    if adds == UPDATE:
        await who.presses("Write your answer")
    return await who.fills({"answer": words})


async def writes_anew(who: Someone, adds: str, words: str) -> Heard:
    if who.account.platform == PINS:
        return await who.says(words)
    await who.presses("Write your answer" if adds == UPDATE else "Write it anew")
    assert who.form is not None
    assert who.form.fields[0].value == LOOKS, "the form begins with what was written"
    return await who.fills({"answer": words})


@pytest.mark.parametrize(("adds", "on"), EVERY_WAY)
async def test_additions_are_shown_once_more_and_may_be_written_anew(
    house: House, adds: str, on: PlatformName
) -> None:
    who = await adding(house, adds, on)
    asked = await writes(who, adds, LOOKS)
    assert "looks and origin fit many neighbours" in asked.text
    assert LOOKS in asked.text
    assert "Added" in (await writes_anew(who, adds, BETTER)).text
    await house.delivers()
    assert not list(standing(house, LOOKS))
    assert set(standing(house, BETTER)) == set(GROUP.values())
    assert await tallies(house) == {
        (Prompt.LOOKS, Outcome.SHOWN): 1,
        (Prompt.LOOKS, Outcome.EDITED): 1,
    }


@pytest.mark.parametrize(("adds", "on"), EVERY_WAY)
async def test_additions_are_posted_anyway_if_their_writer_wants_it(
    house: House, adds: str, on: PlatformName
) -> None:
    who = await adding(house, adds, on)
    await writes(who, adds, LOOKS)
    again = await writes_anew(who, adds, f"{LOOKS} Idiot.")
    assert "can be said without this word" in again.text
    assert "Added" in (await who.presses("Post it as it is")).text
    await house.delivers()
    assert set(standing(house, f"{LOOKS} Idiot.")) == set(GROUP.values())
    assert await tallies(house) == {
        (prompt, outcome): 1
        for prompt in (Prompt.LOOKS, Prompt.INSULT)
        for outcome in (Outcome.SHOWN, Outcome.SENT)
    }


@pytest.mark.parametrize(("adds", "on"), EVERY_WAY)
async def test_additions_that_are_dropped_leave_a_count_and_nothing_else(
    house: House, adds: str, on: PlatformName
) -> None:
    who = await adding(house, adds, on)
    await writes(who, adds, LOOKS)
    incidents = dict(house.store.rows.incidents)
    await who.presses("Cancel")
    assert house.store.rows.incidents == incidents
    assert not house.store.rows.dialogues
    assert await tallies(house) == {(Prompt.LOOKS, Outcome.SHOWN): 1}


async def test_what_waits_in_a_form_keeps_nobody_and_ends_no_dialogue(house: House) -> None:
    await reported(house)
    before, dana = house.kept(), neighbour(house, "dana", FORMS)
    await writes(dana, COMMENT, LOOKS)
    assert house.changed(before) == {"prompts"}
    cancel = dana.finds("Cancel")
    await dana.calls(Command.WATCH)
    assert "Nothing was added" in (await dana.presses_on(*cancel)).text
    assert house.store.rows.dialogues


@pytest.mark.parametrize(("adds", "on"), EVERY_WAY)
async def test_a_strict_channel_shows_no_addition_that_goes_against_a_prompt(
    house: House, adds: str, on: PlatformName
) -> None:
    await strict(house, GROUP[FORMS])
    eva = await watching(house, "eva")
    who = await adding(house, adds, on)
    await writes(who, adds, BETTER)
    await writes(who, adds, LOOKS)
    done = await who.presses("Post it as it is")
    assert "1 channel does not show such words" in done.text
    await house.delivers()
    assert set(standing(house, LOOKS)) == {GROUP[PINS], eva.account.id}
    assert set(standing(house, BETTER)) == {*GROUP.values(), eva.account.id}


@pytest.mark.parametrize("on", PLATFORMS)
async def test_a_button_under_words_that_were_written_anew_posts_none(
    house: House, on: PlatformName
) -> None:
    who = await adding(house, UPDATE, on)
    await writes(who, UPDATE, LOOKS)
    old = who.finds("Post it as it is")
    await writes_anew(who, UPDATE, f"{LOOKS} Idiot.")
    heard = await who.presses_on(*old)
    assert f"{LOOKS} Idiot." in heard.text, "the question that stands is put again"
    await house.delivers()
    assert not list(standing(house, LOOKS))


async def test_a_button_that_names_no_words_posts_none(house: House) -> None:
    who = await adding(house, UPDATE, PINS)
    await writes(who, UPDATE, LOOKS)
    assert LOOKS in (await who.does(Pressed(action=act(Verb.WORDS_KEEP)))).text
    await house.delivers()
    assert not list(standing(house, LOOKS))


async def test_in_a_form_what_is_written_anew_takes_the_place_of_what_waited(
    house: House,
) -> None:
    dana = await adding(house, COMMENT, FORMS)
    (first,) = (await writes(dana, COMMENT, LOOKS)).turn.answers
    (again,) = (await writes_anew(dana, COMMENT, f"{LOOKS} Idiot.")).turn.answers
    assert isinstance(first, Say), "the post from which the form was opened stays"
    assert isinstance(again, Replace)


async def test_what_is_over_meanwhile_is_not_added_and_stays_in_sight(house: House) -> None:
    carl, dana = await reported(house), neighbour(house, "dana", FORMS)
    await writes(dana, COMMENT, LOOKS)
    await carl.presses("It is resolved")
    assert "already. Nothing needs doing" in (await dana.presses("Post it as it is")).text
    assert LOOKS in dana.reads()
    assert await tallies(house) == {(Prompt.LOOKS, Outcome.SHOWN): 1}
