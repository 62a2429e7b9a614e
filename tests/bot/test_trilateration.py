"""A thousand watches around an incident learn no more of its place than its post says."""

import math
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace

import h3.api.basic_int as h3
import pytest

import bot.flows.places
from bot.delivery.contents import Contents, Setting
from bot.model.commands import Command
from bot.model.covers import METRES_PER_DEGREE, cover_circle
from bot.model.deliveries import Delivery, DeliveryKind
from bot.model.directions import facing
from bot.model.ids import Cell, DeliveryId, PersonId
from bot.model.people import Account, Person
from bot.model.places import BLOCK, Point, blurred, cell_at, centre, metres_between, resolution
from bot.model.watches import Circle, WatchDraft
from bot.replies import Reader
from tests.bot.house import House
from tests.bot.manners import words
from tests.bot.people import neighbour
from tests.bot.world import HOME_BLOCK, PINS
from tests.fakes import NOON, SeededRandom

WATCHES = 1_000
PLACES = 6
FINEST = 15
"""H3 resolution of about a metre: a place that was not blurred."""

FINE = 12
"""H3 resolution of the grid on which the place is sought, about 20 m."""

WINDS = {
    "north": "n",
    "north-east": "ne",
    "east": "e",
    "south-east": "se",
    "south": "s",
    "south-west": "sw",
    "west": "w",
    "north-west": "nw",
}
ROOM = 1_000

DELIVERY = Delivery(
    id=DeliveryId(1),
    platform=PINS,
    kind=DeliveryKind.INCIDENT,
    subject="",
    channel=None,
    person=None,
    attempts=1,
    posted=None,
    repeat=False,
    distance=0,
    due=NOON,
)
TOLD = re.compile(r" · ([\d.]+) (m|km) ([a-z-]+) of where you watch · ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spy:
    """One account of somebody who wants to know where it was, and the circle that it watches."""

    person: PersonId
    circle: Circle


async def spies(house: House) -> tuple[Spy, ...]:
    """A thousand accounts whose circles lie all around, of all sizes."""
    chance, found = SeededRandom("spies"), []
    async with house.store.unit() as uow:
        for number in range(WATCHES):
            radius = 250 + chance.below(1_751)
            home = cell_at(beside(centre(HOME_BLOCK), chance, 1.2 * radius))
            spy = Spy(person=PersonId(number), circle=Circle(cell=home, radius=radius))
            await uow.people.add(
                Person(
                    id=spy.person,
                    account=Account(platform=PINS, id=f"spy {number}"),
                    language="en",
                    joined=1_460,
                )
            )
            draft = WatchDraft(place=spy.circle, near="here", person=spy.person)
            await uow.watches.add(draft, cover_circle(spy.circle))
            found.append(spy)
        await uow.commit()
    return tuple(found)


def beside(point: Point, chance: SeededRandom, reach: float) -> Point:
    """Somewhere within so many metres."""
    away = reach * math.sqrt(chance.below(10**6) / 10**6)
    angle = 2 * math.pi * chance.below(10**6) / 10**6
    shrunk = math.cos(math.radians(point.latitude))
    return Point(
        latitude=point.latitude + away * math.cos(angle) / METRES_PER_DEGREE,
        longitude=point.longitude + away * math.sin(angle) / METRES_PER_DEGREE / shrunk,
    )


def spots(published: Cell) -> list[Point]:
    """Exact places in one cell: near its corners and anywhere."""
    chance, middle = SeededRandom("places"), centre(published)
    near_corners = [
        Point(
            latitude=latitude + 0.1 * (middle.latitude - latitude),
            longitude=longitude + 0.1 * (middle.longitude - longitude),
        )
        for latitude, longitude in h3.cell_to_boundary(published)[::2]
    ]
    anywhere = [beside(middle, chance, 60) for _ in range(PLACES)]
    fineness = resolution(published)
    inside = [
        point
        for point in (*near_corners, *anywhere)
        if blurred(cell_at(point), fineness) == published
    ]
    return inside[:PLACES]


async def alerted(house: House, place: Point, wider: int) -> dict[PersonId, str]:
    """What each account is told of a report from this exact place, in the order of telling."""
    house.clock.advance(days=1)
    reporter = neighbour(house, "carl")
    await reporter.calls(Command.REPORT)
    await reporter.presses("Fire or smoke")
    await reporter.says("Smoke.")
    await reporter.pins(place)
    await reporter.presses("Just now")
    await reporter.presses("Skip")
    for _ in range(wider):
        await reporter.presses("Show a wider area")
    await reporter.presses("Post")
    newest = max(house.store.rows.incidents)
    return dict([each async for each in told_of(house, str(newest))])


async def told_of(house: House, subject: str) -> AsyncIterator[tuple[PersonId, str]]:
    """What is owed to each account about an incident, in the order of sending, as it reads it."""
    reader, rows = Reader(language="en"), house.store.rows.owed.values()
    theirs = [row for row in rows if row.subject == subject and row.channel is None]
    setting = Setting(keyring=house.keyring, policy=house.policy, now=NOON)
    async with house.store.unit() as uow:
        for row in sorted(theirs, key=lambda row: (row.nearness, row.id)):
            delivery = replace(DELIVERY, subject=subject, person=row.person)
            delivery = replace(
                delivery, distance=round(math.sqrt(row.nearness)), direction=row.direction
            )
            owed = await Contents(uow, setting, ROOM).owed(delivery)
            assert row.person is not None
            assert owed is not None
            assert owed.screen is not None
            said = words(owed.screen, reader, house.clock.now())
            yield row.person, re.sub(r"report \d+", "report", said)


def candidates(published: Cell) -> Iterator[Point]:
    """A fine grid over the cell and all around it."""
    for around in h3.grid_disk(published, 1):
        yield from (centre(Cell(cell)) for cell in h3.cell_to_children(around, FINE))


def located(team: tuple[Spy, ...], told: dict[PersonId, str], published: Cell) -> list[Point]:
    """Where it can have been, if each circle, distance and direction is believed."""
    return [
        point for point in candidates(published) if all(fits(spy, told, point) for spy in team)
    ]


def fits(spy: Spy, told: dict[PersonId, str], point: Point) -> bool:
    """Whether what one account was told, or was not told, allows for this place."""
    home, slack = centre(spy.circle.cell), GRAIN_M
    away = metres_between(home, point)
    said = told.get(spy.person)
    if said is None:
        return away > spy.circle.radius - slack
    found = TOLD.search(said)
    if found is None:
        return away <= spy.circle.radius + slack
    scale = 1_000 if found[2] == "km" else 1
    rounding = 50 if found[2] == "km" else 5
    if abs(away - float(found[1]) * scale) > rounding + slack:
        return False
    return away < 100 or WINDS[found[3]] in bearings(home, point)


GRAIN_M = 12.0
"""Metres by which a point of the grid may miss the place that it stands for."""


def bearings(home: Point, point: Point) -> set[str]:
    """The direction of a point, and of what lies beside it."""
    shrunk = math.cos(math.radians(home.latitude))
    east = (point.longitude - home.longitude) * METRES_PER_DEGREE * shrunk
    north = (point.latitude - home.latitude) * METRES_PER_DEGREE
    shifts = (-GRAIN_M, 0, GRAIN_M)
    return {facing(east + x, north + y).value for x in shifts for y in shifts}


async def check(house: House, wider: int = 0) -> None:
    """Every place in the cell gives the same alerts; they lead to what is published."""
    published = blurred(HOME_BLOCK, BLOCK - wider)
    team, middle = await spies(house), centre(published)
    first, *rest = [await alerted(house, place, wider) for place in spots(published)]
    assert len(rest) == PLACES - 1
    assert 100 < len(first) < WATCHES - 100, "some are alerted and some are not"
    for other in rest:
        assert list(other.items()) == list(first.items()), "one cell, and different alerts"
    found = located(team, first, published)
    assert any(metres_between(point, middle) < GRAIN_M for point in found)
    assert all(metres_between(point, middle) < 3 * GRAIN_M for point in found)


async def test_a_thousand_watches_find_the_published_block_and_nothing_within_it(
    house: House,
) -> None:
    await check(house)


async def test_of_a_report_shown_wider_they_learn_less(house: House) -> None:
    await check(house, wider=1)


async def test_this_test_sees_it_when_exact_places_are_matched(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def exact(point: Point) -> Cell:
        return cell_at(point, FINEST)

    monkeypatch.setattr(bot.flows.places, "cell_at", exact)
    with pytest.raises(AssertionError, match="one cell, and different alerts"):
        await check(house)
