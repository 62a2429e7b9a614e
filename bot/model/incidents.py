"""What residents report."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.ids import Cell, IncidentNumber, PersonId, PictureKey


class Category(StrEnum):
    """What an incident is about."""

    THEFT = "theft"
    VANDALISM = "vandalism"
    FIRE = "fire"
    HAZARD = "hazard"
    LOST = "lost"
    OTHER = "other"


ALL_CATEGORIES = frozenset(Category)

RELATED = (
    frozenset({Category.THEFT, Category.VANDALISM}),
    frozenset({Category.FIRE, Category.HAZARD}),
)
"""Kinds under which two people may report the same thing; anything may be "something else"."""


def related(one: Category, other: Category) -> bool:
    """Whether two reports of these kinds may be about the same."""
    return (
        one is other
        or Category.OTHER in (one, other)
        or any({one, other} <= kinds for kinds in RELATED)
    )


class IncidentState(StrEnum):
    """Where an incident stands."""

    OPEN = "open"
    RESOLVED = "resolved"
    SETTLED = "settled"  # resolved, by the word of moderators
    WITHDRAWN = "withdrawn"


class Aside(StrEnum):
    """Why an incident is shown nowhere for a while, except where moderators say otherwise."""

    HIDDEN = "hidden"  # moderators took it off
    FLAGGED = "flagged"  # residents asked for a moderator


class Talk(StrEnum):
    """Whether words may be added to an incident."""

    OPEN = "open"
    CLOSED = "closed"  # too many at once: until a moderator opens it again


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentDraft:
    """A report as its writer confirmed it. `near` names the block's streets, no house number."""

    category: Category
    text: str
    cell: Cell
    near: str
    happened: datetime
    picture: PictureKey | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentUpdate:
    """Something added to an incident by its reporter, or by another neighbour.

    One that `corrects` says how it was instead; the report's own words stay as they were.
    What moderators struck out has no words and no picture any more; its place stays.
    """

    text: str
    at: datetime
    another: bool = False
    picture: PictureKey | None = None
    corrects: bool = False

    @property
    def struck(self) -> bool:
        """Whether moderators struck it out."""
        return not self.text


class Voice(StrEnum):
    """What a neighbour who is not the reporter says of an incident."""

    SEEN = "seen"
    DENIED = "denied"
    ADDED = "added"  # reported the same, which became an update


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """How many accounts said what of an incident, each counted once."""

    seen: int = 0
    denied: int = 0
    added: int = 0

    @property
    def reporters(self) -> int:
        """Those who reported it, the first one included."""
        return 1 + self.added

    @property
    def disputed(self) -> bool:
        """Whether as many deny it as agree with the first report."""
        return self.denied > 0 and self.denied >= self.seen + self.added


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """A report that was posted. `version` grows with every change that its posts must show.

    `counted` is the moment at which the posts show, or will show, the newest count of voices.
    """

    number: IncidentNumber
    reporter: PersonId
    category: Category
    text: str
    cell: Cell
    near: str
    happened: datetime
    posted: datetime
    state: IncidentState = IncidentState.OPEN
    picture: PictureKey | None = None
    updates: tuple[IncidentUpdate, ...] = ()
    version: int = 1
    voices: Voices = Voices()
    counted: datetime | None = None
    aside: Aside | None = None
    talk: Talk = Talk.OPEN

    @property
    def shown(self) -> bool:
        """Whether everybody may be told of it; a channel may have decided otherwise."""
        return self.state is not IncidentState.WITHDRAWN and self.aside is None

    @property
    def resolved(self) -> bool:
        """Whether it is over, and was so."""
        return self.state in (IncidentState.RESOLVED, IncidentState.SETTLED)

    @property
    def words(self) -> tuple[IncidentUpdate, ...]:
        """What was added and not struck out, oldest first."""
        return tuple(update for update in self.updates if not update.struck)

    @property
    def pictures(self) -> tuple[PictureKey, ...]:
        """Its own and those of its updates, oldest first."""
        held = (self.picture, *(update.picture for update in self.updates))
        return tuple(key for key in held if key is not None)
