"""Logs that cannot tell on anybody.

Every record is made harmless when it is born, before any handler of any library sees it. Our own
sentences are on a list, and so is what they may be filled with (`bot.app.sentences`). Of every
other library nothing is kept but its name, the level and the place where it spoke: what it says
may hold URLs with tokens, updates, ids. Of every error only type and place are kept.
"""

import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from types import TracebackType
from typing import Final, TextIO

import structlog

from bot.app.sentences import Said, kind_of, said

OURS: Final = ("bot", "adapters", "storage", "porchlight")

MOST_FAULTS: Final = 5
"""How many of the errors in a group are named."""

NAME: Final = re.compile(r"[\w.<>-]{1,80}")
"""Of a file or a function."""

SAID: Final = "porchlight_said"
"""Where a record keeps its values by name."""

Entry = MutableMapping[str, object]
ErrorInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


def configure(level: str, stream: TextIO | None = None) -> None:
    """Send all logs of the process through here; `stream` is standard error by default."""
    quieten()
    sink = logging.StreamHandler(stream or sys.stderr)
    sink.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_entered],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.TimeStamper(fmt="%Y-%m-%dT%H:%M:%SZ", utc=True),
                structlog.processors.JSONRenderer(sort_keys=True),
            ],
        )
    )
    sink.addFilter(_worth_a_line)
    root = logging.getLogger()
    root.handlers[:] = [sink]
    root.setLevel(level)


def quieten() -> None:
    """From now on no record holds anything that could tell on somebody, whoever prints it."""
    logging.setLogRecordFactory(_harmless)
    logging.raiseExceptions = False  # else a sentence that cannot be filled is shown with values


def fault(error: BaseException) -> str:
    """Type and place of an error, and of what a group of errors holds; never a value."""
    if isinstance(error, BaseExceptionGroup):
        parts = [fault(each) for each in error.exceptions[:MOST_FAULTS]]
        return ", ".join(parts)
    return f"{kind_of(type(error))} at {place(error.__traceback__)}"


def place(trace: TracebackType | None) -> str:
    """Where an error arose: file, line and function, without a value."""
    frames = traceback.extract_tb(trace)
    if not frames:
        return "unknown"
    last = frames[-1]
    return _position(last.filename, last.lineno or 0, last.name)


def _harmless(  # noqa: PLR0913, PLR0917 - logging calls it like this
    name: str | None,  # None when a handler copies a record
    level: int,
    path: str,
    line: int,
    message: object,
    values: object,
    error: ErrorInfo | None,
    function: str | None = None,
    stack: str | None = None,
    **more: object,
) -> logging.LogRecord:
    del stack, more
    name = name or ""
    ours = name.partition(".")[0] in OURS
    told = said(str(message), values if isinstance(values, tuple) else (values,)) if ours else None
    told = told or Said(sentence=f"said at {_position(path, line, function or '')}", values={})
    words, named = told.sentence, dict(told.values)
    if error and error[1] is not None:
        arose = fault(error[1])
        words, named = f"{words} [{arose}]", {**named, "fault": arose}
    record = logging.LogRecord(_known(name), level, path, line, words, (), None, function)
    setattr(record, SAID, named)
    return record


def _known(name: str) -> str:
    """As much of a logger's name as is the name of a part of the program."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        if (known := ".".join(parts[:length])) in sys.modules or known == "porchlight":
            return known
    return "another"


def _position(path: str, line: int, function: str) -> str:
    file = path.replace("\\", "/").rpartition("/")[2]
    known = NAME.fullmatch(file) and NAME.fullmatch(function)
    return f"{file}:{line} in {function}" if known else "unknown"


def _worth_a_line(record: logging.LogRecord) -> bool:
    """What other libraries do from moment to moment would tell when somebody did something."""
    ours = record.name.partition(".")[0] in OURS
    return ours or record.levelno >= logging.WARNING


def _entered(_logger: object, _method: str, entry: Entry) -> Entry:
    record = entry.get("_record")
    if isinstance(record, logging.LogRecord):
        entry["level"] = record.levelname.lower()
        entry["logger"] = record.name
        values = getattr(record, SAID, {})
        if isinstance(values, Mapping):
            entry.update(values)
    return entry
