from datetime import date
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, text

from bot.model.ids import EntryNumber, RequestNumber
from bot.model.ledger import (
    FIRST_LINK,
    Closed,
    LedgerKind,
    Refused,
    ReplyBand,
    Resolved,
    digest_of,
    link,
)
from bot.ports.stores import Store
from bot.services import entries
from storage.engine import make_engine
from storage.migrate import make_private, settings_for, upgrade
from storage.units import SqlStore
from storage.vault import Vault
from tests.databases import Databases

DAY = date(2026, 5, 4)
FIRST, SECOND = RequestNumber(1), RequestNumber(2)
REFUSED = Refused(agency="SPVM", rule="audience.too_small", day=DAY)
RESOLVED = Resolved(request=SECOND, agency="SPVM", day=DAY)
CLOSED = Closed(request=SECOND, agency="SPVM", replies=ReplyBand.FEW, day=DAY)


async def test_each_line_becomes_the_next_entry(store: Store) -> None:
    async with store.unit() as uow:
        assert await uow.ledger.head() is None
        first = await uow.ledger.append(REFUSED)
        second = await uow.ledger.append(RESOLVED)
        await uow.commit()
    assert (first.number, first.previous) == (1, FIRST_LINK)
    assert second == link(first, RESOLVED)
    async with store.unit() as uow:
        assert await uow.ledger.head() == second
        assert await uow.ledger.since(EntryNumber(0)) == (first, second)
        assert await uow.ledger.since(EntryNumber(1)) == (second,)
        assert await uow.ledger.since(EntryNumber(2)) == ()


async def test_a_page_comes_newest_first(store: Store) -> None:
    async with store.unit() as uow:
        entries = [await uow.ledger.append(REFUSED) for _ in range(5)]
        assert await uow.ledger.page(None, 2) == (entries[4], entries[3])
        assert await uow.ledger.page(EntryNumber(4), 2) == (entries[2], entries[1])
        assert await uow.ledger.page(EntryNumber(2), 2) == (entries[0],)
        assert await uow.ledger.page(EntryNumber(1), 2) == ()


async def test_what_is_said_of_a_request_is_found_by_its_number(store: Store) -> None:
    async with store.unit() as uow:
        await uow.ledger.append(REFUSED)
        told = (await uow.ledger.append(RESOLVED), await uow.ledger.append(CLOSED))
        assert await uow.ledger.of(SECOND) == told
        assert await uow.ledger.of(FIRST) == ()


async def test_entries_are_counted_by_kind(store: Store) -> None:
    async with store.unit() as uow:
        for line in (REFUSED, RESOLVED, REFUSED):
            await uow.ledger.append(line)
        assert await uow.ledger.tally() == {LedgerKind.REFUSAL: 2, LedgerKind.RESOLUTION: 1}


async def test_what_is_rolled_back_leaves_no_gap(store: Store) -> None:
    async with store.unit() as uow:
        await uow.ledger.append(REFUSED)
    async with store.unit() as uow:
        assert (await uow.ledger.append(RESOLVED)).number == 1


OLD = (
    '{"agency":"SPVM","asked":"2026-05-04T12:00:00+00:00","audience":"Villeray","band":100,'
    '"case":"26-1","closes":"2026-05-07T12:00:00+00:00","from":"2026-05-03T14:00:00+00:00",'
    '"near":"Rue Jarry","number":1,"text":"A grey van?","until":"2026-05-03T17:00:00+00:00"}'
)
"""An entry as it was hashed when only requests were told of."""


def as_it_was(connection: Connection) -> None:
    command.upgrade(settings_for(connection), "0007")


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
async def test_a_migrated_chain_goes_on_from_where_it_was(
    kind: str, databases: Databases, tmp_path: Path, vault: Vault
) -> None:
    sqlite = f"sqlite+aiosqlite:///{tmp_path / 'old.db'}"
    url = sqlite if kind == "sqlite" else await databases.empty_postgres()
    make_private(url)
    engine = make_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(as_it_was)
        await connection.execute(
            text("INSERT INTO ledger VALUES (1, :previous, :content, :digest)"),
            {"previous": FIRST_LINK, "content": OLD, "digest": digest_of(FIRST_LINK, OLD)},
        )
    await upgrade(url)
    store = SqlStore(engine, vault)
    async with store.unit() as uow:
        (old,) = await uow.ledger.of(FIRST)
        assert (old.content, old.digest) == (OLD, digest_of(FIRST_LINK, OLD))
        asked = entries.read(old)
        assert (asked.kind, asked.agency) == (LedgerKind.REQUEST, "SPVM")
        assert await uow.ledger.append(RESOLVED) == link(old, RESOLVED)
        assert await uow.ledger.tally() == {LedgerKind.REQUEST: 1, LedgerKind.RESOLUTION: 1}
    await store.close()
    if kind == "postgres":
        await databases.drop(url)
