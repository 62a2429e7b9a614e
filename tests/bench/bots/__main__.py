"""`python -m tests.bench.bots MODULE.NAME`: one bot of this folder, as stdin orders."""

import asyncio
import sys
from importlib import import_module

from tests.bench.bots.orders import Bot, read


async def main() -> None:
    module, _, name = sys.argv[1].partition(".")
    # Only its own libraries are imported: a bare loop is not to carry those of the others.
    found: Bot = getattr(import_module(f"tests.bench.bots.{module}"), name)
    await found(read())


asyncio.run(main())
