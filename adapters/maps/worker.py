"""The process that draws: jobs in on stdin, pictures out on stdout, one after the other.

Each is told its length first, in four bytes. An empty picture says that a job failed. It ends
when stdin does. It knows sheets and charts, and nothing else of the watch.
"""

import pickle
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

if __name__ == "__main__":
    sys.path.append(str(Path(__file__).parents[2]))  # python -I leaves it out

from adapters.maps import press
from adapters.maps.sheets import LENGTH

MEMORY: Final = 1 << 30
"""Bytes of address space, libraries included."""


def main() -> None:
    """Draw until nobody asks any more."""
    with suppress(OSError, ValueError):  # not every system can
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    asked, said = sys.stdin.buffer, sys.stdout.buffer
    press.ready()
    _say(said, b"ready")
    while length := asked.read(LENGTH):
        _say(said, _drawn(asked.read(int.from_bytes(length, "big"))))


def _drawn(job: bytes) -> bytes:
    try:
        return press.printed(pickle.loads(job))  # noqa: S301 - the watch itself wrote it
    except Exception:  # noqa: BLE001 - the next job may be a better one
        return b""


def _say(said: BinaryIO, answer: bytes) -> None:
    said.write(len(answer).to_bytes(LENGTH, "big") + answer)
    said.flush()


if __name__ == "__main__":
    main()
