"""What moderators did, by name, in memory."""

from datetime import datetime

from bot.model.ids import IncidentNumber, PlatformName
from bot.model.moderation import AuditEntry
from storage.memory.rows import Rows


class Audit:
    """What was done, oldest first."""

    def __init__(self, rows: Rows) -> None:
        """Work within one transaction."""
        self._rows = rows

    async def note(self, entry: AuditEntry) -> None:
        """Write down what was done."""
        self._rows.audit.append(entry)

    async def of(
        self, platform: PlatformName, chat: str, skip: int, most: int
    ) -> tuple[AuditEntry, ...]:
        """What was done in a chat, newest first, without the first `skip`."""
        return tuple(self._newest(platform, chat)[skip : skip + most])

    async def last(
        self, platform: PlatformName, chat: str, incident: IncidentNumber
    ) -> AuditEntry | None:
        """What was done last about an incident in a chat."""
        found = (each for each in self._newest(platform, chat) if each.incident == incident)
        return next(found, None)

    async def forget_before(self, moment: datetime) -> None:
        """Forget what was done before."""
        self._rows.audit = [entry for entry in self._rows.audit if entry.at >= moment]

    def _newest(self, platform: PlatformName, chat: str) -> list[AuditEntry]:
        there = [e for e in self._rows.audit if (e.platform, e.chat) == (platform, chat)]
        return there[::-1]
