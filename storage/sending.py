"""The two statements that every message takes, put together once: that costs more than they do."""

from datetime import datetime
from typing import Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    TextClause,
    and_,
    bindparam,
    case,
    literal_column,
    null,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from bot.model.deliveries import DeliveryState
from storage.shares import in_share
from storage.tables import DeliveryRow

PENDING: Final = DeliveryState.PENDING.value
SENDING: Final = DeliveryState.SENDING.value
SENT: Final = DeliveryState.SENT.value

CLAIMANTS: Final = 0x50726369
"""First number of the advisory locks that say on PostgreSQL which claimants live."""

_table = DeliveryRow.metadata.tables["delivery"]
_owed = _table.c

IS_PENDING: Final = _owed.state == literal_column(f"'{PENDING}'")
IS_SENDING: Final = _owed.state == literal_column(f"'{SENDING}'")
"""Spelled out, so that planners use the index of what is under way: its rows are these two."""


def _awake() -> ColumnElement[bool]:
    """The recipient is none of those who rest."""
    channels = bindparam("channels", expanding=True, type_=Integer)
    people = bindparam("people", expanding=True, type_=BigInteger)
    return and_(
        or_(_owed.channel.is_(None), _owed.channel.not_in(channels)),
        or_(_owed.person.is_(None), _owed.person.not_in(people)),
    )


def _claim(*whose: ColumnElement[bool]) -> ReturningUpdate[tuple[object, ...]]:
    upcoming = (
        select(_owed.id)
        .where(
            _owed.platform == bindparam("through"),
            IS_PENDING,
            _owed.due <= bindparam("now"),
            _awake(),
            *whose,
        )
        .order_by(_owed.turn, _owed.nearness, _owed.id)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True, of=_table)
        .cte("next_ones")  # locks rows, so PostgreSQL looks for them once
    )
    return (
        update(_table)
        .where(_owed.id.in_(select(upcoming.c.id)))
        .values(
            state=SENDING,
            attempts=_owed.attempts + 1,
            claimant=bindparam("claimant"),
        )
        .returning(*_owed)
    )


CLAIM, CLAIM_SHARED = _claim(), _claim(in_share())
"""Take the next messages due `through` a platform: channels, then nearest, then oldest."""


def _next_due(*whose: ColumnElement[bool]) -> Select[tuple[datetime]]:
    return (
        select(_owed.due)
        .where(_owed.platform == bindparam("through"), IS_PENDING, _awake(), *whose)
        .order_by(_owed.due)
        .limit(1)
    )


NEXT_DUE, NEXT_DUE_SHARED = _next_due(), _next_due(in_share())
"""When the earliest message is due."""

STANDS = (
    update(_table)
    .where(_owed.id == bindparam("delivery"))
    .values(
        posted_chat=bindparam("chat"),
        posted_message=bindparam("message"),
        attempts=0,
        repeat=False,
        claimant=null(),
        state=case(
            (_owed.state != SENDING, _owed.state),
            (_owed.owed > bindparam("version"), PENDING),
            else_=SENT,
        ),
    )
)
"""A message stands in a chat, as of a version; when more is owed by now it is pending again."""

_OWED_AGAIN = """
UPDATE delivery SET state = 'pending', repeat = TRUE, claimant = NULL
WHERE platform = :through AND state = 'sending' AND (claimant IS NULL OR {whose})
"""

_OURS = "coalesce(claimant = CAST(:me AS integer), FALSE)"

_ALIVE = {
    "sqlite": "FALSE",
    "postgresql": """
        CAST(claimant AS bigint) IN (
            SELECT CAST(objid AS bigint) FROM pg_locks
            WHERE locktype = 'advisory' AND classid = :claimants AND objsubid = 2 AND granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        )
    """,
}
"""Beside us nobody is there on SQLite, and on PostgreSQL whoever holds the lock of his name."""


def _owed_again(whose: str) -> dict[str, TextClause]:
    return {
        dialect: text(_OWED_AGAIN.format(whose=whose.format(alive=alive)))
        for dialect, alive in _ALIVE.items()
    }


RECOVER: Final = _owed_again(f"{_OURS} OR NOT {{alive}}")
"""What we were sending `through` a platform, or who is dead, is owed again, as a repeat."""

INHERIT: Final = _owed_again(f"NOT ({_OURS} OR {{alive}})")
"""What somebody was sending who is dead is owed again, as a repeat."""
