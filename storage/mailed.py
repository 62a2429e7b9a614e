"""Codes that were mailed: only keyed digests are kept."""

import hmac
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.model.ids import PersonId
from bot.ports.officers import MOST_TRIES
from storage.inserts import insert_into
from storage.tables import MailedCodeRow
from storage.vault import Vault


class MailedCodes:
    """The table `mailed_code`."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        """Work within one transaction."""
        self._session = session
        self._vault = vault

    async def keep(self, person: PersonId, about: str, code: str, expires: datetime) -> None:
        """Keep a code in place of an earlier one."""
        digest = self._vault.mailed(person, about, code)
        fresh = {"digest": digest, "expires": expires, "tries": 0}
        kept = insert_into(self._session, MailedCodeRow).values(
            person=person, about=about, **fresh
        )
        await self._session.execute(
            kept.on_conflict_do_update(index_elements=["person", "about"], set_=fresh)
        )

    async def expires(self, person: PersonId, about: str) -> datetime | None:
        """Until when the code that stands is good."""
        return await self._session.scalar(
            select(col(MailedCodeRow.expires)).where(
                col(MailedCodeRow.person) == person, col(MailedCodeRow.about) == about
            )
        )

    async def use(self, person: PersonId, about: str, code: str, now: datetime) -> bool:
        """Whether this is the code; it is used up by that, or one try is.

        The try is counted before anything is compared: of two at once, the second waits.
        """
        its = (col(MailedCodeRow.person) == person, col(MailedCodeRow.about) == about)
        kept = await self._session.scalar(
            update(MailedCodeRow)
            .where(*its, col(MailedCodeRow.tries) < MOST_TRIES, col(MailedCodeRow.expires) > now)
            .values(tries=col(MailedCodeRow.tries) + 1)
            .returning(col(MailedCodeRow.digest))
        )
        tried = self._vault.mailed(person, about, code)
        if kept is None or not hmac.compare_digest(kept, tried):
            return False
        await self._session.execute(delete(MailedCodeRow).where(*its))
        return True

    async def forget_before(self, moment: datetime) -> None:
        """Forget what was good until then."""
        await self._session.execute(
            delete(MailedCodeRow).where(col(MailedCodeRow.expires) <= moment)
        )
