"""Authors who are muted, in memory."""

from collections.abc import Collection
from datetime import datetime

from bot.model.ids import ChannelId, IncidentNumber
from bot.model.moderation import Silence
from bot.model.people import Account
from storage.memory.rows import Rows


class Silences:
    """Silences by incident and channel."""

    def __init__(self, rows: Rows) -> None:
        """Work within one transaction."""
        self._rows = rows

    async def keep(self, silence: Silence, author: Account) -> None:
        """Mute the author of an incident; in place of an earlier one for the same."""
        self._rows.silences[silence.incident, silence.channel] = (silence, author)

    async def get(self, incident: IncidentNumber, channel: ChannelId) -> Silence | None:
        """The silence for this very incident, over or not."""
        found = self._rows.silences.get((incident, channel))
        return None if found is None else found[0]

    async def lift(self, incident: IncidentNumber, channel: ChannelId) -> None:
        """End the silence for this very incident; one for another by the same author stays."""
        self._rows.silences.pop((incident, channel), None)

    async def of(
        self, account: Account, channels: Collection[ChannelId], now: datetime
    ) -> tuple[Silence, ...]:
        """The silences of these channels that an account is under, by incident and channel."""
        theirs = (
            silence
            for silence, author in self._rows.silences.values()
            if author == account
            and silence.channel in channels
            and (silence.until is None or silence.until > now)
        )
        return tuple(sorted(theirs, key=lambda each: (each.incident, each.channel)))

    async def forget(self, now: datetime) -> None:
        """Forget the silences that are over."""
        for spot, (silence, _) in list(self._rows.silences.items()):
            if silence.until is not None and silence.until <= now:
                del self._rows.silences[spot]
