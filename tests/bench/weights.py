"""What a population weighs: covers in the file, and the process of a watch that alerts it."""

from dataclasses import replace

from storage.engine import is_sqlite
from tests.bench.bare import bare_file
from tests.bench.databases import POSTGRES, SQLITE
from tests.bench.rows import Figure, Row
from tests.bench.scale import Ground
from tests.bench.streets import Street
from tests.bench.workers import at_work

COVERS_MB = 300.0
PROCESS_MB = 250.0
"""What is promised at a million watches; for fewer it holds all the more."""

TOKEN = "4200:the-watch-on-a-stand-in"  # noqa: S105 - nobody's
COVERS = "SELECT SUM(pgsize) / 1e6 FROM dbstat WHERE name IN ('cover', 'ix_cover_watch')"


async def weighed(ground: Ground, street: Street) -> list[Row]:
    """Megabytes beside those that are promised."""
    in_file = is_sqlite(street.store.engine)
    process = _row(street, "memory of a process that alerts", await _process(ground, street))
    if not in_file:
        return [replace(process, database=POSTGRES)]
    covers = _row(street, "covers with their index, after VACUUM", _covers(street))
    return [replace(covers, peer=_exactly(COVERS_MB)), process]


def _covers(street: Street) -> float:
    with bare_file(street.store.engine) as bare:
        (megabytes,) = bare.execute(COVERS).fetchone()
    return float(megabytes)


async def _process(ground: Ground, street: Street) -> float:
    """The most that a watch takes while it alerts, both platforms' libraries included."""
    cells = street.population.incidents[: ground.scale.matches]
    orders = replace(street.home, telegram_token=TOKEN, discord_token=TOKEN, cells=cells)
    async with at_work({"watch.alerts": orders}) as (worker,):
        return await worker.works()


def _row(street: Street, work: str, megabytes: float) -> Row:
    return Row(
        work=work,
        size=street.population.size,
        database=SQLITE,
        ours=_exactly(megabytes),
        peer=_exactly(PROCESS_MB),
        peer_name="what is promised at 1,000,000",
        unit="MB",
        goal=1.0,
    )


def _exactly(value: float) -> Figure:
    return Figure(value=value, least=value, most=value)
