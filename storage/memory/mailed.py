"""Codes that were mailed, in memory."""

from dataclasses import replace
from datetime import datetime

from bot.model.ids import PersonId
from bot.ports.officers import MOST_TRIES
from storage.memory.rows import Mailed, Rows


class MailedCodes:
    """Codes by person and thing."""

    def __init__(self, rows: Rows) -> None:
        """Work within one transaction."""
        self._rows = rows

    async def keep(self, person: PersonId, about: str, code: str, expires: datetime) -> None:
        """Keep a code in place of an earlier one."""
        self._rows.mailed[person, about] = Mailed(code=code, expires=expires)

    async def expires(self, person: PersonId, about: str) -> datetime | None:
        """Until when the code that stands is good."""
        kept = self._rows.mailed.get((person, about))
        return None if kept is None else kept.expires

    async def use(self, person: PersonId, about: str, code: str, now: datetime) -> bool:
        """Whether this is the code; it is used up by that, or one try is."""
        kept = self._rows.mailed.get((person, about))
        if kept is None or kept.tries >= MOST_TRIES or kept.expires <= now:
            return False
        self._rows.mailed[person, about] = replace(kept, tries=kept.tries + 1)
        if kept.code != code:
            return False
        del self._rows.mailed[person, about]
        return True

    async def forget_before(self, moment: datetime) -> None:
        """Forget what was good until then."""
        kept = self._rows.mailed.items()
        self._rows.mailed = {key: each for key, each in kept if each.expires > moment}
