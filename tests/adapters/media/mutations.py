"""Files broken by chance, and what becomes of a worker that is given one."""

import os
import random
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from adapters.media.bare import is_bare
from adapters.media.refusals import KIND, TOO_LARGE, TOO_LONG, UNREADABLE
from adapters.media.worker import ALLOWANCES
from tests.adapters.media.canaries import CANARIES, seen_in
from tests.adapters.media.films import (
    Film,
    iphone_with_everything,
    mov_with_everything,
    mp4_with_everything,
    shot,
)
from tests.adapters.media.photos import (
    heic_with_everything,
    house,
    jpeg_with_everything,
    moving,
    png_with_everything,
    webp_with_everything,
)
from tests.adapters.media.workshop import ROOT

TELLTALE = f"""
import sys
sys.path.append({str(ROOT)!r})
from functools import partial
from adapters.media import calls, confinement, worker
if calls.filterable():
    confinement.confine = partial(confinement.confine, otherwise=calls.KILL)
worker.main(sys.argv[1])
"""
"""A worker that the kernel kills as soon as it asks for a call that no worker needs."""

SIGSYS = -31
WORDS = frozenset({KIND, UNREADABLE, TOO_LARGE, TOO_LONG})
PATIENCE_S = 120.0

HOSTILE = (
    b"ffconcat version 1.0\nfile /etc/passwd\n",
    b"#EXTM3U\nfile:///etc/passwd\n",
    b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
    b"PK\3\4" + CANARIES[0],
    b"\0\0\0\x20url \0\0\0\0file:///etc/passwd\0\0\0",
)
EXTREMES = (0, 1, 7, 8, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)

Chance = random.Random
Break = Callable[[Chance, bytes], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A file and what it is sent as."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a file: `drawn`, the word of refusal, or `crashed`; and what was wrong.

    `peak` is in bytes.
    """

    what: str
    peak: int
    fault: str = ""


@cache
def samples() -> tuple[Sample, ...]:
    """One of each kind, small, with everything in it."""
    few = (house(64, 48),) * 4
    pictures: Mapping[str, bytes] = {
        "jpeg": jpeg_with_everything(64, 48),
        "png": png_with_everything(64, 48),
        "webp": webp_with_everything(64, 48),
        "heic": heic_with_everything(64, 48),
        "gif": moving("GIF", 32),
        "apng": moving("PNG", 32),
        "moving webp": moving("WEBP", 32),
    }
    videos: Mapping[str, bytes] = {
        "mp4": mp4_with_everything(few),
        "mov": mov_with_everything(few),
        "iphone": iphone_with_everything(few),
        "hevc": shot(Film(pictures=few, codec="libx265")),
        "mpeg4": shot(Film(pictures=few, codec="mpeg4")),
    }
    return (
        *(Sample(name=name, kind="picture", content=held) for name, held in pictures.items()),
        *(Sample(name=name, kind="video", content=held) for name, held in videos.items()),
    )


def mutated(seed: str, number: int) -> Sample:
    """The same broken file for the same seed and number."""
    chance = Chance(f"{seed}/{number}")
    sample = samples()[number % len(samples())]
    content = sample.content
    for _ in range(chance.randint(1, 3)):
        content = chance.choice(BREAKS)(chance, content)
    return Sample(name=sample.name, kind=sample.kind, content=content)


def _spot(chance: Chance, content: bytes) -> int:
    """A place, more often near the front: there the headers are."""
    far = len(content) if chance.random() < 0.5 else min(len(content), 400)
    return chance.randrange(far + 1)


def _flipped(chance: Chance, content: bytes) -> bytes:
    held = bytearray(content)
    for _ in range(chance.randint(1, 16) if held else 0):
        held[min(_spot(chance, content), len(held) - 1)] ^= 1 << chance.randrange(8)
    return bytes(held)


def _overwritten(chance: Chance, content: bytes) -> bytes:
    at, length = _spot(chance, content), chance.randint(1, 64)
    run = chance.choice((bytes(length), b"\xff" * length, chance.randbytes(length)))
    return content[:at] + run + content[at + length :]


def _extreme(chance: Chance, content: bytes) -> bytes:
    at = _spot(chance, content) & ~3
    return content[:at] + chance.choice(EXTREMES).to_bytes(4, "big") + content[at + 4 :]


def _shortened(chance: Chance, content: bytes) -> bytes:
    at = _spot(chance, content)
    return content[:at] + content[at + chance.randint(1, 200) :]


def _repeated(chance: Chance, content: bytes) -> bytes:
    at, length = _spot(chance, content), chance.randint(1, 400)
    return content[: at + length] * chance.randint(1, 3) + content[at:]


def _cut(chance: Chance, content: bytes) -> bytes:
    return content[: _spot(chance, content)]


def _spliced(chance: Chance, content: bytes) -> bytes:
    other = chance.choice(samples()).content
    return content[: _spot(chance, content)] + other[_spot(chance, other) :]


def _dressed(chance: Chance, content: bytes) -> bytes:
    at = _spot(chance, content)
    return content[:at] + chance.choice(HOSTILE) + content[at:]


BREAKS: tuple[Break, ...] = (
    *(_flipped, _flipped, _overwritten, _extreme, _extreme, _shortened, _repeated),
    *(_cut, _spliced, _dressed),
)


def tried(sample: Sample, folder: Path) -> Outcome:
    """Give it to a worker that tells on itself."""
    telltale = folder / "telltale.py"
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(sample.content)
        file.seek(0)
        worker = subprocess.Popen(  # noqa: S603 - our own worker
            [sys.executable, "-I", str(telltale), sample.kind],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
        )
    assert worker.stdout is not None
    ending = threading.Timer(PATIENCE_S, worker.kill)
    ending.start()
    with worker.stdout:
        answer = worker.stdout.read()
    _, status, usage = os.wait4(worker.pid, 0)
    ending.cancel()
    worker.returncode = os.waitstatus_to_exitcode(status)
    return judged(sample, answer, worker.returncode, usage.ru_maxrss * 1_024)


def prepare(folder: Path) -> Path:
    """Put the worker there that `tried` starts."""
    (folder / "telltale.py").write_text(TELLTALE)
    return folder


def judged(sample: Sample, answer: bytes, code: int, peak: int) -> Outcome:
    """What became of it, by what the worker said and how it ended."""
    what = "crashed" if code or not answer else "drawn"
    if answer in WORDS:
        what = answer.decode()
    fault = ""
    if code == SIGSYS:
        fault = "asked the kernel for what no worker needs"
    elif peak > ALLOWANCES[sample.kind].memory:
        fault = f"grew to {peak} bytes"
    elif seen_in(answer):
        fault = "let a canary through"
    elif what == "drawn" and not _is_bare(sample.kind, answer):
        fault = "drew what is not bare"
    return Outcome(what=what, peak=peak, fault=fault)


def _is_bare(kind: str, answer: bytes) -> bool:
    if kind == "video":
        return is_bare(answer)
    return answer.startswith(b"\xff\xd8\xff\xe0") and answer.endswith(b"\xff\xd9")
