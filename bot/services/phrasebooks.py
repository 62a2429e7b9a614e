"""Files of rules that tell by words, for anyone to read: `policy.toml` and `prompts.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pydantic import TypeAdapter

from bot.services.guard.reading import Reading
from bot.services.patterns import Pattern, Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A rule as a file has it: patterns of words, and what it says to people."""

    says: str
    finds: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    doubts_without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A whole file. `groups` hold words with blanks between, `phrases` several words each."""

    groups: dict[str, str]
    phrases: dict[str, tuple[str, ...]]
    rules: dict[str, Written]

    def words_of(self, *groups: str) -> frozenset[str]:
        """The words of these groups together."""
        return frozenset(word for group in groups for word in self.groups[group].split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule, ready to be held against a text.

    It finds what a pattern stands for, not where one of `unless` stands. `doubts` are for somebody
    to judge, and so is a text without `doubts_without`.
    """

    name: str
    says: str
    finds: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]
    doubts: tuple[Pattern, ...]
    doubts_without: tuple[Pattern, ...]

    def spares(self, reading: Reading) -> bool:
        """Whether the text says what makes the rule keep back."""
        return first(self.unless, reading) is not None

    def found(self, reading: Reading) -> str | None:
        """The first words that it finds; None when it finds none, or keeps back."""
        if self.spares(reading):
            return None
        return first(self.finds, reading)


@cache
def book(package: str, file: str) -> Book:
    """A file of a package, read once."""
    source = resources.files(package).joinpath(file).read_text(encoding="utf-8")
    return TypeAdapter(Book).validate_python(tomllib.loads(source))


@cache
def rules(package: str, file: str) -> tuple[Rule, ...]:
    """Its rules, in the order in which they stand in it."""
    read = book(package, file)
    groups = {name: read.words_of(name) for name in read.groups}
    vocabulary = Vocabulary(groups=groups, phrases=read.phrases)
    return tuple(_rule(name, written, vocabulary) for name, written in read.rules.items())


def first(patterns: tuple[Pattern, ...], reading: Reading) -> str | None:
    """The words of the first pattern that stands in the text."""
    for pattern in patterns:
        found = pattern.found(reading)
        if found is not None:
            return reading.between(*found)
    return None


def _rule(name: str, written: Written, vocabulary: Vocabulary) -> Rule:
    def ready(patterns: tuple[str, ...]) -> tuple[Pattern, ...]:
        return tuple(vocabulary.pattern(each) for each in patterns)

    return Rule(
        name=name,
        says=written.says,
        finds=ready(written.finds),
        unless=ready(written.unless),
        doubts=ready(written.doubts),
        doubts_without=ready(written.doubts_without),
    )
