"""Trouble on order: what a test may ask the next calls of a method to run into."""

import asyncio
from dataclasses import dataclass, field
from enum import StrEnum


class Trouble(StrEnum):
    """What goes wrong with a call."""

    ANSWER = "answer"  # refused with a status, nothing done
    CUT = "cut"  # the connection ends before anything is done
    HOLD = "hold"  # the call waits at the door until it is released
    DROP = "drop"  # done, but the answer never leaves
    TRUNCATE = "truncate"  # done, but the answer breaks off half way


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A call that waits: `reached` says that it came, `release()` lets it go on."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def release(self) -> None:
        """Let the call go on."""
        self.released.set()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One trouble for one call."""

    trouble: Trouble
    status: int = 500
    description: str = "Internal Server Error"
    retry_after: int | None = None
    hold: Hold | None = None

    def body(self) -> dict[str, object]:
        """The refusal as the API writes it."""
        body: dict[str, object] = {
            "ok": False,
            "error_code": self.status,
            "description": self.description,
        }
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        return body


class Faults:
    """The troubles that wait, by method; `*` stands for every method."""

    def __init__(self) -> None:
        """Start without any trouble."""
        self._waiting: dict[str, list[Fault]] = {}

    def answer(self, method: str, status: int, *, times: int = 1, description: str = "") -> None:
        """Let the next calls be refused with a status, such as 500 or 502."""
        words = description or f"HTTP {status}"
        fault = Fault(trouble=Trouble.ANSWER, status=status, description=words)
        self._add(method, fault, times)

    def too_many(self, method: str, retry_after: int, *, times: int = 1) -> None:
        """Let the next calls be refused with 429."""
        fault = Fault(
            trouble=Trouble.ANSWER,
            status=429,
            description=f"Too Many Requests: retry after {retry_after}",
            retry_after=retry_after,
        )
        self._add(method, fault, times)

    def cut(self, method: str, *, times: int = 1) -> None:
        """Cut the connection of the next calls before anything is done."""
        self._add(method, Fault(trouble=Trouble.CUT), times)

    def drop(self, method: str, *, times: int = 1) -> None:
        """Do the next calls, but never answer: the caller is in doubt."""
        self._add(method, Fault(trouble=Trouble.DROP), times)

    def truncate(self, method: str, *, times: int = 1) -> None:
        """Do the next calls, but break off the answers half way."""
        self._add(method, Fault(trouble=Trouble.TRUNCATE), times)

    def hold(self, method: str) -> Hold:
        """Make the next call wait until it is released."""
        hold = Hold()
        self._add(method, Fault(trouble=Trouble.HOLD, hold=hold), 1)
        return hold

    def clear(self) -> None:
        """Forget every trouble that has not struck yet."""
        self._waiting.clear()

    def next(self, method: str) -> Fault | None:
        """The trouble for this call, if one waits."""
        for name in (method.lower(), "*"):
            waiting = self._waiting.get(name)
            if waiting:
                return waiting.pop(0)
        return None

    def _add(self, method: str, fault: Fault, times: int) -> None:
        self._waiting.setdefault(method.lower(), []).extend([fault] * times)
