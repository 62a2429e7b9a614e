"""The prompts' file, read once."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from pydantic import TypeAdapter

from bot.model.prompts import Prompt
from bot.services.patterns import Pattern, Vocabulary

FILE: Final = "prompts.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A prompt as the file has it."""

    about: Prompt
    finds: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """The whole file. `groups` hold words with blanks between, `phrases` several words each."""

    groups: dict[str, str]
    phrases: dict[str, tuple[str, ...]]
    prompts: tuple[Written, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A prompt ready to be held against a story; `names` are led or followed by a name."""

    prompt: Prompt
    finds: tuple[Pattern, ...]
    names: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]


@cache
def reminders() -> tuple[Reminder, ...]:
    """Every prompt that is told by words."""
    source = resources.files("bot.services.prompts").joinpath(FILE).read_text(encoding="utf-8")
    book = TypeAdapter(Book).validate_python(tomllib.loads(source))
    groups = {name: frozenset(words.split()) for name, words in book.groups.items()}
    vocabulary = Vocabulary(groups=groups, phrases=book.phrases)

    def ready(written: tuple[str, ...]) -> tuple[Pattern, ...]:
        return tuple(vocabulary.pattern(each) for each in written)

    return tuple(
        Reminder(
            prompt=each.about,
            finds=ready(each.finds),
            names=ready(each.names),
            unless=ready(each.unless),
        )
        for each in book.prompts
    )
