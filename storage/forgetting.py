"""What is dropped for good, across the tables."""

from datetime import datetime

from sqlalchemy import (
    CursorResult,
    Select,
    String,
    delete,
    func,
    literal,
    select,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from bot.model.deliveries import DeliveryKind
from bot.model.ids import IncidentNumber
from bot.model.people import Account, Person, nobody_after
from storage.people import People
from storage.tables import (
    DeliveryRow,
    DialogueRow,
    FlagRow,
    IncidentRow,
    IncidentUpdateRow,
    PersonRow,
    PictureRow,
    ProposalRow,
    RequestRow,
    WitnessRow,
)
from storage.vault import Vault


class Forgetting:
    """Rows of many tables."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        """Work within one transaction; the vault knows the marks that somebody left."""
        self._session = session
        self._vault = vault

    async def person(self, person: Person) -> None:
        """Drop somebody and all that is kept of him; what hangs on the row goes with it."""
        await self.marks(person.account)
        theirs = select(col(IncidentRow.number)).where(col(IncidentRow.reporter) == person.id)
        await self._drop_pictures(theirs)
        await self._ask_as_nobody(person)
        for table, column in (
            (IncidentRow, IncidentRow.reporter),
            (ProposalRow, ProposalRow.officer),
            (DeliveryRow, DeliveryRow.person),
            (PersonRow, PersonRow.id),
        ):
            await self._session.execute(delete(table).where(col(column) == person.id))

    async def marks(self, account: Account) -> None:
        """Take back voices and flags, wherever a mark of the account still stands."""
        for table, mark in ((WitnessRow, self._vault.witness), (FlagRow, self._vault.flag)):
            numbers = await self._session.scalars(select(col(table.incident)).distinct())
            for number in numbers.all():
                theirs = mark(account, IncidentNumber(number))
                await self._session.execute(
                    delete(table).where(col(table.incident) == number, col(table.mark) == theirs)
                )

    async def incidents(self, before: datetime) -> int:
        """Drop what was posted before, with its pictures and what is owed of it; how many."""
        old = select(col(IncidentRow.number)).where(col(IncidentRow.posted) < before)
        await self._drop_pictures(old)
        told = select(func.cast(old.subquery().c.number, String))
        await self._session.execute(
            delete(DeliveryRow).where(
                col(DeliveryRow.kind) == DeliveryKind.INCIDENT.value,
                col(DeliveryRow.subject).in_(told),
            )
        )
        return await self._dropped(IncidentRow, old)

    async def media(self, before: datetime) -> int:
        """Drop pictures of what was posted before, and those that nothing holds; how many."""
        old = select(col(IncidentRow.number)).where(col(IncidentRow.posted) < before)
        count = await self._drop_pictures(old)
        for table, of in (
            (IncidentRow, IncidentRow.number),
            (IncidentUpdateRow, IncidentUpdateRow.incident),
        ):
            await self._session.execute(update(table).where(col(of).in_(old)).values(picture=None))
        return count + await self._drop_strays()

    async def _ask_as_nobody(self, person: Person) -> None:
        """What he asked as an officer stays, and leads to a row behind which nobody is."""
        asked = col(RequestRow.officer) == person.id
        if await self._session.scalar(select(RequestRow).where(asked).limit(1)) is None:
            return
        nobody = await People(self._session, self._vault).add(nobody_after(person))
        await self._session.execute(update(RequestRow).where(asked).values(officer=nobody.id))

    async def _drop_pictures(self, of: Select[int]) -> int:
        """Drop the pictures of these incidents and of what was added to them."""
        held = union_all(
            select(col(IncidentRow.picture)).where(col(IncidentRow.number).in_(of)),
            select(col(IncidentUpdateRow.picture)).where(col(IncidentUpdateRow.incident).in_(of)),
        ).subquery()
        return await self._dropped(PictureRow, select(held.c.picture))

    async def _drop_strays(self) -> int:
        """Drop what was sent for a report that nobody posted, and is asked of in no dialogue."""
        held = union_all(
            select(col(IncidentRow.picture)), select(col(IncidentUpdateRow.picture))
        ).subquery()
        kept = select(held.c.picture).where(held.c.picture.is_not(None))
        asked = (
            select(literal(1))
            .where(col(DialogueRow.state).contains(col(PictureRow.key)))
            .correlate(PictureRow)
            .exists()
        )
        stray = select(col(PictureRow.key)).where(col(PictureRow.key).not_in(kept), ~asked)
        return await self._dropped(PictureRow, stray)

    async def _dropped(self, table: type[SQLModel], keys: Select[int] | Select[str]) -> int:
        (key,) = table.metadata.tables[str(table.__tablename__)].primary_key.columns
        result = await self._session.execute(delete(table).where(key.in_(keys)))
        return result.rowcount if isinstance(result, CursorResult) else 0
