"""How officers prove themselves: addresses and secrets sealed, mailboxes found by HMAC."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.model.agencies import Badge, Probation
from bot.model.ids import AgencyId, PersonId
from storage.inserts import insert_into
from storage.tables import BadgeRow, OfficerRow, ProbationRow
from storage.vault import Vault


class Badges:
    """The tables `badge` and `probation`."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        """Work within one transaction."""
        self._session = session
        self._vault = vault

    async def pin(self, badge: Badge) -> tuple[PersonId, ...]:
        """Give an officer a badge; whoever had his mailbox serves nobody any more."""
        mailbox = self._vault.mailbox(badge.address)
        others = select(col(BadgeRow.person)).where(
            col(BadgeRow.mailbox) == mailbox, col(BadgeRow.person) != badge.person
        )
        before = tuple(map(PersonId, await self._session.scalars(others)))
        await self._session.execute(delete(OfficerRow).where(col(OfficerRow.person).in_(before)))
        await self._session.execute(
            delete(BadgeRow).where(col(BadgeRow.person).in_((badge.person, *before)))
        )
        pinned = insert_into(self._session, BadgeRow).values(
            person=badge.person,
            mailbox=mailbox,
            address=self._vault.seal_for(badge.person, badge.address),
            secret=self._vault.seal_for(badge.person, badge.secret),
            until=badge.until,
            step=badge.step,
            wrong=badge.wrong,
        )
        await self._session.execute(pinned)
        return before

    async def of(self, person: PersonId) -> Badge | None:
        """The badge of an officer."""
        row = await self._session.scalar(
            select(BadgeRow)
            .where(col(BadgeRow.person) == person)
            .execution_options(populate_existing=True)
        )
        if row is None:
            return None
        return Badge(
            person=person,
            address=self._vault.unseal_for(person, row.address),
            secret=self._vault.unseal_for(person, row.secret),
            until=row.until,
            step=row.step,
            wrong=row.wrong,
        )

    async def holder(self, address: str) -> PersonId | None:
        """Whose mailbox an address is."""
        mailbox = self._vault.mailbox(address)
        found = await self._session.scalar(
            select(col(BadgeRow.person)).where(col(BadgeRow.mailbox) == mailbox)
        )
        return None if found is None else PersonId(found)

    async def use(self, person: PersonId, step: int) -> bool:
        """Note that a password of this time step was used; False when it or a later one was."""
        used = await self._session.scalar(
            update(BadgeRow)
            .where(col(BadgeRow.person) == person, col(BadgeRow.step) < step)
            .values(step=step, wrong=0)
            .returning(col(BadgeRow.person))
        )
        return used is not None

    async def miss(self, person: PersonId) -> int:
        """Note a wrong password; how many came since the last right one."""
        missed = await self._session.scalar(
            update(BadgeRow)
            .where(col(BadgeRow.person) == person)
            .values(wrong=col(BadgeRow.wrong) + 1)
            .returning(col(BadgeRow.wrong))
        )
        return missed or 0

    async def renew(self, person: PersonId, until: datetime) -> None:
        """It is good until then."""
        await self._session.execute(
            update(BadgeRow).where(col(BadgeRow.person) == person).values(until=until, wrong=0)
        )

    async def begin(self, probation: Probation) -> None:
        """Keep how far somebody has come with proving himself."""
        person = probation.person
        fresh = {
            "agency": probation.agency,
            "until": probation.until,
            "address": self._vault.seal_for(person, probation.address),
            "secret": self._vault.seal_for(person, probation.secret),
        }
        kept = insert_into(self._session, ProbationRow).values(person=person, **fresh)
        await self._session.execute(
            kept.on_conflict_do_update(index_elements=["person"], set_=fresh)
        )

    async def probation(self, person: PersonId) -> Probation | None:
        """How far somebody has come with proving himself."""
        row = await self._session.scalar(
            select(ProbationRow)
            .where(col(ProbationRow.person) == person)
            .execution_options(populate_existing=True)
        )
        if row is None:
            return None
        return Probation(
            person=person,
            agency=AgencyId(row.agency),
            until=row.until,
            address=self._vault.unseal_for(person, row.address),
            secret=self._vault.unseal_for(person, row.secret),
        )

    async def end(self, person: PersonId) -> None:
        """He proves himself no more."""
        await self._session.execute(delete(ProbationRow).where(col(ProbationRow.person) == person))

    async def forget_before(self, moment: datetime) -> None:
        """Forget who was to prove himself until then and did not."""
        await self._session.execute(delete(ProbationRow).where(col(ProbationRow.until) <= moment))
