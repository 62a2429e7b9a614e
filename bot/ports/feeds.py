"""What anybody may read of the watch, without an account: incidents and areas, by the block."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.model.areas import Outline
from bot.model.ids import Cell, IncidentNumber
from bot.model.incidents import Category, IncidentState, IncidentUpdate


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicIncident:
    """A report as the channels show it; nobody who wrote any of it stands here."""

    number: IncidentNumber
    category: Category
    text: str
    cell: Cell
    near: str
    happened: datetime
    posted: datetime
    state: IncidentState
    updates: tuple[IncidentUpdate, ...]
    version: int

    @property
    def changed(self) -> datetime:
        """When something was last written about it."""
        return max(self.posted, *(each.at for each in self.updates), self.posted)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicArea:
    """A named piece of the map; `parent` is the name of the larger one that holds it, or empty."""

    name: str
    parent: str
    outline: Outline


class PublicRecord(Protocol):
    """Where feeds come from."""

    async def incidents(self, since: datetime) -> Sequence[PublicIncident]:
        """What was posted since then and not withdrawn, newest first, at most 500."""
        ...

    async def incident(self, number: IncidentNumber) -> PublicIncident | None:
        """One of them, withdrawn or not: a withdrawn one says nothing any more."""
        ...

    async def areas(self) -> Sequence[PublicArea]:
        """Every area, by name."""
        ...
