"""Workers by the hundred: everything is loaded once, and each file gets a process of its own."""

import marshal
import os
import subprocess
import sys
from types import TracebackType
from typing import Self

from tests.adapters.media.mutations import Outcome, Sample, judged
from tests.adapters.media.workshop import ROOT

PATIENCE_S = 120

STUDIO = f"""
import marshal, os, signal, sys
sys.path.append({str(ROOT)!r})
from functools import partial
from adapters.media import calls, confinement, heic, pictures, videos, worker

if calls.filterable():
    confinement.confine = partial(confinement.confine, otherwise=calls.KILL)

def draw(kind, content, answers):
    held = os.memfd_create("sample")
    os.write(held, content)
    os.lseek(held, 0, os.SEEK_SET)
    os.dup2(held, 0)
    os.dup2(answers, 1)
    os.closerange(3, 64)
    signal.alarm({PATIENCE_S})
    sys.stdin = open(0)
    worker.main(kind)

while True:
    try:
        kind, content = marshal.load(sys.stdin.buffer)
    except EOFError:
        break
    answers, theirs = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            draw(kind, content, theirs)
        finally:
            os._exit(70)
    os.close(theirs)
    with open(answers, "rb") as said:
        answer = said.read()
    _, status, usage = os.wait4(pid, 0)
    marshal.dump((answer, status, usage.ru_maxrss), sys.stdout.buffer)
    sys.stdout.buffer.flush()
"""
"""As the worker is, but forked from a process in which all that it loads is loaded already; the
kernel kills it as soon as it asks for a call that no worker needs."""


class Studio:
    """Tries one file after the other."""

    def __init__(self, *, says: str = STUDIO) -> None:
        self._says = says

    def __enter__(self) -> Self:
        self._loaded = subprocess.Popen(  # noqa: S603 - our own worker
            [sys.executable, "-I", "-c", self._says],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._loaded:
            self._loaded.kill()

    def tried(self, sample: Sample) -> Outcome:
        """Give it to a worker that tells on itself."""
        stdin, stdout = self._loaded.stdin, self._loaded.stdout
        assert stdin is not None
        assert stdout is not None
        marshal.dump((sample.kind, sample.content), stdin)
        stdin.flush()
        answer, status, peak = marshal.load(stdout)  # noqa: S302 - from our own worker
        return judged(sample, answer, os.waitstatus_to_exitcode(status), peak * 1_024)
