"""Who is owed what, in memory: the statements of `storage.matching` in plain words."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bot.model.covers import look_ups, within
from bot.model.deliveries import DeliveryState
from bot.model.directions import Direction, facing
from bot.model.hours import URGENT, next_daily, next_hour, resting_until
from bot.model.ids import AreaId, ChannelId, PersonId
from bot.model.incidents import Incident
from bot.model.watches import Circle, Rhythm, Watch
from storage.memory.areas import holders
from storage.memory.rows import Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearer:
    """An address that is owed something; `nearness` is metres squared, 0 for channels.

    `direction` is that from the centre of the circle that is nearest, None where no circle is.
    """

    person: PersonId | None
    channel: ChannelId | None
    nearness: float = 0.0
    direction: Direction | None = None
    rhythm: Rhythm = Rhythm.NOW
    due: datetime | None = None
    state: DeliveryState = DeliveryState.PENDING


def hearers_of(rows: Rows, incident: Incident, now: datetime) -> tuple[Hearer, ...]:
    """Channels whose area, and people whose circle or area, holds the incident's centre."""
    areas = holders(rows, incident.cell)
    hearers = in_turn(
        hearer
        for hearer in (*_watching(rows, incident, areas, now), *_bound(rows, areas))
        if hearer.person != incident.reporter
    )
    return tuple(_when_told(rows, hearer, incident, now) for hearer in hearers)


def _when_told(rows: Rows, hearer: Hearer, incident: Incident, now: datetime) -> Hearer:
    hours = None if hearer.person is None else rows.people[hearer.person].hours
    if hearer.rhythm is not Rhythm.NOW:
        daily = hearer.rhythm is Rhythm.DAILY and hours is not None
        due = next_daily(hours, now) if daily and hours is not None else next_hour(now)
        return replace(hearer, due=due, state=DeliveryState.GATHERING)
    peace = None if hours is None else resting_until(hours, now)
    if hours is None or peace is None or (hours.urgent and incident.category in URGENT):
        return hearer
    return replace(hearer, due=peace, state=DeliveryState.RESTING)


def audience_of(rows: Rows, areas: Collection[AreaId], now: datetime) -> tuple[Hearer, ...]:
    """The channels of areas and the people who live in or watch them."""
    watching = (
        _hearer(watch)
        for watch in rows.watches.values()
        if watch.tells(now) and _concerned(rows, watch, areas)
    )
    return in_turn((*watching, *_bound(rows, areas)))


def in_turn(hearers: Collection[Hearer] | Iterator[Hearer]) -> tuple[Hearer, ...]:
    """Each address once, at its nearest circle if it has one: channels, then by distance."""
    nearest: dict[tuple[PersonId | None, ChannelId | None], Hearer] = {}
    for hearer in hearers:
        known = nearest.setdefault((hearer.person, hearer.channel), hearer)
        nearer = hearer if _rank(hearer) < _rank(known) else known
        rhythm = min(hearer.rhythm, known.rhythm, key=list(Rhythm).index)
        nearest[hearer.person, hearer.channel] = replace(nearer, rhythm=rhythm)
    return tuple(sorted(nearest.values(), key=_turn))


def _rank(hearer: Hearer) -> tuple[bool, float]:
    return hearer.direction is None, hearer.nearness


def _turn(hearer: Hearer) -> tuple[bool, float, int, int]:
    return (
        hearer.channel is None,
        hearer.nearness,
        hearer.channel or 0,
        hearer.person or 0,
    )


def _watching(
    rows: Rows, incident: Incident, areas: set[AreaId], now: datetime
) -> Iterator[Hearer]:
    for watch in rows.watches.values():
        if incident.category not in watch.categories or not watch.tells(now):
            continue
        if isinstance(watch.place, Circle):
            yield from (_hearer(watch, *run) for run in _hits(rows, watch, incident))
        elif watch.place in areas:
            yield _hearer(watch)


def _hits(rows: Rows, watch: Watch, incident: Incident) -> Iterator[tuple[int, int]]:
    """Millimetres east and north of the centre, for the cell that finds the incident."""
    looks = {look.cell: look for look in look_ups(incident.cell)}
    for part in rows.covers[watch.id]:
        look = looks.get(part.cell)
        if look is not None and within(part, look):
            yield look.east - part.east, look.north - part.north


def _hearer(watch: Watch, *run: int) -> Hearer:
    if not run or watch.channel is not None:
        return Hearer(person=watch.person, channel=watch.channel, rhythm=watch.rhythm)
    east, north = run
    return Hearer(
        person=watch.person,
        channel=None,
        nearness=float((east * east + north * north) // 1_000_000),
        direction=facing(east / 1_000, north / 1_000),
        rhythm=watch.rhythm,
    )


def _bound(rows: Rows, areas: Collection[AreaId]) -> Iterator[Hearer]:
    for channel in rows.channels.values():
        if channel.area in areas:
            yield Hearer(person=None, channel=channel.id)


def _concerned(rows: Rows, watch: Watch, areas: Collection[AreaId]) -> bool:
    if isinstance(watch.place, Circle):
        return not holders(rows, watch.place.cell).isdisjoint(areas)
    return watch.place in areas
