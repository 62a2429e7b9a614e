"""Who is owed what: the statements that match people and channels and make their deliveries.

One spelling for both databases. CROSS JOIN keeps the order of the join as written on SQLite
(sqlite.org/optoverview, "Manual Control Of Query Plans Using CROSS JOIN"); looking platforms up
one by one, as the last step, keeps both planners from starting at the wrong end.

Where a circle's centre lies from an incident travels as one number, its `spot`: the distance
squared, in whole square metres, times 16, plus the bearing. So the smallest spot is the nearest
centre with its bearing, without a join or a window. An area has none: who watches both a circle
and an area that holds it is told of the circle.

Who is in peace, and until when, stands in the few rows of `hours`, whose moments are caught up
with before. While nobody is, nobody's hours are looked up.
"""

from itertools import chain

from sqlalchemy import BigInteger, Boolean, Integer, String, TextClause, bindparam, text
from sqlmodel.sql.sqltypes import UTCDateTime

from bot.model.covers import COARSEST_OF_AREAS, LEVELS, LookUp, look_ups, lookup_cells
from bot.model.directions import HERE_M2, STEEP, Direction
from bot.model.ids import Cell
from bot.model.places import BLOCK
from storage.bearings import BEARINGS

INTO_DELIVERY = """
INSERT INTO delivery (
    platform, kind, subject, person, channel, turn, nearness, bearing,
    due, state, attempts, owed, repeat, reason
)
"""

_REST_ENDS = """
CASE WHEN :resting THEN COALESCE(
    (
        SELECT hours.rest_until
        FROM person CROSS JOIN hours
        WHERE person.id = {of}.person AND hours.id = person.hours
            AND hours.rest_from <= :now AND hours.rest_until > :now
            AND NOT (hours.urgent AND :urgent)
    ),
    :now
) ELSE :now END
"""

_NEXT_DIGEST = """
COALESCE(
    (
        SELECT hours.digest
        FROM person CROSS JOIN hours
        WHERE person.id = heard.person AND hours.id = person.hours
    ),
    :hourly
)
"""

ADDRESSES = """
SELECT
    COALESCE(
        MIN(heard.platform),
        (SELECT person.platform FROM person WHERE person.id = heard.person),
        (SELECT channel.platform FROM channel WHERE channel.id = heard.channel)
    ) AS platform,
    heard.person, heard.channel,
    2 * :urgency + CASE WHEN heard.channel IS NULL THEN 1 ELSE 0 END AS turn,
    COALESCE(MIN(CASE WHEN heard.channel IS NULL THEN heard.spot END), 0) / 16 AS nearest,
    COALESCE(MIN(CASE WHEN heard.channel IS NULL THEN heard.spot END), 0) % 16 AS bearing,
"""

EACH_ONCE = "GROUP BY heard.person, heard.channel"

IN_TURN = "ORDER BY turn, nearest, channel, person"

NONE_TWICE = "ON CONFLICT DO NOTHING"

WATCHING = "(watch.resumes IS NULL OR watch.resumes <= :now)"
"""A watch that is not paused."""

_OPTED_OUT = """
SELECT opt_out.person
FROM request JOIN opt_out ON opt_out.agency IN (0, request.agency)
WHERE request.number = :number
"""
"""Who takes no more requests of the asking agency."""

_SAID_OF_ALL = (
    bindparam("kind", type_=String),
    bindparam("subject", type_=String),
    bindparam("now", type_=UTCDateTime),
    bindparam("owed", type_=Integer),
    bindparam("urgency", type_=Integer),
)

_LOOKED = tuple(f"{name}{number}" for number in range(LEVELS) for name in LookUp._fields)

LOOKED = tuple(bindparam(name, type_=BigInteger) for name in _LOOKED)

_SAID_OF_REST = (bindparam("resting", type_=Boolean), bindparam("urgent", type_=Boolean))

_MM2 = 1_000_000  # to the square metre

_LOOK = ", ".join(f":{name}{{n}}" for name in LookUp._fields)

LOOK = f"""
look ({", ".join(LookUp._fields)}) AS (
    VALUES {", ".join(f"({_LOOK.format(n=n)})" for n in range(LEVELS))}
)
"""
"""Where the incident lies on the map of each cell that may stand in a cover (see LookUp)."""

HOLDS = """
cover.cell = look.cell AND cover.edge <= look.reach AND (
    cover.edge < -look.reach
    OR 2 * (look.east * cover.east + look.north * cover.north) >= look.square + cover.power
)
"""
"""`bot.model.covers.within` in SQL.

The key finds what can reach the incident; of that, what must hold it is not reckoned (the edge
lies farther from the cell's middle than the incident does).
"""

_ZONED = tuple(f"area{number}" for number in range(COARSEST_OF_AREAS, BLOCK + 1))

ZONED = tuple(bindparam(name, type_=BigInteger) for name in _ZONED)

_PLACED = _LOOKED + _ZONED

ZONE = f"""
spot (cell) AS (VALUES {", ".join(f"(:{name})" for name in _ZONED)}),
zone AS MATERIALIZED (
    SELECT area_cell.area FROM spot CROSS JOIN area_cell WHERE area_cell.cell = spot.cell
)
"""  # noqa: S608 - a constant
"""The areas that hold the incident, found first: else PostgreSQL reads all watches of areas in
the order of their areas, to merge them with these few.

Its cells are rows as those of `LOOK` are. In a list PostgreSQL would look what it knows of each,
and so plan anew for every incident: that takes as long as finding 300 watches.
"""

_EAST, _NORTH = "(look.east - cover.east)", "(look.north - cover.north)"
_NEARNESS = f"({_EAST} * {_EAST} + {_NORTH} * {_NORTH})"  # square millimetres
_STEEP = f"CAST({STEEP} AS DOUBLE PRECISION)"  # a bare number would be reckoned in decimals

_BEARING = f"""
CASE
    WHEN {_NEARNESS} < {round(HERE_M2 * _MM2)} THEN {BEARINGS[Direction.HERE]}
    WHEN ABS({_NORTH}) > {_STEEP} * ABS({_EAST})
        THEN CASE WHEN {_NORTH} > 0 THEN {BEARINGS[Direction.N]} ELSE {BEARINGS[Direction.S]} END
    WHEN ABS({_EAST}) > {_STEEP} * ABS({_NORTH})
        THEN CASE WHEN {_EAST} > 0 THEN {BEARINGS[Direction.E]} ELSE {BEARINGS[Direction.W]} END
    WHEN {_NORTH} > 0
        THEN CASE WHEN {_EAST} > 0 THEN {BEARINGS[Direction.NE]} ELSE {BEARINGS[Direction.NW]} END
    ELSE CASE WHEN {_EAST} > 0 THEN {BEARINGS[Direction.SE]} ELSE {BEARINGS[Direction.SW]} END
END
"""
"""`bot.model.directions.facing` in SQL."""


def _alert(*, found: str, unless: str, told: str, twice: str) -> TextClause:
    """An alert: `found` orders the circles, `told` the messages.

    `unless` says when nobody is told, `twice` what becomes of a message that is owed already.
    """
    return text(
        f"""
{INTO_DELIVERY}
WITH {LOOK},
hit AS MATERIALIZED (
    SELECT cover.watch, {_NEARNESS} / {_MM2} * 16 + {_BEARING} AS spot
    FROM look CROSS JOIN cover
    WHERE {HOLDS}
    {found}
),
{ZONE},
heard AS (
    SELECT watch.person, watch.channel, hit.spot, watch.rhythm, watch.platform
    FROM hit CROSS JOIN watch
    WHERE watch.id = hit.watch AND (watch.categories & :category) <> 0 AND {WATCHING}
    UNION ALL
    SELECT watch.person, watch.channel, NULL, watch.rhythm, watch.platform
    FROM zone CROSS JOIN watch
    WHERE watch.area = zone.area AND (watch.categories & :category) <> 0 AND {WATCHING}
    UNION ALL
    SELECT NULL, channel.id, NULL, 0, channel.platform
    FROM zone CROSS JOIN channel
    WHERE channel.area = zone.area
),
told AS (
    {ADDRESSES}
    MIN(heard.rhythm) AS rhythm,
    CASE MIN(heard.rhythm)
        WHEN 0 THEN {_REST_ENDS.format(of="heard")}
        WHEN 1 THEN :hourly
        ELSE {_NEXT_DIGEST}
    END AS due
    FROM heard
    WHERE heard.person IS NULL OR heard.person <> :reporter
    {EACH_ONCE}
)
SELECT platform, :kind, :subject, person, channel, turn, nearest, bearing, due,
    CASE WHEN rhythm > 0 THEN 'gathering' WHEN due > :now THEN 'resting' ELSE 'pending' END,
    0, :owed, FALSE, ''
FROM told
{unless}
{told}
{twice}
"""  # noqa: S608 - the parts are constants of this module
    ).bindparams(
        *_SAID_OF_ALL,
        *_SAID_OF_REST,
        bindparam("hourly", type_=UTCDateTime),
        *LOOKED,
        *ZONED,
        bindparam("category", type_=Integer),
        bindparam("reporter", type_=BigInteger),
    )


_ANYWAY = "WHERE TRUE"
"""SQLite takes ON after a table's name for a join's (sqlite.org/lang_upsert, "Parsing
Ambiguity")."""

ALERT = _alert(found="", unless=_ANYWAY, told="", twice=NONE_TWICE)
"""Owe an incident to channels whose area, and to people whose circle or area, holds its centre.

Senders take messages by turn and nearness whatever their numbers are. So those of people come in
the order in which the indexes by person lie: from the nearest on each would touch another page of
them. SQLite groups by sorting, and has that order already.
"""

_AS_INDEXES_LIE = "ORDER BY person, channel"

_OWED_TO_NOBODY = """
WHERE NOT EXISTS (
    SELECT 1 FROM delivery WHERE delivery.kind = :kind AND delivery.subject = :subject
)
"""

ALERT_NEW = _alert(
    found="ORDER BY cover.watch", unless=_OWED_TO_NOBODY, told=_AS_INDEXES_LIE, twice=""
)
"""The same on PostgreSQL of an incident that is owed to nobody yet; else it owes nothing.

With ON CONFLICT PostgreSQL looks for each row in every unique index before it inserts it there,
and notes in its log that it tried: a quarter of what an alert takes beyond the bare insert of its
rows. Its watches are looked up in the order in which they lie. On SQLite neither gains anything:
it looks in its indexes anyway, and has to put by all rows that come from the table they go to.
"""


def placed(cell: Cell) -> dict[str, int]:
    """The values of `LOOK` and `ZONE` for an incident in this cell.

    No cell finer than a block stands for an area.
    """
    cells = lookup_cells(cell)[-len(_ZONED) :]
    return dict(zip(_PLACED, chain(*look_ups(cell), cells), strict=True))


ASK = text(
    f"""
{INTO_DELIVERY}
WITH heard AS (
    SELECT watch.person, watch.channel, 0 AS spot, watch.platform
    FROM watch
    WHERE watch.area IN :areas AND {WATCHING}
    UNION ALL
    SELECT watch.person, watch.channel, 0, watch.platform
    FROM area_cell CROSS JOIN watch
    WHERE area_cell.area IN :areas AND watch.block BETWEEN area_cell.first AND area_cell.last
        AND {WATCHING}
    UNION ALL
    SELECT NULL, channel.id, 0, channel.platform
    FROM channel
    WHERE channel.area IN :areas
),
asked AS (
    {ADDRESSES}
    {_REST_ENDS.format(of="heard")} AS due
    FROM heard
    WHERE heard.person NOT IN (
        SELECT officer.person
        FROM request JOIN officer ON officer.agency = request.agency
        WHERE request.number = :number
        UNION ALL
        {_OPTED_OUT}
    ) OR heard.channel IN (
        SELECT admission.channel
        FROM request JOIN admission ON admission.agency = request.agency
        WHERE request.number = :number AND admission.admitted
    )
    {EACH_ONCE}
)
SELECT platform, :kind, :subject, person, channel, turn, nearest, bearing, due,
    'pending', 0, :owed, FALSE, ''
FROM asked
{IN_TURN}
{NONE_TWICE}
"""  # noqa: S608 - the parts are constants of this module
).bindparams(
    *_SAID_OF_ALL,
    *_SAID_OF_REST,
    bindparam("areas", expanding=True, type_=Integer),
    bindparam("number", type_=Integer),
)
"""Owe a request to channels of areas that take its agency's requests, and to the people who live
in or watch them and take them, too."""

RING = text(
    f"""
{INTO_DELIVERY}
SELECT platform, :kind, :subject, person, channel,
    2 * :urgency + CASE WHEN channel IS NULL THEN 1 ELSE 0 END, nearness, bearing,
    {_REST_ENDS.format(of="delivery")}, 'pending', 0, :owed, FALSE, ''
FROM delivery
WHERE kind = 'request' AND subject = :request AND state NOT IN ('gone', 'failed')
    AND (channel IS NOT NULL OR (person IS NOT NULL AND person NOT IN ({_OPTED_OUT})))
ORDER BY CASE WHEN channel IS NULL THEN 1 ELSE 0 END, nearness, channel, person
ON CONFLICT DO NOTHING
"""  # noqa: S608 - the parts are constants of this module
).bindparams(
    *_SAID_OF_ALL,
    *_SAID_OF_REST,
    bindparam("request", type_=String),
    bindparam("number", type_=Integer),
)
"""Owe the doorbell to everybody who was owed the request, can still be reached and wants it."""

ANNOUNCE = text(
    f"""
{INTO_DELIVERY}
SELECT delivery.platform, :kind, :subject, NULL, delivery.channel, 2 * :urgency, 0.0, 0,
    :now, 'pending', 0, :owed, FALSE, ''
FROM request CROSS JOIN delivery
WHERE request.state = 'open'
    AND delivery.kind = 'request' AND delivery.subject = CAST(request.number AS VARCHAR)
    AND delivery.state NOT IN ('gone', 'failed')
    AND delivery.channel IS NOT NULL
GROUP BY delivery.platform, delivery.channel
ORDER BY delivery.channel
ON CONFLICT DO NOTHING
"""  # noqa: S608 - the parts are constants of this module
).bindparams(*_SAID_OF_ALL)
"""Owe an outage's notice to every channel in which an open request stands."""

TELL = text(
    f"""
{INTO_DELIVERY}
SELECT platform, :kind, :subject, NULL, id, 2 * :urgency, 0.0, 0,
    :now, 'pending', 0, :owed, FALSE, ''
FROM channel
WHERE id IN :channels
UNION ALL
SELECT platform, :kind, :subject, id, NULL, 2 * :urgency + 1, 0.0, 0,
    :now, 'pending', 0, :owed, FALSE, ''
FROM person
WHERE id IN :people
ON CONFLICT DO NOTHING
"""  # noqa: S608 - the parts are constants of this module
).bindparams(
    *_SAID_OF_ALL,
    bindparam("channels", expanding=True, type_=Integer),
    bindparam("people", expanding=True, type_=BigInteger),
)
"""Owe a notice to channels and people."""

HAND = text(
    f"""
{INTO_DELIVERY}
SELECT platform, :kind, :subject, id, NULL, 2 * :urgency + 1, 0.0, 0,
    :now, 'pending', 0, :owed, FALSE, ''
FROM person
WHERE id IN :officers
ORDER BY id
ON CONFLICT DO NOTHING
"""  # noqa: S608 - the parts are constants of this module
).bindparams(*_SAID_OF_ALL, bindparam("officers", expanding=True, type_=BigInteger))
"""Owe one reply to officers."""
