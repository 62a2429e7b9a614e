"""Logs that cannot tell on anybody.

Our own lines are written as they are: the code puts no id, address, token or word of a person
into them. Of every other library only the unfilled sentence, its level and its name are kept,
and of every error its type and place: what such sentences would be filled with are URLs with
tokens in them, updates, ids. A sentence that comes without anything to fill it with may have
been filled already: of it only the place is kept where it was said.
"""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Final, TextIO

import structlog

OURS: Final = ("bot", "adapters", "storage", "porchlight")
Record = MutableMapping[str, object]


def configure(level: str, stream: TextIO | None = None) -> None:
    """Send all logs of the process through here; `stream` is standard error by default."""
    sink = logging.StreamHandler(stream or sys.stderr)
    sink.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_discreet],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.JSONRenderer(sort_keys=True),
            ],
        )
    )
    sink.addFilter(_reduce)
    root = logging.getLogger()
    root.handlers[:] = [sink]
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    sys.excepthook = _last_words


def _reduce(record: logging.LogRecord) -> bool:
    """Take out of a record whatever could carry a name; every record is let through."""
    ours = record.name.partition(".")[0] in OURS
    said = record.getMessage() if ours else _unfilled(record)
    found = record.exc_info
    record.msg, record.args = said, ()
    record.exc_info, record.exc_text, record.stack_info = None, None, None
    if found and found[0] is not None:
        record.msg = f"{said} [{found[0].__name__} at {place(found[2])}]"
    return True


def _unfilled(record: logging.LogRecord) -> str:
    if record.args:
        return str(record.msg)
    return f"said at {record.filename}:{record.lineno} in {record.funcName}"


def _discreet(_logger: object, _method: str, record: Record) -> Record:
    source = record.get("_record")
    if isinstance(source, logging.LogRecord):
        record["level"] = source.levelname.lower()
        record["logger"] = source.name
    return record


def place(trace: TracebackType | None) -> str:
    """Where an error arose: file, line and function, without a value."""
    frames = traceback.extract_tb(trace)
    if not frames:
        return "unknown"
    last = frames[-1]
    return f"{last.filename.rpartition('/')[2]}:{last.lineno} in {last.name}"


def _last_words(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logging.getLogger("porchlight").critical("stopped by %s at %s", kind.__name__, place(trace))
