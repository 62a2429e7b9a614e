"""People: accounts sealed, found by HMAC."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Row, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.model.hours import Hours
from bot.model.ids import PersonId, PlatformName
from bot.model.people import Account, Person, Role
from storage.hours import hours_of, number_of
from storage.inserts import insert_into
from storage.tables import HoursRow, PersonRow
from storage.vault import Vault

_person, _hours = (row.metadata.tables[row.__tablename__] for row in (PersonRow, HoursRow))

_THOSE = (
    select(_person, *(_hours.c[name] for name in ("zone", "begins", "ends", "urgent", "daily")))
    .join_from(_person, _hours, _person.c.hours == _hours.c.id, isouter=True)
    .where(_person.c.id.in_(bindparam("people", expanding=True)))
)
"""People with their hours, put together once: each batch of messages asks for them."""


class People:
    """The table `person`."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        """Work within one transaction."""
        self._session = session
        self._vault = vault

    async def find(self, account: Account) -> Person | None:
        """The person behind an account, if the watch knows one."""
        known = select(PersonRow).where(col(PersonRow.lookup) == self._vault.look_up(account))
        row = await self._session.scalar(known)
        return None if row is None else await self._person(row, account)

    async def get(self, person: PersonId) -> Person | None:
        """The person with this id."""
        row = await self._session.get(PersonRow, person)
        if row is None:
            return None
        return await self._person(row, self._account(row))

    async def those(self, people: Collection[PersonId]) -> tuple[Person, ...]:
        """The people with these ids."""
        connection = await self._session.connection()
        rows = await connection.execute(_THOSE, {"people": list(people)})
        return tuple(
            Person(
                id=PersonId(row.id),
                account=self._account(row),
                language=row.language,
                joined=row.joined,
                role=Role(row.role),
                hours=None if row.hours is None else hours_of(row),
            )
            for row in rows
        )

    def _account(self, row: Row[*tuple[object, ...]] | PersonRow) -> Account:
        address = self._vault.unseal(row.sealed, PersonId(row.id), row.platform)
        return Account(platform=PlatformName(row.platform), id=address)

    async def add(self, person: Person) -> Person:
        """Keep somebody new; who is kept for the account already stays, and is given back.

        PostgreSQL lets two units write at once: the second waits here for the first.
        """
        row = insert_into(self._session, PersonRow).values(
            id=person.id,
            lookup=self._vault.look_up(person.account),
            sealed=self._vault.seal(person.account, person.id),
            platform=person.account.platform,
            language=person.language,
            joined=person.joined,
            role=person.role.value,
        )
        await self._session.execute(row.on_conflict_do_nothing(index_elements=["lookup"]))
        return await self.find(person.account) or person

    async def speak(self, person: PersonId, language: str) -> None:
        """Remember the language somebody chose."""
        chosen = update(PersonRow).where(col(PersonRow.id) == person).values(language=language)
        await self._session.execute(chosen)

    async def appoint(self, person: PersonId, role: Role) -> None:
        """Give somebody a role."""
        appointed = update(PersonRow).where(col(PersonRow.id) == person).values(role=role.value)
        await self._session.execute(appointed)

    async def keep_hours(self, person: PersonId, hours: Hours, now: datetime) -> None:
        """Remember when somebody may be told."""
        number = await number_of(self._session, hours, now)
        chosen = update(PersonRow).where(col(PersonRow.id) == person).values(hours=number)
        await self._session.execute(chosen)

    async def forget_hours(self) -> None:
        """Drop hours that nobody keeps any more."""
        kept = select(col(PersonRow.hours)).where(col(PersonRow.hours).is_not(None))
        await self._session.execute(delete(HoursRow).where(col(HoursRow.id).not_in(kept)))

    async def _person(self, row: PersonRow, account: Account) -> Person:
        hours = None if row.hours is None else await self._session.get(HoursRow, row.hours)
        return Person(
            id=PersonId(row.id),
            account=account,
            language=row.language,
            joined=row.joined,
            role=Role(row.role),
            hours=None if hours is None else hours_of(hours),
        )
