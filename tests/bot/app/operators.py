"""What an operator has: a shell, settings, and a bot that runs or rests."""

import asyncio
import logging
import os
import sys
import threading
import warnings
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager

import pytest
from typer.testing import CliRunner, Result

from bot.app.cli import app
from bot.app.settings import GivenSettings, Settings
from bot.app.watch import Watch
from bot.app.wiring import opened


def environment(settings: Settings) -> dict[str, str]:
    """The same settings as environment variables."""
    found = {name.upper(): getattr(settings, name) for name in GivenSettings.model_fields}
    return {name: str(value) for name, value in found.items() if value is not None}


def says(*words: str, settings: Settings | None = None) -> Result:
    """Type `porchlight ...` and read what comes back."""
    given: Mapping[str, str] = {} if settings is None else environment(settings)
    with unchanged():
        return CliRunner().invoke(app, [*words], env={"COLUMNS": "200", "NO_COLOR": "1", **given})


async def says_meanwhile(*words: str, settings: Settings) -> Result:
    """The same while a bot runs in this loop."""
    return await asyncio.to_thread(lambda: says(*words, settings=settings))


@asynccontextmanager
async def at_work(settings: Settings) -> AsyncIterator[Watch]:
    """A bot that runs until the block is left."""
    async with opened(settings) as watch:
        running = asyncio.create_task(watch.run())
        try:
            yield watch
        finally:
            running.cancel()
            await asyncio.wait({running})


@contextmanager
def unchanged() -> Iterator[None]:
    """What a command changes in its process is put back."""
    root = logging.getLogger()
    handlers, level, factory = root.handlers[:], root.level, logging.getLogRecordFactory()
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook, warnings.showwarning
    quiet, mask = logging.raiseExceptions, os.umask(0o022)
    os.umask(mask)
    levels = {name: logger.level for name, logger in loggers()}
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        for name, logger in loggers():
            logger.setLevel(levels.get(name, logging.NOTSET))
        logging.setLogRecordFactory(factory)
        sys.excepthook, threading.excepthook, sys.unraisablehook, warnings.showwarning = hooks
        logging.raiseExceptions = quiet
        os.umask(mask)


def loggers() -> list[tuple[str, logging.Logger]]:
    """Each logger that there is by now, but for the root."""
    known = logging.root.manager.loggerDict.items()
    return [(name, logger) for name, logger in known if isinstance(logger, logging.Logger)]


def empty_folder(folder: os.PathLike[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder to work in, and none of the operator's own environment."""
    monkeypatch.chdir(folder)
    for name in GivenSettings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
