"""Change the keys again and again, killed one step later each time, until it gets through.

`python -m tests.bot.app.rotations` in a folder with a database, its keys in the default places;
prints at how many steps it was killed.
"""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine

from bot.app import operator
from bot.app.settings import Settings
from bot.app.system import SystemRandom
from bot.app.wiring import stored
from bot.model.ids import PlatformName
from bot.model.people import Account
from storage.keyring import FileKeyring
from storage.presence import InUseError
from storage.units import SqlStore

if TYPE_CHECKING:
    from _typeshed import HasFileno

PATIENCE_S, AGAIN_S = 20.0, 0.1
CHANGES = ("UPDATE", "VACUUM")
MOVES = frozenset({"os.rename", "os.remove"})
WRITING = os.O_WRONLY | os.O_RDWR
OURS = ("porchlight", ".porchlight", f"{Path.cwd()}/")


SYNC = os.fsync


class Steps:
    """Counts the steps that leave something on the disk; the last one is never taken."""

    def __init__(self, last: int) -> None:
        self._left = last

    def take(self) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def on_file(self, what: str, about: tuple[object, ...]) -> None:
        written = what == "open" and isinstance(about[2], int) and about[2] & WRITING
        if (written or what in MOVES) and str(about[0]).startswith(OURS):
            self.take()

    def on_commit(self, _connection: Connection) -> None:
        self.take()

    def on_statement(self, *about: object) -> None:
        if str(about[2]).startswith(CHANGES):
            self.take()

    def on_sync(self, fd: "int | HasFileno") -> None:
        self.take()
        SYNC(fd)


def rotate_until(last: int) -> int:
    """The exit status of a process that changes the keys and is killed at its `last` step."""
    child = os.fork()
    if child == 0:
        steps = Steps(last)
        event.listen(Engine, "commit", steps.on_commit)
        event.listen(Engine, "before_cursor_execute", steps.on_statement)
        os.fsync = steps.on_sync
        sys.addaudithook(steps.on_file)
        asyncio.run(operator.rotate(Settings()))
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


async def known(accounts: Sequence[str]) -> tuple[bytes | None, ...]:
    """Start as the bot would; find everybody, read every key."""
    store, keyring = await started()
    async with store.unit() as uow:
        for id_ in accounts:
            account = Account(platform=PlatformName("telegram"), id=id_)
            person = await uow.people.find(account)
            assert person is not None
            again = await uow.people.get(person.id)
            assert again is not None
            assert again.account == account
    await store.close()
    return tuple(keyring.key(request) for request in (1, 2, 3))


async def started() -> tuple[SqlStore, FileKeyring]:
    """A server may take some seconds to notice that a process was killed: try again, as told."""
    patient_until = time.monotonic() + PATIENCE_S
    while True:
        try:
            return await stored(Settings(), SystemRandom())
        except InUseError:
            if time.monotonic() > patient_until:
                raise
            await asyncio.sleep(AGAIN_S)


def tidy() -> str:
    """The master key; no other is left, and nobody else may read it."""
    (file,) = Path().glob("*.key*")
    assert file.stat().st_mode & 0o777 == 0o600
    return file.read_text(encoding="ascii")


def main(accounts: Sequence[str]) -> None:
    """Kill, start, look; one step later each time."""
    before = asyncio.run(known(accounts))
    masters = {tidy()}
    killed = 0
    while rotate_until(killed + 1) == -signal.SIGKILL:
        killed += 1
        assert asyncio.run(known(accounts)) == before
        masters.add(tidy())
    assert asyncio.run(known(accounts)) == before
    print(killed, len(masters))  # noqa: T201 - it is what the test reads


if __name__ == "__main__":
    main(sys.argv[1:])
