"""Agencies, their one-time codes and their officers."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.model.agencies import Agency, AgencyState, Officer
from bot.model.ids import AgencyId, PersonId
from storage.inserts import insert_into
from storage.tables import AgencyRow, OfficerCodeRow, OfficerRow


class Agencies:
    """The tables `agency`, `officer` and `officer_code`."""

    def __init__(self, session: AsyncSession) -> None:
        """Work within one transaction."""
        self._session = session

    async def add(self, name: str) -> Agency:
        """Enrol an agency."""
        row = AgencyRow(name=name, state=AgencyState.ACTIVE.value)
        self._session.add(row)
        await self._session.flush()
        return _agency(row)

    async def get(self, agency: AgencyId) -> Agency | None:
        """The agency with this id."""
        row = await self._session.get(AgencyRow, agency, populate_existing=True)
        return None if row is None else _agency(row)

    async def named(self, name: str) -> Agency | None:
        """The agency with exactly this name."""
        row = await self._session.scalar(select(AgencyRow).where(col(AgencyRow.name) == name))
        return None if row is None else _agency(row)

    async def turn(self, agency: AgencyId, state: AgencyState) -> None:
        """Suspend an agency or let it ask again."""
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

    async def officer(self, person: PersonId) -> Officer | None:
        """The officer that this person is, if any."""
        row = await self._session.get(OfficerRow, person, populate_existing=True)
        return None if row is None else _officer(row)

    async def officers(self, agency: AgencyId) -> tuple[Officer, ...]:
        """The agency's officers, by person id."""
        rows = await self._session.scalars(
            select(OfficerRow)
            .where(col(OfficerRow.agency) == agency)
            .execution_options(populate_existing=True)
        )
        return tuple(sorted(map(_officer, rows), key=lambda officer: officer.person))


def _agency(row: AgencyRow) -> Agency:
    return Agency(id=AgencyId(row.id), name=row.name, state=AgencyState(row.state))


def _officer(row: OfficerRow) -> Officer:
    return Officer(person=PersonId(row.person), agency=AgencyId(row.agency))
