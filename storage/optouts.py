"""Who takes no more requests, of one agency or of any."""

from collections.abc import Collection, Mapping

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.model.ids import AgencyId, PersonId
from storage.inserts import insert_into
from storage.tables import OptOutRow


class OptOuts:
    """The table `opt_out`."""

    def __init__(self, session: AsyncSession) -> None:
        """Work within one transaction."""
        self._session = session

    async def stop(self, person: PersonId, agency: AgencyId) -> None:
        """Somebody takes no more requests of an agency, or of `EVERY_AGENCY`."""
        stopped = insert_into(self._session, OptOutRow).values(person=person, agency=agency)
        await self._session.execute(stopped.on_conflict_do_nothing())

    async def resume(self, person: PersonId, agency: AgencyId) -> None:
        """He takes them again; what he opted out of beside stays."""
        await self._session.execute(
            delete(OptOutRow).where(
                col(OptOutRow.person) == person, col(OptOutRow.agency) == agency
            )
        )

    async def of(self, person: PersonId) -> frozenset[AgencyId]:
        """What somebody opted out of."""
        return (await self.those([person])).get(person, frozenset())

    async def those(self, people: Collection[PersonId]) -> Mapping[PersonId, frozenset[AgencyId]]:
        """What these people opted out of; who did not is left out."""
        rows = await self._session.execute(
            select(col(OptOutRow.person), col(OptOutRow.agency)).where(
                col(OptOutRow.person).in_(people)
            )
        )
        found: dict[PersonId, frozenset[AgencyId]] = {}
        for person, agency in rows:
            known = found.get(PersonId(person), frozenset())
            found[PersonId(person)] = known | {AgencyId(agency)}
        return found
