"""Trouble on demand: what the next calls to a stand-in run into.

A fault names the calls that it strikes by a pattern (`sendMessage`, `*/messages`, `*`), perhaps
one chat, how many of them, how large a share of them, and until when. See docs/playground.md.
"""

import asyncio
import math
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase

FOREVER = sys.maxsize
"""As often as it is called."""

GARBLED = b"<html><body>One moment, please.</body></html>"
"""What something between a bot and its platform may say instead."""


class Trouble(StrEnum):
    """What goes wrong with a call."""

    REFUSE = "refuse"  # answered with a status, nothing is done
    CUT = "cut"  # the connection breaks before anything is done
    HOLD = "hold"  # the call waits at the door until it is released
    SLOW = "slow"  # done, and the answer comes after so many seconds
    LOSE = "lose"  # done, and the connection breaks instead of an answer
    TRUNCATE = "truncate"  # done, and half of the answer arrives
    GARBLE = "garble"  # done, and the answer is no JSON
    TWICE = "twice"  # of updates and events: each comes two times
    SHUFFLE = "shuffle"  # of updates and events: a later one comes first


ANY = frozenset(Trouble)
CUTS = frozenset({Trouble.CUT})
UNCLEAR = frozenset({Trouble.LOSE, Trouble.TRUNCATE, Trouble.GARBLE})
ORDERS = frozenset({Trouble.TWICE, Trouble.SHUFFLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A call that waits: `reached` says that it came, `release()` lets it go on."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def release(self) -> None:
        """Let the call go on."""
        self.released.set()


@dataclass(slots=True, kw_only=True)
class Fault:
    """Trouble for some of the calls that come."""

    trouble: Trouble
    call: str = "*"  # a pattern for the call's name; small and large letters are the same
    chat: str = ""  # only calls about this chat; empty: about any or none
    status: int = 500  # of a refusal
    words: str = ""  # of a refusal; empty: what usually goes with the status
    retry_after: float = 1.0  # seconds, of a refusal with 429
    everywhere: bool = False  # such a refusal concerns all chats
    seconds: float = 0.0  # that a slow answer takes
    skip: int = 0  # let so many calls through first
    times: int = 1  # strike so many
    share: float = 1.0  # of the calls, by chance
    until: float = math.inf  # seconds since the epoch on the stand-in's clock
    hold: Hold = field(default_factory=Hold)

    def concerns(self, call: str, chat: str) -> bool:
        """Whether it lies in wait for such a call."""
        fits = fnmatchcase(call.lower(), self.call.lower())
        return fits and self.chat in {"", chat}


class Faults:
    """The troubles that wait, the oldest first."""

    def __init__(self, now: Callable[[], float], seed: str = "") -> None:
        """Begin without any; `now` is the stand-in's clock, `seed` what chance begins with."""
        self._now = now
        self._random = random.Random(seed)  # noqa: S311 - bad luck is no secret
        self._waiting: list[Fault] = []

    @property
    def waiting(self) -> tuple[Fault, ...]:
        """The troubles that may still strike."""
        self._waiting = [each for each in self._waiting if self._now() < each.until]
        return tuple(self._waiting)

    def add(self, fault: Fault) -> Fault:
        """Make trouble."""
        self._waiting.append(fault)
        return fault

    def clear(self) -> None:
        """Make no more trouble."""
        self._waiting.clear()

    def strike(self, call: str, chat: str = "", kinds: frozenset[Trouble] = ANY) -> Fault | None:
        """The trouble that this call runs into, used up once; one of these kinds."""
        for fault in self.waiting:
            if fault.trouble in kinds and fault.concerns(call, chat) and self._meets(fault):
                return fault
        return None

    def _meets(self, fault: Fault) -> bool:
        if fault.skip > 0:
            fault.skip -= 1
            return False
        if fault.share < 1.0 and self._random.random() >= fault.share:
            return False
        fault.times -= 1
        if fault.times <= 0:
            self._waiting.remove(fault)
        return True

    def refuse(self, call: str, status: int, *, times: int = 1, words: str = "") -> None:
        """Let the next calls be refused with a status, such as 500 or 502."""
        self.add(Fault(trouble=Trouble.REFUSE, call=call, status=status, times=times, words=words))

    def too_many(self, call: str, retry_after: float, *, times: int = 1) -> None:
        """Let the next calls be refused with 429."""
        self.add(
            Fault(
                trouble=Trouble.REFUSE,
                call=call,
                status=429,
                times=times,
                retry_after=retry_after,
            )
        )

    def cut(self, call: str, *, times: int = 1) -> None:
        """Cut the connection of the next calls before anything is done."""
        self.add(Fault(trouble=Trouble.CUT, call=call, times=times))

    def lose(self, call: str, *, times: int = 1) -> None:
        """Do the next calls, and never answer: the caller is in doubt."""
        self.add(Fault(trouble=Trouble.LOSE, call=call, times=times))

    def truncate(self, call: str, *, times: int = 1) -> None:
        """Do the next calls, and break off the answers half way."""
        self.add(Fault(trouble=Trouble.TRUNCATE, call=call, times=times))

    def hold(self, call: str) -> Hold:
        """Make the next call wait until it is released."""
        return self.add(Fault(trouble=Trouble.HOLD, call=call)).hold

    def outage(self, seconds: float) -> None:
        """Cut every call for so long."""
        until = self._now() + seconds
        self.add(Fault(trouble=Trouble.CUT, times=FOREVER, until=until))
