"""Two runs of a trial, and what tells them apart."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.databases import Databases
from tests.proof.house import House, built
from tests.proof.remnants import NOWHERE, left
from tests.proof.scenes import END, Parts, Witness
from tests.proof.server import Server, emptied, still
from tests.proof.thieves import taken
from tests.proof.trials import Trial
from tests.proof.views import Difference, Evidence, differences, shown, told


@dataclass(frozen=True, slots=True)
class Notes:
    """Writes down all that shows anywhere."""

    evidence: Evidence = field(default_factory=dict)

    async def look(self, house: House, moment: str) -> None:
        loot = await taken(house, moment)
        self.evidence.update(shown(house, moment) | loot | left(house, loot, moment))
        if moment == END:
            self.evidence.update(told(house))

    def remnants(self) -> tuple[Difference, ...]:
        """What may be nowhere and is there."""
        return tuple(
            Difference(place=where, character=0, one=line, other="(nothing)")
            for where, lines in self.evidence.items()
            if where.startswith(NOWHERE)
            for line in lines
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Where plays are played: in a folder, on a server when there is one (its URL).

    `crowded`: messages go side by side, and how they share commits is evidence of its own.
    """

    folder: Path
    databases: Databases
    server: str = ""
    crowded: bool = False

    async def compare(self, trial: Trial) -> tuple[Difference, ...]:
        """What tells the two plays of a trial apart; nothing, if the promise is kept."""
        one = await self.noted(trial, trial.one)
        other = await self.noted(trial, trial.other)
        found = differences(one.evidence, other.evidence)
        apart = (each for each in found if each.place not in trial.apart)
        return (*one.remnants(), *other.remnants(), *apart)

    async def noted(self, trial: Trial, parts: Parts) -> Notes:
        """All that shows of one play."""
        notes = Notes()
        await self.run(trial, parts, notes)
        return notes

    async def run(self, trial: Trial, parts: Parts, witness: Witness) -> None:
        """One play, before a witness."""
        place = self.folder / "play"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        async with (
            self._database(place) as server,
            built(place, trial.residents, server) as house,
        ):
            await trial.play(house, parts, witness).goes()

    @asynccontextmanager
    async def _database(self, place: Path) -> AsyncIterator[Server | None]:
        if self.server:
            async with emptied(self.server, crowded=self.crowded) as server:
                yield server
        else:
            await self.databases.sqlite(place / "porchlight.db")
            yield None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stages:
    """A stage on each kind of database; `servers` holds the one that was made on a server."""

    folder: Path
    databases: Databases
    servers: dict[str, str] = field(default_factory=dict)
    crowded: bool = False

    async def on(self, database: str) -> Stage:
        """The stage on "sqlite" or on "postgres"."""
        if database == "postgres" and database not in self.servers:
            self.servers[database] = await self.databases.postgres()
            await still(self.servers[database])
        server = self.servers.get(database, "") if database == "postgres" else ""
        return Stage(
            folder=self.folder,
            databases=self.databases,
            server=server,
            crowded=self.crowded,
        )
