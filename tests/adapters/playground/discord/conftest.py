import importlib
import warnings
from collections.abc import AsyncIterator

import pytest

from tests.adapters.playground.discord.town import Town, town

with warnings.catch_warnings():
    # discord.py's voice part imports audioop, which Python 3.11 calls deprecated.
    warnings.simplefilter("ignore", DeprecationWarning)
    importlib.import_module("discord")


@pytest.fixture
async def elm() -> AsyncIterator[Town]:
    async with town() as found:
        yield found
