"""One call from its arrival at the door to its line in the ledger, whatever befalls it."""

import asyncio
import json
from dataclasses import dataclass, field
from http import HTTPStatus

from aiohttp import web

from adapters.playground.faults import GARBLED, Fault, Trouble
from adapters.playground.ledger import TOO_MANY, UNHEARD, Entry
from adapters.playground.telegram.calls import JSON, Call
from adapters.playground.telegram.errors import ApiError, No
from adapters.playground.telegram.nouns import Bot
from adapters.playground.telegram.town import Town

_SENDS = "send"


@dataclass(slots=True, kw_only=True)
class Visit:
    """A call that is at the door, and what is known of it by now."""

    town: Town
    request: web.Request
    arrived: float
    call: Call
    bot: Bot | None = None
    made: tuple[str, ...] = field(default=())

    def done(self, result: object) -> None:
        """It was carried out."""
        sent = result if isinstance(result, list) else [result]
        if self.call.method.lower().startswith(_SENDS):
            self.made = tuple(str(each["message_id"]) for each in sent if isinstance(each, dict))

    def answer(self, status: int, body: JSON) -> web.Response:
        """Note how it ends, and let the answer go."""
        self._note(status)
        return web.json_response(body, status=status)

    def refuse(self, error: ApiError) -> web.Response:
        """Answer with a refusal of the API."""
        self._note(error.status, error)
        return web.json_response(error.body(), status=error.status)

    def trip(self, fault: Fault) -> web.Response:
        """Answer with a refusal that was ordered."""
        if fault.status == TOO_MANY:
            seconds = int(fault.retry_after)
            return self.refuse(ApiError(No.TOO_MANY, seconds, retry_after=seconds))
        words = fault.words or HTTPStatus(fault.status).phrase
        body = {"ok": False, "error_code": fault.status, "description": words}
        return self.answer(fault.status, body)

    def cut(self) -> web.Response:
        """Break the connection."""
        self._note(UNHEARD)
        if self.request.transport:
            self.request.transport.abort()
        return web.Response()

    async def spoil(self, fault: Fault, body: JSON) -> web.StreamResponse:
        """Answer what was done as the fault says."""
        match fault.trouble:
            case Trouble.SLOW:
                await asyncio.sleep(fault.seconds)
            case Trouble.LOSE:
                return self.cut()
            case Trouble.TRUNCATE:
                return await self._halve(body)
            case Trouble.GARBLE:
                self._note(UNHEARD)
                return web.Response(body=GARBLED, content_type="text/html")
            case _:
                pass
        return self.answer(HTTPStatus.OK, body)

    async def _halve(self, body: JSON) -> web.StreamResponse:
        whole = json.dumps(body).encode()
        answer = web.StreamResponse(headers={"Content-Type": "application/json"})
        answer.content_length = len(whole)
        await answer.prepare(self.request)
        await answer.write(whole[: len(whole) // 2])
        return self.cut()

    def _note(self, status: int, error: ApiError | None = None) -> None:
        self.town.note(
            Entry(
                arrived=self.arrived,
                call=self.call.method,
                bot="" if self.bot is None else str(self.bot.id),
                chat=self.call.text("chat_id"),
                status=status,
                made=self.made,
                wait=0.0 if error is None else error.wait,
            )
        )


def spoiled(fault: Fault | None, result: object) -> object:
    """Updates in the order and as often as the fault has them."""
    if fault is None or not isinstance(result, list):
        return result
    match fault.trouble:
        case Trouble.TWICE:
            return [each for each in result for _ in range(2)]
        case Trouble.SHUFFLE:
            return result[::-1]
        case _:
            return result
