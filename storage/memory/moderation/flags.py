"""Who wants a moderator to look, in memory."""

from datetime import datetime

from bot.model.ids import IncidentNumber
from bot.model.people import Account
from storage.memory.rows import Rows


class Flags:
    """Flags by incident."""

    def __init__(self, rows: Rows) -> None:
        """Work within one transaction."""
        self._rows = rows

    async def flag(self, incident: IncidentNumber, account: Account) -> int:
        """Keep an account's flag, once; how many there are now."""
        flags = self._rows.flags.get(incident, frozenset()) | {account}
        self._rows.flags[incident] = flags
        return len(flags)

    async def forget(self, incident: IncidentNumber) -> None:
        """A moderator looked: forget who asked."""
        self._rows.flags.pop(incident, None)

    async def forget_before(self, moment: datetime) -> None:
        """Forget the flags of incidents posted before."""
        for incident in self._rows.incidents.values():
            if incident.posted < moment:
                await self.forget(incident.number)
