"""Hold a million pairs of an incident and a watch against plain geometry.

.venv/bin/python -m tests.torture.matching --pairs 1000000 --database postgres
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import shapely
from sqlalchemy import select
from sqlmodel import col

from bot.model.areas import AreaDraft
from bot.model.covers import cells_of, cover_circle
from bot.model.ids import Cell, IncidentNumber, PersonId, PlatformName
from bot.model.incidents import Category, IncidentDraft
from bot.model.people import Account, Person
from bot.model.watches import Circle, Watch, WatchDraft
from bot.ports.stores import Store, UnitOfWork
from storage.engine import make_engine
from storage.tables import DeliveryRow
from storage.units import SqlStore, SqlUnit
from storage.vault import Vault
from tests.databases import Databases
from tests.fakes import NOON, SeededRandom
from tests.storage.street import next_of
from tests.torture import geometry

PLATFORM = PlatformName("here")
MOST_FAULTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much of what a neighbourhood holds."""

    circles: int = 80
    areas: int = 20
    incidents: int = 250


@dataclass(slots=True, kw_only=True)
class Compared:
    """What was held against geometry, and what was found; `worst` as a share of what may be."""

    pairs: int = 0
    within: int = 0
    in_doubt: int = 0
    worst: float = 0.0
    regions: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    mistaken: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        """All that must not be."""
        return [*self.missed, *self.mistaken]


@dataclass
class Neighbourhood:
    """Who watches what, as the store holds it and as geometry sees it."""

    uow: UnitOfWork
    region: geometry.Region
    chance: Random
    circles: dict[PersonId, Watch] = field(default_factory=dict)
    areas: dict[PersonId, shapely.MultiPolygon] = field(default_factory=dict)
    ended: list[PersonId] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.middle = geometry.middle_of(self.region, self.chance)
        self._people = 0

    async def settle(self, size: Size) -> None:
        """People move in and watch."""
        for _ in range(size.circles):
            person, place = await self._person(), geometry.a_circle(self.middle, self.chance)
            draft = WatchDraft(place=place, near="", person=person)
            self.circles[person] = await self.uow.watches.add(draft, cover_circle(place))
        for number in range(size.areas):
            outline = geometry.an_outline(self.middle, self.chance)
            if not geometry.fits_on_the_map(outline):
                continue
            draft_ = AreaDraft(name=f"Area {number}", outline=outline, cells=cells_of(outline))
            area, person = await self.uow.areas.add(draft_), await self._person()
            await self.uow.watches.add(WatchDraft(place=area.id, near="", person=person), ())
            self.areas[person] = geometry.drawn(outline)

    async def change(self) -> None:
        """A quarter of the circles move or grow, an eighth end."""
        people = sorted(self.circles)
        self.chance.shuffle(people)
        for person in people[: len(people) // 4]:
            place = geometry.a_circle(self.middle, self.chance)
            old = self.circles[person]
            new = Watch(id=old.id, place=place, near="", categories=old.categories, person=person)
            await self.uow.watches.change(new, cover_circle(place))
            self.circles[person] = new
        for person in people[-(len(people) // 8) :]:
            await self.uow.watches.end(self.circles.pop(person).id)
            self.ended.append(person)

    async def compare(self, incidents: int, compared: Compared) -> None:
        """So many incidents happen; who is alerted, and who should be?"""
        reporter = await self._person()
        for _ in range(incidents):
            circles = [_place(watch) for watch in self.circles.values()]
            cell = geometry.an_incident(circles, self.middle, self.chance)
            draft = IncidentDraft(
                category=Category.FIRE, text="", cell=cell, near="", happened=NOON
            )
            incident = await self.uow.incidents.add(draft, reporter, NOON)
            count = await self.uow.deliveries.alert(incident, NOON)
            alerted = await owed(self.uow, incident.number)
            assert len(alerted) == count, "somebody was owed it twice"
            self._judge(cell, set(alerted), compared)

    def _judge(self, cell: Cell, alerted: set[PersonId], compared: Compared) -> None:
        for person, watch in self.circles.items():
            circle = _place(watch)
            verdict = geometry.in_circle(circle, cell)
            if verdict.near:
                compared.worst = max(compared.worst, geometry.errs(circle, cell))
            self._note(f"{circle} and {cell}", verdict, compared, told=person in alerted)
        for person, shape in self.areas.items():
            verdict = geometry.in_outline(shape, cell)
            self._note(f"{shape.wkt} and {cell}", verdict, compared, told=person in alerted)
        compared.mistaken += [f"{cell}, over" for who in self.ended if who in alerted]

    def _note(
        self, pair: str, verdict: geometry.Verdict, compared: Compared, *, told: bool
    ) -> None:
        compared.pairs += 1
        compared.regions[self.region.name] += 1
        compared.within += verdict.within
        if verdict.in_doubt:
            compared.in_doubt += 1
        elif verdict.within and not told:
            compared.missed.append(pair)
        elif told and not verdict.within:
            compared.mistaken.append(pair)

    async def _person(self) -> PersonId:
        self._people += 1
        person = PersonId(self._people)
        account = Account(platform=PLATFORM, id=str(self._people))
        await self.uow.people.add(Person(id=person, account=account, language="en", joined=0))
        return person


async def owed(uow: UnitOfWork, number: IncidentNumber) -> list[PersonId]:
    """Who is owed an incident: read at once from a database, taken off the queue of another."""
    if isinstance(uow, SqlUnit):
        session = uow._session  # noqa: SLF001 - a claim for each would take an hour
        rows = await session.scalars(
            select(col(DeliveryRow.person)).where(col(DeliveryRow.subject) == str(number))
        )
        return [PersonId(person) for person in rows if person is not None]
    found = []
    while delivery := await next_of(uow, PLATFORM, NOON):
        assert delivery.person is not None
        found.append(delivery.person)
    return found


def _place(watch: Watch) -> Circle:
    assert isinstance(watch.place, Circle)
    return watch.place


async def compare(store: Store, pairs: int, seed: str, size: Size | None = None) -> Compared:
    """Neighbourhood after neighbourhood, each taken back, until so many pairs were compared."""
    compared, chance, number = Compared(), Random(seed), 0  # noqa: S311 - not for secrets
    size = size or Size()
    while compared.pairs < pairs:
        region = geometry.REGIONS[number % len(geometry.REGIONS)]
        async with store.unit() as uow:  # never committed
            street = Neighbourhood(uow, region, chance)
            await street.settle(size)
            await street.compare(size.incidents // 2, compared)
            await street.change()
            await street.compare(size.incidents - size.incidents // 2, compared)
        number += 1
    return compared


async def compared_on(database: str, pairs: int, seed: str) -> Compared:
    """The same on a new database of this kind."""
    with tempfile.TemporaryDirectory(prefix="porchlight-matching-") as name:
        databases = Databases(Path(name))
        if database == "sqlite":
            url = await databases.sqlite(Path(name) / "porchlight.db")
        else:
            url = await databases.postgres()
        store = SqlStore(make_engine(url), Vault(bytes(32), SeededRandom()))
        try:
            return await compare(store, pairs, seed)
        finally:
            await store.close()


def main() -> int:
    """Compare as told on the command line; 1 when anybody was missed or alerted by mistake."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=1_000_000)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    told = parser.parse_args()
    began = time.monotonic()
    found = asyncio.run(compared_on(told.database, told.pairs, told.seed))
    where = ", ".join(f"{count:,} {region}" for region, count in found.regions.items())
    lines = [
        f"{found.pairs:,} pairs on {told.database} in {time.monotonic() - began:.0f} s: {where}.",
        f"{found.within:,} within; {found.in_doubt} so near an edge that rounding may decide.",
        f"Against the great circle at most {found.worst:.0%} of what bot.model.covers allows.",
        *(f"  MISSED: {pair}" for pair in found.missed[:MOST_FAULTS]),
        *(f"  MISTAKEN: {pair}" for pair in found.mistaken[:MOST_FAULTS]),
        f"{len(found.missed)} false negatives, {len(found.mistaken)} false positives.",
    ]
    print("\n".join(lines))  # noqa: T201 - it is the program's output
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main())
