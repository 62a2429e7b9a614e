from collections.abc import AsyncIterator

import pytest

from bot.texts import catalogue
from tests.adapters.telegram.house import Sentences, Street, opened_street, running


@pytest.fixture(autouse=True)
def sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "catalogue", lambda _language: Sentences())


@pytest.fixture
async def street() -> AsyncIterator[Street]:
    async with opened_street() as here:
        yield here


@pytest.fixture
async def lively(street: Street) -> AsyncIterator[Street]:
    """The street with the bot at work: Ana has pressed Start, and it is in the group."""
    async with running(street):
        await street.write("/start")
        street.server.add_member(street.group, street.bot, by=street.ana)
        await street.event(2)
        street.intake.events.clear()
        yield street
