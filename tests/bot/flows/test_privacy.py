"""What is kept of somebody is given out to nobody else, and forgotten when he wants it."""

import json
from datetime import timedelta
from typing import cast

import pytest

from bot.model.commands import Command
from bot.model.ids import PlatformName
from bot.model.pictures import Paper
from bot.replies import Say
from tests.bot.flows.test_changes import posted
from tests.bot.house import GROUP, House
from tests.bot.moderators import commands, moderator
from tests.bot.people import Heard, Someone, neighbour
from tests.bot.station import asked, replied
from tests.bot.world import CORNER, FORMS, PINS

PLATFORMS = (PINS, FORMS)


def paper(heard: Heard) -> dict[str, object]:
    (answer,) = heard.turn.answers
    assert isinstance(answer, Say)
    assert isinstance(answer.screen.media, Paper)
    assert answer.screen.media.name == "porchlight-mydata.json"
    return cast("dict[str, object]", json.loads(answer.screen.media.content))


async def watching(who: Someone) -> None:
    await who.calls(Command.WATCH)
    await who.pins(CORNER)
    await who.presses("Save")


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_everything_that_is_kept_comes_as_a_file(
    house: House, platform: PlatformName
) -> None:
    ana = await posted(house, platform=platform)
    held = paper(await ana.calls(Command.MYDATA))
    assert held["account"] == {"platform": platform, "id": ana.account.id}
    (report,) = cast("list[dict[str, object]]", held["reports"])
    assert report["text"] == "Smoke."
    assert len(cast("list[str]", report["pictures_jpeg"])) == 1
    unfound = cast("dict[str, str]", held["not_in_this_file"])
    assert "does not know which of them are yours" in unfound["replies"]
    assert "kept without its author" in unfound["additions"]


async def test_a_watch_and_an_unfinished_dialogue_are_in_it(house: House) -> None:
    ana = neighbour(house, "ana")
    await watching(ana)
    await ana.calls(Command.REPORT)
    held = paper(await ana.calls(Command.MYDATA))
    (watch,) = cast("list[dict[str, object]]", held["watches"])
    assert watch["radius_m"] == 500
    assert "AskCategory" in cast("str", held["unfinished_dialogue"])


async def test_what_moderators_decided_is_in_it_without_their_names(house: House) -> None:
    ana, maya = await posted(house), moderator(house)
    await commands(maya, Command.HIDE, "1 rumour")
    await commands(maya, Command.BAN, "1")
    await house.delivers()
    await ana.presses("Ask them to look again")
    await ana.says("It was so.")
    held = paper(await ana.calls(Command.MYDATA))
    assert held["moderators_decided"] == [
        {
            "report": 1,
            "rulings": [{"says": "hidden", "reason": "rumour"}],
            "appeals": ["It was so."],
        }
    ]
    assert held["asked_not_to_report"] == [{"report": 1, "until": None}]
    assert "maya" not in json.dumps(held)


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_voices_and_flags_are_in_it_and_are_taken_back_though_nobody_was_kept(
    house: House, platform: PlatformName
) -> None:
    await posted(house, "ben")
    eve, dan = neighbour(house, "eve", platform), neighbour(house, "dan", platform)
    for who in (eve, dan):
        await who.presses("I see it too")
        await who.presses("A moderator should look")
    assert eve.account not in [each.account for each in house.store.rows.people.values()]
    held = paper(await eve.calls(Command.MYDATA))
    assert held["voices"] == [{"report": 1, "says": "seen"}]
    assert held["flags"] == [1]
    assert "2 voices and flags" in (await eve.calls(Command.FORGETME)).text
    assert "Forgotten" in (await eve.presses("Forget me")).text
    assert "I keep nothing about you" in (await eve.calls(Command.MYDATA)).text
    assert paper(await dan.calls(Command.MYDATA))["flags"] == [1]


async def test_nothing_of_anybody_else_is_in_it(house: House) -> None:
    await posted(house, "ben")
    ana = neighbour(house, "ana")
    await watching(ana)
    content = json.dumps(paper(await ana.calls(Command.MYDATA)))
    assert "Smoke" not in content
    assert "ben" not in content


async def test_asking_keeps_nothing_of_a_stranger(house: House) -> None:
    eve = neighbour(house, "eve")
    for command in (Command.MYDATA, Command.FORGETME):
        assert "I keep nothing about you" in (await eve.calls(command)).text
    assert not house.store.rows.people


async def test_a_group_does_not_read_along(house: House) -> None:
    ana = await posted(house)
    for command in (Command.MYDATA, Command.FORGETME):
        heard = await ana.calls(command, chat=ana.group)
        assert "Smoke" not in heard.text
        assert heard.labels == ("Open our private chat",)


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_somebody_is_forgotten_everywhere_at_once(
    house: House, platform: PlatformName
) -> None:
    ana = await posted(house, platform=platform)
    asks = await ana.calls(Command.FORGETME)
    assert "1 report, with its picture" in asks.text
    done = await ana.presses("Forget me")
    assert "Forgotten" in done.text
    rows = house.store.rows
    assert not any(who.account == ana.account for who in rows.people.values())
    assert (rows.incidents, rows.pictures) == ({}, {})
    await house.delivers()
    for chat in GROUP.values():
        assert not [*house.posts(chat)]
    assert "I keep nothing about you" in (await ana.calls(Command.MYDATA)).text


async def test_nothing_happens_before_it_is_said_surely(house: House) -> None:
    ana = await posted(house)
    await ana.calls(Command.FORGETME)
    await ana.presses("Cancel")
    assert len(house.store.rows.incidents) == 1


async def test_who_forgets_himself_leaves_his_replies_as_they_are(house: House) -> None:
    """Whoever is forgotten cannot be told from the others by what goes with him."""
    await asked(house)
    ana = neighbour(house, "ana")
    await watching(ana)
    await replied(house, "Grey van.", "ana")
    await replied(house, "Red car.", "ben")
    before = dict(house.store.rows.saved)
    await ana.calls(Command.FORGETME)
    await ana.presses("Forget me")
    assert house.store.rows.saved == before


async def test_reports_and_pictures_are_dropped_when_they_are_old(house: House) -> None:
    await posted(house)
    house.clock.advance(minutes=int(timedelta(days=31).total_seconds() // 60))
    await house.rounds.night()
    (incident,) = house.store.rows.incidents.values()
    assert (incident.picture, house.store.rows.pictures) == (None, {})
    assert [*house.posts(GROUP[PINS])], "what stands in the chat stays"
    house.clock.advance(minutes=int(timedelta(days=60).total_seconds() // 60))
    await house.rounds.night()
    assert not house.store.rows.incidents
    assert not [row for row in house.store.rows.owed.values() if row.subject == "1"]


async def test_a_picture_that_nobody_posted_is_dropped_when_nobody_is_asked_any_more(
    house: House,
) -> None:
    ana = neighbour(house, "ana")
    await ana.calls(Command.REPORT)
    await ana.presses("Fire or smoke")
    await ana.says("Smoke.")
    await ana.pins(CORNER)
    await ana.presses("Just now")
    await ana.shows(b"smoke")
    await house.rounds.night()
    assert len(house.store.rows.pictures) == 1
    await ana.presses("Cancel")
    await house.rounds.night()
    assert not house.store.rows.pictures
