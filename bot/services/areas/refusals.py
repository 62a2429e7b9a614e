"""How a map says what is wrong with it, to whoever made it."""

from dataclasses import dataclass
from typing import NoReturn


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is wrong with one feature of a file, or with the file, in plain words."""

    where: str
    words: str


class FaultError(Exception):
    """This feature, or this file, cannot be read; the message says why."""


def refuse(words: str) -> NoReturn:
    """Stop reading. Raises FaultError with these words."""
    raise FaultError(words)
