"""What is dropped for good, in memory."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from bot.model.deliveries import DeliveryKind
from bot.model.ids import IncidentNumber, PersonId
from bot.model.incidents import Incident
from bot.model.people import Account, Person, nobody_after
from storage.memory.rows import Rows

T = TypeVar("T")
V = TypeVar("V")


class Forgetting:
    """Rows of many kinds."""

    def __init__(self, rows: Rows) -> None:
        """Work within one transaction."""
        self._rows = rows

    async def person(self, person: Person) -> None:
        """Drop somebody and all that is kept of him."""
        rows, who = self._rows, person.id
        await self.marks(person.account)
        self._drop(lambda incident: incident.reporter == who)
        for number, watch in [*rows.watches.items()]:
            if watch.person == who:
                del rows.watches[number]
                rows.covers.pop(number, None)
        for key, proposal in [*rows.proposals.items()]:
            if proposal.officer == who:
                del rows.proposals[key]
        for owed in [each for each in rows.owed.values() if each.person == who]:
            del rows.owed[owed.id]
        nobody = nobody_after(person)
        for asked, request in rows.requests.items():
            if request.officer == who:
                rows.people[nobody.id] = nobody
                rows.requests[asked] = replace(request, officer=nobody.id)
        self._drop_rows(who)

    def _drop_rows(self, who: PersonId) -> None:
        rows = self._rows
        for table in (
            rows.people,
            rows.dialogues,
            rows.opt_outs,
            rows.officers,
            rows.badges,
            rows.probations,
        ):
            table.pop(who, None)
        for key in [key for key in rows.mailed if key[0] == who]:
            del rows.mailed[key]

    async def marks(self, account: Account) -> None:
        """Take back the voices and the flags of an account."""
        rows = self._rows
        for key in [key for key in rows.witnesses if key[1] == account]:
            del rows.witnesses[key]
        for number, accounts in rows.flags.items():
            rows.flags[number] = accounts - {account}

    async def incidents(self, before: datetime) -> int:
        """Drop what was posted before, with its pictures and what is owed of it; how many."""
        gone = self._drop(lambda incident: incident.posted < before)
        subjects = {str(number) for number in gone}
        for owed in [*self._rows.owed.values()]:
            if owed.kind is DeliveryKind.INCIDENT and owed.subject in subjects:
                del self._rows.owed[owed.id]
        return len(gone)

    async def media(self, before: datetime) -> int:
        """Drop pictures of what was posted before, and those that nothing holds; how many."""
        rows, count = self._rows, len(self._rows.pictures)
        for number, incident in rows.incidents.items():
            if incident.posted < before:
                bare = tuple(replace(each, picture=None) for each in incident.updates)
                rows.incidents[number] = replace(incident, picture=None, updates=bare)
        held = {key for incident in rows.incidents.values() for key in incident.pictures}
        asked = " ".join(rows.dialogues.values())
        for key in [*rows.pictures]:
            if key not in held and key not in asked:
                del rows.pictures[key]
        return count - len(rows.pictures)

    def _drop(self, which: Callable[[Incident], bool]) -> list[IncidentNumber]:
        rows = self._rows
        gone = [number for number, each in rows.incidents.items() if which(each)]
        for number in gone:
            for key in rows.incidents.pop(number).pictures:
                rows.pictures.pop(key, None)
            _without(rows.rulings, number)
            _without(rows.appeals, number)
            _without(rows.witnesses, number)
            rows.flags.pop(number, None)
        return gone


def _without(table: dict[tuple[IncidentNumber, T], V], number: IncidentNumber) -> None:
    for key in [key for key in table if key[0] == number]:
        del table[key]
