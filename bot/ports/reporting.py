"""Incidents and what neighbours say of them, as ports."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from bot.model.ids import IncidentNumber, PersonId, PictureKey
from bot.model.incidents import (
    Aside,
    Incident,
    IncidentDraft,
    IncidentState,
    IncidentUpdate,
    Talk,
    Voice,
    Voices,
)
from bot.model.nearby import Nearby, Sought
from bot.model.people import Account
from bot.model.pictures import CleanPicture
from bot.model.prompts import Outcome, Prompt, Tally


class Incidents(Protocol):
    """What was reported."""

    async def add(self, draft: IncidentDraft, reporter: PersonId, posted: datetime) -> Incident:
        """Keep a report and give it the next number."""
        ...

    async def get(self, number: IncidentNumber) -> Incident | None:
        """The incident with its updates, oldest first."""
        ...

    async def those(self, numbers: Collection[IncidentNumber]) -> tuple[Incident, ...]:
        """The incidents with these numbers, by number."""
        ...

    async def of(self, reporter: PersonId, state: IncidentState) -> tuple[Incident, ...]:
        """A reporter's incidents in this state, newest first, at most ten."""
        ...

    async def written_by(self, reporter: PersonId) -> tuple[Incident, ...]:
        """All that somebody reported and is still kept, by number."""
        ...

    async def near(self, sought: Sought, most: int) -> Nearby:
        """What happened there and is neither withdrawn nor hidden: the newest, and how many."""
        ...

    async def posted_since(self, moment: datetime, most: int) -> tuple[Incident, ...]:
        """What was posted since then and is not withdrawn, newest first."""
        ...

    async def happened_between(self, first: datetime, last: datetime) -> tuple[Incident, ...]:
        """Open incidents that happened in this span of time, newest first, at most fifty."""
        ...

    async def update(self, number: IncidentNumber, update: IncidentUpdate) -> Incident:
        """Add an update; the version grows."""
        ...

    async def count(self, number: IncidentNumber, voices: Voices, counted: datetime) -> Incident:
        """Note what neighbours say and when the posts show it; the version grows."""
        ...

    async def turn(self, number: IncidentNumber, state: IncidentState) -> Incident:
        """Change where the incident stands; the version grows."""
        ...

    async def strike(self, number: IncidentNumber, which: int) -> Incident:
        """Take words and picture out of an update, counted from 0; the version grows."""
        ...

    async def set_aside(self, number: IncidentNumber, aside: Aside | None) -> Incident:
        """Say whether it is shown, and if not, why; the version grows in any case."""
        ...

    async def talk(self, number: IncidentNumber, talk: Talk) -> Incident:
        """Say whether words may be added; the version grows."""
        ...

    async def by(self, reporter: PersonId, since: datetime) -> tuple[Incident, ...]:
        """What somebody reported since then, newest first, at most fifty."""
        ...

    async def stood(self, reporter: PersonId, before: datetime, most: int) -> int:
        """How many of somebody's reports, up to `most`, stood: posted before, off nowhere."""
        ...


class Witnesses(Protocol):
    """What accounts say of incidents, under marks that tell no account.

    A mark is a keyed hash of account and incident: the same account leaves another one at each.
    """

    async def said(self, incident: IncidentNumber, account: Account) -> Voice | None:
        """What this account said; whoever asks next for the same incident waits his turn."""
        ...

    async def say(self, incident: IncidentNumber, account: Account, voice: Voice) -> Voices:
        """Keep what an account says, in place of what it said before; what all say now."""
        ...

    async def forget(self, incident: IncidentNumber) -> None:
        """Forget who said what of an incident; the counts stand at the incident."""
        ...

    async def forget_before(self, moment: datetime) -> None:
        """Forget who said what of incidents posted before."""
        ...


class Pictures(Protocol):
    """Cleaned pictures of reports; never those of replies."""

    async def keep(self, key: PictureKey, picture: CleanPicture) -> None:
        """Keep a picture."""
        ...

    async def get(self, key: PictureKey) -> CleanPicture | None:
        """The picture, if it is still kept."""
        ...

    async def drop(self, key: PictureKey) -> None:
        """Forget a picture."""
        ...


class Prompts(Protocol):
    """What came of prompts before posting; numbers of no author."""

    async def count(self, month: str, prompt: Prompt, outcome: Outcome) -> None:
        """Once more in this month, such as "2026-11"."""
        ...

    async def tallies(self) -> tuple[Tally, ...]:
        """Everything that was counted, by month, prompt and outcome."""
        ...
