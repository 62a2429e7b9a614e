"""Which channels take which agency's requests, in memory."""

from datetime import datetime

from bot.model.ids import AgencyId, ChannelId
from storage.memory.rows import Admission, Rows


class Admissions:
    """What was decided, by channel and agency."""

    def __init__(self, rows: Rows) -> None:
        """Work within one transaction."""
        self._rows = rows

    async def decide(
        self, channel: ChannelId, agency: AgencyId, now: datetime, *, admitted: bool
    ) -> None:
        """A channel takes an agency's requests from now on, or does not."""
        known = self._rows.admissions.get((channel, agency))
        if known is None or known.admitted is not admitted:
            decided = Admission(admitted=admitted, changed=now)
            self._rows.admissions[channel, agency] = decided

    async def decided(self, channel: ChannelId, agency: AgencyId) -> bool | None:
        """Whether a channel takes an agency's requests; None when nobody has said."""
        known = self._rows.admissions.get((channel, agency))
        return None if known is None else known.admitted

    async def admitting(self, agency: AgencyId) -> frozenset[ChannelId]:
        """The channels that take an agency's requests."""
        return frozenset(
            channel
            for (channel, whose), each in self._rows.admissions.items()
            if whose == agency and each.admitted and channel in self._rows.channels
        )

    async def changed_since(self, agency: AgencyId, moment: datetime) -> frozenset[ChannelId]:
        """The channels that said something else of the agency after the moment."""
        return frozenset(
            channel
            for (channel, whose), each in self._rows.admissions.items()
            if whose == agency and each.changed > moment and channel in self._rows.channels
        )
