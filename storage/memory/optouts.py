"""Who takes no more requests, of one agency or of any, in memory."""

from collections.abc import Collection, Mapping

from bot.model.agencies import EVERY_AGENCY
from bot.model.ids import AgencyId, PersonId
from storage.memory.rows import Rows


def opted_out(rows: Rows, agency: AgencyId) -> set[PersonId]:
    """Who takes no requests of an agency."""
    return {who for who, out in rows.opt_outs.items() if out & {EVERY_AGENCY, agency}}


class OptOuts:
    """What people opted out of."""

    def __init__(self, rows: Rows) -> None:
        """Work within one transaction."""
        self._rows = rows

    async def stop(self, person: PersonId, agency: AgencyId) -> None:
        """Somebody takes no more requests of an agency, or of `EVERY_AGENCY`."""
        self._rows.opt_outs[person] = await self.of(person) | {agency}

    async def resume(self, person: PersonId, agency: AgencyId) -> None:
        """He takes them again; what he opted out of beside stays."""
        self._rows.opt_outs[person] = await self.of(person) - {agency}

    async def of(self, person: PersonId) -> frozenset[AgencyId]:
        """What somebody opted out of."""
        return self._rows.opt_outs.get(person, frozenset())

    async def those(self, people: Collection[PersonId]) -> Mapping[PersonId, frozenset[AgencyId]]:
        """What these people opted out of; who did not is left out."""
        return {person: out for person in people if (out := await self.of(person))}
