"""Whatever is planted, the tool finds it: guesses are better than chance, beyond 95 %."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.app.redteam.seizures import score
from tests.bot.app.redteam.leaks import LEAKS, Leak
from tests.bot.app.redteam.lives import Taken, lived
from tests.bot.app.redteam.towns import founded
from tests.databases import Databases


@pytest.mark.parametrize("name", LEAKS)
async def test_a_thief_finds_a_planted_leak(
    name: str, databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leak = LEAKS[name]
    leak.plant(monkeypatch)
    plays = [
        await played(leak, databases, tmp_path, f"{name} {number}")
        for number in range(leak.neighbourhoods)
    ]
    guesses = [guess for play in plays for guess in play.guesses()]
    truth = {reply: writer for play in plays for reply, writer in play.truth.items()}
    counted = score(guesses, truth)
    assert counted.telling, counted


async def played(leak: Leak, databases: Databases, folder: Path, seed: str) -> Taken:
    place = folder / seed.replace(" ", "-")
    place.mkdir()
    url = await databases.sqlite(place / "porchlight.db")
    await changed(url, leak.schema)
    async with founded(url, place, seed, crowd=leak.street.crowd) as town:
        return await lived(town, leak.seizure, leak.street.pace)


async def changed(url: str, schema: str) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        for statement in schema.split(";"):
            await connection.execute(text(statement))
    await engine.dispose()
