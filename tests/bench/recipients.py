"""A hundred thousand people told of one incident: our statement beside ways through Python.

The peers are given who is to be told; ours finds them as well.

Three loops over an ORM's session, each as one would write it: an object made and added for each
recipient. The goals are measured by the one that commits each: so do bots that loop over their
users, so that what was said to somebody is kept. How many times as fast ours is than this one
depends on how long the disk takes to commit. Whoever wants all or none, as ours is, commits once,
and flushes each where he needs its number or wants to know whether it was there already. This
one is no measure for 150 times: the bare insert of the same rows by one statement, which finds
nobody and sorts nothing, is some 60 times as fast on SQLite. Its ratio is said all the same.
Whoever needs neither leaves the flush out as well; then SQLAlchemy sends them to the database a
thousand at a time, which is what its Core does with a list.
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.model.covers import cover_circle
from bot.model.deliveries import DeliveryKind, DeliveryState
from bot.model.ids import PersonId
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
"""Times as many recipients a second as the ORM loop that commits each."""

SAMPLE = 2_000
"""Recipients of the ORM loops: with more of them they do not get faster."""

ROUNDS = 3

WAYS = (
    "SQLAlchemy ORM loop: add and commit each",
    "SQLAlchemy ORM loop: add and flush each, one commit",
    "SQLAlchemy ORM loop: add each, one commit",
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
            crowd.each_committed,
            crowd.one_by_one,
            crowd.all_at_the_end,
            crowd.in_bulk,
            crowd.again,
            rounds=ROUNDS,
        )
    goals = (GOALS.get(database, GOAL_ON_SERVER), None, None, None, None)
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

    async def each_committed(self) -> float:
        """Object by object, each for itself: as bots do it that loop over their users."""
        return await self._looped(SAMPLE // 10, each=AsyncSession.commit)

    async def one_by_one(self) -> float:
        """Object by object, all of them or none: as ours."""
        return await self._looped(SAMPLE, each=AsyncSession.flush)

    async def all_at_the_end(self) -> float:
        """Object by object, and left to SQLAlchemy to put together."""
        return await self._looped(SAMPLE, each=_nothing)

    async def _looped(self, most: int, each: Callable[[AsyncSession], Awaitable[None]]) -> float:
        subject, count = str(self.street.another()), min(most, self._size)
        people = [person_id(number) for number in range(1, count + 1)]
        began = time.perf_counter()
        async with AsyncSession(self.street.store.engine) as session:
            for person in people:
                session.add(_row(subject, person))
                await each(session)
            await session.commit()
        return count / (time.perf_counter() - began)

    @property
    def _size(self) -> int:
        return self.street.population.size

    def _rows(self, count: int) -> list[DeliveryRow]:
        subject = str(self.street.another())
        return [_row(subject, person_id(number)) for number in range(1, count + 1)]


async def _nothing(_: AsyncSession) -> None:
    """The session keeps it until the commit."""


def _row(subject: str, person: PersonId) -> DeliveryRow:
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
