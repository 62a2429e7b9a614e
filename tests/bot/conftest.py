"""A house of the watch to test through its front door."""

import pytest

from bot.services import codes
from tests.bot.house import House


@pytest.fixture
async def house() -> House:
    """A house in a town with areas and a chat of each platform."""
    built = House()
    await built.settle()
    return built


@pytest.fixture(autouse=True)
def quick_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is slow on purpose takes no time here."""
    monkeypatch.setattr(codes, "MEMORY_KIB", 8 * codes.LANES)
    monkeypatch.setattr(codes, "ITERATIONS", 1)
