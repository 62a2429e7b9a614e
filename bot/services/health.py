"""How the watch is: in memory, of its parts, never of people."""

import time
from collections.abc import Callable
from dataclasses import dataclass

DATABASE, CLOCK = "database", "clock"
"""Parts of every watch, beside its platforms, each of which goes by its own name."""

LATE_S = 120.0
"""Seconds after which a part that should say again and again that it is well is thought ill."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A part that does not do its work: since when, on a clock that never steps, and why.

    `why` is a word for what is wrong with it; empty where nothing is known but that.
    """

    part: str
    since: float
    why: str = ""


class Health:
    """What each part of the watch last said of itself."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """`now` tells seconds on any clock that never steps back."""
        self._now = now
        self._well: dict[str, float] = {}
        self._troubles: dict[str, Trouble] = {}
        self._leaving = False

    def expect(self, *parts: str) -> None:
        """The watch is not ready before these have said that they are well."""
        for part in parts:
            self._troubles.setdefault(part, Trouble(part=part, since=self._now()))

    def spare(self, part: str) -> None:
        """Another process does this part's work now: nothing is expected of it here."""
        self._well.pop(part, None)
        self._troubles.pop(part, None)

    def well(self, part: str) -> None:
        """The part does its work."""
        self._well[part] = self._now()
        self._troubles.pop(part, None)

    def ill(self, part: str, why: str = "") -> None:
        """The part does not do its work."""
        before = self._troubles.get(part)
        since = self._now() if before is None else before.since
        self._troubles[part] = Trouble(part=part, since=since, why=why)

    def leave(self) -> None:
        """The watch is going: it takes in nothing new."""
        self._leaving = True

    @property
    def known(self) -> frozenset[str]:
        """The parts that ever said anything of themselves."""
        return frozenset(self._well) | frozenset(self._troubles)

    @property
    def leaving(self) -> bool:
        """Whether the watch is going."""
        return self._leaving

    @property
    def ready(self) -> bool:
        """Whether every part does its work, and the watch stays."""
        return not (self._leaving or self.troubles())

    def troubles(self) -> tuple[Trouble, ...]:
        """The parts that do not do their work, by name."""
        said = self._well.get(CLOCK)
        if said is not None and self._now() - said > LATE_S:
            self._troubles.setdefault(CLOCK, Trouble(part=CLOCK, since=said))
        return tuple(self._troubles[part] for part in sorted(self._troubles))
