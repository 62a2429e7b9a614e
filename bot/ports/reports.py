"""The public report: what agencies asked of the neighbourhood, and what became of it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from bot.model.agencies import AgencyState
from bot.model.ids import EntryNumber
from bot.model.ledger import LedgerKind, ReplyBand
from bot.model.prompts import Prompt
from bot.ports.feeds import PublicArea
from bot.texts.text import Text


class Outcome(StrEnum):
    """What became of a request."""

    OPEN = "open"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyRow:
    """An agency, and what it did."""

    name: str
    state: AgencyState
    requests: int
    refusals: int
    last: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptRow:
    """What writers did about a hint before posting: counted by kind, never by writer."""

    prompt: Prompt
    shown: int
    edited: int
    sent: int
    dropped: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """An entry in words; `quote` is a request's own text."""

    number: EntryNumber
    kind: LedgerKind
    words: Text
    quote: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicReport:
    """All that the public page shows; `months` by their first day, without a gap.

    `entries` are the newest ones, newest first; `count` is how many there are in all.
    """

    made: datetime
    agencies: tuple[AgencyRow, ...]
    months: tuple[tuple[date, int], ...]
    areas: tuple[tuple[str, int], ...]
    ground: tuple[PublicArea, ...]
    outcomes: tuple[tuple[Outcome, int], ...]
    rules: tuple[tuple[str, int], ...]
    bands: tuple[tuple[ReplyBand, int], ...]
    suspensions: int
    entries: tuple[EntryRow, ...]
    count: int
    head: str
    prompts: tuple[PromptRow, ...] = ()

    @property
    def requests(self) -> int:
        """How many requests went out."""
        return sum(count for _, count in self.outcomes)

    @property
    def refusals(self) -> int:
        """How many requests a rule refused."""
        return sum(count for _, count in self.rules)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """An area on the page's map: its outline as an SVG path, a point inside it, its requests."""

    name: str
    path: str
    count: int
    at: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The page's map in pixels, larger areas first; `scale` is how long `scale_label` is."""

    width: int
    height: int
    shapes: tuple[Shape, ...]
    scale: float
    scale_label: str


class PublicPage(Protocol):
    """The report as files that anybody may have."""

    async def html(self, language: str) -> bytes:
        """The page in a language."""
        ...

    async def ledger(self) -> bytes:
        """A copy of the whole ledger, to be verified."""
        ...

    async def table(self) -> bytes:
        """The ledger as CSV, for spreadsheets."""
        ...
