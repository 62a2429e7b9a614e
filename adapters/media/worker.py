"""The confined process that draws one picture or video anew: bytes in on stdin, out on stdout.

It is started by its path, with the word `picture` or `video`, and knows nothing of the watch.
Out comes a JPEG or an MP4, or one of the words in `refusals`; anything else, silence included,
means that it could not be read.
"""

import os
import signal
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

if __name__ == "__main__":
    sys.path.append(str(Path(__file__).parents[2]))  # python -I leaves it out

from adapters.media import confinement
from adapters.media.refusals import TOO_LARGE, UNREADABLE, RefusalError

STDOUT = 1
MIB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What drawing may take: bytes of address space, seconds of CPU."""

    memory: int
    seconds: int


ALLOWANCES = {
    "picture": Allowance(memory=1_024 * MIB, seconds=10),
    "video": Allowance(memory=1_024 * MIB, seconds=100),
}
"""Enough for the largest JPEG, PNG or HEIC, and for 4K. A WebP decoder wants more for some of
the largest, which are then refused as too large."""


def main(kind: str) -> None:
    """Draw what is on stdin to stdout."""
    allowance = ALLOWANCES[kind]
    confinement.limit(memory=allowance.memory, seconds=allowance.seconds)
    content = sys.stdin.buffer.read()
    draw, threads = _video() if kind == "video" else _picture(content)
    warnings.simplefilter("ignore")  # printing one would read source files
    signal.signal(signal.SIGXCPU, _late)
    confinement.confine(threads=threads)
    try:
        answer = draw(content)
    except RefusalError as refusal:
        answer = refusal.word
    except Exception:  # noqa: BLE001 - nothing is left to print it with, and nobody to read it
        answer = UNREADABLE
    _say(answer)


def _picture(content: bytes) -> tuple[Callable[[bytes], bytes], bool]:
    """How to draw it, and whether that takes threads; what it takes is loaded now or never."""
    from adapters.media import pictures  # noqa: PLC0415 - each kind loads its own library only

    pictures.ready()
    if not pictures.is_heic(content):
        return pictures.drawn, False
    from adapters.media import heic  # noqa: F401, PLC0415 - loaded for later, as above

    return pictures.drawn, True


def _video() -> tuple[Callable[[bytes], bytes], bool]:
    from adapters.media import videos  # noqa: PLC0415 - as above

    videos.ready()
    return videos.drawn, False


def _late(signum: int, frame: FrameType | None) -> None:
    """The time is up, before the kernel says it with SIGKILL."""
    del signum, frame
    _say(TOO_LARGE)


def _say(answer: bytes) -> None:
    """Answer and be gone; nothing is closed or freed, which could only fail."""
    left = memoryview(answer)
    while left:
        left = left[os.write(STDOUT, left) :]
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
