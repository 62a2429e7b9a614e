"""The processes that run one watch on PostgreSQL: who has which duty, who lives, who is called.

Each process keeps one connection, its line. Duties, and the name under which the process claims
deliveries, are advisory locks of the line, which the server gives back when the line breaks; on
it the process also hears that something is owed (see `storage.calls`). The locks are numbers that
follow from the names of duties or from chance: they tell nothing of what anybody did (ADR 0018).
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Final

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.ids import PlatformName
from bot.model.rates import Rates
from bot.ports.crew import Alone, Crew, Work
from bot.ports.world import Random
from storage.calls import CHANNEL
from storage.duties import DUTIES, Lots
from storage.engine import is_sqlite
from storage.locks import take
from storage.sending import CLAIMANTS
from storage.shares import Share
from storage.turns import number_of
from storage.units import SqlStore

log = logging.getLogger(__name__)

LOOK_S: Final = 1.0
"""How often a process looks whether its line holds, and whether a duty is free."""

PATIENCE_S: Final = 5.0
"""How long the server may take to answer before the line counts as broken."""

PAUSE_S: Final = 2.0
"""Before a broken line is laid anew: whoever still has his takes over first."""

KEEPALIVE: Final = {
    "tcp_keepalives_idle": 5,
    "tcp_keepalives_interval": 2,
    "tcp_keepalives_count": 3,
}
"""So that the server notices within 11 seconds when a whole machine is gone."""

NAMED: Final = "porchlight "
"""Begins what a line calls itself on the server; the address of its process follows."""

WHERE: Final = text("""
SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND classid = :kind AND objid = :number AND objsubid = 2 AND granted
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
""")


@asynccontextmanager
async def joined(
    store: SqlStore, random: Random, heard: Callable[[], None], address: str = ""
) -> AsyncIterator[Crew]:
    """The crew of a store's database, of which this process is one while the block lasts.

    `heard` is called when any process owes something. Within the block the store claims deliveries
    under a name of its own. `address` is where others reach this process over HTTP.
    """
    store.claimant = 1 + random.below(2**31 - 1)
    if is_sqlite(store.engine):
        yield Alone()
        return
    crew = ServerCrew(store, random, heard, address)
    async with crew.present():
        yield crew


class ServerCrew:
    """The port `Crew` on PostgreSQL."""

    def __init__(
        self, store: SqlStore, random: Random, heard: Callable[[], None], address: str
    ) -> None:
        """Be nobody yet; see `present`."""
        self._store, self._random, self._heard = store, random, heard
        self._address = address
        self._lots: dict[tuple[str, ...], Lots] = {}
        self._lost = asyncio.Event()
        self._stirred = asyncio.Event()

    @asynccontextmanager
    async def present(self) -> AsyncIterator[None]:
        """Be one of the crew, from the first line on until the block is left."""
        async with AsyncExitStack() as first:
            line = await first.enter_async_context(self._line())
            living = asyncio.create_task(self._live(line, first.pop_all()))
        try:
            yield
        finally:
            living.cancel()
            with suppress(asyncio.CancelledError):
                await living

    async def keep(self, duty: str, work: Work, among: tuple[str, ...] = ()) -> None:
        """See `bot.ports.crew.Crew.keep`."""
        alike = among or (duty,)
        post = self._lots.setdefault(alike, Lots(alike)).want(duty)
        self._stirred.set()
        while not await post.done(work):
            self._stirred.set()

    async def where(self, duty: str) -> str:
        """See `bot.ports.crew.Crew.where`."""
        asked, name = {"kind": DUTIES, "number": number_of(duty)}, ""
        with suppress(SQLAlchemyError, OSError):  # away for now: then nobody knows
            async with self._store.engine.connect() as connection:
                name = str(await connection.scalar(WHERE, asked) or "")
        return name.removeprefix(NAMED) if name.startswith(NAMED) else ""

    def share(self, platform: PlatformName, rates: Rates) -> Share:
        """See `bot.ports.crew.Crew.share`."""
        return Share(platform=platform, rates=rates, begin=self._begin)

    def _begin(self, share: Share) -> None:
        self._store.shares[share.platform] = share
        self._stirred.set()

    async def _live(self, line: AsyncConnection, ending: AsyncExitStack) -> None:
        while True:
            try:
                async with ending:
                    await self._serve(line)
            except Exception as error:  # noqa: BLE001 - whatever broke it, it is laid anew
                log.warning("the line to the database broke (%s)", type(error).__name__)
            line, ending = await self._laid_anew()

    async def _laid_anew(self) -> tuple[AsyncConnection, AsyncExitStack]:
        while True:
            await asyncio.sleep(PAUSE_S)
            async with AsyncExitStack() as ending:
                with suppress(Exception):
                    line = await ending.enter_async_context(self._line())
                    return line, ending.pop_all()

    async def _serve(self, line: AsyncConnection) -> None:
        """Stand for duties and make sure of the line, until it breaks."""
        while not self._lost.is_set():
            self._stirred.clear()
            async with asyncio.timeout(PATIENCE_S):
                await self._stand(line)
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_S):
                    await self._stirred.wait()

    async def _stand(self, line: AsyncConnection) -> None:
        """Take what is free and give what is too much; in any case, see that the line holds."""
        for lots in tuple(self._lots.values()):
            await lots.deal(line)
        for share in tuple(self._store.shares.values()):
            await share.divide(line)
        await line.exec_driver_sql("SELECT 1")

    @asynccontextmanager
    async def _line(self) -> AsyncIterator[AsyncConnection]:
        """A connection that listens and under whose locks this process claims and leads."""
        async with self._store.engine.connect() as connection:
            line = await connection.execution_options(isolation_level="AUTOCOMMIT")
            self._lost = asyncio.Event()
            try:
                async with asyncio.timeout(PATIENCE_S):
                    await self._lay(line)
                yield line
            finally:
                self._let_go()
                await line.invalidate()  # its locks end with it; nobody else gets it from the pool

    async def _lay(self, line: AsyncConnection) -> None:
        for setting, value in KEEPALIVE.items():
            await line.exec_driver_sql(f"SET {setting} = {value}")
        while not await take(line, CLAIMANTS, self._store.claimant or 0):
            self._store.claimant = 1 + self._random.below(2**31 - 1)
        if self._address:
            name = text("SELECT set_config('application_name', :name, false)")
            await line.execute(name, {"name": f"{NAMED}{self._address}"})
        raw = (await line.get_raw_connection()).driver_connection
        if raw is not None:
            raw.add_termination_listener(lambda _line: self._let_go())
            await raw.add_listener(CHANNEL, lambda *_call: self._heard())

    def _let_go(self) -> None:
        """Nothing is surely ours any more."""
        for lots in self._lots.values():
            lots.lose()
        for share in self._store.shares.values():
            share.clear()
        self._lost.set()
        self._stirred.set()
