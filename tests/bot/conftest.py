"""A house of the watch to test through its front door."""

import pytest

from tests.bot.house import House


@pytest.fixture
async def house() -> House:
    """A house in a town with areas and a chat of each platform."""
    built = House()
    await built.settle()
    return built
