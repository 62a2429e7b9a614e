from collections.abc import Iterator

import pytest

from tests.bot.app.operators import unchanged


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """What a command changes in its process is put back after each test."""
    with unchanged():
        yield
