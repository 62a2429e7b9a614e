"""Muting whoever wrote a report, without anybody learning who that is or what else they wrote."""

from datetime import timedelta

import pytest

from bot.model.commands import Command
from bot.model.ids import PlatformName
from tests.bot.house import GROUP, House
from tests.bot.moderators import (
    PLATFORMS,
    commands,
    moderator,
    reported,
    reports,
    standing,
    watching,
)
from tests.bot.people import neighbour
from tests.bot.station import asked, replied
from tests.bot.world import PINS

NOTED = "Noted. Whoever wrote it is told in private; nobody learns who it is"


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_the_author_is_told_in_private_and_reports_nothing_until_then(
    house: House, platform: PlatformName
) -> None:
    carl = neighbour(house, "carl", platform)
    await reports(carl)
    maya = moderator(house)
    heard = await commands(maya, Command.MUTE, "1 48")
    assert NOTED in heard.text
    assert heard.erased
    await house.delivers()
    assert "because of your report 1, not to report there for a while" in carl.reads()
    assert "Until Wednesday 6 May, 12:00" in carl.reads()
    before = house.kept()
    assert "not to report near there until Wednesday" in (await reports(carl, "More.")).text
    assert house.changed(before) <= {"dialogues"}
    assert set(standing(house)) == set(GROUP.values()), "what stands stays"
    house.clock.moment += timedelta(hours=48)
    await carl.calls(Command.CANCEL)
    assert "Posted" in (await reports(carl, "More.")).text


async def test_a_ban_ends_when_it_is_lifted(house: House) -> None:
    carl, maya = await reported(house), moderator(house)
    await commands(maya, Command.BAN, "1")
    await house.delivers()
    house.clock.moment += timedelta(days=30)
    await house.rounds.night()
    assert "until they lift it" in (await reports(carl, "More.")).text
    await commands(maya, Command.UNMUTE, "1")
    await house.delivers()
    assert "You can report again" in carl.reads()
    await carl.calls(Command.CANCEL)
    assert "Posted" in (await reports(carl, "More.")).text
    assert not house.store.rows.silences


async def test_a_ban_outlives_its_report_and_whoever_is_forgotten_and_can_be_lifted(
    house: House,
) -> None:
    carl, maya = await reported(house), moderator(house)
    await commands(maya, Command.BAN, "1")
    await carl.calls(Command.FORGETME)
    assert "that stays, under a mark" in carl.reads()
    await carl.presses("Forget me")
    await house.delivers()
    assert not list(standing(house))
    assert "until they lift it" in (await reports(carl, "More.")).text
    await carl.calls(Command.CANCEL)
    assert "is lifted" in (await commands(maya, Command.UNMUTE, "1")).text
    assert "Posted" in (await reports(carl, "More.")).text


async def test_muting_says_the_same_whoever_wrote_it_and_whatever_was_done_before(
    house: House,
) -> None:
    await reported(house)
    await reported(house, "carl", "By the same.")
    await reported(house, "ben", "By another.")
    maya = moderator(house)
    for command in (Command.MUTE, Command.BAN, Command.UNMUTE, Command.UNMUTE):
        assert len({repr(await commands(maya, command, each)) for each in "123"}) == 1


async def test_lifting_a_mute_of_one_report_lifts_none_of_another_by_the_same_author(
    house: House,
) -> None:
    carl, maya = await reported(house), moderator(house)
    await reported(house, "carl", "By the same.")
    await commands(maya, Command.MUTE, "1")
    before = repr(house.store.rows.audit)
    await commands(maya, Command.UNMUTE, "2")
    assert repr(house.store.rows.audit) == before
    assert "not to report near there" in (await reports(carl, "More.")).text


async def test_a_mute_for_one_report_changes_nothing_about_another_by_the_same_author() -> None:
    """What a moderator, a neighbour and another channel see of report 2 is the same."""
    views = []
    for author in ("carl", "ben"):
        there = House()
        await there.settle()
        ana, maya = await watching(there, "ana"), moderator(there)
        await reported(there)
        who = await reported(there, author, "Something else.")
        await commands(maya, Command.MUTE, "1")
        await who.presses("Add an update")
        await who.says("He is gone.")
        await who.presses("It is resolved")
        await there.delivers()
        seen = [list(there.posts(chat)) for chat in (*GROUP.values(), ana.account.id)]
        deeds = repr(there.store.rows.audit)
        pending = await maya.calls(Command.PENDING, "", maya.group)
        views.append((seen, deeds, pending))
    assert views[0] == views[1]


async def test_the_author_adds_no_words_to_that_very_report_but_may_take_it_back(
    house: House,
) -> None:
    carl, maya = await reported(house), moderator(house)
    await commands(maya, Command.MUTE, "1")
    await carl.presses("Add an update")
    assert "not to report near there" in (await carl.says("More.")).text
    await carl.calls(Command.CANCEL)
    await carl.presses("Withdraw")
    await house.delivers()
    assert not list(standing(house))


async def test_a_muted_author_adds_nothing_to_the_reports_of_others(house: House) -> None:
    carl, maya = await reported(house), moderator(house)
    await reported(house, "ben", "Another crowbar.")
    await commands(maya, Command.MUTE, "1")
    await carl.calls(Command.REPORT)
    await carl.presses("Break-in or theft")
    await carl.says("More of the same.")
    await carl.pins()
    await carl.presses("Just now")
    await carl.presses("Skip")
    await carl.presses("Post")
    before = house.kept()
    assert "not to report near there" in (await carl.presses("Yes, add mine to 2")).text
    assert not house.changed(before) & {"incidents", "owed"}


async def test_nothing_appears_in_one_channel_that_is_missing_in_another(house: House) -> None:
    """Else whoever compares them would know which reports are by the muted author."""
    carl, ana, dora = await reported(house), await watching(house, "ana"), moderator(house)
    await commands(dora, Command.MUTE, "1")
    await reports(carl, "Elsewhere?")
    await house.delivers()
    assert not list(standing(house, "Elsewhere?"))
    assert "Elsewhere?" not in ana.reads()


async def test_a_mute_touches_no_reply_to_a_request(house: House) -> None:
    carl, maya = await reported(house), moderator(house)
    await asked(house)
    await commands(maya, Command.BAN, "1")
    before = house.kept()
    await replied(house, "A grey van.", "carl")
    assert house.changed(before) == {"saved", "nonces"}
    assert await house.ticks() == 1
    assert carl.account.id not in repr(house.store.rows.released)


async def test_what_is_kept_of_a_mute_names_nobody(house: House) -> None:
    carl, maya = await reported(house), moderator(house)
    before = house.kept()
    await commands(maya, Command.MUTE, "1")
    assert house.changed(before) == {"silences", "audit", "owed", "numbers"}
    (entry,) = house.store.rows.audit
    assert (entry.moderator, entry.detail) == ("maya", "24")
    for secret in (carl.account.id, maya.account.id, "carl"):
        assert secret not in repr(entry)
    assert not any(who.account == maya.account for who in house.store.rows.people.values())


async def test_a_small_channel_mutes_nobody(house: House) -> None:
    await reported(house)
    maya = moderator(house)
    house.platforms[PINS].crowds["group"] = 24
    before = house.kept()
    for command in (Command.MUTE, Command.BAN):
        assert "it takes one of 25 members" in (await commands(maya, command, "1")).text
    assert not house.changed(before)


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_only_an_admin_mutes_and_for_a_span_that_makes_sense(
    house: House, platform: PlatformName
) -> None:
    carl = await reported(house)
    ana, maya = neighbour(house, "ana", platform), moderator(house, platform=platform)
    before = house.kept()
    for command in (Command.MUTE, Command.BAN, Command.UNMUTE):
        heard = await commands(ana, command, "1")
        assert "Only an admin of this group can mute an author" in heard.text
        assert "Send it in your group" in (await maya.calls(command, "1")).text
    for words, why in (
        ("", "Which post?"),
        ("x", "Which post?"),
        ("1 x", "For how many hours?"),
        ("1 0", "for 1 to 720 hours"),
        ("1 721", "for 1 to 720 hours"),
        ("1 -5", "For how many hours?"),
    ):
        assert why in (await commands(maya, Command.MUTE, words)).text
    assert not house.changed(before)
    assert "Posted" in (await reports(carl, "More.")).text
