"""What the writer of a report or an addition is asked to look at once more before it is posted."""

from dataclasses import dataclass
from enum import StrEnum


class Prompt(StrEnum):
    """Why the writer is asked."""

    LOOKS = "looks"  # somebody is described by looks or origin alone
    SUSPICION = "suspicion"  # somebody is called suspicious, and what he did is left out
    NAME = "name"  # somebody is accused by name
    ADDRESS = "address"  # it says where somebody lives or how to reach him
    PLATE = "plate"
    INSULT = "insult"


class Outcome(StrEnum):
    """What came of a prompt. What is neither edited nor sent anyway was dropped."""

    SHOWN = "shown"
    EDITED = "edited"  # posted, without what was asked about
    SENT = "sent"  # posted anyway


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A prompt and the words that it is about."""

    prompt: Prompt
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How often a prompt came to an outcome in a month, such as "2026-11"; of no author."""

    month: str
    prompt: Prompt
    outcome: Outcome
    count: int
