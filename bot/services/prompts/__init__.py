"""What a writer is asked to look at once more before he posts; he alone decides.

The words that are looked for stand in `prompts.toml`, for anyone to read.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from bot.model.prompts import Asked, Outcome, Prompt
from bot.ports.stores import UnitOfWork
from bot.services import phrasebooks
from bot.services.guard import houses, numbers, plates, reach
from bot.services.guard.marks import Kind
from bot.services.guard.reading import Reading, read

FILE: Final = ("bot.services.prompts", "prompts.toml")

KINDS = {
    Kind.HOUSE: Prompt.ADDRESS,
    Kind.PHONE: Prompt.ADDRESS,
    Kind.EMAIL: Prompt.ADDRESS,
    Kind.PLATE: Prompt.PLATE,
}
"""What of a third person the guard of replies finds, too."""


def asked(story: str) -> tuple[Asked, ...]:
    """What its writer is asked about, at most once for each prompt. `words.plain` came before."""
    reading = read(story)
    found: dict[Prompt, str] = {}
    for prompt, words in (*_by_words(reading), *_by_marks(reading)):
        found.setdefault(prompt, words)
    return tuple(Asked(prompt=each, words=found[each]) for each in Prompt if each in found)


async def shown(uow: UnitOfWork, prompts: Iterable[Prompt], month: str) -> None:
    """Count that they were shown; of nobody."""
    for each in prompts:
        await uow.prompts.count(month, each, Outcome.SHOWN)


async def posted(uow: UnitOfWork, before: Iterable[Prompt], story: str, month: str) -> None:
    """Count what came of those that were shown `before`, now that the words are posted."""
    left = {each.prompt for each in asked(story)}
    for each in before:
        await uow.prompts.count(month, each, Outcome.SENT if each in left else Outcome.EDITED)


def _by_words(reading: Reading) -> Iterator[tuple[Prompt, str]]:
    for rule in phrasebooks.rules(*FILE):
        found = rule.found(reading)
        if found is not None:
            yield Prompt(rule.name), found


def _by_marks(reading: Reading) -> Iterator[tuple[Prompt, str]]:
    for recognise in (houses.found, numbers.found, reach.found, plates.found):
        for mark in recognise(reading):
            if mark.kind in KINDS:
                yield KINDS[mark.kind], reading.text[mark.start : mark.end]
