"""What SQLite reads to find what it is asked for: with a month of messages it must not be all."""

from sqlalchemy import event
from sqlalchemy.engine import Connection

from bot.model.ids import ChannelId, IncidentNumber, ReplyKey, RequestNumber
from bot.ports.meters import COUNTED
from bot.ports.stores import UnitOfWork
from storage.units import SqlStore
from tests.fakes import NOON
from tests.storage.street import TELEGRAM

UNDER_WAY = "INDEX ix_delivery_platform_state_turn_nearness_id"
TO_CHANNELS = "INDEX ix_delivery_kind_subject_channel"

Said = list[tuple[str, tuple[object, ...]]]


async def test_whoever_looks_for_what_is_under_way_does_not_read_what_was_sent(
    sqlite_store: SqlStore,
) -> None:
    said = overheard(sqlite_store)
    async with sqlite_store.unit() as uow:
        await look_for_what_is_under_way(uow)
    plans = await plans_of(sqlite_store, said)
    assert len(plans) == 6
    assert all(UNDER_WAY in plan for plan in plans)


async def test_whoever_looks_for_channels_does_not_read_what_people_are_owed(
    sqlite_store: SqlStore,
) -> None:
    said = overheard(sqlite_store)
    async with sqlite_store.unit() as uow:
        await uow.deliveries.came_to(IncidentNumber(1))
        await uow.deliveries.announce("outage", NOON)
        await uow.digests.recall(ChannelId(1), NOON, NOON, NOON)
    plans = await plans_of(sqlite_store, [one for one in said if "max(" not in one[0]])
    assert len(plans) == 3
    assert all(TO_CHANNELS in plan for plan in plans)


async def test_whoever_closes_a_request_reads_its_own_messages_alone(
    sqlite_store: SqlStore,
) -> None:
    said = overheard(sqlite_store)
    async with sqlite_store.unit() as uow:
        await uow.deliveries.drop_request(RequestNumber(1), [ReplyKey("r" * 32)])
    plans = await plans_of(sqlite_store, said)
    assert len(plans) == 2
    assert all("kind=? AND subject=?" in plan for plan in plans)


async def look_for_what_is_under_way(uow: UnitOfWork) -> None:
    await uow.deliveries.claim(TELEGRAM, NOON, most=5)
    await uow.deliveries.next_due(TELEGRAM)
    await uow.deliveries.recover(TELEGRAM)
    await uow.deliveries.inherit(TELEGRAM)
    await uow.backlogs.of(TELEGRAM, COUNTED, NOON)
    await uow.backlogs.hasten(NOON)


def overheard(store: SqlStore) -> Said:
    """All that is said of deliveries from now on."""
    said: Said = []

    def note(
        _connection: Connection,
        _cursor: object,
        statement: str,
        values: tuple[object, ...],
        _context: object,
        _many: object,
    ) -> None:
        if "delivery" in statement:
            said.append((statement, values))

    event.listen(store.engine.sync_engine, "before_cursor_execute", note)
    return said


async def plans_of(store: SqlStore, said: Said) -> list[str]:
    """What SQLite would read for each, in its words."""
    plans = []
    async with store.engine.connect() as connection:
        for statement, values in tuple(said):
            rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            plans.append("\n".join(str(row.detail) for row in rows))
    return plans
