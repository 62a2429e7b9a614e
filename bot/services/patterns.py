"""Patterns of words, as the policy's file writes them, looked for in a text."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.services.guard.reading import Reading, by_word, forms
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


@dataclass(frozen=True, slots=True)
class OneOf:
    """A step that one word of a table takes."""

    begins: frozenset[str]

    def __call__(self, reading: Reading, at: int) -> Iterable[int]:
        """See `Step`."""
        return (at + 1,) if reading.key(at) in self.begins else ()


class PhraseOf:
    """A step that several words take, which stand for each other."""

    def __init__(self, phrases: Iterable[Sequence[str]]) -> None:
        """Take the words of each."""
        self._by_first = by_word(map(tuple, phrases), 0)
        self.begins = frozenset(self._by_first)

    def __call__(self, reading: Reading, at: int) -> Iterable[int]:
        """See `Step`."""
        return [
            at + len(phrase)
            for phrase in self._by_first.get(reading.key(at), ())
            if all(reading.key(at + step) == word for step, word in enumerate(phrase))
        ]


class Pattern:
    """Words in a row; the first that is found counts."""

    def __init__(self, steps: tuple[Step, ...]) -> None:
        """Take what each stands for."""
        self._steps = steps
        self._needs = tuple(each.begins for each in steps if isinstance(each, OneOf | PhraseOf))
        first = steps[0] if steps else None
        self._begins = first.begins if isinstance(first, OneOf | PhraseOf) else None

    def found(self, reading: Reading) -> tuple[int, int] | None:
        """The first words, from and up to, that it stands for; None when there are none."""
        if any(needed.isdisjoint(reading.keys) for needed in self._needs):
            return None
        for at, word in enumerate(reading.words):
            if self._begins is None or word.key in self._begins:
                end = _end(reading, at, self._steps)
                if end is not None:
                    return at, end
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The groups of words and of phrases that patterns name."""

    groups: Mapping[str, Collection[str]]
    phrases: Mapping[str, Sequence[str]]

    def pattern(self, written: str) -> Pattern:
        """What is written, such as `{race} {person}`. Raises KeyError for an unknown name."""
        return Pattern(tuple(self._step(word) for word in _words(written)))

    def _step(self, word: str) -> Step:
        if word == "*":
            return _between
        if word.startswith("{"):
            words = self.groups[word.strip("{}")]
            return OneOf(frozenset(form for word in words for form in forms(word)))
        if word.startswith("<"):
            return PEOPLE[word]
        if word.startswith("["):
            phrases = [phrase.split() for phrase in self.phrases[word.strip("[]")]]
            return PhraseOf([*phrases, *filter(None, map(_shortened, phrases))])
        return OneOf(frozenset({word}))


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


def _end(reading: Reading, at: int, steps: tuple[Step, ...]) -> int | None:
    """Where the first words end that begin at `at` and that the steps stand for in turn."""
    if not steps:
        return at
    for end in steps[0](reading, at):
        if end > at and len(steps) > 1 and _sentence_ends(reading, end - 1):
            continue
        last = _end(reading, end, steps[1:])
        if last is not None:
            return last
    return None


def _sentence_ends(reading: Reading, at: int) -> bool:
    return any(char in SENTENCE_ENDS for char in reading.gap(at))


def _between(reading: Reading, at: int) -> Iterator[int]:
    for end in range(at, min(at + MOST_BETWEEN, len(reading.words)) + 1):
        yield end
        if _sentence_ends(reading, end):
            return
