"""The queue without a platform: how fast what is owed is claimed, taken and marked."""

import asyncio
from dataclasses import dataclass, field, replace
from functools import partial

from storage.engine import is_sqlite_url
from tests.bench.bots.orders import OWE, Orders
from tests.bench.databases import POSTGRES, SQLITE
from tests.bench.rounds import in_turn
from tests.bench.rows import Figure, Row
from tests.bench.scale import Ground
from tests.bench.workers import Worker, at_work

TOKEN = "4200:the-watch-on-a-stand-in"  # noqa: S105 - nobody's
ALLOWED = 30.0
"""Messages a second that Telegram takes from one bot."""

DRAIN_GOAL = 15.0
"""Times what the platform takes, with a commit before and one after each message, on SQLite."""

TWO_GOAL = 1.6
"""Times one sender's messages a second, on PostgreSQL."""

ALONE = "drain, each message by itself"
TOGETHER = "drain, up to 24 at once"


@dataclass(frozen=True, slots=True)
class Drains:
    """A bot that is owed something anew each time, and its rates."""

    worker: Worker
    messages: int
    owed: list[float] = field(default_factory=list)  # messages a second

    async def __call__(self) -> float:
        """Messages a second that are claimed, taken and marked."""
        return await self.with_others()

    async def with_others(self, *others: Worker) -> float:
        """The same, shared with others."""
        self.owed.append(self.messages / await self.worker.works(OWE))
        took = await asyncio.gather(self.worker.works(), *(each.works() for each in others))
        return self.messages / max(took)


async def in_file(ground: Ground) -> list[Row]:
    """On SQLite: one by one, and as many at once as go out to Telegram."""
    single = replace(await _orders(ground, SQLITE), at_once=1)
    many = await _orders(ground, SQLITE)
    at_once = at_work({"watch.drains": many})
    async with at_work({"watch.drains": single}) as (one,), at_once as (other,):
        alone, together = await in_turn(
            Drains(one, single.messages),
            Drains(other, many.messages),
            rounds=ground.scale.sendings,
        )
    row = _row(ALONE, single, alone, [ALLOWED])
    row = replace(row, peer_name="what Telegram takes", goal=DRAIN_GOAL)
    return [row, replace(row, work=TOGETHER, ours=Figure.median(together), goal=None)]


async def on_server(ground: Ground) -> list[Row]:
    """On PostgreSQL: one process, two processes, and other queues at a job that does nothing."""
    ours = await _orders(ground, POSTGRES)
    size = ours.messages
    crew: dict[str, Orders] = {"watch.drains": ours}
    for name in ("queues.procrastinates", "queues.pgqueues"):
        crew[name] = replace(ours, database_url=await ground.servers.fresh(POSTGRES))
    helping = replace(ours, messages=0)
    async with at_work(crew) as workers, at_work({"watch.drains": helping}) as (helper,):
        drains = [Drains(worker, size) for worker in workers]
        first = drains[0]
        two = partial(first.with_others, helper)
        one, *peers, both = await in_turn(*drains, two, rounds=ground.scale.sendings)
    allowed = _row(TOGETHER, ours, one, [ALLOWED])
    shared = _row("drain, two processes", ours, both, one)
    rows = [
        replace(allowed, peer_name="what Telegram takes"),
        replace(shared, peer_name="one process", goal=TWO_GOAL),
    ]
    for drain, rates, name in zip(drains[1:], peers, ("Procrastinate", "PgQueuer"), strict=True):
        enqueued = _row("queue: enqueue at once", ours, first.owed, drain.owed)
        done = _row("queue: claim, do nothing, mark", ours, one, rates)
        rows += [replace(row, peer_name=name) for row in (enqueued, done)]
    return rows


async def _orders(ground: Ground, database: str) -> Orders:
    count = ground.scale.drained
    chats = tuple(str(1_000 + number) for number in range(count))
    home = await ground.home(database)
    return replace(home, telegram_token=TOKEN, chats=chats, messages=count)


def _row(work: str, orders: Orders, ours: list[float], peer: list[float]) -> Row:
    return Row(
        work=work,
        size=orders.messages,
        database=SQLITE if is_sqlite_url(orders.database_url) else POSTGRES,
        ours=Figure.median(ours),
        peer=Figure.median(peer),
        peer_name="",
        unit="messages/s",
    )
