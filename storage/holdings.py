"""What is kept of somebody, across the tables."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from math import sqrt

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.model.channels import MessageRef
from bot.model.deliveries import DeliveryKind, DeliveryState, Message
from bot.model.ids import IncidentNumber, PersonId, ProposalId, RequestNumber
from bot.model.incidents import Voice
from bot.model.people import Account
from storage.bearings import from_bearing
from storage.tables import (
    DeliveryRow,
    FlagRow,
    MailedCodeRow,
    ProposalRow,
    RequestRow,
    WitnessRow,
)
from storage.vault import Vault

BATCH = 500
"""Marks that are looked for at a time."""


class Holdings:
    """Rows of many tables, read only."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        """Work within one transaction; the vault knows the marks that somebody left."""
        self._session = session
        self._vault = vault

    async def voices(self, account: Account) -> Mapping[IncidentNumber, Voice]:
        """What an account says of incidents, found by its marks."""
        found = dict[IncidentNumber, Voice]()
        for numbers, marks in await self._marks(WitnessRow, self._vault.witness, account):
            rows = await self._session.execute(
                select(col(WitnessRow.incident), col(WitnessRow.says))
                .where(col(WitnessRow.incident).in_(numbers), col(WitnessRow.mark).in_(marks))
                .order_by(col(WitnessRow.incident))
            )
            found |= {IncidentNumber(number): Voice(says) for number, says in rows}
        return found

    async def flags(self, account: Account) -> tuple[IncidentNumber, ...]:
        """What an account flagged, found by its marks; by number."""
        found = list[IncidentNumber]()
        for numbers, marks in await self._marks(FlagRow, self._vault.flag, account):
            rows = await self._session.scalars(
                select(col(FlagRow.incident))
                .where(col(FlagRow.incident).in_(numbers), col(FlagRow.mark).in_(marks))
                .order_by(col(FlagRow.incident))
            )
            found += map(IncidentNumber, rows)
        return tuple(found)

    async def messages(self, person: PersonId) -> tuple[Message, ...]:
        """What somebody is or was owed, in the order in which it came to be."""
        rows = await self._session.scalars(
            select(DeliveryRow)
            .where(col(DeliveryRow.person) == person)
            .order_by(col(DeliveryRow.id))
            .execution_options(populate_existing=True)
        )
        return tuple(map(_message, rows))

    async def codes(self, person: PersonId) -> Mapping[str, datetime]:
        """What codes were mailed to somebody about, and until when each is good."""
        rows = await self._session.scalars(
            select(MailedCodeRow)
            .where(col(MailedCodeRow.person) == person)
            .order_by(col(MailedCodeRow.about))
            .execution_options(populate_existing=True)
        )
        return {row.about: row.expires for row in rows}

    async def proposals(self, person: PersonId) -> tuple[ProposalId, ...]:
        """What somebody wants or wanted to ask as an officer, by id."""
        theirs = select(col(ProposalRow.id)).where(col(ProposalRow.officer) == person)
        ids = await self._session.scalars(theirs.order_by(col(ProposalRow.id)))
        return tuple(map(ProposalId, ids))

    async def requests(self, person: PersonId) -> tuple[RequestNumber, ...]:
        """What somebody asked as an officer, by number."""
        theirs = select(col(RequestRow.number)).where(col(RequestRow.officer) == person)
        numbers = await self._session.scalars(theirs.order_by(col(RequestRow.number)))
        return tuple(map(RequestNumber, numbers))

    async def _marks(
        self,
        table: type[WitnessRow | FlagRow],
        mark: Callable[[Account, int], bytes],
        account: Account,
    ) -> Sequence[tuple[list[int], list[bytes]]]:
        """The incidents at which any mark stands, and the account's at each, some at a time."""
        marked = select(col(table.incident)).distinct().order_by(col(table.incident))
        numbers = iter((await self._session.scalars(marked)).all())
        batches = []
        while batch := list(islice(numbers, BATCH)):
            batches.append((batch, [mark(account, number) for number in batch]))
        return batches


def _message(row: DeliveryRow) -> Message:
    posted = None
    if row.posted_chat is not None and row.posted_message is not None:
        posted = MessageRef(chat=row.posted_chat, message=row.posted_message)
    return Message(
        kind=DeliveryKind(row.kind),
        subject=row.subject,
        state=DeliveryState(row.state),
        due=row.due,
        distance=round(sqrt(row.nearness)),
        direction=from_bearing(row.bearing),
        posted=posted,
    )
