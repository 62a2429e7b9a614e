"""When doorbells rang, in memory."""

from dataclasses import replace
from datetime import datetime

from bot.model.ids import RequestNumber
from bot.model.relay import Waiting
from storage.memory.rows import Rows, Rung


class Bells:
    """Bells by request."""

    def __init__(self, rows: Rows) -> None:
        """Work within one transaction."""
        self._rows = rows

    async def ring(self, request: RequestNumber, now: datetime, before: datetime) -> bool:
        """Note that it rings now and nothing waits, unless it rang after `before`; whether so."""
        last = self._rows.bells.get(request)
        if last is not None and last.rang > before:
            return False
        self._rows.bells[request] = Rung(rang=now)
        return True

    async def rang(self, request: RequestNumber) -> datetime | None:
        """When it rang last."""
        last = self._rows.bells.get(request)
        return None if last is None else last.rang

    async def wait(self, waiting: Waiting) -> None:
        """Remember a question for which it is to ring later; the first one stays."""
        last = self._rows.bells.get(waiting.request)
        if last is not None and last.waits is None:
            self._rows.bells[waiting.request] = replace(last, waits=waiting.question)

    async def waiting(self, before: datetime) -> tuple[Waiting, ...]:
        """What waits for bells that did not ring after `before`, by request."""
        return tuple(
            Waiting(request=request, question=bell.waits)
            for request, bell in sorted(self._rows.bells.items())
            if bell.rang <= before and bell.waits is not None
        )

    async def destroy(self, request: RequestNumber) -> None:
        """Forget the bell of a request."""
        self._rows.bells.pop(request, None)
