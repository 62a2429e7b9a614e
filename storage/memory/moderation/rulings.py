"""What channels say of incidents, and appeals against it, in memory."""

from collections.abc import Collection

from bot.model.deliveries import DeliveryKind
from bot.model.ids import ChannelId, IncidentNumber
from bot.model.incidents import Incident, IncidentState, Talk
from bot.model.moderation import Appeal, Ruling, Says
from storage.memory.rows import Rows


class Rulings:
    """Rulings and appeals by incident and channel."""

    def __init__(self, rows: Rows) -> None:
        """Work within one transaction."""
        self._rows = rows

    async def take_up(self, incident: IncidentNumber) -> None:
        """Everybody waits his turn in any case."""

    async def get(self, incident: IncidentNumber, channel: ChannelId) -> Ruling | None:
        """What the channel says of it; None where it said nothing yet."""
        return self._rows.rulings.get((incident, channel))

    async def of(self, incident: IncidentNumber) -> tuple[Ruling, ...]:
        """What channels say of it, by channel."""
        found = (each for each in self._rows.rulings.values() if each.incident == incident)
        return tuple(sorted(found, key=lambda ruling: ruling.channel))

    async def there(
        self, incidents: Collection[IncidentNumber], channel: ChannelId
    ) -> tuple[Ruling, ...]:
        """What the channel says of these incidents, by incident."""
        said = (self._rows.rulings.get((number, channel)) for number in sorted(incidents))
        return tuple(ruling for ruling in said if ruling is not None)

    async def keep(self, ruling: Ruling) -> None:
        """Keep what a channel says, in place of what it said before."""
        self._rows.rulings[ruling.incident, ruling.channel] = ruling

    async def drop(self, incident: IncidentNumber, channel: ChannelId) -> None:
        """The channel says nothing of it any more: it goes by what others say."""
        self._rows.rulings.pop((incident, channel), None)

    async def appeal(self, appeal: Appeal) -> None:
        """Keep an appeal, in place of an earlier one."""
        self._rows.appeals[appeal.incident, appeal.channel] = appeal

    async def appealed(self, incident: IncidentNumber, channel: ChannelId) -> Appeal | None:
        """The appeal that lies before the channel, if any."""
        return self._rows.appeals.get((incident, channel))

    async def heard(self, incident: IncidentNumber, channel: ChannelId) -> None:
        """The appeal was decided: its words are forgotten."""
        self._rows.appeals.pop((incident, channel), None)

    async def pending(self, channel: ChannelId, most: int) -> tuple[IncidentNumber, ...]:
        """What lies before the channel's moderators, oldest first."""
        found = (
            incident.number
            for incident in self._rows.incidents.values()
            if incident.state is not IncidentState.WITHDRAWN and self._lies(incident, channel)
        )
        return tuple(sorted(found)[:most])

    def _lies(self, incident: Incident, channel: ChannelId) -> bool:
        ruling = self._rows.rulings.get((incident.number, channel))
        if ruling is not None and ruling.says is Says.WAITS:
            return True
        if (incident.number, channel) in self._rows.appeals:
            return True
        unruled = incident.aside is not None and ruling is None
        came = any(
            (row.kind, row.subject, row.channel)
            == (DeliveryKind.INCIDENT, str(incident.number), channel)
            for row in self._rows.owed.values()
        )
        return came and (unruled or incident.talk is Talk.CLOSED)
