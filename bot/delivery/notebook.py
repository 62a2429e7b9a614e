"""What became of messages, written down many at a time."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.errors import OutOfReachError
from bot.ports.stores import Store, UnitOfWork

AGAIN_S = 1.0
"""Seconds before a store that is out of reach is tried again."""

Entry = Callable[[UnitOfWork], Awaitable[None]]


class Notebook:
    """Whoever notes something while a commit is under way goes into the next one.

    What became of a message is known here alone until it is written: a store that is out of reach
    is waited for, however long.
    """

    def __init__(self, store: Store) -> None:
        """Write into this store; nothing is noted yet."""
        self._store = store
        self._noted: list[tuple[Entry, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def note(self, entry: Entry) -> None:
        """Write something down; once this returns it lasts.

        Raises whatever kept it from being written.
        """
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._noted.append((entry, kept))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        await kept

    async def _write(self) -> None:
        try:
            while self._noted:
                page, self._noted = self._noted, []
                await self._write_page(page)
        finally:
            self._writing = None

    async def _write_page(self, page: list[tuple[Entry, asyncio.Future[None]]]) -> None:
        try:
            await self._write_at_last([entry for entry, _ in page])
        except Exception as fault:  # noqa: BLE001 - it is raised where the entry was noted
            await self._each_alone(page, fault)
        else:
            for _, kept in page:
                _done(kept, None)

    async def _write_at_last(self, page: list[Entry]) -> None:
        while True:
            try:
                async with self._store.unit() as uow:
                    for entry in page:
                        await entry(uow)
                    return await uow.commit()
            except OutOfReachError:
                await asyncio.sleep(AGAIN_S)

    async def _each_alone(
        self, page: list[tuple[Entry, asyncio.Future[None]]], fault: Exception
    ) -> None:
        """What one entry trips over must not keep the others from being written."""
        if len(page) == 1:
            _done(page[0][1], fault)
            return
        for entry in page:
            await self._write_page([entry])


def _done(kept: asyncio.Future[None], fault: Exception | None) -> None:
    if kept.done():  # who noted it was cancelled meanwhile
        return
    if fault is None:
        kept.set_result(None)
    else:
        kept.set_exception(fault)
