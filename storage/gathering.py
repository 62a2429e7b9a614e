"""What rested or gathered and is due: put off, gathered into digests, or sent by itself.

Each statement is given the moment of the round; together they are one transaction, so that
whatever is due is in one digest, in none but that, and in it once.
"""

from sqlalchemy import Integer, String, bindparam, text
from sqlmodel.sql.sqltypes import UTCDateTime

from bot.model.deliveries import Urgency
from storage.matching import INTO_DELIVERY
from storage.tables.shapes import WAITS

_DUE = f"{WAITS} AND due <= :now"

PUT_OFF = text(
    f"""
UPDATE delivery
SET due = (
    SELECT hours.rest_until
    FROM person CROSS JOIN hours
    WHERE person.id = delivery.person AND hours.id = person.hours
)
WHERE {_DUE} AND EXISTS (
    SELECT 1
    FROM person CROSS JOIN hours
    WHERE person.id = delivery.person AND hours.id = person.hours
        AND hours.rest_from <= :now AND hours.rest_until > :now
)
"""  # noqa: S608 - the parts are constants of this module
).bindparams(bindparam("now", type_=UTCDateTime))
"""Whoever is in peace is told when that ends."""

DIGEST = text(
    f"""
{INTO_DELIVERY}
SELECT platform, 'digest', :subject, person, NULL, {2 * Urgency.LATER + 1}, 0.0, 0,
    :now, 'pending', 0, 1, FALSE, ''
FROM delivery
WHERE {_DUE} AND person IS NOT NULL
GROUP BY platform, person
HAVING COUNT(*) > :few OR COUNT(CASE WHEN state = 'gathering' THEN 1 END) > 0
ORDER BY person
ON CONFLICT DO NOTHING
"""  # noqa: S608 - the parts are constants of this module
).bindparams(
    bindparam("subject", type_=String),
    bindparam("now", type_=UTCDateTime),
    bindparam("few", type_=Integer),
)
"""Owe a digest to everybody to whom one is due, or more than a few messages that rested."""

GATHER = text(
    f"""
UPDATE delivery
SET state = 'gathered', digest = (
    SELECT told.id FROM delivery AS told
    WHERE told.kind = 'digest' AND told.subject = :subject AND told.person = delivery.person
)
WHERE {_DUE} AND EXISTS (
    SELECT 1 FROM delivery AS told
    WHERE told.kind = 'digest' AND told.subject = :subject AND told.person = delivery.person
)
"""  # noqa: S608 - the parts are constants of this module
).bindparams(bindparam("subject", type_=String), bindparam("now", type_=UTCDateTime))
"""What a digest tells of is told by it alone."""

RELEASE = text(
    f"""
UPDATE delivery
SET state = CASE WHEN person IS NULL THEN 'gone' ELSE 'pending' END, due = :now
WHERE {_DUE} AND (state = 'resting' OR person IS NULL)
"""  # noqa: S608 - the parts are constants of this module
).bindparams(bindparam("now", type_=UTCDateTime))
"""A few messages that rested are sent each by itself."""

_POSTED = """
kind = 'incident' AND channel = :channel AND state NOT IN ('gone', 'failed') AND subject IN (
    SELECT CAST(number AS VARCHAR) FROM incident
    WHERE posted > :first AND posted <= :last AND state <> 'withdrawn'
)
"""

_SAID_OF_A_SPAN = (
    bindparam("subject", type_=String),
    bindparam("channel", type_=Integer),
    bindparam("first", type_=UTCDateTime),
    bindparam("last", type_=UTCDateTime),
)

RECALL = text(
    f"""
{INTO_DELIVERY}
SELECT platform, 'digest', :subject, NULL, id, {2 * Urgency.LATER}, 0.0, 0,
    :now, 'pending', 0, 1, FALSE, ''
FROM channel
WHERE id = :channel AND EXISTS (SELECT 1 FROM delivery WHERE {_POSTED})
ON CONFLICT DO NOTHING
"""  # noqa: S608 - the parts are constants of this module
).bindparams(*_SAID_OF_A_SPAN, bindparam("now", type_=UTCDateTime))
"""Owe a channel a digest, if anything was posted there in a span of time."""

LINK = text(
    f"""
UPDATE delivery
SET digest = (
    SELECT told.id FROM delivery AS told
    WHERE told.kind = 'digest' AND told.subject = :subject AND told.channel = :channel
)
WHERE {_POSTED}
"""  # noqa: S608 - the parts are constants of this module
).bindparams(*_SAID_OF_A_SPAN)
"""What was posted there is told once more by the digest."""
