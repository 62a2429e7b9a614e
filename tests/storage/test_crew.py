import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text

from bot.ports.crew import CLOCK
from storage.calls import CHANNEL
from storage.units import SqlStore
from storage.vault import Vault
from tests.storage.processes import PATIENCE_S, Process, line_breaks, process, soon
from tests.storage.street import TELEGRAM, alerted, claimed, request, saved, station


async def stand(process: Process, group: asyncio.TaskGroup) -> asyncio.Task[None]:
    """Let the process stand for the clock; it has tried once it has what it wants after that."""
    standing = group.create_task(process.crew.keep(CLOCK, process.lead))
    tried = asyncio.Event()

    async def try_on() -> None:
        tried.set()

    await process.crew.keep(f"what {process.store.claimant} alone wants", try_on)
    await soon(tried)
    return standing


async def test_one_process_has_a_duty_and_another_takes_over(
    postgres_url: str, vault: Vault
) -> None:
    async with process(postgres_url, vault, "other") as other, asyncio.TaskGroup() as group:
        async with process(postgres_url, vault, "first") as first:
            leading = group.create_task(first.crew.keep(CLOCK, first.lead))
            await soon(first.leads)
            standing = await stand(other, group)
            assert not other.leads.is_set()
            leading.cancel()
        await soon(other.leads)
        standing.cancel()


async def test_whoever_loses_his_line_leads_no_more_and_stands_again(
    postgres_url: str, vault: Vault
) -> None:
    async with process(postgres_url, vault, "first") as first, asyncio.TaskGroup() as group:
        leading = group.create_task(first.crew.keep(CLOCK, first.lead))
        await soon(first.leads)
        async with process(postgres_url, vault, "other") as other:
            standing = await stand(other, group)
            await line_breaks(first, other)
            await soon(first.led)
            await soon(other.leads)
            assert not first.leads.is_set()
        await soon(first.leads)
        for task in (leading, standing):
            task.cancel()


@asynccontextmanager
async def listening(store: SqlStore) -> AsyncIterator[Callable[[], Awaitable[list[str]]]]:
    """What has been called until now, as whoever watches the server hears it."""
    said: list[str] = []
    plain = store.engine.execution_options(isolation_level="AUTOCOMMIT")
    async with plain.connect() as connection:
        raw = (await connection.get_raw_connection()).driver_connection
        assert raw is not None
        await raw.add_listener(CHANNEL, lambda *call: said.append(str(call[-1])))

        async def heard() -> list[str]:
            await connection.exec_driver_sql("SELECT 1")
            return said

        yield heard
        await connection.invalidate()


async def test_what_is_owed_is_heard_once_it_is_committed_and_says_nothing(
    postgres_url: str, vault: Vault
) -> None:
    async with (
        process(postgres_url, vault, "first") as first,
        process(postgres_url, vault, "other") as other,
        listening(other.store) as heard,
    ):
        async with first.store.unit() as uow:
            await alerted(uow)
            assert await heard() == []
            await uow.commit()
        await soon(other.called)
        assert await heard() == [""]


async def test_a_reply_calls_nobody(postgres_url: str, vault: Vault) -> None:
    """Like all that owes nothing; else whoever listens would know when somebody replied."""
    async with process(postgres_url, vault, "first") as first, listening(first.store) as heard:
        async with first.store.unit() as uow:
            number = (await request(uow, await station(uow))).number
            await uow.commit()
        async with first.store.unit() as uow:
            assert await uow.relay.save(saved(1, number), "a nonce")
            await uow.commit()
        async with first.store.unit() as uow:
            await alerted(uow)
            await uow.commit()
        assert await heard() == [""]


async def test_a_duty_that_fails_says_so(postgres_url: str, vault: Vault) -> None:
    async def fails() -> None:
        raise LookupError

    async with process(postgres_url, vault, "first") as first:
        with pytest.raises(LookupError):
            await first.crew.keep(CLOCK, fails)


async def test_what_a_living_process_is_sending_is_left_to_it(
    postgres_url: str, vault: Vault
) -> None:
    async with process(postgres_url, vault, "other") as other:
        async with process(postgres_url, vault, "first") as first:
            async with first.store.unit() as uow:
                await alerted(uow)
                flying = await claimed(uow)
                await uow.commit()
            for each in (first, other):
                async with each.store.unit() as uow:
                    assert await uow.deliveries.inherit(TELEGRAM) == 0
                    ours = int(each is first)
                    assert await uow.deliveries.recover(TELEGRAM) == ours
        async with other.store.unit() as uow:
            assert await uow.deliveries.inherit(TELEGRAM) == 1
            again = await claimed(uow)
        assert (again.id, again.repeat) == (flying.id, True)


async def test_a_unit_waits_for_the_one_that_is_alone(
    postgres_store: SqlStore,
) -> None:
    order: list[str] = []

    async def second() -> None:
        async with postgres_store.unit() as uow:
            order.append("comes")
            await uow.turns.alone(CLOCK)
            order.append("is alone")

    async with postgres_store.unit() as uow:
        await uow.turns.alone(CLOCK)
        waiting = asyncio.create_task(second())
        await somebody_waits(postgres_store)
        order.append("leaves")
    await waiting
    assert order == ["comes", "leaves", "is alone"]


async def somebody_waits(store: SqlStore) -> None:
    """Until somebody waits for an advisory lock of this server."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    async with asyncio.timeout(PATIENCE_S), store.engine.connect() as connection:
        while not await connection.scalar(waiting):
            await connection.rollback()
