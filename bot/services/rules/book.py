"""The policy's file, read once."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from pydantic import TypeAdapter

from bot.services.patterns import Pattern, Vocabulary

FILE: Final = "policy.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A rule as the file has it: patterns of words, and what it says to people."""

    says: str
    refuses: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    doubts_without: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """The whole file. `groups` hold words with blanks between, `phrases` several words each."""

    groups: dict[str, str]
    phrases: dict[str, tuple[str, ...]]
    rules: dict[str, Written]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule of the policy, ready to be held against a text.

    `refuses` is certain, unless one of `unless` is found; `names` is followed or led by the
    name of a person; `doubts` is for a moderator, and so is a text without `doubts_without`.
    """

    name: str
    says: str
    refuses: tuple[Pattern, ...]
    doubts: tuple[Pattern, ...]
    doubts_without: tuple[Pattern, ...]
    names: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]


@cache
def rules() -> tuple[Rule, ...]:
    """The rules that are told by words, in the order in which they stand in the file."""
    source = resources.files("bot.services.rules").joinpath(FILE).read_text(encoding="utf-8")
    book = TypeAdapter(Book).validate_python(tomllib.loads(source))
    groups = {name: frozenset(words.split()) for name, words in book.groups.items()}
    vocabulary = Vocabulary(groups=groups, phrases=book.phrases)
    return tuple(_rule(name, written, vocabulary) for name, written in book.rules.items())


def _rule(name: str, written: Written, vocabulary: Vocabulary) -> Rule:
    def ready(patterns: tuple[str, ...]) -> tuple[Pattern, ...]:
        return tuple(vocabulary.pattern(each) for each in patterns)

    return Rule(
        name=name,
        says=written.says,
        refuses=ready(written.refuses),
        doubts=ready(written.doubts),
        doubts_without=ready(written.doubts_without),
        names=ready(written.names),
        unless=ready(written.unless),
    )
