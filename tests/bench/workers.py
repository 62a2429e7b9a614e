"""Bots in processes of their own, as they live: the bench is only the platform."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass

from tests.bench.bots.orders import GO, READY, Orders

START_WITHIN_S = 240.0
WORK_WITHIN_S = 300.0
END_WITHIN_S = 10.0


class WorkerError(Exception):
    """A bot ended or fell silent; what it said of it stands on stderr."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """One bot that runs."""

    name: str
    process: Process

    async def ready(self) -> None:
        """Wait until it is at home."""
        if await self.says(START_WITHIN_S) != READY:
            raise WorkerError(self.name)

    async def works(self, bidding: str = GO) -> float:
        """Let it do its work once; the seconds it took."""
        if self.process.stdin is not None:
            self.process.stdin.write(f"{bidding}\n".encode())
        return float(await self.says(WORK_WITHIN_S))

    async def says(self, within: float) -> str:
        """The next line."""
        if self.process.stdout is None:
            raise WorkerError(self.name)
        async with asyncio.timeout(within):
            line = await self.process.stdout.readline()
        if not line:
            raise WorkerError(self.name)
        return line.decode().strip()


@asynccontextmanager
async def at_work(crew: Mapping[str, Orders]) -> AsyncIterator[list[Worker]]:
    """Bots of `tests.bench.bots` by name, all ready, until the block ends."""
    async with AsyncExitStack() as stack:
        workers = [await stack.enter_async_context(_started(*each)) for each in crew.items()]
        for worker in workers:
            await worker.ready()
        yield workers


@asynccontextmanager
async def _started(name: str, orders: Orders) -> AsyncIterator[Worker]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.bots", name, stdin=PIPE, stdout=PIPE
    )
    try:
        if process.stdin is not None:
            process.stdin.write(json.dumps(asdict(orders)).encode() + b"\n")
        yield Worker(name=name, process=process)
    finally:
        await _let_go(process)


async def _let_go(process: Process) -> None:
    """A bot goes when it has heard enough; if it does not, it is ended."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        async with asyncio.timeout(END_WITHIN_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
