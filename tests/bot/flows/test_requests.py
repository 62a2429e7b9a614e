"""Officers ask the neighbourhood; anybody may ask whether a request is genuine."""

import json
from datetime import timedelta

import pytest

from bot.events import Pressed
from bot.model.actions import Verb, act
from bot.model.commands import Command
from bot.model.ids import PlatformName, RequestNumber
from bot.model.ledger import FIRST_LINK
from bot.model.requests import RequestState
from tests.bot.house import GROUP, House
from tests.bot.people import neighbour
from tests.bot.station import ASKED, FIELDS, asked, goes_out, leave_asked, officer, replied, tidied
from tests.bot.world import CORNER, FAR, FORMS, PINS

PLATFORMS = (PINS, FORMS)
AGAIN = Pressed(action=act(Verb.REQUEST_POST))
FIRST = RequestNumber(1)


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_request_is_shown_before_it_goes_out(house: House, platform: PlatformName) -> None:
    roy = await officer(house, platform=platform)
    preview = await leave_asked(roy)
    assert ASKED in preview.text
    assert "Case 26-01877" in preview.text
    assert "Near Rue Jarry & Rue Lajeunesse, Sunday 3 May, 14:00-17:00." in preview.text
    assert "Answers until Thursday 7 May, 12:00" in preview.text
    assert "everybody in Villeray who subscribed" in preview.text
    assert preview.labels == ("Ask the neighbourhood", "Change", "Cancel")
    assert not house.store.rows.requests
    done = await goes_out(roy)
    assert "It goes out as request 1, everybody in Villeray" in done.text
    assert "no longer leads anywhere" in (await roy.does(AGAIN)).text
    assert len(house.store.rows.requests) == 1


async def test_a_request_goes_to_channels_and_watchers_of_the_area_and_to_no_officer_of_its_agency(
    house: House,
) -> None:
    ana, ben = neighbour(house, "ana"), neighbour(house, "ben", FORMS)
    roy = await officer(house)
    for who, place in ((ana, "jarry and lajeunesse"), (roy, "jarry and lajeunesse")):
        await who.calls(Command.WATCH)
        await who.says(place)
        await who.presses("Save")
    await ben.calls(Command.WATCH)
    await ben.presses("Write your answer")
    await ben.fills({"answer": "boulevard saint-laurent"})
    await ben.presses("Save")
    await leave_asked(roy)
    await goes_out(roy)
    await house.delivers()
    tidied(roy)
    for chat in (*GROUP.values(), ana.account.id):
        (post,) = house.posts(chat)
        assert "✔ SPVM asks for help · request 1 · case 26-01877" in post
        assert "You need not answer, and nobody will know whether you did" in post
    assert not list(house.posts(ben.account.id))
    assert not list(house.posts(roy.account.id))


async def test_everything_of_a_request_can_be_changed_before_it_goes_out(house: House) -> None:
    roy = await officer(house)
    await leave_asked(roy)
    preview = None
    for change, words in {
        "Words": "A blue van?",
        "Case number": "26-2",
        "Place": "boulevard saint-laurent",
        "Time window": "2026-05-01 10:00 to 11:30",
        "Until when": "",
        "Nothing": "",
    }.items():
        assert "What do you want to change?" in (await roy.presses("Change")).text
        preview = await roy.presses(change)
        if words:
            preview = await roy.says(words)
        elif change == "Until when":
            preview = await roy.presses("1 day")
        assert "This is what neighbours will see" in preview.text
    assert preview is not None
    for words in ("A blue van?", "26-2", "Boulevard", "Friday 1 May, 10:00-11:30"):
        assert words in preview.text


REFUSED = (
    ("What are you looking for?", "\u200b", "no words"),
    ("What are you looking for?", "x" * 601, "600 fit"),
    ("Which case number?", "x" * 41, "40 fit"),
    ("Where did it happen?", "nowhere", "cannot find this place"),
    ("Where did it happen?", "paris", "outside all areas"),
    ("From when until when?", "sometime", "do not understand this stretch"),
    ("From when until when?", "yesterday 14:00", "do not understand this stretch"),
    ("From when until when?", "saturday 08:00 - sunday 14:00", "this one covers 30 hours"),
    ("From when until when?", "yesterday 14:00-14:10", "this one covers 10 minutes"),
    ("From when until when?", "tomorrow 14:00-17:00", "has not come yet"),
    ("From when until when?", "x" * 61, "60 fit"),
    ("For how long", "a week", "Press one of the spans"),
    ("This is what neighbours will see", "yes", "Press Ask the neighbourhood"),
)


@pytest.mark.parametrize(("question", "words", "why"), REFUSED)
async def test_an_answer_that_does_not_fit_a_request_loses_nothing(
    house: House, question: str, words: str, why: str
) -> None:
    roy = await officer(house)
    heard = await roy.calls(Command.REQUEST)
    for fits in (ASKED, FIELDS["case"], FIELDS["place"], FIELDS["window"], None):
        if question in heard.text:
            break
        heard = await (roy.says(fits) if fits else roy.presses("3 days"))
    before = house.kept()
    refused = await roy.says(words)
    assert why in refused.text
    assert question in refused.text
    assert not house.changed(before)
    assert not (await roy.pins(FAR)).silent
    assert not house.changed(before)


async def test_a_request_may_be_placed_by_a_pin_or_by_one_of_several_places(house: House) -> None:
    roy = await officer(house)
    await roy.calls(Command.REQUEST)
    await roy.says(ASKED)
    await roy.says("26-1")
    assert (await roy.says("jarry")).labels == ("Rue Jarry, Villeray", "Rue Jarry, Mile End")
    assert "From when until when?" in (await roy.presses("Rue Jarry, Mile End")).text
    await roy.calls(Command.REQUEST)
    await roy.says(ASKED)
    await roy.says("26-1")
    assert "From when until when?" in (await roy.pins(CORNER)).text


async def test_a_form_for_a_request_keeps_what_fits(house: House) -> None:
    roy = await officer(house, platform=FORMS)
    await roy.calls(Command.REQUEST)
    heard = await roy.fills(
        {
            "text": " ",
            "case": "26-1",
            "place": "nowhere",
            "window": "saturday 08:00 - sunday 14:00",
            "closes": "",
        }
    )
    for why in ("no words", "covers 30 hours", "saturday 08:00", "cannot find this place"):
        assert why in heard.text
    for answer, follows in (
        ("jarry and lajeunesse", "What are you looking for?"),
        (ASKED, "From when until when?"),
        (FIELDS["window"], "For how long"),
    ):
        await roy.presses("Write your answer")
        assert follows in (await roy.fills({"answer": answer})).text
    assert "Case 26-1" in (await roy.presses("3 days")).text


async def test_a_form_that_an_officer_sends_after_he_lost_his_office_is_refused(
    house: House,
) -> None:
    roy, eve = await officer(house, platform=FORMS), neighbour(house, "eve", FORMS)
    await roy.calls(Command.REQUEST)
    eve.form = roy.form
    before = house.kept()
    refused = await eve.fills(FIELDS)
    assert "Only verified agencies" in refused.text
    assert ASKED in refused.text
    assert not house.changed(before)


async def test_seven_days_stand_out_among_the_spans(house: House) -> None:
    roy, ria = await officer(house), await officer(house, "ria", "Sûreté", FORMS)
    await ria.calls(Command.REQUEST)
    assert ria.form is not None
    (closes,) = (each for each in ria.form.fields if each.name == "closes")
    assert closes.value == "7"
    assert [value for value, _ in closes.options] == ["1", "3", "7", "14", "30"]
    await roy.calls(Command.REQUEST)
    for words in (ASKED, "26-01877", "jarry and lajeunesse", "yesterday 14:00-17:00"):
        await roy.says(words)
    tones = {days: roy.finds(f"{days} days")[1].tone for days in (3, 7, 14, 30)}
    assert tones == {3: "", 7: "main", 14: "", 30: ""}


async def test_requests_are_filed_in_private(house: House) -> None:
    roy = await officer(house)
    for command in (Command.REQUEST, Command.REQUESTS, Command.RESOLVE):
        heard = await roy.calls(command, chat=roy.group)
        assert heard.labels == ("Open our private chat",)


async def test_an_agency_lists_its_own_requests(house: House) -> None:
    roy, eve = await asked(house), await officer(house, "eve", "Sûreté")
    listed = await roy.calls(Command.REQUESTS)
    assert "Request 1 · case 26-01877 · Rue Jarry & Rue Lajeunesse · until" in listed.text
    assert listed.labels == ("Show replies", "Resolve", "Withdraw")
    assert "Your agency has asked nothing yet" in (await eve.calls(Command.REQUESTS)).text
    assert "No reply to request 1" in (await roy.presses("Show replies")).text


async def test_a_resolved_request_is_over_everywhere_and_its_replies_are_gone(
    house: House,
) -> None:
    roy = await asked(house)
    await replied(house, "I saw it.")
    await house.ticks()
    await replied(house, "I saw it, too.", "ben")
    assert "destroyed for good" in (await roy.calls(Command.RESOLVE, "1")).text
    assert house.store.rows.requests[FIRST].state is RequestState.OPEN
    assert "its replies are destroyed" in (await roy.presses("Close and destroy")).text
    rows = house.store.rows
    assert rows.requests[FIRST].state is RequestState.CLOSED
    for gone in (rows.saved, rows.released, rows.questions, rows.nonces):
        assert not gone
    assert house.keyring.key(1) is None
    await house.delivers()
    for chat in GROUP.values():
        (post,) = house.posts(chat)
        assert "This request is closed" in post
    assert await house.ticks() == 0


async def test_a_request_is_resolved_once(house: House) -> None:
    roy = await asked(house)
    await roy.calls(Command.RESOLVE, "1")
    button = roy.finds("Close and destroy")
    await roy.presses("Close and destroy")
    await house.delivers()
    before = house.kept()
    for heard in (
        await roy.presses_on(*button),
        await roy.calls(Command.RESOLVE, "1"),
        await roy.does(Pressed(action=act(Verb.REQUEST_SHOW, 1))),
    ):
        assert "Request 1 is closed" in heard.text
    assert not house.changed(before)
    listed = await roy.calls(Command.REQUESTS)
    assert "closed" in listed.text
    assert not listed.labels


async def test_resolve_without_a_number_lists_and_with_a_wrong_one_says_so(house: House) -> None:
    roy = await asked(house)
    assert "Request 1" in (await roy.calls(Command.RESOLVE)).text
    assert "There is no request 2" in (await roy.calls(Command.RESOLVE, "2")).text
    assert "Which request?" in (await roy.calls(Command.RESOLVE, "the van")).text
    await roy.calls(Command.REQUESTS)
    assert "destroyed for good" in (await roy.presses("Resolve")).text


async def test_no_other_agency_may_read_or_resolve_a_request(house: House) -> None:
    roy, eve = await asked(house), await officer(house, "eve", "Sûreté")
    await roy.calls(Command.REQUESTS)
    await roy.presses("Resolve")
    before = house.kept()
    reads = await eve.presses_on(*roy.finds("Show replies"))
    assert "Only the agency that asked can read" in reads.text
    for label in ("Resolve", "Close and destroy"):
        heard = await eve.presses_on(*roy.finds(label))
        assert "Only the agency that asked can do this" in heard.text
    assert "Only the agency" in (await eve.calls(Command.RESOLVE, "1")).text
    assert not house.changed(before)


async def test_a_request_closes_by_itself(house: House) -> None:
    await asked(house)
    house.clock.moment += timedelta(days=3)
    assert "It is closed" in (await neighbour(house, "ana").calls(Command.CHECK, "1")).text
    await house.ticks()
    await house.ticks()
    assert house.store.rows.requests[FIRST].state is RequestState.CLOSED
    assert house.keyring.key(1) is None
    (post,) = house.posts(GROUP[PINS])
    assert "This request is closed" in post


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_anybody_may_check_whether_a_request_is_genuine(
    house: House, platform: PlatformName
) -> None:
    await asked(house)
    ana = neighbour(house, "ana", platform)
    before = house.kept()
    for chat in (ana.home, ana.group):
        genuine = await ana.calls(Command.CHECK, "1", chat)
        assert "Request 1 is genuine: SPVM asked on Monday 4 May" in genuine.text
        assert "You need not answer" in genuine.text
        assert "There is no request 2" in (await ana.calls(Command.CHECK, "#2", chat)).text
    for words in ("", "twelve", "1e3", "9" * 4_000):
        assert "Which request?" in (await ana.calls(Command.CHECK, words)).text
    assert not house.changed(before)


async def test_a_closed_request_stays_genuine(house: House) -> None:
    roy = await asked(house)
    await roy.calls(Command.RESOLVE, "1")
    await roy.presses("Close and destroy")
    assert "It is closed" in (await neighbour(house, "ana").calls(Command.CHECK, "1")).text


async def test_every_request_is_a_link_of_the_public_chain(house: House) -> None:
    roy = await asked(house)
    await leave_asked(roy)
    await goes_out(roy)
    first, judged, second, _ = (written.entry for written in house.kept().ledger.values())
    assert first.previous == FIRST_LINK
    assert judged.previous == first.digest
    assert second.previous == judged.digest
    told = json.loads(first.content)
    assert told["agency"] == "SPVM"
    assert told["audience"] == "Villeray"
    assert told["text"] == ASKED
    assert "roy" not in first.content
