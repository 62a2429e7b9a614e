"""How a worker gives up all that it does not need, before it looks at what came in.

Three layers, so that one which a machine lacks is not missed: limits, which every Unix has; no
account and no network but its own, where the kernel lets; and Linux's filter of system calls.
"""

import ctypes
import os
import resource
from contextlib import suppress

from adapters.media import calls

NOBODY = 65_534
"""The account without rights that a worker of root's becomes."""

LAST_IN_LINE = 10
"""How far behind the bot itself a worker waits for a processor (nice)."""

LAST_SECONDS = 2
"""Seconds of CPU between SIGXCPU and SIGKILL."""

# linux/sched.h
CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWNET = 0x08000000, 0x10000000, 0x40000000


def limit(*, memory: int, seconds: int) -> None:
    """So many bytes of address space and seconds of CPU, which others may have first.

    No file is written, no core dumped.
    """
    os.nice(LAST_IN_LINE)
    _lower(resource.RLIMIT_AS, memory)
    _lower(resource.RLIMIT_CPU, seconds, later=LAST_SECONDS)
    _lower(resource.RLIMIT_FSIZE, 0)
    _lower(resource.RLIMIT_CORE, 0)


def confine(*, threads: bool = False, otherwise: int = calls.REFUSE) -> None:
    """From here on nothing can be opened, imported, connected to or started.

    `threads` can be, for a decoder that insists. `otherwise` is what the filter does with any
    call that no worker needs.
    """
    _as_nobody()
    alone()
    filterable = calls.filterable()
    _lower(resource.RLIMIT_NOFILE, 0)
    if not (threads and filterable):  # this limit counts threads as well; the filter can tell
        _lower(resource.RLIMIT_NPROC, 0)
    if filterable:
        calls.keep(threads=threads, otherwise=otherwise)


def alone() -> None:
    """Move to an account and a network of one's own, with nothing in it, where that is let."""
    unshare = getattr(ctypes.CDLL(None), "unshare", None)
    if unshare is not None:
        unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC)


def _as_nobody() -> None:
    """Root could take its limits back, so a worker of root's becomes somebody without rights."""
    if os.geteuid() == 0:
        with suppress(OSError):  # a container may know no other account
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)


def _lower(which: int, most: int, *, later: int = 0) -> None:
    """Lower a limit for good; the kernel enforces it `later` than it warns, where it warns."""
    _, ceiling = resource.getrlimit(which)
    hard = most + later if ceiling == resource.RLIM_INFINITY else min(most + later, ceiling)
    resource.setrlimit(which, (min(most, hard), hard))
