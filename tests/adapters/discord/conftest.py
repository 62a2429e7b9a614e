from collections.abc import AsyncIterator

import pytest

from tests.adapters.discord.street import Sentences, Street, opened


@pytest.fixture(autouse=True)
def _sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wording of the real catalogues is no matter of these tests."""
    monkeypatch.setattr("bot.texts.catalogue.catalogue", Sentences)


@pytest.fixture
async def street() -> AsyncIterator[Street]:
    async with opened() as street:
        yield street
