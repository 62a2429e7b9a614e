"""Procrastinate and PgQueuer, and a job that does nothing."""

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from pgqueuer import PgQueuer
from pgqueuer.db import AsyncpgDriver
from pgqueuer.models import Job
from pgqueuer.queries import Queries
from pgqueuer.types import QueueExecutionMode
from procrastinate import App, PsycopgConnector
from sqlalchemy import make_url

from storage.engine import make_engine
from tests.bench.bare import bare_server
from tests.bench.bots.orders import OWE, Orders, bidden, clocked

if TYPE_CHECKING:
    from procrastinate.types import JSONDict

TASK = "send"
NOTHING_MORE_S = 0.1


async def procrastinates(orders: Orders) -> None:
    """Enqueue, or work until nothing is left, as told."""
    place = make_url(orders.database_url)
    app = App(
        connector=PsycopgConnector(
            conninfo=f"host={place.query['host']} user={place.username} dbname={place.database}"
        )
    )

    @app.task(name=TASK)
    async def send(number: int) -> None:
        """Nothing."""

    async def owe() -> None:
        numbers: list[JSONDict] = [{"number": number} for number in range(orders.messages)]
        await send.batch_defer_async(*numbers)

    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        async for word in bidden():
            worked = partial(
                app.run_worker_async,
                wait=False,
                concurrency=orders.at_once,
                install_signal_handlers=False,
                listen_notify=False,
            )
            await clocked(owe if word == OWE else worked)


async def pgqueues(orders: Orders) -> None:
    """The same; it marks jobs as done in batches, once as many are done as were fetched."""
    async with bare_server(make_engine(orders.database_url)) as bare:
        driver = AsyncpgDriver(bare)
        await Queries(driver).install()
        await _work(driver, orders)


async def _work(driver: AsyncpgDriver, orders: Orders) -> None:
    async def owe() -> None:
        numbers = [str(n).encode() for n in range(orders.messages)]
        await Queries(driver).enqueue([TASK] * len(numbers), list(numbers), [0] * len(numbers))

    async def worked() -> None:
        queue = PgQueuer(driver)

        @queue.entrypoint(TASK)
        async def send(job: Job) -> None:
            """Nothing."""

        await queue.qm.run(
            dequeue_timeout=timedelta(seconds=NOTHING_MORE_S),
            batch_size=orders.at_once,
            mode=QueueExecutionMode.drain,
        )

    async for word in bidden():
        await clocked(owe if word == OWE else worked)
