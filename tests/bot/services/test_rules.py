import pytest

from bot.services.rules import findings, rules
from bot.services.words import plain
from tests.bot.services.requests import DOMAIN, GOOD, REVIEW, Written, written

TABLE = tuple(written())


def told(text: str, domain: str = DOMAIN) -> list[tuple[str, bool]]:
    return [(finding.rule, finding.certain) for finding in findings(plain(text), domain)]


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert len(TABLE) >= 200
    assert {each.language for each in TABLE} == {"en", "es"}
    assert {each.says for each in TABLE} == {GOOD, REVIEW, *(rule.name for rule in rules())}


@pytest.mark.parametrize("request_", TABLE, ids=lambda each: each.text)
def test_a_request_is_judged_as_the_table_says(request_: Written) -> None:
    found = told(request_.text)
    match request_.says:
        case "good":
            assert found == []
        case "review":
            assert found
            assert not any(certain for _, certain in found)
        case rule:
            assert (rule, True) in found


def test_most_is_right_on_requests_that_the_rules_were_not_made_from() -> None:
    unseen = tuple(written("unseen.toml"))
    assert len(unseen) >= 100
    assert not {each.text for each in unseen} & {each.text for each in TABLE}
    bad = [each for each in unseen if each.says not in {GOOD, REVIEW}]
    refused = [each for each in unseen if any(certain for _, certain in told(each.text))]
    rightly = sum(each in bad for each in refused)
    assert rightly / len(refused) >= 0.95, "precision"
    assert rightly / len(bad) >= 0.6, "recall"


def test_what_is_found_is_quoted_from_the_request() -> None:
    (found,) = findings("We know who has cameras on this street. Send the recordings.", DOMAIN)
    assert found.words == "We know who"


@pytest.mark.parametrize(
    "address",
    [
        "https://police.example/help",
        "www.police.example/a",
        "tips.police.example/b",
        "desk@police.example",
    ],
)
def test_the_agencys_own_addresses_may_stand_in_a_request(address: str) -> None:
    assert told(f"Did you see the van? {address}") == []


@pytest.mark.parametrize(
    "address",
    [
        "https://police.example@evil.example.net/a",
        "https://notpolice.example/a",
        "police.example.evil.net/a",
        "desk@police.example.evil.net",
        "https://evil.example.net/police.example",
    ],
)
def test_addresses_that_look_like_the_agencys_are_refused(address: str) -> None:
    assert told(f"Did you see the van? {address}") == [("link", True)]


def test_an_agency_without_a_domain_may_link_nowhere() -> None:
    assert told("Did you see the van? https://police.example/help", "") == [("link", True)]


def test_every_rule_says_what_it_is_about() -> None:
    assert all(rule.says.endswith(".") for rule in rules())
