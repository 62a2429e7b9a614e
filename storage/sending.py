"""The two statements that every message takes, put together once: that costs more than they do."""

from typing import Final

from sqlalchemy import bindparam, case, select, update

from bot.model.deliveries import DeliveryState
from storage.tables import DeliveryRow

PENDING: Final = DeliveryState.PENDING.value
SENDING: Final = DeliveryState.SENDING.value
SENT: Final = DeliveryState.SENT.value

_table = DeliveryRow.metadata.tables["delivery"]
_owed = _table.c

_NEXT = (
    select(_owed.id)
    .where(
        _owed.platform == bindparam("through"),
        _owed.state == PENDING,
        _owed.due <= bindparam("now"),
    )
    .order_by(_owed.turn, _owed.nearness, _owed.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)

CLAIM = (
    update(_table)
    .where(_owed.id == _NEXT.scalar_subquery())
    .values(state=SENDING, attempts=_owed.attempts + 1)
    .returning(*_owed)
)
"""Take the next message that is due `through` a platform: channels, then nearest, then oldest."""

STANDS = (
    update(_table)
    .where(_owed.id == bindparam("delivery"))
    .values(
        posted_chat=bindparam("chat"),
        posted_message=bindparam("message"),
        attempts=0,
        repeat=False,
        state=case(
            (_owed.state != SENDING, _owed.state),
            (_owed.owed > bindparam("version"), PENDING),
            else_=SENT,
        ),
    )
)
"""A message stands in a chat, as of a version; when more is owed by now it is pending again."""
