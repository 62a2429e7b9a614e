"""The desk holds no more than it needs, however long the process lives."""

import pytest

from bot.model.ids import IncidentNumber, PlatformName, RequestNumber
from bot.model.people import Account
from bot.services import desk
from bot.services.desk import MOST_CODES, MOST_COPIES, MOST_REPLIES, MOST_TOLD, Desk

REQUEST, REPORT = RequestNumber(12), IncidentNumber(41)


def somebody(number: int) -> Account:
    return Account(platform=PlatformName("telegram"), id=f"{number}")


ANA = somebody(0)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk that surely keeps counts of three."""
    monkeypatch.setattr(desk, "COUNTED", 3)
    return Desk(bytes(32))


def test_counts_are_kept_while_others_act(small: Desk) -> None:
    for number in range(MOST_COPIES):
        small.opened(somebody(number), REQUEST)
        small.opened(ANA, REQUEST)
        small.replied("her token")
        small.told(ANA, REPORT)
    assert MOST_COPIES == MOST_REPLIES == MOST_TOLD
    assert not small.may_open(ANA, REQUEST)
    assert not small.may_reply("her token")
    assert not small.may_tell(ANA, REPORT)
    assert small.may_open(somebody(1), REQUEST)


def test_the_oldest_counts_go_first(small: Desk) -> None:
    for code in range(MOST_CODES):
        assert small.may_try(ANA, REQUEST, f"{code}")
    assert not small.may_try(ANA, REQUEST, "one more")
    for number in range(1, 4):
        assert small.may_try(somebody(number), REQUEST, "a code")
    assert not small.may_try(ANA, REQUEST, "one more")
    for number in range(1, 7):
        assert small.may_try(somebody(number), REQUEST, "a code")
    assert small.may_try(ANA, REQUEST, "one more")
