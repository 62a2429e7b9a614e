"""Limits of so many calls in so many seconds, held against any window wherever it begins."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """So many calls in so many seconds."""

    calls: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a limit found in some moments."""

    worst: int = 0  # the most that came in one window
    breaches: int = 0  # moments that came when the window was full already

    def beside(self, other: "Found") -> "Found":
        """Both, of calls that are counted apart."""
        worst = max(self.worst, other.worst)
        return Found(worst=worst, breaches=self.breaches + other.breaches)


def slide(moments: Iterable[float], limit: Limit) -> Found:
    """Slide the window over moments in order; two that lie a whole window apart share none."""
    inside: deque[float] = deque()
    worst = breaches = 0
    for moment in moments:
        while inside and moment - inside[0] >= limit.seconds:
            inside.popleft()
        inside.append(moment)
        worst = max(worst, len(inside))
        breaches += len(inside) > limit.calls
    return Found(worst=worst, breaches=breaches)
