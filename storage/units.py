"""Units of work on a database."""

import asyncio
import logging
from collections.abc import Coroutine
from contextlib import AbstractAsyncContextManager, nullcontext
from types import TracebackType
from typing import Self, TypeVar

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession
from sqlmodel import col

from bot.ports import (
    geography,
    holdings,
    moderation,
    officers,
    queue,
    relaying,
    reporting,
    stores,
)
from storage.admissions import Admissions
from storage.agencies import Agencies
from storage.areas import Areas
from storage.backlogs import Backlogs
from storage.badges import Badges
from storage.bells import Bells
from storage.calls import owes
from storage.channels import Channels
from storage.deliveries import Deliveries
from storage.dialogues import Dialogues
from storage.digests import Digests
from storage.engine import PATIENCE_MS, is_sqlite
from storage.forgetting import Forgetting
from storage.gazetteer import Gazetteer
from storage.holdings import Holdings
from storage.incidents import Incidents
from storage.inserts import insert_into
from storage.ledger import Ledger
from storage.mailed import MailedCodes
from storage.marks import Marks
from storage.migrate import newest
from storage.moderation import Audit, Flags, Rulings, Silences, Snippets
from storage.optouts import OptOuts
from storage.outages import outage_of, plainly
from storage.people import People
from storage.pictures import Pictures
from storage.prompts import Prompts
from storage.proposals import Proposals
from storage.relay import Relay
from storage.remnants import lay_anew, rewrite_file, rewrite_server, said
from storage.requests import Requests
from storage.shares import Share
from storage.tables import MasterProofRow
from storage.turns import Turns
from storage.vault import Vault, WrongKeyError
from storage.watches import Watches
from storage.witnesses import Witnesses

log = logging.getLogger(__name__)

Done = TypeVar("Done")

PROVEN = "porchlight proven"
OTHER_KEY = (
    "This database was sealed with another master key. Bring back the file that "
    "MASTER_KEY_FILE named when the database was made, or start with a new database."
)

SCRUBS = 40
SCRUB_AGAIN_S = 0.5
"""Together 20 seconds: a backup of a large database is done by then."""


class SqlUnit:
    """One transaction. It forgets everything unless committed."""

    people: stores.People
    areas: geography.Areas
    channels: geography.Channels
    watches: geography.Watches
    incidents: reporting.Incidents
    witnesses: reporting.Witnesses
    rulings: moderation.Rulings
    flags: moderation.Flags
    silences: moderation.Silences
    snippets: moderation.Snippets
    audit: moderation.Audit
    pictures: reporting.Pictures
    prompts: reporting.Prompts
    forgetting: stores.Forgetting
    holdings: holdings.Holdings
    agencies: officers.Agencies
    badges: officers.Badges
    mailed: officers.MailedCodes
    admissions: officers.Admissions
    opt_outs: officers.OptOuts
    proposals: officers.Proposals
    requests: relaying.Requests
    ledger: relaying.Ledger
    relay: relaying.Relay
    bells: relaying.Bells
    dialogues: stores.Dialogues
    marks: stores.Marks
    gazetteer: geography.Gazetteer
    turns: stores.Turns
    deliveries: queue.Deliveries
    backlogs: queue.Backlogs
    digests: queue.Digests

    def __init__(self, store: "SqlStore", vault: Vault) -> None:
        """Gather the repositories around one session; nothing is begun yet."""
        self._store = store
        self._session = session = AsyncSession(store.engine, expire_on_commit=False)
        self.people = People(session, vault)
        self.areas = Areas(session)
        self.channels = Channels(session)
        self.watches = Watches(session)
        self.incidents = Incidents(session)
        self.witnesses = Witnesses(session, vault)
        self._moderate(session, vault)
        self.pictures = Pictures(session)
        self.prompts = Prompts(session)
        self.forgetting, self.holdings = Forgetting(session, vault), Holdings(session, vault)
        self._admit(session, vault)
        self.requests = Requests(session)
        self.ledger = Ledger(session)
        self.relay = Relay(session)
        self.bells = Bells(session)
        self.dialogues = Dialogues(session)
        self.marks = Marks(session)
        self.gazetteer = Gazetteer(session, vault)
        self.turns = Turns(session)
        self.deliveries = Deliveries(session, store.claimant, store.shares)
        self.backlogs = Backlogs(session)
        self.digests = Digests(session)

    def _admit(self, session: AsyncSession, vault: Vault) -> None:
        """What is kept of agencies and of who speaks for them."""
        self.agencies = Agencies(session)
        self.badges = Badges(session, vault)
        self.mailed = MailedCodes(session, vault)
        self.admissions = Admissions(session)
        self.opt_outs = OptOuts(session)
        self.proposals = Proposals(session)

    def _moderate(self, session: AsyncSession, vault: Vault) -> None:
        """Gather what moderators decide."""
        self.rulings = Rulings(session)
        self.flags = Flags(session, vault)
        self.silences = Silences(session, vault)
        self.snippets = Snippets(session)
        self.audit = Audit(session)

    async def __aenter__(self) -> Self:
        """Begin, on SQLite when whoever writes before is done.

        Raises:
            OutOfReachError: the database is not there, or lets nobody write.
            WrongKeyError: the database was sealed with another master key.
        """
        with plainly():
            await self._store.prove()
            await self._store.queue.__aenter__()
            try:
                await self._store.confirm(await self._session.connection())
            except BaseException:
                await self.__aexit__(None, None, None)
                raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Roll back whatever was not committed, even when cancelled meanwhile.

        Raises:
            OutOfReachError: the database went away meanwhile; nothing was saved.
        """
        with plainly():
            try:
                await self._store.unbroken(self._session.close())
            finally:
                await self._store.queue.__aexit__(kind, error, trace)
        outage = None if error is None else outage_of(error)
        if outage is not None and outage is not error:
            raise outage from None

    async def commit(self) -> None:
        """Make it last; once this returns, a crash loses nothing of it."""
        await self._session.commit()

    @property
    def owes(self) -> bool:
        """Whether something is owed by it that senders should look for once it is committed."""
        return owes(self._session)


class SqlStore:
    """The watch's database, SQLite or PostgreSQL."""

    def __init__(self, engine: AsyncEngine, vault: Vault) -> None:
        """Use an engine of `make_engine` and a vault of `Vault.open`.

        Its units claim deliveries as `claimant`; what nobody in particular claims belongs to
        nobody alive, and where bots are shared, they claim from our `shares` (see `storage.crew`).
        """
        self.engine = engine
        self.claimant: int | None = None
        self.shares = dict[str, Share]()
        self._vault = vault
        self._proven = False
        self._unbroken_works: set[asyncio.Task[object]] = set()
        # SQLite has one writer: within the process they queue here, never at the file.
        self.queue: AbstractAsyncContextManager[None] = (
            asyncio.Lock() if is_sqlite(engine) else nullcontext()
        )

    def unit(self) -> SqlUnit:
        """A new unit of work, not begun."""
        return SqlUnit(self, self._vault)

    async def prove(self) -> None:
        """Make sure, once, that this database was sealed with this vault's master key.

        Raises:
            WrongKeyError: it was sealed with another one.
        """
        if not self._proven:
            await self.unbroken(self._prove())

    async def _prove(self) -> None:
        async with self.queue, AsyncSession(self.engine) as session:
            first = insert_into(session, MasterProofRow).values(id=1, proof=self._vault.proof)
            await session.execute(first.on_conflict_do_nothing())
            await self.confirm(await session.connection())
            await session.commit()
        self._proven = True

    async def confirm(self, connection: AsyncConnection) -> None:
        """Make sure of it on each new connection: the key may have been changed between two.

        Raises:
            WrongKeyError: the database was sealed with another master key.
        """
        if PROVEN in connection.info:
            return
        if await connection.scalar(select(col(MasterProofRow.proof))) != self._vault.proof:
            raise WrongKeyError(OTHER_KEY)
        connection.info[PROVEN] = True

    async def sweep(self) -> None:
        """Leave no order on SQLite: neither in the log of commits, nor in the file.

        While somebody reads an older state, as a backup does, the log stays as it is.
        """
        if not is_sqlite(self.engine):
            return
        with plainly():
            await self.unbroken(self._lay_anew())
            await self._emptied()

    async def _lay_anew(self) -> None:
        async with self.queue, self.engine.begin() as connection:
            await lay_anew(connection)

    async def scrub(self) -> None:
        """Leave no remnants of deleted rows behind: on SQLite the log is emptied into the file.

        Whoever still reads an older state holds the log back; he is waited for, for a while and
        without keeping anybody from writing. What could not be emptied then is the next time.
        """
        if not is_sqlite(self.engine):
            return
        for _ in range(SCRUBS):
            with plainly():
                emptied = await self._emptied()
            if emptied:
                return
            await asyncio.sleep(SCRUB_AGAIN_S)
        log.warning("the log of the database could not be emptied: somebody reads it for long")

    async def vacuum(self) -> None:
        """Rewrite the database so that its pages tell nothing of what was deleted, or when."""
        if not is_sqlite(self.engine):
            with plainly():
                await rewrite_server(self.engine)
            return
        with plainly():
            await self.unbroken(self._rewrite_file())
        await self.scrub()

    async def _rewrite_file(self) -> None:
        async with self.queue, self.engine.connect() as connection:
            await rewrite_file(connection)

    async def _emptied(self) -> bool:
        """Whether nothing is left in SQLite's log; asks once, waits for nobody."""
        return await self.unbroken(self._empty())

    async def _empty(self) -> bool:
        async with self.queue, self.engine.connect() as connection:
            await said(connection, "PRAGMA busy_timeout = 0")
            try:
                row = await said(connection, "PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                await said(connection, f"PRAGMA busy_timeout = {PATIENCE_MS}")
        return row is not None and row[0] == 0

    async def overtaken(self) -> bool:
        """Whether a newer program has changed the tables since this one began."""
        with plainly():
            async with self.queue, self.engine.connect() as connection:
                found = await connection.execute(text("SELECT version_num FROM alembic_version"))
                return found.scalar() != newest()

    async def close(self) -> None:
        """Let go of every connection, when what goes on unbroken is done."""
        while self._unbroken_works:
            await asyncio.wait(self._unbroken_works)
        await self.engine.dispose()

    async def unbroken(self, work: Coroutine[None, None, Done]) -> Done:
        """Do it to its end even if whoever waits is cancelled: half done, it would hold a lock."""
        task = asyncio.ensure_future(work)
        self._unbroken_works.add(task)
        task.add_done_callback(self._unbroken_works.discard)
        return await asyncio.shield(task)
