"""Messages that rested or gathered, in memory."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from math import sqrt

from bot.model.deliveries import Delivery, DeliveryKind, DeliveryState, Gathered, Urgency
from bot.model.hours import resting_until
from bot.model.ids import ChannelId, DeliveryId, IncidentNumber, PersonId, PlatformName
from bot.model.incidents import IncidentState
from storage.memory.rows import OVER, OwedRow, Rows

WAITING = (DeliveryState.RESTING, DeliveryState.GATHERING)


class Digests:
    """What of the deliveries waits for a round of the clock."""

    def __init__(self, rows: Rows) -> None:
        """Work within one transaction."""
        self._rows = rows

    async def gather(self, now: datetime, few: int) -> int:
        """What rested or gathered and is due is told: in digests, a few by themselves."""
        waiting = [r for r in self._rows.owed.values() if r.state in WAITING and r.due <= now]
        told = 0
        for person, rows in groupby(sorted(waiting, key=_whose), key=lambda row: row.person):
            told += self._tell(person, list(rows), now, few)
        return told

    def _tell(self, person: PersonId | None, rows: list[OwedRow], now: datetime, few: int) -> int:
        who = None if person is None else self._rows.people.get(person)
        if who is None:
            self._keep(replace(row, state=DeliveryState.GONE) for row in rows)
            return 0
        peace = None if who.hours is None else resting_until(who.hours, now)
        if peace is not None:
            self._keep(replace(row, due=peace) for row in rows)
            return 0
        gathering = any(row.state is DeliveryState.GATHERING for row in rows)
        if not gathering and len(rows) <= few:
            self._keep(replace(row, state=DeliveryState.PENDING, due=now) for row in rows)
            return len(rows)
        digest = self._digest(who.account.platform, now, person=who.id)
        self._keep(replace(r, state=DeliveryState.GATHERED, digest=digest) for r in rows)
        return 1

    async def recall(
        self, channel: ChannelId, first: datetime, last: datetime, now: datetime
    ) -> bool:
        """Owe a channel a digest of what was posted there in a span of time; whether any was."""
        rows = [
            row
            for row in self._rows.owed.values()
            if (row.kind, row.channel) == (DeliveryKind.INCIDENT, channel)
            and row.state not in OVER
            and self._posted(row, first, last)
        ]
        if not rows:
            return False
        digest = self._digest(self._rows.channels[channel].platform, now, channel=channel)
        self._keep(replace(row, digest=digest) for row in rows)
        return True

    def _posted(self, row: OwedRow, first: datetime, last: datetime) -> bool:
        incident = self._rows.incidents[IncidentNumber(int(row.subject))]
        return first < incident.posted <= last and incident.state is not IncidentState.WITHDRAWN

    async def gathered(self, digest: Delivery) -> tuple[Gathered, ...]:
        """What a digest tells of, nearest first."""
        rows = [row for row in self._rows.owed.values() if row.digest == digest.id]
        return tuple(
            Gathered(
                incident=IncidentNumber(int(row.subject)),
                distance=round(sqrt(row.nearness)),
                direction=row.direction,
            )
            for row in sorted(rows, key=lambda row: (row.nearness, row.id))
        )

    async def awake(self, person: PersonId, now: datetime) -> None:
        """The person is in peace no more: what rested is due."""
        rows = [row for row in self._rows.owed.values() if row.person == person]
        resting = (row for row in rows if row.state is DeliveryState.RESTING)
        self._keep([replace(row, due=now) for row in resting])

    def _digest(
        self,
        platform: PlatformName,
        now: datetime,
        person: PersonId | None = None,
        channel: ChannelId | None = None,
    ) -> DeliveryId:
        number = DeliveryId(self._rows.number("delivery"))
        row = OwedRow(
            id=number,
            platform=platform,
            kind=DeliveryKind.DIGEST,
            subject=str(number),
            person=person,
            channel=channel,
            nearness=0.0,
            due=now,
            owed=1,
            urgency=Urgency.LATER,
        )
        self._keep([row])
        return number

    def _keep(self, rows: Iterable[OwedRow]) -> None:
        for row in list(rows):
            self._rows.owed[row.id] = row


def _whose(row: OwedRow) -> int:
    return row.person or 0
