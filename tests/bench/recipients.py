"""A hundred thousand people told of one incident: our statement beside ways through Python.

The peers are given who is to be told; ours finds them as well.
"""

import time
from dataclasses import dataclass

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.model.covers import cover_circle
from bot.model.deliveries import DeliveryKind, DeliveryState
from bot.model.watches import Circle
from storage.tables import DeliveryRow
from tests.bench.bots.street import CORNER
from tests.bench.databases import SQLITE
from tests.bench.populations import Place, Population
from tests.bench.rounds import in_turn
from tests.bench.rows import Figure, Row
from tests.bench.scale import Ground
from tests.bench.settling import person_id
from tests.bench.streets import Street, settled
from tests.fakes import NOON

GOALS = {SQLITE: 150.0}
GOAL_ON_SERVER = 15.0
"""Times as many recipients a second as the ORM loop."""

SAMPLE = 2_000
"""Recipients of the ORM loop: its rate does not depend on how many there are."""

ROUNDS = 3

WAYS = (
    "SQLAlchemy ORM loop: add and flush each, one commit",
    "SQLAlchemy ORM loop: add and commit each",
    "SQLAlchemy Core: one insert() of a list",
    "bare INSERT..SELECT of the same rows",
)


async def told(ground: Ground, database: str) -> list[Row]:
    """Everybody around one corner."""
    size = ground.scale.recipients
    place = Circle(cell=CORNER, radius=500)
    population = Population(
        places=(Place(circle=place, cover=cover_circle(place)),),
        areas=(),
        circled=(0,) * size,
        zoned=(),
        incidents=(CORNER,),
    )
    async with settled(ground, database, population) as street:
        crowd = Crowd(street)
        await crowd.enqueued()
        ours, *peers = await in_turn(
            crowd.enqueued,
            crowd.one_by_one,
            crowd.each_committed,
            crowd.in_bulk,
            crowd.again,
            rounds=ROUNDS,
        )
    goals = (GOALS.get(database, GOAL_ON_SERVER), None, None, None)
    return [
        Row(
            work=f"enqueue to {size:,} recipients",
            size=size,
            database=database,
            ours=Figure.median(ours),
            peer=Figure.median(peer),
            peer_name=name,
            unit="recipients/s",
            goal=goal,
        )
        for name, peer, goal in zip(WAYS, peers, goals, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Crowd:
    """Recipients a second, each way."""

    street: Street

    async def enqueued(self) -> float:
        """Matched and owed, in a unit of work of the watch."""
        return self._size * 1_000 / await self.street.enqueue()

    async def again(self) -> float:
        """The same rows once more, within the database."""
        return self._size * 1_000 / await self.street.again()

    async def in_bulk(self) -> float:
        """All rows from Python at once."""
        rows = [row.model_dump(exclude={"id"}) for row in self._rows(self._size)]
        began = time.perf_counter()
        async with self.street.store.engine.begin() as connection:
            await connection.execute(insert(DeliveryRow), rows)
        return self._size / (time.perf_counter() - began)

    async def one_by_one(self) -> float:
        """Object by object, all of them or none: as ours."""
        rows = self._rows(min(SAMPLE, self._size))
        began = time.perf_counter()
        async with AsyncSession(self.street.store.engine) as session:
            for row in rows:
                session.add(row)
                await session.flush()
            await session.commit()
        return len(rows) / (time.perf_counter() - began)

    async def each_committed(self) -> float:
        """Object by object, each for itself: as bots do it that loop over their users."""
        rows = self._rows(min(SAMPLE // 10, self._size))
        began = time.perf_counter()
        async with AsyncSession(self.street.store.engine) as session:
            for row in rows:
                session.add(row)
                await session.commit()
        return len(rows) / (time.perf_counter() - began)

    @property
    def _size(self) -> int:
        return self.street.population.size

    def _rows(self, count: int) -> list[DeliveryRow]:
        subject = str(self.street.another())
        return [_row(subject, person_id(number)) for number in range(1, count + 1)]


def _row(subject: str, person: str) -> DeliveryRow:
    return DeliveryRow(
        platform="telegram",
        kind=DeliveryKind.INCIDENT.value,
        subject=subject,
        person=person,
        channel=None,
        turn=1,
        nearness=0.0,
        bearing=9,
        due=NOON,
        state=DeliveryState.PENDING.value,
        attempts=0,
        owed=1,
        repeat=False,
        posted_chat=None,
        posted_message=None,
        reason="",
    )
