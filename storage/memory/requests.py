"""Requests, in memory."""

from dataclasses import replace
from datetime import datetime

from bot.model.audiences import Audience
from bot.model.ids import AgencyId, RequestNumber
from bot.model.requests import Ending, Request, RequestDraft, RequestState, same_case
from storage.memory.rows import Rows

MOST = 10


class Requests:
    """Requests by number."""

    def __init__(self, rows: Rows) -> None:
        """Work within one transaction."""
        self._rows = rows

    async def add(self, draft: RequestDraft, audience: Audience, asked: datetime) -> Request:
        """Keep a request and give it the next number."""
        request = Request(
            number=RequestNumber(self._rows.number("request")),
            agency=draft.agency,
            officer=draft.officer,
            case=draft.case,
            text=draft.text,
            cell=draft.cell,
            near=draft.near,
            window_from=draft.window_from,
            window_until=draft.window_until,
            closes=draft.closes,
            asked=asked,
            audience=audience.area,
            band=audience.band,
            interest=draft.interest,
        )
        self._rows.requests[request.number] = request
        return request

    async def get(self, number: RequestNumber) -> Request | None:
        """The request with this number."""
        return self._rows.requests.get(number)

    async def of(self, agency: AgencyId) -> tuple[Request, ...]:
        """The agency's requests, newest first, at most ten."""
        theirs = (request for request in self._rows.requests.values() if request.agency == agency)
        newest = sorted(theirs, key=lambda request: request.number, reverse=True)
        return tuple(newest[:MOST])

    async def since(self, agency: AgencyId, moment: datetime) -> tuple[Request, ...]:
        """The agency's requests asked after the moment, oldest first."""
        return tuple(
            request
            for _, request in sorted(self._rows.requests.items())
            if request.agency == agency and request.asked > moment
        )

    async def due(self, now: datetime) -> tuple[Request, ...]:
        """Open requests whose closing moment has come."""
        return tuple(
            request
            for _, request in sorted(self._rows.requests.items())
            if request.state is RequestState.OPEN and request.closes <= now
        )

    async def end(self, number: RequestNumber, ending: Ending) -> None:
        """It takes no answers any more."""
        if known := self._rows.requests.get(number):
            self._rows.requests[number] = replace(known, state=RequestState.CLOSED, ending=ending)

    async def in_case(self, agency: AgencyId, case: str) -> int:
        """How many requests of an agency name this case, in whatever letters and dashes."""
        theirs = (each for each in self._rows.requests.values() if each.agency == agency)
        return sum(same_case(each.case, case) for each in theirs)
