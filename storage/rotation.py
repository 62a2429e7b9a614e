"""A new master key in place of the old one; whenever it breaks off, one of the two still fits.

First the new key and the keyring under it are written beside the old files. Then one transaction
seals every address anew: its commit is the moment at which the new key is the one that fits.
Then the new files take the old ones' places. What a crash left half done is finished, or taken
back, at the next start: the database's proof tells which of the two it must be.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from sqlalchemy import bindparam, delete, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from bot.model.ids import PersonId, PlatformName
from bot.model.people import Account
from bot.ports.world import Random
from storage.engine import make_engine_for_one
from storage.keyfiles import KeyFileError, alone, destroy, take_over
from storage.keyring import FileKeyring
from storage.presence import alone_with
from storage.remnants import rewrite_alone
from storage.tables import (
    BadgeRow,
    MailedCodeRow,
    MasterProofRow,
    PersonRow,
    ProbationRow,
    SilenceRow,
)
from storage.vault import Vault, WrongKeyError

SEALED = ("person", "badge", "probation", "mailed_code", "silence", "master_proof")
"""Tables in which something stands that only the old key could open."""

BADGES = BadgeRow.metadata.tables["badge"]
SILENCES = SilenceRow.metadata.tables["silence"]

BATCH = 500
"""People whose addresses are sealed anew at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFiles:
    """Where the keys are."""

    master: Path
    keyring: Path

    @property
    def fresh(self) -> "KeyFiles":
        """Where the new ones are while they are changed."""
        return KeyFiles(master=_fresh(self.master), keyring=_fresh(self.keyring))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotated:
    """What was sealed and wrapped anew."""

    addresses: int
    requests: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """One address as it lies in the database."""

    person: PersonId
    platform: str
    box: bytes


async def rotate(url: str, files: KeyFiles, random: Random) -> Rotated:
    """Seal everything with a new master key and destroy the old one.

    Raises:
        InUseError: somebody else is at the database.
        KeyFileError: there is no master key, or the files cannot be used.
        WrongKeyError: the database or the keyring was sealed with another master key.
    """
    await settle(url, files, random)
    try:
        async with _alone(url) as connection:
            return await _rotated(connection, files, random)
    finally:
        await settle(url, files, random)


async def _rotated(connection: AsyncConnection, files: KeyFiles, random: Random) -> Rotated:
    old = _known(files.master, random)
    if await _proof(connection) != old.proof:
        raise WrongKeyError(_stranger(files.master))
    keyring = FileKeyring(files.keyring, old, random)
    keyring.count()
    new = Vault.open(files.fresh.master, random)
    requests = keyring.rewrap(files.fresh.keyring, new)
    async with connection.begin():
        addresses = await _seal_anew(connection, old, new)
    _finish(files)
    await rewrite_alone(connection, SEALED)
    return Rotated(addresses=addresses, requests=requests)


async def settle(url: str, files: KeyFiles, random: Random) -> None:
    """Finish or take back a change of keys that was broken off; usually there was none.

    Raises:
        InUseError: keys are being changed right now.
        KeyFileError, WrongKeyError: neither the old nor the new key fits this database.
    """
    for path in (files.fresh.master, files.fresh.keyring):
        with alone(path):  # a draft that a crash left is gone
            pass
    if not files.fresh.master.exists():
        return
    async with _alone(url) as connection:
        new = Vault.found(files.fresh.master, random)
        if new is None:  # somebody else has settled it meanwhile
            return
        proof = await _proof(connection)
        if proof == new.proof:
            _finish(files)
        elif proof == _known(files.master, random).proof:
            _take_back(files)
        else:
            raise WrongKeyError(_stranger(files.master))


async def _seal_anew(connection: AsyncConnection, old: Vault, new: Vault) -> int:
    changed = update(PersonRow).where(col(PersonRow.id) == bindparam("whose"))
    count, last = 0, None
    while people := await _batch(connection, last):
        await connection.execute(changed, [_anew(one, old, new) for one in people])
        await _silences_anew(connection, [_account(one, old) for one in people], old, new)
        count, last = count + len(people), people[-1].person
    await _badges_anew(connection, old, new)
    await connection.execute(update(MasterProofRow).values(proof=new.proof))
    return count


async def _badges_anew(connection: AsyncConnection, old: Vault, new: Vault) -> None:
    """What officers prove themselves with; who was about to prove himself begins anew."""
    rows = await connection.execute(select(BADGES.c.person, BADGES.c.address, BADGES.c.secret))
    for whose, address, secret in rows.all():
        person = PersonId(whose)
        mailbox = old.unseal_for(person, address)
        fresh = {
            "mailbox": new.mailbox(mailbox),
            "address": new.seal_for(person, mailbox),
            "secret": new.seal_for(person, old.unseal_for(person, secret)),
        }
        await connection.execute(update(BADGES).where(BADGES.c.person == whose).values(fresh))
    for begun in (ProbationRow, MailedCodeRow):
        await connection.execute(delete(begun))


async def _silences_anew(
    connection: AsyncConnection, accounts: Sequence[Account], old: Vault, new: Vault
) -> None:
    """Whoever of these is muted stays so; the mark of somebody who is forgotten fits nobody."""
    rows = await connection.execute(
        select(SILENCES.c.channel, SILENCES.c.incident, SILENCES.c.mark)
    )
    marks = {bytes(mark): (channel, incident) for channel, incident, mark in rows}
    spots = set(marks.values())
    for account, (channel, incident) in product(accounts, spots):
        mark = old.silence(account, incident, channel)
        if marks.get(mark) == (channel, incident):
            await connection.execute(
                update(SILENCES)
                .where(SILENCES.c.mark == mark)
                .values(mark=new.silence(account, incident, channel))
            )


async def _batch(connection: AsyncConnection, after: PersonId | None) -> list[Sealed]:
    """The next people by id."""
    rows = await connection.execute(
        select(col(PersonRow.id), col(PersonRow.platform), col(PersonRow.sealed))
        .where(true() if after is None else col(PersonRow.id) > after)
        .order_by(col(PersonRow.id))
        .limit(BATCH)
    )
    return [Sealed(person=PersonId(row[0]), platform=row[1], box=row[2]) for row in rows]


def _anew(one: Sealed, old: Vault, new: Vault) -> dict[str, object]:
    account = _account(one, old)
    return {
        "whose": one.person,
        "lookup": new.look_up(account),
        "sealed": new.seal(account, one.person),
    }


def _account(one: Sealed, old: Vault) -> Account:
    platform = PlatformName(one.platform)
    return Account(platform=platform, id=old.unseal(one.box, one.person, platform))


async def _proof(connection: AsyncConnection) -> bytes | None:
    proof = await connection.scalar(select(col(MasterProofRow.proof)))
    await connection.rollback()
    return proof


def _finish(files: KeyFiles) -> None:
    """The new key fits: it takes the place of the old one, the keyring first."""
    fresh = files.fresh
    if fresh.keyring.exists():
        with alone(files.keyring):
            take_over(files.keyring, fresh.keyring)
    with alone(files.master):
        take_over(files.master, fresh.master)


def _take_back(files: KeyFiles) -> None:
    """The old key still fits: what was begun is destroyed, the keyring first."""
    for path in (files.fresh.keyring, files.fresh.master):
        with alone(path):
            destroy(path)


def _known(path: Path, random: Random) -> Vault:
    found = Vault.found(path, random)
    if found is None:
        message = f"There is no master key at {path}, so there is nothing to change yet."
        raise KeyFileError(message)
    return found


def _stranger(path: Path) -> str:
    return (
        f"{path} is not the master key of this database. Check DATABASE_URL and MASTER_KEY_FILE; "
        "nothing was changed."
    )


def _fresh(path: Path) -> Path:
    return path.with_name(f"{path.name}.next")


@asynccontextmanager
async def _alone(url: str) -> AsyncIterator[AsyncConnection]:
    engine = make_engine_for_one(url)
    try:
        async with alone_with(engine) as connection:
            yield connection
    finally:
        await engine.dispose()
