"""What is left of the program when it breaks: type and place, and no picture of its memory."""

import asyncio
import ctypes
import logging
import os
import sys
import threading
import warnings
from collections.abc import Mapping
from types import TracebackType
from typing import Final

from bot.app.logs import fault, place
from bot.app.sentences import kind_of

log = logging.getLogger("porchlight")

PR_SET_DUMPABLE: Final = 4
"""prctl(2): a process that is not dumpable leaves no core and cannot be traced by its owner."""

LAST_WORDS: Final = "stopped by %s"


def hook() -> None:
    """Wherever Python would print an error or a warning, type and place are logged instead."""
    sys.excepthook = _stopped
    threading.excepthook = _thread_stopped
    sys.unraisablehook = _uncaught
    warnings.showwarning = _warned


def on_loop(_loop: asyncio.AbstractEventLoop, context: Mapping[str, object]) -> None:
    """What a loop does with an error that nobody waited for."""
    error = context.get("exception")
    log.error("a task was stopped by %s", fault(error) if isinstance(error, Exception) else "")


def leave_no_core() -> None:
    """Keep the memory, where keys and tokens are, from being written to a disk."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on Windows

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def cut_off_after(seconds: float) -> None:
    """End the process then, whatever it still waits for (a file that somebody locked, say).

    Nothing is lost by it: what is not committed was never said to be, and what was being sent is
    in doubt as after a crash.
    """
    last = threading.Timer(seconds, _cut_off)
    last.daemon = True
    last.start()


def _cut_off() -> None:
    log.error("going took too long and was cut off")
    os._exit(1)


def _stopped(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    log.critical(LAST_WORDS, fault(error.with_traceback(trace)))


def _thread_stopped(found: threading.ExceptHookArgs) -> None:
    if found.exc_value is not None and not issubclass(found.exc_type, SystemExit):
        log.error("a thread was stopped by %s", fault(found.exc_value))


def _uncaught(found: "sys.UnraisableHookArgs") -> None:
    arose = place(found.exc_traceback)
    log.error("nobody could catch %s", f"{kind_of(found.exc_type)} at {arose}")


def _warned(  # noqa: PLR0917 - warnings calls it like this
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: object = None,
    line: str | None = None,
) -> None:
    del message, file, line
    at = filename.replace("\\", "/").rpartition("/")[2]
    log.warning("the program warns of itself: %s", f"{kind_of(category)} at {at}:{lineno}")
