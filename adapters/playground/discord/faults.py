"""Trouble on demand: what the next calls to a route run into."""

from dataclasses import dataclass, field
from enum import StrEnum


class Trouble(StrEnum):
    """What goes wrong."""

    REFUSE = "refuse"  # answered with a status, nothing is done
    CUT = "cut"  # the connection breaks before anything is done
    LOSE = "lose"  # everything is done, then the connection breaks instead of an answer
    TRUNCATE = "truncate"  # everything is done, and half of the answer arrives


@dataclass(slots=True, kw_only=True)
class Fault:
    """Trouble for the next `times` calls that match."""

    trouble: Trouble
    method: str = ""  # empty: any
    route: str = ""  # a part of the template; empty: any
    status: int = 500
    retry_after: float = 0.1  # seconds, for 429
    overall: bool = False  # for 429: the global limit
    skip: int = 0  # let so many calls through first
    times: int = 1


@dataclass(slots=True)
class Faults:
    """The troubles that wait."""

    waiting: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        """Make trouble."""
        self.waiting.append(fault)

    def clear(self) -> None:
        """Make no more trouble."""
        self.waiting.clear()

    def strike(self, method: str, route: str) -> Fault | None:
        """The trouble that this call runs into, used up once."""
        for fault in self.waiting:
            if fault.method not in ("", method) or fault.route not in route:
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            fault.times -= 1
            if fault.times <= 0:
                self.waiting.remove(fault)
            return fault
        return None
