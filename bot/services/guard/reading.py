"""A text taken word by word, as the recognisers look at it."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from bot.services.guard.marks import Kind, Mark

WORD = re.compile(r"[^\W_]+(?:['_][^\W_]+)*")
SOFT = {" ", "-", "\n", "' "}
"""What may stand between two words of one phrase."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word where it stands; `key` is it in small letters, without accents or `'s`."""

    start: int
    end: int
    said: str
    key: str
    owns: bool  # it ended in 's

    @property
    def capital(self) -> bool:
        """Whether it is written as a name is: Ana, McDonald."""
        return self.said[0].isupper() and any(char.islower() for char in self.said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A text and its words; `keys` are theirs, whatever the order."""

    text: str
    words: tuple[Word, ...]
    keys: frozenset[str]

    def key(self, at: int) -> str:
        """The key of a word; empty before the first and after the last."""
        return self.words[at].key if 0 <= at < len(self.words) else ""

    def gap(self, at: int) -> str:
        """What stands between a word and the next; an end of line at both ends of the text."""
        if not 0 <= at < len(self.words) - 1:
            return "\n\n"
        return self.text[self.words[at].end : self.words[at + 1].start]

    def soft(self, at: int) -> bool:
        """Whether a word and the next may belong to one phrase."""
        return self.gap(at) in SOFT

    def last_of(self, at: int, among: Collection[str], most: int) -> int:
        """Where a soft run of at most `most` words from a table ends that begins at `at`."""
        end = at
        while end < at + most and self.key(end) in among and self.soft(end):
            end += 1
        return end

    def between(self, first: int, end: int) -> str:
        """The words from `first` up to `end`, as they are written."""
        return self.text[self.words[first].start : self.words[end - 1].end]

    def mark(self, first: int, end: int, kind: Kind) -> Mark:
        """The words from `first` up to `end` marked."""
        return Mark(start=self.words[first].start, end=self.words[end - 1].end, kind=kind)


class Phrases:
    """A table of phrases: found by their first words, or by their last."""

    def __init__(self, phrases: str) -> None:
        """Take the phrases with commas between them, in small letters and without accents."""
        each = (tuple(phrase.split()) for phrase in phrases.split(","))
        split = sorted(each, key=len, reverse=True)
        self._by_first = by_word(split, 0)
        self._by_last = by_word(split, -1)

    def end(self, reading: Reading, at: int) -> int:
        """Where the longest phrase that begins with the word `at` ends; `at` when none does."""
        for phrase in self._by_first.get(reading.key(at), ()):
            if _stands(reading, at, phrase):
                return at + len(phrase)
        return at

    def start(self, reading: Reading, end: int) -> int:
        """Where the longest phrase begins that ends before the word `end`; `end` when none."""
        for phrase in self._by_last.get(reading.key(end - 1), ()):
            if _stands(reading, end - len(phrase), phrase):
                return end - len(phrase)
        return end


def by_word(
    phrases: Iterable[tuple[str, ...]], which: int
) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Phrases by one of their words, in the order given."""
    found: defaultdict[str, tuple[tuple[str, ...], ...]] = defaultdict(tuple)
    for phrase in phrases:
        found[phrase[which]] += (phrase,)
    return dict(found)


def _stands(reading: Reading, at: int, phrase: tuple[str, ...]) -> bool:
    if at < 0 or not all(reading.soft(at + step) for step in range(len(phrase) - 1)):
        return False
    return all(reading.key(at + step) == word for step, word in enumerate(phrase))


def read(text: str) -> Reading:
    """The text with its words."""
    words = tuple(_word(found) for found in WORD.finditer(text))
    return Reading(text=text, words=words, keys=frozenset(word.key for word in words))


def folded(word: str) -> str:
    """Small letters without accents."""
    apart = unicodedata.normalize("NFD", word.casefold())
    bare = "".join(char for char in apart if unicodedata.category(char) != "Mn")
    return unicodedata.normalize("NFC", bare)


def _word(found: re.Match[str]) -> Word:
    key = folded(found.group())
    return Word(
        start=found.start(),
        end=found.end(),
        said=found.group(),
        key=key.removesuffix("'s"),
        owns=key.endswith("'s"),
    )


def noun(key: str, table: Collection[str]) -> bool:
    """Whether a table holds the word, or the one of which it is the plural."""
    if key in table:
        return True
    return (key.endswith("s") and key[:-1] in table) or (key.endswith("es") and key[:-2] in table)


def forms(word: str) -> tuple[str, str, str]:
    """The word and what may be its plural: `noun` takes each for it."""
    return word, f"{word}s", f"{word}es"
