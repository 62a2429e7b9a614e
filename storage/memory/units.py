"""Units of work in memory."""

import asyncio
from types import TracebackType
from typing import Self

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
from storage.memory.admissions import Admissions
from storage.memory.agencies import Agencies
from storage.memory.areas import Areas
from storage.memory.backlogs import Backlogs
from storage.memory.badges import Badges
from storage.memory.bells import Bells
from storage.memory.channels import Channels
from storage.memory.deliveries import Deliveries
from storage.memory.dialogues import Dialogues
from storage.memory.digests import Digests
from storage.memory.forgetting import Forgetting
from storage.memory.gazetteer import Gazetteer
from storage.memory.holdings import Holdings
from storage.memory.incidents import Incidents
from storage.memory.ledger import Ledger
from storage.memory.mailed import MailedCodes
from storage.memory.marks import Marks
from storage.memory.moderation import Audit, Flags, Rulings, Silences, Snippets
from storage.memory.optouts import OptOuts
from storage.memory.people import People
from storage.memory.pictures import Pictures
from storage.memory.prompts import Prompts
from storage.memory.proposals import Proposals
from storage.memory.relay import Relay
from storage.memory.requests import Requests
from storage.memory.rows import Rows
from storage.memory.turns import Turns
from storage.memory.watches import Watches
from storage.memory.witnesses import Witnesses


class MemoryUnit:
    """One transaction on a copy of the rows. It forgets everything unless committed."""

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
    _owes = False

    def __init__(self, store: "MemoryStore") -> None:
        """Gather the repositories around rows of its own; nothing is begun yet."""
        self._store = store
        self._rows = rows = Rows()
        self.people = People(rows)
        self.areas = Areas(rows)
        self.channels = Channels(rows)
        self.watches = Watches(rows)
        self.incidents = Incidents(rows)
        self.witnesses = Witnesses(rows)
        self._moderate(rows)
        self.pictures = Pictures(rows)
        self.prompts = Prompts(rows)
        self.forgetting, self.holdings = Forgetting(rows), Holdings(rows)
        self._admit(rows)
        self.requests = Requests(rows)
        self.ledger = Ledger(rows)
        self.relay = Relay(rows)
        self.bells = Bells(rows)
        self.dialogues = Dialogues(rows)
        self.marks = Marks(rows)
        self.gazetteer = Gazetteer(rows)
        self.turns = Turns(rows)
        self.deliveries = Deliveries(rows, store.claimant)
        self.backlogs = Backlogs(rows)
        self.digests = Digests(rows)

    def _admit(self, rows: Rows) -> None:
        """What is kept of agencies and of who speaks for them."""
        self.agencies = Agencies(rows)
        self.badges = Badges(rows)
        self.mailed = MailedCodes(rows)
        self.admissions = Admissions(rows)
        self.opt_outs = OptOuts(rows)
        self.proposals = Proposals(rows)

    def _moderate(self, rows: Rows) -> None:
        """Gather what moderators decide."""
        self.rulings = Rulings(rows)
        self.flags = Flags(rows)
        self.silences = Silences(rows)
        self.snippets = Snippets(rows)
        self.audit = Audit(rows)

    async def __aenter__(self) -> Self:
        """Begin when whoever writes before is done."""
        await self._store.queue.acquire()
        self._rows.take(self._store.rows)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Forget whatever was not committed."""
        self._store.queue.release()

    async def commit(self) -> None:
        """Make it last, until the process ends."""
        self._owes = self.owes
        self._store.rows.take(self._rows)

    @property
    def owes(self) -> bool:
        """Whether something is owed by it that senders should look for once it is committed."""
        return self._owes or self._rows.owed != self._store.rows.owed


class MemoryStore:
    """A store that works and keeps nothing when the process ends."""

    def __init__(self) -> None:
        """Begin empty; claims are made as `claimant` (see `storage.units.SqlStore`)."""
        self.rows = Rows()
        self.claimant: int | None = None
        self.queue = asyncio.Lock()

    def unit(self) -> MemoryUnit:
        """A new unit of work, not begun."""
        return MemoryUnit(self)

    async def sweep(self) -> None:
        """No order is kept in any case."""

    async def scrub(self) -> None:
        """Nothing of what was deleted is left in any case."""

    async def vacuum(self) -> None:
        """There are no pages."""

    async def close(self) -> None:
        """There is nothing to let go of."""
