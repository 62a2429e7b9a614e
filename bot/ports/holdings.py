"""What is kept of somebody across the tables, to be given out to him alone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from bot.model.deliveries import Message
from bot.model.ids import IncidentNumber, PersonId, ProposalId, RequestNumber
from bot.model.incidents import Voice
from bot.model.people import Account


class Holdings(Protocol):
    """What is found from a person or his account, and by nobody else's.

    The contract of each method is tested on the fake, on SQLite and on PostgreSQL alike.
    """

    async def voices(self, account: Account) -> Mapping[IncidentNumber, Voice]:
        """What an account says of incidents, found by its marks."""
        ...

    async def flags(self, account: Account) -> tuple[IncidentNumber, ...]:
        """What an account flagged, found by its marks; by number."""
        ...

    async def messages(self, person: PersonId) -> tuple[Message, ...]:
        """What somebody is or was owed, in the order in which it came to be."""
        ...

    async def codes(self, person: PersonId) -> Mapping[str, datetime]:
        """What codes were mailed to somebody about, and until when each is good."""
        ...

    async def proposals(self, person: PersonId) -> tuple[ProposalId, ...]:
        """What somebody wants or wanted to ask as an officer, by id."""
        ...

    async def requests(self, person: PersonId) -> tuple[RequestNumber, ...]:
        """What somebody asked as an officer, by number."""
        ...
