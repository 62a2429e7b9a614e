"""Incidents, in memory."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from itertools import islice

from bot.model.ids import AreaId, IncidentNumber, PersonId
from bot.model.incidents import (
    Aside,
    Incident,
    IncidentDraft,
    IncidentState,
    IncidentUpdate,
    Talk,
    Voices,
)
from bot.model.moderation import Says
from bot.model.nearby import SHOWN, Ground, Nearby, Sought
from bot.model.watches import Circle
from storage.memory.rows import Rows

MOST = 10
MOST_AT_ONCE = 50


class Incidents:
    """Incidents by number."""

    def __init__(self, rows: Rows) -> None:
        """Work within one transaction."""
        self._rows = rows

    async def add(self, draft: IncidentDraft, reporter: PersonId, posted: datetime) -> Incident:
        """Keep a report and give it the next number."""
        return self._keep(
            Incident(
                number=IncidentNumber(self._rows.number("incident")),
                reporter=reporter,
                category=draft.category,
                text=draft.text,
                cell=draft.cell,
                near=draft.near,
                happened=draft.happened,
                posted=posted,
                picture=draft.picture,
            )
        )

    async def get(self, number: IncidentNumber) -> Incident | None:
        """The incident with its updates, oldest first."""
        return self._rows.incidents.get(number)

    async def near(self, sought: Sought, most: int) -> Nearby:
        """The newest incidents around a place that anybody may be told of."""
        ground = self._ground(sought.place)
        found = [
            incident
            for incident in self._rows.incidents.values()
            if incident.happened >= sought.since
            and incident.state in SHOWN
            and incident.shown
            and incident.category in sought.categories
            and ground.holds(incident.cell)
        ]
        found.sort(key=lambda incident: (incident.happened, incident.number), reverse=True)
        return Nearby(newest=tuple(found[:most]), count=len(found))

    def _ground(self, place: Circle | AreaId) -> Ground:
        if isinstance(place, Circle):
            return Ground(place)
        area = self._rows.areas.get(place)
        return Ground(() if area is None else area.cells)

    async def those(self, numbers: Collection[IncidentNumber]) -> tuple[Incident, ...]:
        """The incidents with these numbers, by number."""
        known = (self._rows.incidents.get(number) for number in sorted(numbers))
        return tuple(incident for incident in known if incident is not None)

    async def of(self, reporter: PersonId, state: IncidentState) -> tuple[Incident, ...]:
        """A reporter's incidents in this state, newest first, at most ten."""
        theirs = (
            incident
            for incident in self._rows.incidents.values()
            if incident.reporter == reporter and incident.state is state
        )
        newest = sorted(theirs, key=lambda incident: incident.number, reverse=True)
        return tuple(newest[:MOST])

    async def written_by(self, reporter: PersonId) -> tuple[Incident, ...]:
        """All that somebody reported and is still kept, by number."""
        theirs = (each for each in self._rows.incidents.values() if each.reporter == reporter)
        return tuple(sorted(theirs, key=lambda incident: incident.number))

    async def posted_since(self, moment: datetime, most: int) -> tuple[Incident, ...]:
        """What was posted since then and is shown, newest first."""
        found = (
            incident
            for incident in self._rows.incidents.values()
            if incident.posted >= moment and incident.shown
        )
        newest = sorted(found, key=lambda incident: incident.number, reverse=True)
        return tuple(newest[:most])

    async def happened_between(self, first: datetime, last: datetime) -> tuple[Incident, ...]:
        """Open incidents that happened in this span of time, newest first, at most fifty."""
        found = (
            incident
            for incident in self._rows.incidents.values()
            if first <= incident.happened <= last
            and incident.state is IncidentState.OPEN
            and incident.shown
        )
        newest = sorted(found, key=lambda incident: incident.number, reverse=True)
        return tuple(newest[:MOST_AT_ONCE])

    async def update(self, number: IncidentNumber, update: IncidentUpdate) -> Incident:
        """Add an update; the version grows."""
        known = self._rows.incidents[number]
        return self._keep(
            replace(known, updates=(*known.updates, update), version=known.version + 1)
        )

    async def turn(self, number: IncidentNumber, state: IncidentState) -> Incident:
        """Change where the incident stands; the version grows."""
        known = self._rows.incidents[number]
        return self._keep(replace(known, state=state, version=known.version + 1))

    async def strike(self, number: IncidentNumber, which: int) -> Incident:
        """Take words and picture out of an update, counted from 0; the version grows."""
        known = self._rows.incidents[number]
        updates = tuple(
            replace(update, text="", picture=None) if index == which else update
            for index, update in enumerate(known.updates)
        )
        return self._keep(replace(known, updates=updates, version=known.version + 1))

    async def set_aside(self, number: IncidentNumber, aside: Aside | None) -> Incident:
        """Say whether it is shown, and if not, why; the version grows in any case."""
        known = self._rows.incidents[number]
        return self._keep(replace(known, aside=aside, version=known.version + 1))

    async def talk(self, number: IncidentNumber, talk: Talk) -> Incident:
        """Say whether words may be added; the version grows."""
        known = self._rows.incidents[number]
        return self._keep(replace(known, talk=talk, version=known.version + 1))

    async def by(self, reporter: PersonId, since: datetime) -> tuple[Incident, ...]:
        """What somebody reported since then, newest first, at most fifty."""
        theirs = (
            incident
            for incident in self._rows.incidents.values()
            if incident.reporter == reporter and incident.posted >= since
        )
        newest = sorted(theirs, key=lambda incident: incident.number, reverse=True)
        return tuple(newest[:MOST_AT_ONCE])

    async def stood(self, reporter: PersonId, before: datetime, most: int) -> int:
        """How many of somebody's reports, up to `most`, stood: posted before, off nowhere."""
        off = {
            ruling.incident
            for ruling in self._rows.rulings.values()
            if ruling.says is not Says.SHOWN
        }
        theirs = (
            incident
            for incident in self._rows.incidents.values()
            if incident.reporter == reporter
            and incident.posted < before
            and incident.shown
            and incident.number not in off
        )
        return len(list(islice(theirs, most)))

    async def count(self, number: IncidentNumber, voices: Voices, counted: datetime) -> Incident:
        """Note what neighbours say and when the posts show it; the version grows."""
        known = self._rows.incidents[number]
        return self._keep(
            replace(known, voices=voices, counted=counted, version=known.version + 1)
        )

    def _keep(self, incident: Incident) -> Incident:
        self._rows.incidents[incident.number] = incident
        return incident
