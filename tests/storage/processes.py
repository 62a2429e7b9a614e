"""Several processes on one database, in one loop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from sqlalchemy import text

from bot.ports.crew import Crew
from storage.crew import joined
from storage.engine import make_engine
from storage.units import SqlStore
from storage.vault import Vault
from tests.fakes import SeededRandom

PATIENCE_S = 10.0


@dataclass(kw_only=True)
class Process:
    """One of several processes on a database; its duties are noted when they begin and end."""

    store: SqlStore
    crew: Crew
    called: asyncio.Event
    leads: asyncio.Event = field(default_factory=asyncio.Event)
    led: asyncio.Event = field(default_factory=asyncio.Event)

    async def lead(self) -> None:
        self.leads.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.leads.clear()
            self.led.set()


@asynccontextmanager
async def process(url: str, vault: Vault, name: str) -> AsyncIterator[Process]:
    store = SqlStore(make_engine(url), vault)
    called = asyncio.Event()
    try:
        async with joined(store, SeededRandom(name), called.set) as crew:
            yield Process(store=store, crew=crew, called=called)
    finally:
        await store.close()


async def line_breaks(one: Process, other: Process) -> None:
    """The server drops the line of one process, as if a cable were cut."""
    async with other.store.engine.begin() as connection:
        dropped = await connection.scalar(
            text(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_locks"
                " WHERE locktype = 'advisory' AND objsubid = 2 AND objid = :claimant"
            ),
            {"claimant": one.store.claimant},
        )
    assert dropped == 1


async def soon(event: asyncio.Event) -> None:
    async with asyncio.timeout(PATIENCE_S):
        await event.wait()
