"""Two runs of a trial, and what tells them apart."""

from dataclasses import dataclass, field
from pathlib import Path

from tests.databases import Databases
from tests.proof.house import House, lived_in
from tests.proof.scenes import BEFORE, END, Parts, Trial, Witness, play
from tests.proof.views import Difference, Evidence, differences, frames, pages, taken, told


@dataclass(frozen=True, slots=True)
class Notes:
    """Writes down all that shows anywhere; the database's log only if `frame_by_frame`."""

    frame_by_frame: bool
    evidence: Evidence = field(default_factory=dict)

    def look(self, house: House, moment: str) -> None:
        self.evidence.update(taken(house, moment))
        if moment != BEFORE:  # then the database's log is not empty
            self.evidence.update(pages(house, moment))
        elif self.frame_by_frame:
            self.evidence.update(frames(house, moment))
        if moment == END:
            self.evidence.update(told(house))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Where plays are played: each in a folder of its own."""

    folder: Path
    databases: Databases

    async def compare(self, trial: Trial) -> tuple[Difference, ...]:
        """What tells the two plays of a trial apart; nothing, if the promise is kept."""
        one, other = Notes(trial.frame_by_frame), Notes(trial.frame_by_frame)
        await self.run("one", trial, trial.one, one)
        await self.run("other", trial, trial.other, other)
        return differences(one.evidence, other.evidence)

    async def run(self, name: str, trial: Trial, parts: Parts, witness: Witness) -> None:
        """One play, before a witness."""
        url = await self.databases.sqlite(self.place(name) / "porchlight.db")
        assert url
        async with lived_in(self.place(name), trial.residents) as house:
            await play(house, parts, witness, asked=trial.asked)

    def place(self, name: str) -> Path:
        """The folder of one play."""
        place = self.folder / name
        place.mkdir(exist_ok=True)
        return place
