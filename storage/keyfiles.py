"""Files that hold keys: for the owner's eyes alone, written whole or not at all."""

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OWNER_ONLY = 0o600
OTHERS = stat.S_IRWXG | stat.S_IRWXO


class KeyFileError(Exception):
    """A key file cannot be used; the message says which one and what would help."""


def read_private(path: Path) -> str | None:
    """The file's text, or None when there is none.

    Raises:
        KeyFileError: somebody else than its owner may read it, or it is no text.
    """
    try:
        with path.open(encoding="ascii") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if os.name == "posix" and mode & OTHERS:
                message = f"{path} may be read by others (mode {mode:04o}): run chmod 600 {path}"
                raise KeyFileError(message)
            return file.read()
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        message = f"{path} is not a key file of Porchlight"
        raise KeyFileError(message) from error


def write_private(path: Path, content: str) -> None:
    """Put the file on disk in one step; once this returns, a crash loses nothing of it.

    Call it `alone`. The draft's name is always the same: what a crash left behind is
    overwritten, so that no destroyed key outlives its file.
    """
    draft = _draft(path)
    draft.unlink(missing_ok=True)
    number = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(number, "w", encoding="ascii") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    with _blanking(path):
        draft.replace(path)


def take_over(path: Path, fresh: Path) -> None:
    """Destroy the key file at `path` and put the fresh one in its place.

    Call it `alone`. The old content goes first: a crash leaves the fresh file, never both.
    """
    with _blanking(path, first=True):
        fresh.replace(path)


def destroy(path: Path) -> None:
    """Overwrite a key file and remove it; there may be none. Call it `alone`."""
    with _blanking(path, first=True):
        path.unlink(missing_ok=True)


@contextmanager
def _blanking(path: Path, *, first: bool = False) -> Iterator[None]:
    """Overwrite what stood in the file, after the block or before it.

    What is overwritten in place is gone from most disks. Flash cells and file systems that copy
    on write may keep it for a while: nobody can promise more than this from within a program.
    """
    number = _to_blank(path)
    if number is None:
        yield
        return
    try:
        if first:
            _blank(number)
        yield
        if not first:
            _blank(number)
    finally:
        os.close(number)


def _to_blank(path: Path) -> int | None:
    if sys.platform == "win32":  # a file that is open cannot be replaced there
        return None
    try:
        return os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return None


def _blank(number: int) -> None:
    os.lseek(number, 0, os.SEEK_SET)
    os.write(number, b"\0" * os.fstat(number).st_size)
    os.fsync(number)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Nobody else, in this process or another, changes the key files of this folder meanwhile.

    What changed is on disk when the block is left; a draft that a crash left is gone.
    """
    if sys.platform == "win32":  # neither locks nor syncs folders
        _draft(path).unlink(missing_ok=True)
        yield
        return
    import fcntl  # noqa: PLC0415 - not on Windows

    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        _draft(path).unlink(missing_ok=True)
        yield
        os.fsync(folder)
    finally:
        os.close(folder)


def _draft(path: Path) -> Path:
    return path.with_name(f".{path.name}.draft")
