"""What was found, in words for the operator, and what to do next."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a thing stands."""

    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line: what was looked at, how it stands, and the next step where there is one."""

    about: str
    state: State
    words: str
    step: str = ""


def fine(about: str, words: str) -> Finding:
    """All is well with it."""
    return Finding(about=about, state=State.OK, words=words)


def note(about: str, words: str, step: str) -> Finding:
    """It works; it could be better."""
    return Finding(about=about, state=State.NOTE, words=words, step=step)


def wrong(about: str, words: str, step: str) -> Finding:
    """It does not work, or breaks the promise."""
    return Finding(about=about, state=State.WRONG, words=words, step=step)
