"""People, in memory."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from bot.model.hours import Hours
from bot.model.ids import PersonId
from bot.model.people import Account, Person, Role
from storage.memory.rows import Rows


class People:
    """People by id."""

    def __init__(self, rows: Rows) -> None:
        """Work within one transaction."""
        self._rows = rows

    async def find(self, account: Account) -> Person | None:
        """The person behind an account, if the watch knows one."""
        known = (who for who in self._rows.people.values() if who.account == account)
        return next(known, None)

    async def get(self, person: PersonId) -> Person | None:
        """The person with this id."""
        return self._rows.people.get(person)

    async def those(self, people: Collection[PersonId]) -> tuple[Person, ...]:
        """The people with these ids."""
        found = (self._rows.people.get(person) for person in people)
        return tuple(person for person in found if person is not None)

    async def add(self, person: Person) -> Person:
        """Keep somebody new; who is kept for the account already stays, and is given back."""
        known = await self.find(person.account)
        if known is None:
            self._rows.people[person.id] = person
        return known or person

    async def speak(self, person: PersonId, language: str) -> None:
        """Remember the language somebody chose."""
        if known := self._rows.people.get(person):
            self._rows.people[person] = replace(known, language=language)

    async def appoint(self, person: PersonId, role: Role) -> None:
        """Give somebody a role."""
        if known := self._rows.people.get(person):
            self._rows.people[person] = replace(known, role=role)

    async def keep_hours(self, person: PersonId, hours: Hours, now: datetime) -> None:
        """Remember when somebody may be told."""
        del now  # the database keeps moments; here they are computed when they are needed
        if known := self._rows.people.get(person):
            self._rows.people[person] = replace(known, hours=hours)

    async def forget_hours(self) -> None:
        """Hours are kept with whoever keeps them."""
