"""What neighbours say under a post, counted without knowing who said it."""

from datetime import timedelta

import pytest

from bot.model.commands import Command
from bot.model.ids import PlatformName
from tests.bot.house import GROUP, House
from tests.bot.people import Someone, neighbour
from tests.bot.world import CORNER, FORMS, PINS

PLATFORMS = (PINS, FORMS)


async def posted(house: House) -> Someone:
    """Somebody whose report stands in both channels."""
    carl = neighbour(house, "carl")
    await carl.calls(Command.REPORT)
    await carl.presses("Fire or smoke")
    await carl.says("Smoke.")
    await carl.pins(CORNER)
    await carl.presses("Just now")
    await carl.presses("Skip")
    await carl.presses("Post")
    await house.delivers()
    return carl


async def shows(house: House, words: str) -> None:
    """After a rest, every post says so."""
    house.clock.advance(seconds=30)
    await house.delivers()
    for chat in GROUP.values():
        (post,) = house.posts(chat)
        assert words in post


def edits(house: House) -> int:
    """How often a message that stands was changed."""
    return sum(each.startswith("edit") for one in house.platforms.values() for each in one.done)


async def test_a_new_report_is_not_confirmed_yet(house: House) -> None:
    await posted(house)
    await shows(house, "From a neighbour · not confirmed yet")


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_who_sees_it_too_confirms_it_with_a_pop_up_for_himself(
    house: House, platform: PlatformName
) -> None:
    await posted(house)
    ana = neighbour(house, "ana", platform)
    heard = await ana.presses("I see it too")
    assert "Thank you, it counts. Nobody sees that it was you" in heard.text
    assert [type(answer).__name__ for answer in heard.turn.answers] == ["Pop"]
    await shows(house, "From a neighbour · confirmed by 1")


async def test_an_account_counts_once_however_often_it_presses(house: House) -> None:
    await posted(house)
    ana, dana = neighbour(house, "ana"), neighbour(house, "dana", FORMS)
    await ana.presses("I see it too")
    before = house.kept()
    assert "You said so already" in (await ana.presses("I see it too")).text
    assert not house.changed(before)
    await dana.presses("I see it too")
    await shows(house, "confirmed by 2")


async def test_the_reporter_never_confirms_his_own_report(house: House) -> None:
    carl = await posted(house)
    before = house.kept()
    for label in ("I see it too", "It is not so"):
        assert "You reported this yourself" in (await carl.presses(label)).text
    assert not house.changed(before)


async def test_who_changes_his_mind_is_counted_on_the_other_side(house: House) -> None:
    await posted(house)
    ana, ben = neighbour(house, "ana"), neighbour(house, "ben")
    await ana.presses("I see it too")
    await ben.presses("I see it too")
    await ana.presses("It is not so")
    (incident,) = house.store.rows.incidents.values()
    assert (incident.voices.seen, incident.voices.denied) == (1, 1)
    await shows(house, "disputed")


async def test_a_report_is_disputed_when_as_many_deny_it_as_confirm_it(house: House) -> None:
    await posted(house)
    for name in ("ana", "ben"):
        await neighbour(house, name).presses("I see it too")
    await neighbour(house, "eve").presses("It is not so")
    await shows(house, "confirmed by 2")
    await neighbour(house, "dora").presses("It is not so")
    await shows(house, "disputed: others say that it is not so")
    await neighbour(house, "fay").presses("I see it too")
    await shows(house, "confirmed by 3")


async def test_posts_are_changed_at_once_and_then_no_more_than_every_thirty_seconds(
    house: House,
) -> None:
    await posted(house)
    before = edits(house)
    for second in range(90):
        if second < 85:
            await neighbour(house, f"n{second}").presses("I see it too")
        await house.delivers()
        house.clock.advance(seconds=1)
    await house.delivers()
    per_chat = (edits(house) - before) / len(GROUP)
    assert per_chat == 4, "at once, then after 30, 60 and 90 seconds"
    for chat in GROUP.values():
        (post,) = house.posts(chat)
        assert "confirmed by 85" in post


async def test_other_changes_do_not_wait_for_a_count_that_rests(house: House) -> None:
    carl = await posted(house)
    await neighbour(house, "ana").presses("I see it too")
    await house.delivers()
    await neighbour(house, "ben").presses("I see it too")
    await carl.presses("It is resolved")
    await house.delivers()
    for chat in GROUP.values():
        (post,) = house.posts(chat)
        assert "Resolved" in post
        assert "confirmed by 2" in post


async def test_who_presses_is_neither_greeted_nor_kept(house: House) -> None:
    await posted(house)
    before = house.kept()
    await neighbour(house, "ana").presses("I see it too")
    assert house.changed(before) == {"incidents", "witnesses", "owed"}


@pytest.mark.parametrize("last", ["It is resolved", "Withdraw"])
async def test_who_said_what_is_forgotten_when_the_report_is_over(house: House, last: str) -> None:
    carl = await posted(house)
    ana, ben = neighbour(house, "ana"), neighbour(house, "ben")
    await ana.presses("I see it too")
    button = ben.finds("I see it too")
    await carl.presses(last)
    assert not house.store.rows.witnesses
    assert "resolved or withdrawn already" in (await ben.presses_on(*button)).text
    assert not house.store.rows.witnesses


async def test_who_said_what_is_forgotten_in_the_night_when_it_is_old(house: House) -> None:
    await posted(house)
    ana = neighbour(house, "ana")
    await ana.presses("I see it too")
    house.clock.moment += house.policy.voices_kept
    await house.rounds.night()
    assert house.store.rows.witnesses
    house.clock.moment += timedelta(seconds=1)
    await house.rounds.night()
    assert not house.store.rows.witnesses
    assert "too long ago to be confirmed" in (await ana.presses("I see it too")).text
    (incident,) = house.store.rows.incidents.values()
    assert incident.voices.seen == 1


async def test_a_private_copy_has_the_same_buttons(house: House) -> None:
    ana = neighbour(house, "ana")
    await ana.calls(Command.WATCH)
    await ana.pins(CORNER)
    await ana.presses("Save")
    await posted(house)
    assert "right where you watch" in ana.reads()
    assert "it counts" in (await ana.presses("I see it too")).text
    await shows(house, "confirmed by 1")
    assert "confirmed by 1" in ana.reads()


async def test_spanish_neighbours_confirm_in_spanish(house: House) -> None:
    await posted(house)
    ana = neighbour(house, "ana", language="es")
    heard = await ana.presses("I see it too")
    assert "Nadie ve que fue usted" in heard.text
