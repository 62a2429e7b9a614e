"""The file of imitations, read once."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from pydantic import TypeAdapter

from bot.services.patterns import Pattern, Vocabulary

FILE: Final = "imitations.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The whole file. `groups` hold words with blanks between, `phrases` several words each."""

    looks: tuple[str, ...]
    speaks: tuple[str, ...]
    asks: tuple[str, ...]
    wants: tuple[str, ...]
    answers: tuple[str, ...]
    unless: tuple[str, ...]
    groups: dict[str, str]
    phrases: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What gives an imitation away, ready to be held against a text; see the file."""

    looks: tuple[Pattern, ...]
    speaks: tuple[Pattern, ...]
    asks: tuple[Pattern, ...]
    wants: tuple[Pattern, ...]
    answers: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]


@cache
def signs() -> Signs:
    """Everything that is told by words."""
    source = resources.files("bot.services.imitations").joinpath(FILE).read_text(encoding="utf-8")
    book = TypeAdapter(Written).validate_python(tomllib.loads(source))
    groups = {name: frozenset(words.split()) for name, words in book.groups.items()}
    vocabulary = Vocabulary(groups=groups, phrases=book.phrases)

    def ready(written: tuple[str, ...]) -> tuple[Pattern, ...]:
        return tuple(vocabulary.pattern(each) for each in written)

    return Signs(
        looks=ready(book.looks),
        speaks=ready(book.speaks),
        asks=ready(book.asks),
        wants=ready(book.wants),
        answers=ready(book.answers),
        unless=ready(book.unless),
    )
