"""What keeps an agency's request from going out, and who judges what code cannot."""

from dataclasses import replace

import pytest

from bot.model.actions import Verb
from bot.model.commands import Command
from bot.model.ledger import Refused, Reviewed, Verdict, Withdrawn
from bot.model.policy import Policy
from bot.model.requests import Ending
from tests.bot.flows.test_proposals import colleague, judged
from tests.bot.house import GROUP, House
from tests.bot.people import Heard, Someone
from tests.bot.station import (
    ASKED,
    FIELDS,
    asked,
    goes_out,
    judges,
    leave_asked,
    officer,
    proposed,
)
from tests.bot.world import FORMS, PINS

LAWFUL = "Send us footage of the protest so that we can identify participants."
DOUBTFUL = "A phone was stolen during the rally on the square. Video, please."


async def previewed(roy: Someone, text: str, case: str = FIELDS["case"]) -> Heard:
    """A request up to its preview."""
    await roy.calls(Command.REQUEST)
    if roy.account.platform == FORMS:
        return await roy.fills({**FIELDS, "text": text, "case": case})
    for words in (text, case, FIELDS["place"], FIELDS["window"]):
        await roy.says(words)
    return await roy.presses("3 days")


def refused(house: House) -> list[str]:
    """The rules that the ledger names, in order."""
    lines = (each.line for each in house.kept().ledger.values())
    return [line.rule for line in lines if isinstance(line, Refused)]


async def test_words_against_a_rule_are_refused_with_what_would_work(house: House) -> None:
    roy = await officer(house)
    await roy.calls(Command.REQUEST)
    heard = await roy.says(LAWFUL)
    assert "never about lawful activity" in heard.text
    assert "footage of the protest" in heard.text
    assert refused(house) == ["rule.lawful_activity"]
    assert "Which case" in (await roy.says(ASKED)).text


async def test_words_in_a_form_go_no_further_than_the_preview(house: House) -> None:
    roy = await officer(house, platform=FORMS)
    await previewed(roy, LAWFUL)
    assert "never about lawful activity" in (await roy.presses("Ask the neighbourhood")).text
    assert refused(house) == ["rule.lawful_activity"]
    assert not house.store.rows.requests


@pytest.mark.parametrize("case", ["N/A", "test", "none 1"])
async def test_what_is_no_case_number_is_asked_again(house: House, case: str) -> None:
    roy = await officer(house)
    await roy.calls(Command.REQUEST)
    await roy.says(ASKED)
    assert "such as 26-01877" in (await roy.says(case)).text


async def test_one_case_is_asked_about_twice_however_it_is_spelt(house: House) -> None:
    roy = await asked(house)
    await previewed(roy, ASKED, "26 01877")
    await goes_out(roy)
    await previewed(roy, ASKED, "26/01877")
    assert "asked about 2 times" in (await goes_out(roy)).text
    assert len(house.store.rows.requests) == 2
    assert refused(house) == ["rule.case_again"]


async def test_an_agency_without_a_contact_asks_nothing(house: House) -> None:
    roy = await officer(house)
    agencies = house.store.rows.agencies
    for number, agency in agencies.items():
        agencies[number] = replace(agency, contact="")
    await leave_asked(roy)
    assert "no public contact yet" in (await roy.presses("Ask the neighbourhood")).text


async def test_the_numbers_are_the_operators() -> None:
    house = House(policy=Policy(acts_a_minute=1_000_000, requests_a_case=1, interest_least=0.2))
    await house.settle()
    roy = await officer(house)
    await leave_asked(roy)
    assert "area of interest does not fit" in (await roy.presses("Ask the neighbourhood")).text


async def test_how_far_around_is_chosen_and_shown(house: House) -> None:
    roy = await officer(house)
    assert "Within about 300 m of there." in (await leave_asked(roy)).text
    await roy.presses("Change")
    await roy.presses("Area of interest")
    assert "Press one of the distances" in (await roy.says("far")).text
    assert "Within about 640 m of there." in (await roy.presses("640 m")).text
    await goes_out(roy)
    await house.delivers()
    (post,) = house.posts(GROUP[PINS])
    assert "Within about 640 m of there." in post
    assert "The agency itself: 514 555 0100. Whoever calls there is known." in post


async def test_what_code_cannot_judge_a_moderator_judges_with_the_rule_beside_it(
    house: House,
) -> None:
    roy = await officer(house)
    await previewed(roy, DOUBTFUL)
    await proposed(roy)
    await house.delivers()
    kim = await colleague(house)
    assert "Somebody outside the agency" in (await judged(kim)).text
    assert not house.store.rows.requests
    read = await judges(house, Verb.PROPOSAL_READ)
    assert "Please judge:" in read.text
    assert "never about lawful activity" in read.text
    assert "It goes out as request 1" in (await judges(house, Verb.PROPOSAL_APPROVE)).text
    lines = (each.line for each in house.kept().ledger.values())
    reviewed = [line for line in lines if isinstance(line, Reviewed)]
    assert [(each.rule, each.verdict) for each in reviewed] == [
        ("lawful_activity", Verdict.PASSED)
    ]


async def test_a_request_is_withdrawn_visibly_and_never_deleted(house: House) -> None:
    roy = await asked(house)
    await roy.calls(Command.REQUESTS)
    assert "marked as withdrawn" in (await roy.presses("Withdraw")).text
    assert "is withdrawn" in (await roy.presses("Withdraw and destroy")).text
    await house.delivers()
    for chat in GROUP.values():
        (post,) = house.posts(chat)
        assert "Withdrawn" in post
    (request,) = house.store.rows.requests.values()
    assert request.ending is Ending.WITHDRAWN
    kinds = {type(each.line) for each in house.kept().ledger.values()}
    assert Withdrawn in kinds
