"""Patterns of words, as the policy's file writes them, looked for in a text."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.services.guard.reading import Reading, noun
from bot.services.names import PEOPLE, Step

MOST_BETWEEN = 4
"""Words that "*" stands for at most."""

SHORTENED = {
    ("do", "not"): "don't",
    ("does", "not"): "doesn't",
    ("will", "not"): "won't",
    ("we", "will"): "we'll",
    ("you", "will"): "you'll",
}
"""Two words that are also written as one; a phrase with them stands for both."""

SENTENCE_ENDS = ".?!\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """Words in a row; the first that is found counts."""

    steps: tuple[Step, ...]

    def found(self, reading: Reading) -> tuple[int, int] | None:
        """The first words, from and up to, that it stands for; None when there are none."""
        for at in range(len(reading.words)):
            for end in _ends(reading, at, self.steps):
                return at, end
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The groups of words and of phrases that patterns name."""

    groups: Mapping[str, Collection[str]]
    phrases: Mapping[str, Sequence[str]]

    def pattern(self, written: str) -> Pattern:
        """What is written, such as `{race} {person}`. Raises KeyError for an unknown name."""
        return Pattern(steps=tuple(self._step(word) for word in _words(written)))

    def _step(self, word: str) -> Step:
        if word == "*":
            return _between
        if word.startswith("{"):
            return _one_of(self.groups[word.strip("{}")])
        if word.startswith("<"):
            return PEOPLE[word]
        if word.startswith("["):
            phrases = [phrase.split() for phrase in self.phrases[word.strip("[]")]]
            return _phrase_of([*phrases, *filter(None, map(_shortened, phrases))])
        return _one_of((word,), plural=False)


def _words(written: str) -> list[str]:
    """Words as the reading has them: hyphens part them."""
    return [
        piece
        for word in written.split()
        for piece in ([word] if word[0] in "{[<" else word.split("-"))
    ]


def _shortened(phrase: Sequence[str]) -> list[str]:
    """The phrase with the first such two words as one; empty when there are none."""
    for at, pair in enumerate(pairwise(phrase)):
        if pair in SHORTENED:
            return [*phrase[:at], SHORTENED[pair], *phrase[at + 2 :]]
    return []


def _ends(reading: Reading, at: int, steps: tuple[Step, ...]) -> Iterator[int]:
    if not steps:
        yield at
        return
    for end in steps[0](reading, at):
        if end > at and len(steps) > 1 and _sentence_ends(reading, end - 1):
            continue
        yield from _ends(reading, end, steps[1:])


def _sentence_ends(reading: Reading, at: int) -> bool:
    return any(char in SENTENCE_ENDS for char in reading.gap(at))


def _between(reading: Reading, at: int) -> Iterator[int]:
    for end in range(at, min(at + MOST_BETWEEN, len(reading.words)) + 1):
        yield end
        if _sentence_ends(reading, end):
            return


def _one_of(words: Collection[str], *, plural: bool = True) -> Step:
    def step(reading: Reading, at: int) -> Iterator[int]:
        key = reading.key(at)
        if key and (noun(key, words) if plural else key in words):
            yield at + 1

    return step


def _phrase_of(phrases: Sequence[Sequence[str]]) -> Step:
    def step(reading: Reading, at: int) -> Iterator[int]:
        for phrase in phrases:
            if all(reading.key(at + step) == word for step, word in enumerate(phrase)):
                yield at + len(phrase)

    return step
