"""What accounts say of incidents, in memory."""

from collections import Counter
from datetime import datetime

from bot.model.ids import IncidentNumber
from bot.model.incidents import Voice, Voices
from bot.model.people import Account
from storage.memory.rows import Rows


class Witnesses:
    """Voices by incident and account."""

    def __init__(self, rows: Rows) -> None:
        """Work within one transaction."""
        self._rows = rows

    async def said(self, incident: IncidentNumber, account: Account) -> Voice | None:
        """What this account said."""
        return self._rows.witnesses.get((incident, account))

    async def say(self, incident: IncidentNumber, account: Account, voice: Voice) -> Voices:
        """Keep what an account says, in place of what it said before; what all say now."""
        self._rows.witnesses[incident, account] = voice
        heard = Counter(
            each for (number, _), each in self._rows.witnesses.items() if number == incident
        )
        return Voices(seen=heard[Voice.SEEN], denied=heard[Voice.DENIED], added=heard[Voice.ADDED])

    async def forget(self, incident: IncidentNumber) -> None:
        """Forget who said what of an incident; the counts stand at the incident."""
        for key in [key for key in self._rows.witnesses if key[0] == incident]:
            del self._rows.witnesses[key]

    async def forget_before(self, moment: datetime) -> None:
        """Forget who said what of incidents posted before."""
        for incident in self._rows.incidents.values():
            if incident.posted < moment:
                await self.forget(incident.number)
