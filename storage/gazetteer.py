"""What a map service answered: found by HMAC, sealed, and dropped by day."""

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.inserts import insert_into
from storage.tables import PlaceAskedRow
from storage.vault import Vault


class Gazetteer:
    """The table `place_asked`."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        """Work within one transaction."""
        self._session = session
        self._vault = vault

    async def recall(self, asked: str) -> str | None:
        """The answer to these very words, if it is kept and this master key sealed it."""
        digest = self._vault.words_digest(asked)
        answer = select(col(PlaceAskedRow.sealed)).where(col(PlaceAskedRow.digest) == digest)
        sealed = await self._session.scalar(answer)
        return None if sealed is None else self._vault.unseal_words(sealed, digest)

    async def keep(self, asked: str, answer: str, day: int) -> None:
        """Keep an answer, in place of an older one; `day` counts from 1970."""
        digest = self._vault.words_digest(asked)
        fresh = {"sealed": self._vault.seal_words(answer, digest), "day": day}
        row = insert_into(self._session, PlaceAskedRow).values(digest=digest, **fresh)
        await self._session.execute(
            row.on_conflict_do_update(index_elements=["digest"], set_=fresh)
        )

    async def forget(self, before: int) -> None:
        """Drop what was kept before this day."""
        await self._session.execute(delete(PlaceAskedRow).where(col(PlaceAskedRow.day) < before))
