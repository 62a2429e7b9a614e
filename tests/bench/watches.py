"""Whom an incident concerns: our statement beside trees, PostGIS, a loop and bare SQL."""

from dataclasses import replace

from bot.model.ids import Cell
from storage.engine import is_sqlite
from tests.bench.bare import bare_file, bare_server
from tests.bench.boxes import Boxes
from tests.bench.databases import POSTGRES, SQLITE
from tests.bench.populations import drawn, towns
from tests.bench.postgis import PostGis
from tests.bench.rounds import in_turn
from tests.bench.rows import Figure, Row
from tests.bench.scale import Ground
from tests.bench.streets import InFile, OnServer, Street, settled
from tests.bench.weights import weighed

LARGE, LARGEST = 100_000, 1_000_000
LOOPED = 10_000
"""Watches that a loop still goes through in reasonable time."""

LOOPS = 5

ROUNDS = 3
"""How often each incident is looked up."""

IN_TREE = "shapely STRtree in memory, refined"
IN_POSTGIS = "PostGIS ST_DWithin over GiST, one round trip"
RECKONED = "the same, where that lies on its map reckoned beforehand"

TREE_GOALS = {LARGE: 3.0, LARGEST: 4.0}
"""Times the tree's p50, on SQLite, by watches."""

POSTGIS_GOALS = {LOOPED: 1.0, LARGE: 0.6, LARGEST: 0.6}
"""Of PostGIS's p50."""

ENQUEUE_GOALS = {SQLITE: {LARGEST: 2.5}, POSTGRES: {LARGEST: 1.8}}
"""Times a bare re-insert of the same rows."""


async def matched(ground: Ground, database: str) -> list[Row]:
    """Populations of each size, beside each peer."""
    rows = []
    for size in ground.scale.watches:
        population = drawn(size, towns(ground.scale.places, ground.scale.matches))
        async with settled(ground, database, population) as street:
            find = _in_file if database == SQLITE else _on_server
            rows += await find(street, ground)
            rows += await _enqueued(street, ground)
            if size == max(ground.scale.watches):
                rows += await weighed(ground, street)
    return rows


async def _in_file(street: Street, ground: Ground) -> list[Row]:
    with bare_file(street.store.engine) as bare:
        boxes = Boxes(street.population, bare)

        async def in_boxes(cell: Cell) -> int:
            return boxes.matching(cell)

        ours, read, tree, box = await in_turn(
            street.finds("match", InFile(bare)),
            street.finds("read", street.read),
            street.finds("tree", street.in_tree),
            street.finds("boxes", in_boxes),
            rounds=ROUNDS * ground.scale.matches,
        )
    in_tree = _row(street, "match, the statement", ours, (IN_TREE, tree))
    return [
        replace(in_tree, goal=TREE_GOALS.get(street.population.size)),
        _row(street, "match, the statement", ours, ("SQLite R*Tree, refined", box)),
        _row(street, "match, in a transaction, ids read", read, (IN_TREE, tree)),
    ]


async def _on_server(street: Street, ground: Ground) -> list[Row]:
    engine, work = street.store.engine, "match, one round trip"
    rounds = ROUNDS * ground.scale.matches
    async with bare_server(engine) as bare, bare_server(engine) as other:
        match = street.finds("match", OnServer(bare))
        contenders = [
            match,
            street.finds("read", street.read),
            street.finds("tree", street.in_tree),
        ]
        known: list[Row] = []
        if ground.servers.postgis:
            postgis = await PostGis.settled(street.population, other)
            reckoned = street.finds("reckoned", postgis.matching_reckoned)
            # By themselves: of two in PostGIS each would find in the caches what the other left.
            ours, peer = await in_turn(match, reckoned, rounds=rounds)
            known.append(_row(street, work, ours, (RECKONED, peer)))
            contenders.append(street.finds("postgis", postgis.matching))
        ours, read, tree, *peers = await in_turn(*contenders, rounds=rounds)
    goal = POSTGIS_GOALS.get(street.population.size)
    beside = [_row(street, work, ours, (IN_POSTGIS, peer)) for peer in peers]
    return [
        *(replace(row, goal=goal) for row in beside),
        *known,
        _row(street, work, ours, (IN_TREE, tree)),
        _row(street, "match, in a transaction, ids read", read, (IN_TREE, tree)),
    ]


async def _enqueued(street: Street, ground: Ground) -> list[Row]:
    rounds, size = ground.scale.matches, street.population.size
    for _ in street.population.incidents:
        await street.enqueue()
    enqueue, again = await in_turn(street.enqueue, street.again, rounds=rounds)
    row = _row(street, "match + enqueue", enqueue, ("bare INSERT..SELECT of the same rows", again))
    rows = [replace(row, goal=ENQUEUE_GOALS[row.database].get(size))]
    if size <= LOOPED:
        enqueue, loop = await in_turn(street.enqueue, street.loop, rounds=min(LOOPS, rounds))
        rows.append(_row(street, "match + enqueue", enqueue, ("geopy loop, match only", loop)))
    return rows


def _row(street: Street, work: str, ours: list[float], peer: tuple[str, list[float]]) -> Row:
    name, samples = peer
    return Row(
        work=work,
        size=street.population.size,
        database=SQLITE if is_sqlite(street.store.engine) else POSTGRES,
        ours=Figure.median(ours),
        peer=Figure.median(samples),
        peer_name=name,
        unit="ms",
    )
