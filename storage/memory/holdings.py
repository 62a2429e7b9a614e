"""What is kept of somebody, in memory."""

from collections.abc import Mapping
from datetime import datetime
from math import sqrt

from bot.model.deliveries import Message
from bot.model.ids import IncidentNumber, PersonId, ProposalId, RequestNumber
from bot.model.incidents import Voice
from bot.model.people import Account
from storage.memory.rows import OwedRow, Rows


class Holdings:
    """Rows of many kinds, read only."""

    def __init__(self, rows: Rows) -> None:
        """Work within one transaction."""
        self._rows = rows

    async def voices(self, account: Account) -> Mapping[IncidentNumber, Voice]:
        """What an account says of incidents."""
        said = sorted(self._rows.witnesses.items(), key=lambda item: item[0][0])
        return {number: voice for (number, who), voice in said if who == account}

    async def flags(self, account: Account) -> tuple[IncidentNumber, ...]:
        """What an account flagged, by number."""
        flagged = sorted(self._rows.flags.items())
        return tuple(number for number, accounts in flagged if account in accounts)

    async def messages(self, person: PersonId) -> tuple[Message, ...]:
        """What somebody is or was owed, in the order in which it came to be."""
        owed = sorted(self._rows.owed.items())
        return tuple(_message(row) for _, row in owed if row.person == person)

    async def codes(self, person: PersonId) -> Mapping[str, datetime]:
        """What codes were mailed to somebody about, and until when each is good."""
        mailed = sorted(self._rows.mailed.items(), key=lambda item: item[0])
        return {about: kept.expires for (who, about), kept in mailed if who == person}

    async def proposals(self, person: PersonId) -> tuple[ProposalId, ...]:
        """What somebody wants or wanted to ask as an officer, by id."""
        proposals = sorted(self._rows.proposals.items())
        return tuple(key for key, each in proposals if each.officer == person)

    async def requests(self, person: PersonId) -> tuple[RequestNumber, ...]:
        """What somebody asked as an officer, by number."""
        requests = sorted(self._rows.requests.items())
        return tuple(number for number, each in requests if each.officer == person)


def _message(row: OwedRow) -> Message:
    return Message(
        kind=row.kind,
        subject=row.subject,
        state=row.state,
        due=row.due,
        distance=round(sqrt(row.nearness)),
        direction=row.direction,
        posted=row.posted,
    )
