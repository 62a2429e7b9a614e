"""What a report's writer is asked to look at once more; he alone decides.

The words that are looked for stand in `prompts.toml`, for anyone to read.
"""

from collections.abc import Iterable, Iterator

from bot.model.prompts import Asked, Outcome, Prompt
from bot.ports.stores import UnitOfWork
from bot.services.guard import houses, numbers, plates, reach
from bot.services.guard.marks import Kind
from bot.services.guard.reading import Reading, read
from bot.services.names import named
from bot.services.patterns import Pattern
from bot.services.prompts.book import Reminder, reminders

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
    """Count what came of those that were shown `before`, now that the story is posted."""
    left = {each.prompt for each in asked(story)}
    for each in before:
        await uow.prompts.count(month, each, Outcome.SENT if each in left else Outcome.EDITED)


def _by_words(reading: Reading) -> Iterator[tuple[Prompt, str]]:
    for reminder in reminders():
        found = _held(reminder, reading)
        if found is not None:
            yield reminder.prompt, _said(reading, *found)


def _held(reminder: Reminder, reading: Reading) -> tuple[int, int] | None:
    if _first(reminder.unless, reading) is not None:
        return None
    return _first(reminder.finds, reading) or named(reminder.names, reading)


def _first(patterns: tuple[Pattern, ...], reading: Reading) -> tuple[int, int] | None:
    return next((found for each in patterns if (found := each.found(reading))), None)


def _said(reading: Reading, first: int, end: int) -> str:
    return reading.text[reading.words[first].start : reading.words[end - 1].end]


def _by_marks(reading: Reading) -> Iterator[tuple[Prompt, str]]:
    for recognise in (houses.found, numbers.found, reach.found, plates.found):
        for mark in recognise(reading):
            if mark.kind in KINDS:
                yield KINDS[mark.kind], reading.text[mark.start : mark.end]
