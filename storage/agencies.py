"""Agencies, their one-time codes and their officers."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.model.agencies import Agency, AgencyDraft, AgencyState, Officer
from bot.model.ids import AgencyId, AreaId, PersonId
from storage.inserts import insert_into
from storage.tables import (
    AgencyRow,
    JurisdictionRow,
    OfficerCodeRow,
    OfficerRow,
    ProbationRow,
)


class Agencies:
    """The tables `agency`, `jurisdiction`, `officer` and `officer_code`."""

    def __init__(self, session: AsyncSession) -> None:
        """Work within one transaction."""
        self._session = session

    async def add(self, draft: AgencyDraft) -> Agency:
        """Enrol an agency."""
        row = AgencyRow(
            name=draft.name,
            state=AgencyState.ACTIVE.value,
            domain=draft.domain,
            contact=draft.contact,
        )
        self._session.add(row)
        await self._session.flush()
        await self._lay(AgencyId(row.id), draft.areas)
        return _agency(row, sorted(set(draft.areas)))

    async def change(self, agency: AgencyId, draft: AgencyDraft) -> None:
        """Say anew who an agency is and where it may ask; its name stays."""
        await self._session.execute(
            update(AgencyRow)
            .where(col(AgencyRow.id) == agency)
            .values(domain=draft.domain, contact=draft.contact)
        )
        await self._session.execute(
            delete(JurisdictionRow).where(col(JurisdictionRow.agency) == agency)
        )
        await self._lay(agency, draft.areas)

    async def _lay(self, agency: AgencyId, areas: Iterable[AreaId]) -> None:
        laid = [{"agency": agency, "area": area} for area in sorted(set(areas))]
        if laid:
            await self._session.execute(insert(JurisdictionRow), laid)

    async def get(self, agency: AgencyId) -> Agency | None:
        """The agency with this id."""
        row = await self._session.get(AgencyRow, agency, populate_existing=True)
        return None if row is None else await self._whole(row)

    async def named(self, name: str) -> Agency | None:
        """The agency with exactly this name."""
        row = await self._session.scalar(
            select(AgencyRow)
            .where(col(AgencyRow.name) == name)
            .execution_options(populate_existing=True)
        )
        return None if row is None else await self._whole(row)

    async def all(self) -> tuple[Agency, ...]:
        """Every agency, by name."""
        rows = await self._session.scalars(
            select(AgencyRow).execution_options(populate_existing=True)
        )
        by_name = sorted(rows, key=lambda row: row.name)
        return tuple([await self._whole(row) for row in by_name])

    async def _whole(self, row: AgencyRow) -> Agency:
        areas = await self._session.scalars(
            select(col(JurisdictionRow.area)).where(col(JurisdictionRow.agency) == row.id)
        )
        return _agency(row, sorted(map(AreaId, areas)))

    async def turn(self, agency: AgencyId, state: AgencyState) -> None:
        """Suspend an agency, let it ask again, or revoke it."""
        turned = update(AgencyRow).where(col(AgencyRow.id) == agency).values(state=state.value)
        await self._session.execute(turned)

    async def issue(self, agency: AgencyId, code_digest: str, expires: datetime) -> None:
        """Keep the digest of an officer's one-time code."""
        self._session.add(OfficerCodeRow(digest=code_digest, agency=agency, expires=expires))
        await self._session.flush()

    async def redeem(self, code_digest: str, now: datetime) -> AgencyId | None:
        """The agency of a code that is known and not expired; the code is used up by this."""
        agency = await self._session.scalar(
            delete(OfficerCodeRow)
            .where(col(OfficerCodeRow.digest) == code_digest, col(OfficerCodeRow.expires) > now)
            .returning(col(OfficerCodeRow.agency))
        )
        return None if agency is None else AgencyId(agency)

    async def appoint(self, officer: Officer) -> None:
        """Make a person an officer of an agency; a person serves one agency."""
        appointed = insert_into(self._session, OfficerRow).values(
            person=officer.person, agency=officer.agency
        )
        await self._session.execute(
            appointed.on_conflict_do_update(
                index_elements=["person"], set_={"agency": officer.agency}
            )
        )

    async def dismiss(self, agency: AgencyId) -> tuple[PersonId, ...]:
        """Nobody is an officer of the agency any more; badges and codes go, too. Who was."""
        gone = await self._session.scalars(
            delete(OfficerRow)
            .where(col(OfficerRow.agency) == agency)
            .returning(col(OfficerRow.person))
            .execution_options(synchronize_session=False)
        )
        people = tuple(sorted(map(PersonId, gone)))
        for table, its_agency in (
            (OfficerCodeRow, col(OfficerCodeRow.agency)),
            (ProbationRow, col(ProbationRow.agency)),
        ):
            await self._session.execute(delete(table).where(its_agency == agency))
        return people

    async def let_go(self, person: PersonId) -> None:
        """The person is an officer no more; his badge goes, too."""
        await self._session.execute(delete(OfficerRow).where(col(OfficerRow.person) == person))

    async def officer(self, person: PersonId) -> Officer | None:
        """The officer that this person is, if any."""
        row = await self._session.scalar(
            select(OfficerRow)
            .where(col(OfficerRow.person) == person)
            .execution_options(populate_existing=True)
        )
        return None if row is None else _officer(row)

    async def officers(self, agency: AgencyId) -> tuple[Officer, ...]:
        """The agency's officers, by person id."""
        rows = await self._session.scalars(
            select(OfficerRow)
            .where(col(OfficerRow.agency) == agency)
            .execution_options(populate_existing=True)
        )
        return tuple(sorted(map(_officer, rows), key=lambda officer: officer.person))


def _agency(row: AgencyRow, areas: Iterable[AreaId]) -> Agency:
    return Agency(
        id=AgencyId(row.id),
        name=row.name,
        state=AgencyState(row.state),
        domain=row.domain,
        contact=row.contact,
        areas=tuple(areas),
    )


def _officer(row: OfficerRow) -> Officer:
    return Officer(person=PersonId(row.person), agency=AgencyId(row.agency))
