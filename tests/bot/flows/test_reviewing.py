"""What a channel does with reports before they are posted, and who decides what waits."""

from datetime import timedelta

import pytest

from bot.model.commands import Command
from bot.model.ids import PlatformName
from tests.bot.house import GROUP, House
from tests.bot.moderators import (
    PLATFORMS,
    STORY,
    commands,
    moderator,
    reported,
    reports,
    standing,
    watching,
)
from tests.bot.people import Someone, neighbour
from tests.bot.world import FORMS, PINS


async def judging(house: House, label: str, platform: PlatformName = PINS) -> Someone:
    """The moderator of a channel that judges so from now on."""
    maya = moderator(house, platform=platform)
    await commands(maya, Command.POLICY)
    await maya.presses(label)
    return maya


async def looks(maya: Someone) -> str:
    """What lies before the moderator, where nobody reads along."""
    heard = await commands(maya, Command.PENDING)
    if maya.account.platform == PINS:
        assert "read in our private chat" in heard.text
        heard = await maya.presses("Open our private chat")
    return heard.text


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_channel_that_looks_first_posts_what_its_moderator_lets_pass(
    house: House, platform: PlatformName
) -> None:
    maya = await judging(house, "Look first", platform)
    carl, ana = neighbour(house, "carl"), await watching(house, "ana")
    assert "In 1 channel a moderator looks first" in (await reports(carl)).text
    await house.delivers()
    assert GROUP[platform] not in set(standing(house))
    assert ana.account.id in set(standing(house)), "neighbours who watch are told at once"
    assert STORY in await looks(maya)
    heard = await maya.presses("Post it")
    assert "It is being posted" in heard.text
    assert "Nothing waits" in heard.text
    await house.delivers()
    assert set(standing(house)) == {*GROUP.values(), ana.account.id}
    assert "Moderators" not in carl.reads(), "what was let pass needs no word"


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_what_is_refused_is_posted_elsewhere_and_its_author_told_why(
    house: House, platform: PlatformName
) -> None:
    maya = await judging(house, "Look first", platform)
    carl = await reported(house)
    await looks(maya)
    assert "Why?" in (await maya.presses("Refuse")).text
    await maya.presses("Back")
    await maya.presses("Refuse")
    heard = await maya.presses("It is a rumour")
    assert "It is not posted here" in heard.text
    await house.delivers()
    (other,) = set(GROUP.values()) - {GROUP[platform]}
    assert set(standing(house)) == {other}, "each channel decides for itself"
    assert "did not post your report 1" in carl.reads()
    assert "Why: It is a rumour" in carl.reads()
    await carl.presses("Add an update")
    await carl.says("It is true.")
    await house.delivers()
    assert set(standing(house)) == {other}, "a later edit does not bring it in"


async def test_of_several_moderators_the_first_one_wins_and_the_other_is_told(
    house: House,
) -> None:
    maya, mona = await judging(house, "Look first"), moderator(house, "mona")
    await reported(house)
    for who in (maya, mona):
        await looks(who)
    await maya.presses("Refuse")
    await maya.presses("It insults")
    before = house.kept()
    assert "maya was first: refused it." in (await mona.presses("Post it")).text
    assert not house.changed(before)


async def test_who_waits_is_trusted_when_reports_stood_a_day(house: House) -> None:
    maya = await judging(house, "Trusted at once, others wait")
    carl = neighbour(house, "carl")
    for day in range(3):
        await reports(carl, f"Crowbar {day}.")
        house.clock.moment += timedelta(days=1)
    await house.delivers()
    assert "group" not in set(standing(house, "Crowbar"))
    for _ in range(3):
        await looks(maya)
        await maya.presses("Post it")
    house.clock.moment += timedelta(days=1)
    assert "looks first" not in (await reports(carl, "Trusted.")).text
    await house.delivers()
    assert "group" in set(standing(house, "Trusted."))
    assert "looks first" in (await reports(neighbour(house, "eve"), "Nobody yet.")).text
    await commands(maya, Command.HIDE, "1")
    house.clock.moment += timedelta(days=1)
    await reports(carl, "Still trusted: three stand.")
    for number in "23":
        await commands(maya, Command.HIDE, number)
    assert "looks first" in (await reports(carl, "Not any more.")).text


async def test_trust_is_kept_nowhere(house: House) -> None:
    await judging(house, "Trusted at once, others wait")
    await reported(house)
    before = house.kept()
    house.clock.moment += timedelta(days=2)
    await house.rounds.night()
    assert not house.changed(before) & {"people", "rulings", "incidents"}


async def test_two_channels_differ_about_one_report(house: House) -> None:
    carl = await reported(house)
    maya, dora = moderator(house), moderator(house, "dora", FORMS)
    await commands(maya, Command.HIDE, "1 rumour")
    assert "taken off everywhere by another channel" in await looks(dora)
    await dora.presses("Show it here")
    await house.delivers()
    assert list(standing(house)) == ["channel"]
    assert "show your report 1 again" in carl.reads()
    assert "Nothing waits" in await looks(dora)
    await commands(dora, Command.HIDE, "1 rumour")
    await commands(maya, Command.UNHIDE, "1")
    await house.delivers()
    assert list(standing(house)) == ["group"]


@pytest.mark.parametrize("how", ["Post it", "/unhide"])
async def test_what_was_let_pass_is_taken_off_with_all_others_and_asked_about_again(
    house: House, how: str
) -> None:
    maya, dora = await judging(house, "Look first"), moderator(house, "dora", FORMS)
    await reported(house)
    await looks(maya)
    if how == "/unhide":
        await commands(maya, Command.UNHIDE, "1")
    else:
        await maya.presses(how)
    await house.delivers()
    assert set(standing(house)) == set(GROUP.values())
    await commands(dora, Command.HIDE, "1")
    await house.delivers()
    assert not list(standing(house))
    assert "taken off everywhere by another channel" in await looks(maya)


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_an_author_appeals_unnamed_and_once(house: House, platform: PlatformName) -> None:
    carl = neighbour(house, "carl", platform)
    await reports(carl)
    maya = moderator(house)
    await commands(maya, Command.HIDE, "1 names")
    await house.delivers()
    assert "not who you are" in (await carl.presses("Ask them to look again")).text
    assert "before the moderators" in (await carl.says("Nobody lives at no. 14.")).text
    seen = await looks(maya)
    assert "Nobody lives at no. 14." in seen
    assert "carl" not in seen
    await maya.presses("It stays as it is")
    await maya.presses("It names somebody, or says where somebody lives")
    await house.delivers()
    assert "looked at your report 1 again and leave it" in carl.reads()
    assert not house.store.rows.appeals, "its words are forgotten"
    heard = await carl.presses("Ask them to look again")
    assert "they looked already" in heard.text
    assert not list(standing(house))


async def test_an_appeal_that_is_heard_brings_it_back_and_lifts_the_mute(house: House) -> None:
    carl, maya = await reported(house), moderator(house)
    await commands(maya, Command.HIDE, "1")
    await commands(maya, Command.BAN, "1")
    await house.delivers()
    assert "not to report near there" in (await reports(carl, "Again.")).text
    await carl.calls(Command.CANCEL)
    await carl.presses("Ask them to look again")
    await carl.says("It was so.")
    await looks(maya)
    await maya.presses("Show it again")
    await house.delivers()
    assert set(standing(house)) == set(GROUP.values())
    assert "Posted" in (await reports(carl, "Again.")).text


async def test_only_the_author_appeals(house: House) -> None:
    carl, eve, maya = await reported(house), neighbour(house, "eve"), moderator(house)
    await commands(maya, Command.HIDE, "1")
    await house.delivers()
    button = carl.finds("Ask them to look again")
    before = house.kept()
    assert "Only the neighbour who reported this" in (await eve.presses_on(*button)).text
    assert not house.changed(before)
    await commands(maya, Command.UNHIDE, "1")
    assert "it was lifted" in (await carl.presses_on(*button)).text


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_rights_are_asked_again_at_every_press(house: House, platform: PlatformName) -> None:
    maya = await judging(house, "Look first", platform)
    await reported(house)
    await looks(maya)
    labels = ("Post it", "Refuse")
    buttons = [maya.finds(label) for label in labels]
    await maya.presses("Refuse")
    buttons.append(maya.finds("It insults"))
    house.platforms[platform].admins.clear()
    before = house.kept()
    for button in buttons:
        heard = await maya.presses_on(*button)
        assert "Only an admin of this group can decide what waits here" in heard.text
    assert "Only an admin" in (await commands(maya, Command.PENDING)).text
    assert "Only an admin" in (await commands(maya, Command.POLICY)).text
    assert not house.changed(before)


async def test_a_channel_takes_so_many_reports_a_day_of_one_author(house: House) -> None:
    await judging(house, "3 a day")
    carl = neighbour(house, "carl")
    for number in range(3):
        assert "Posted" in (await reports(carl, f"Crowbar {number}.")).text
    before = house.kept()
    heard = await reports(carl, "Crowbar 4.")
    assert "takes 3 reports a day from one neighbour" in heard.text
    assert house.changed(before) <= {"dialogues"}, "nothing of it appears anywhere"
    assert "Posted" in (await reports(neighbour(house, "ben"), "Crowbar 5.")).text
    house.clock.moment += timedelta(days=1, seconds=1)
    assert "Posted" in (await carl.presses("No, another one")).text, "and no word of it is lost"


async def test_a_channel_is_told_once_an_hour_that_something_waits(house: House) -> None:
    maya, carl = await judging(house, "Look first"), neighbour(house, "carl")
    calls = "Something waits for a moderator of this channel."
    for minute in range(3):
        await reports(carl, f"Crowbar {minute}.")
        house.clock.advance(minutes=1)
    await house.delivers()
    assert list(standing(house, calls)) == ["group"]
    assert "Crowbar 0." in (await maya.presses("Look at it")).text
    eve = neighbour(house, "eve")
    assert "Only an admin of this group can decide" in (await eve.presses("Look at it")).text
    house.clock.advance(hours=1)
    await reports(carl, "Crowbar 3.")
    await house.delivers()
    assert list(standing(house, calls)) == ["group"] * 2


async def test_a_channels_digest_tells_nothing_that_it_does_not_show(house: House) -> None:
    maya = await judging(house, "Look first")
    await commands(maya, Command.DIGEST)
    await maya.presses("Once a day")
    house.clock.advance(minutes=1)
    await reported(house)
    house.clock.moment += timedelta(days=1)
    await house.rounds.minute()
    await house.delivers()
    assert "group" not in set(standing(house, "Rue Jarry"))
    await looks(maya)
    await maya.presses("Post it")
    await house.delivers()
    assert "group" in set(standing(house, "Rue Jarry"))


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_what_waits_is_not_listed_in_the_channel_either(
    house: House, platform: PlatformName
) -> None:
    maya = await judging(house, "Look first", platform)
    await reported(house)
    assert "Break-in or theft · near" not in (await commands(maya, Command.NEAR)).text
    await looks(maya)
    await maya.presses("Post it")
    assert "Break-in or theft · near" in (await commands(maya, Command.NEAR)).text


async def test_a_post_that_stands_in_one_channel_alone_is_heard_there(house: House) -> None:
    await reported(house)
    maya, dora = moderator(house), moderator(house, "dora", FORMS)
    await commands(maya, Command.HIDE, "1")
    await commands(dora, Command.UNHIDE, "1")
    await house.delivers()
    assert "it counts" in (await neighbour(house, "ana", FORMS).presses("I see it too")).text


async def test_moderators_are_answered_in_their_language(house: House) -> None:
    await reported(house)
    maya = moderator(house, platform=FORMS)
    maya.language = "es"
    assert "se publican aquí enseguida" in (await commands(maya, Command.POLICY)).text
    await maya.presses("Revisar antes")
    await reports(neighbour(house, "ben"), "Another crowbar.")
    assert "espera para publicarse aquí" in (await commands(maya, Command.PENDING)).text
    await maya.presses("Rechazar")
    assert "Su autor lo sabrá" in (await maya.presses("Es un rumor")).text
    assert "lo rechazó · aviso 2 · Es un rumor" in (await commands(maya, Command.AUDIT)).text
