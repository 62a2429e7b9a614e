"""Before a report is posted its writer is shown once more what may hurt somebody."""

from bot.model.commands import Command
from bot.model.prompts import Outcome, Prompt
from tests.bot.house import House
from tests.bot.people import Someone, neighbour
from tests.bot.world import FORMS

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


async def test_a_strict_channel_looks_first_at_what_goes_against_a_prompt(
    house: House,
) -> None:
    async with house.store.unit() as uow:
        for channel in await uow.channels.within([area.id for area in await uow.areas.all()]):
            await uow.channels.judge_by(channel.id, channel.review, channel.daily, strict=True)
        await uow.commit()
    ana = neighbour(house, "Ana")
    await begun(ana)
    await ana.says(LOOKS)
    await ana.presses("Leave it as it is")
    assert "a moderator looks first" in await ended(ana)
    await begun(ana)
    await ana.says(BETTER)
    assert "a moderator looks first" not in await ended(ana)
