"""Style: how the words are written, where they can be read."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.app.redteam.attacks.base import Attack, Scores
from bot.app.redteam.cases import Case
from bot.app.redteam.suspects import Suspect

CURLY = re.compile("[\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u00a0\u202f\u200b\ufe0f]")
"""What telephones put into words by themselves, and keyboards do not."""

STRAIGHT = re.compile("\"|\\w'\\w| - |\\.\\.\\.")

HANDHELD = frozenset({"telegram"})
"""Platforms that people have on the telephone, mostly."""

COMMON: Mapping[str, frozenset[str]] = {
    "en": frozenset({"the", "a", "an", "was", "and", "of", "in", "on", "at", "it", "saw", "with"}),
    "es": frozenset({"el", "la", "los", "un", "una", "de", "en", "y", "que", "se", "con", "vi"}),
    "fr": frozenset({"le", "la", "les", "un", "une", "de", "dans", "et", "que", "je", "des"}),
}
SAME_TRAIT, SAME_CLIENT, TAGGED, OWN_NAME = 3.0, 10.0, 20.0, 40.0
SHARED = 0.5
"""How much of its rarer words a reply shares with a report for both to be one person's."""

LONGEST_COMMON = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of a reply; `as_typed` when replies seem to keep what clients make of words."""

    text: str
    as_typed: bool

    @property
    def said(self) -> set[str]:
        """Each word once."""
        return set(re.findall(r"\w+", self.text.lower()))

    @property
    def language(self) -> str:
        """The language that they are written in; empty when it is not clear."""
        return _language(re.findall(r"\w+", self.text.lower()))

    @property
    def handheld(self) -> bool | None:
        """Whether they were typed on a telephone; None when it cannot be told."""
        if self.as_typed and CURLY.search(self.text):
            return True
        return False if self.as_typed and STRAIGHT.search(self.text) else None

    @property
    def tags(self) -> set[str]:
        """What stands in brackets."""
        return set(re.findall(r"[(\[]([\w-]+)[)\]]", self.text))

    def shared(self, story: set[str]) -> bool:
        """Whether a report has most of the rarer words."""
        rare = {word for word in self.said if len(word) > LONGEST_COMMON}
        return bool(rare) and len(rare & story) > SHARED * len(rare)


def written_like(case: Case) -> Scores:
    """Language, punctuation, names and turns of phrase of the words, against what is known."""
    stories = _stories(case)
    texts = {reply.key: reply.text for reply in case.replies if reply.text}
    mixed = any(CURLY.search(text) for text in texts.values())
    return {
        key: dict(_likelier(case, Words(text=text, as_typed=mixed), stories))
        for key, text in texts.items()
    }


def _likelier(
    case: Case, words: Words, stories: Mapping[str, set[str]]
) -> Iterator[tuple[Suspect, float]]:
    for one in case.suspects:
        likelier = SAME_TRAIT if one.language and one.language == words.language else 1.0
        if one.platform and words.handheld is not None:
            likelier *= SAME_CLIENT if words.handheld == (one.platform in HANDHELD) else 1.0
        if words.tags & {one.language, one.platform}:
            likelier *= TAGGED
        if _named(one) & words.said:
            likelier *= OWN_NAME
        if words.shared(stories.get(one.person or "", set())):
            likelier *= SAME_TRAIT
        if likelier > 1.0:
            yield one, likelier


def _language(words: list[str]) -> str:
    counted = {name: sum(word in common for word in words) for name, common in COMMON.items()}
    best = max(counted, key=counted.__getitem__)
    return best if Counter(counted.values())[counted[best]] == 1 else ""


def _named(one: Suspect) -> set[str]:
    names = f"{one.known.get('name', '')} {one.known.get('username', '')}".lower()
    return set(re.findall(r"\w+", names))


def _stories(case: Case) -> Mapping[str, set[str]]:
    """The words of everybody's reports."""
    stories: dict[str, set[str]] = {}
    for row in case.loot.rows("incident"):
        words = re.findall(r"\w+", row.text("text").lower())
        stories.setdefault(row.text("reporter"), set()).update(words)
    return stories


ATTACKS = (
    Attack(
        name="style",
        looks_at="language, punctuation and phrases of the words, against people and reports",
        scores=written_like,
    ),
)
