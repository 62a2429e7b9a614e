"""A process that has read the whole program once and forks a bot for every line it is told.

`python -m tests.torture.nursery` saves each start the second that importing takes. It answers
`born <pid>` at once and `dead <code>` when that bot is gone.
"""

import asyncio
import os
import sys
from pathlib import Path

from typing_extensions import override

from bot.app import cli
from bot.app.settings import Settings
from tests.torture.victim import Life, Victim


class Forked(Victim):
    """A bot without the second of importing, for tests that have to be quick."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        """As `Victim`."""
        super().__init__(settings, folder)
        self._nursery: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None

    @override
    async def _born(self) -> Life:
        if self._nursery is None:
            self._nursery = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.torture.nursery",
                cwd=self._folder,
                env=self._environment,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
            self._reading = self._listen(self._nursery.stderr)
        if self._nursery.stdin is None or self._nursery.stdout is None:
            message = "the nursery has no ears"
            raise RuntimeError(message)
        self._nursery.stdin.write(b"another\n")
        answers = self._nursery.stdout
        pid = int((await answers.readline()).split()[1])

        async def gone() -> int:
            return int((await answers.readline()).split()[1])

        return Life(pid=pid, gone=gone)

    @override
    async def close(self) -> None:
        """End the nursery, too."""
        await super().close()
        if self._nursery is not None and self._reading is not None:
            self._nursery.kill()
            await self._nursery.wait()
            await self._reading


def main() -> None:
    """Fork until there are no more lines."""
    for _ in sys.stdin:
        pid = os.fork()
        if not pid:
            sys.argv[1:] = ["run"]
            cli.main()
        print(f"born {pid}", flush=True)  # noqa: T201 - the protocol
        _, status = os.waitpid(pid, 0)
        print(f"dead {os.waitstatus_to_exitcode(status)}", flush=True)  # noqa: T201 - the protocol


if __name__ == "__main__":
    main()
