"""The table of requests beside this file, as tests and the bench read it."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DOMAIN = "police.example"
"""Of the agency that writes them all."""

GOOD, REVIEW = "good", "review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A request's words and what the policy says of them: fine, for a moderator, or a rule."""

    language: str
    says: str
    text: str


def written(file: str = "requests.toml") -> Iterator[Written]:
    """Every request of a table."""
    table = tomllib.loads(Path(__file__).with_name(file).read_text(encoding="utf-8"))
    for language, kinds in table.items():
        for says, texts in kinds.items():
            for text in texts:
                yield Written(language=language, says=says, text=text)
