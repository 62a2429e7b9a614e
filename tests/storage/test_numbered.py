"""People who were known by 32 hexadecimal digits are found again by number, with all of theirs."""

from collections.abc import AsyncIterator

import pytest
from alembic import command
from sqlalchemy import text
from typing_extensions import override

from bot.model.ids import AgencyId, PersonId
from bot.model.people import Account
from bot.model.requests import RequestDraft
from storage.engine import make_engine
from storage.migrate import settings_for, upgrade
from storage.proposals import DRAFT
from storage.units import SqlStore
from storage.vault import REST_BYTES, Vault
from tests.fakes import NOON, SeededRandom
from tests.storage.street import BLOCK_AT_CORNER, TELEGRAM

REST = bytes(range(REST_BYTES))
PEOPLE = {
    PersonId(0x5CA1AB1E_0FF1CE01): Account(platform=TELEGRAM, id="77001"),
    PersonId(-0x5CA1AB1E_0FF1CE02): Account(platform=TELEGRAM, id="77002"),
}
ADDRESS, SECRET = "roy@police.example", "JBSWY3DPEHPK3PXP"

ONCE = ("INSERT INTO agency (id, name, state) VALUES (3, 'Station 31', 'active')",)
EACH = (
    (
        "INSERT INTO person (id, lookup, sealed, platform, language, joined, role)"
        " VALUES (:digits, :lookup, :sealed, 'telegram', 'en', 1460, 'resident')"
    ),
    "INSERT INTO dialogue (person, state) VALUES (:digits, '{}')",
    (
        "INSERT INTO watch (person, cell, block, radius, near, categories)"
        " VALUES (:digits, 1, 1, 1000, 'Rue Jarry', 1)"
    ),
    (
        "INSERT INTO delivery (platform, kind, subject, person, turn, nearness, due, state,"
        " attempts, owed, repeat, reason) VALUES ('telegram', 'incident', '1', :digits, 1, 0,"
        " '2026-05-01', 'pending', 0, 1, FALSE, '')"
    ),
    "INSERT INTO opt_out (agency, person) VALUES (3, :digits)",
    "INSERT INTO officer (person, agency) VALUES (:digits, 3)",
    (
        "INSERT INTO badge (person, mailbox, address, secret, until, step, wrong)"
        " VALUES (:digits, :lookup, :address, :secret, '2026-05-01', 1, 0)"
    ),
    (
        "INSERT INTO mailed_code (person, about, digest, expires, tries)"
        " VALUES (:digits, 'verify', :lookup, '2026-05-01', 0)"
    ),
    (
        "INSERT INTO proposal (agency, officer, draft, state, expires)"
        " VALUES (3, :digits, :draft, 'code', '2026-05-01')"
    ),
)


class Even(SeededRandom):
    """All that is sealed for somebody is bound to the same sixteen bytes: so it was before."""

    @override
    def bytes(self, count: int) -> bytes:
        return bytes(range(count))


def drafted(person: PersonId) -> RequestDraft:
    """What an officer wants to ask."""
    return RequestDraft(
        agency=AgencyId(3),
        officer=person,
        case="MTL-26-1",
        text="Did you see a grey van near the dépanneur?",
        cell=BLOCK_AT_CORNER,
        near="Rue Jarry",
        window_from=NOON,
        window_until=NOON,
        closes=NOON,
    )


async def as_they_were(url: str, vault: Vault) -> None:
    """People with all that can hang on one, in tables of before."""
    engine = make_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(lambda each: command.upgrade(settings_for(each), "0018"))
        for statement in ONCE:
            await connection.exec_driver_sql(statement)
        for person, account in PEOPLE.items():
            values: dict[str, object] = {
                "digits": (person.to_bytes(8, signed=True) + REST).hex(),
                "lookup": vault.look_up(account),
                "sealed": vault.seal(account, person)[REST_BYTES:],
                "address": vault.seal_for(person, ADDRESS)[REST_BYTES:],
                "secret": vault.seal_for(person, SECRET)[REST_BYTES:],
            }
            draft = DRAFT.dump_json(drafted(person)).decode()
            values["draft"] = draft.replace(str(person), f'"{values["digits"]!s}"')
            for statement in EACH:
                await connection.execute(text(statement), values)
    await engine.dispose()


@pytest.fixture
async def upgraded(empty_url: str) -> AsyncIterator[SqlStore]:
    """What the tables of before became."""
    vault = Vault(bytes(32), Even())
    await as_they_were(empty_url, vault)
    await upgrade(empty_url)
    store = SqlStore(make_engine(empty_url), vault)
    yield store
    await store.close()


async def test_people_are_found_by_number_with_all_of_theirs(upgraded: SqlStore) -> None:
    async with upgraded.unit() as uow:
        for person, account in PEOPLE.items():
            found = await uow.people.find(account)
            assert found is not None
            assert found.id == person
            assert await uow.people.get(person) == found
            assert await uow.dialogues.load(person) == "{}"
            assert [each.near for each in await uow.watches.of(person)] == ["Rue Jarry"]
            assert [each.subject for each in await uow.holdings.messages(person)] == ["1"]
            assert await uow.opt_outs.of(person) == {AgencyId(3)}
            badge = await uow.badges.of(person)
            assert badge is not None
            assert (badge.address, badge.secret) == (ADDRESS, SECRET)
            assert await uow.holdings.codes(person) == {}
        wanted = [proposal.draft for proposal in await uow.proposals.of(AgencyId(3))]
        assert wanted == [drafted(person) for person in reversed(PEOPLE)]


async def test_whoever_is_forgotten_then_takes_all_of_it_along(upgraded: SqlStore) -> None:
    """References lead to people as they did."""
    gone, stays = PEOPLE
    async with upgraded.unit() as uow:
        person = await uow.people.get(gone)
        assert person is not None
        await uow.forgetting.person(person)
        await uow.commit()
    async with upgraded.engine.connect() as connection:
        told = await connection.execute(text("SELECT DISTINCT platform FROM watch"))
        assert told.scalars().all() == [TELEGRAM]
        for table in ("dialogue", "watch", "delivery", "opt_out", "officer", "badge"):
            left = await connection.execute(text(f"SELECT person FROM {table}"))  # noqa: S608
            assert left.scalars().all() == [stays], table
