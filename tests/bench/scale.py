"""How much of everything, and where it may be written."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from tests.bench.bots.orders import Orders
from tests.bench.databases import Servers


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How long the bench may take. Sizes are numbers of answers, messages and watches."""

    answers: int
    reports: int
    messages: int
    sendings: int
    paced: int
    drained: int
    watches: tuple[int, ...]
    places: int  # different circles among the watches
    matches: int
    recipients: int
    pictures: int
    videos: int


FULL = Scale(
    answers=200,
    reports=60,
    messages=500,
    sendings=3,
    paced=150,
    drained=1_000,
    watches=(10_000, 100_000, 1_000_000),
    places=10_000,
    matches=21,
    recipients=100_000,
    pictures=7,
    videos=3,
)
QUICK = Scale(
    answers=20,
    reports=3,
    messages=30,
    sendings=1,
    paced=12,
    drained=60,
    watches=(1_000,),
    places=200,
    matches=5,
    recipients=1_000,
    pictures=2,
    videos=1,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Where a bench takes place."""

    scale: Scale
    folder: Path
    servers: Servers

    async def home(self, database: str) -> Orders:
        """A folder and an empty database for one watch."""
        room = Path(mkdtemp(dir=self.folder))
        return Orders(folder=str(room), database_url=await self.servers.fresh(database))
