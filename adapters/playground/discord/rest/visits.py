"""One call from its arrival to its line in the ledger, whatever befalls it."""

import asyncio
import json
from dataclasses import dataclass, field
from http import HTTPStatus

from aiohttp import web

from adapters.playground.discord.nouns import Application
from adapters.playground.discord.rates import Reading
from adapters.playground.discord.rest.calls import Answer, Route
from adapters.playground.faults import GARBLED, UNCLEAR, Fault, Trouble
from adapters.playground.ledger import TOO_MANY, UNHEARD, Entry

BASE = "/api/v10"
SECURE = {"Via": "1.1 google"}  # what a client takes as the sign that the API answered


def answer(body: object, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """A JSON answer; its content type is exactly `application/json`."""
    return web.Response(
        body=json.dumps(body).encode(),
        status=status,
        content_type="application/json",
        headers={**SECURE, **(headers or {})},
    )


@dataclass(slots=True, kw_only=True)
class Visit:
    """A call that is under way, and what is known of it by now."""

    request: web.Request
    arrived: float
    route: Route | None = None  # none: the path leads nowhere
    caller: Application | None = None
    made: tuple[str, ...] = field(default=())
    wait: float = 0.0
    everywhere: bool = False

    @property
    def name(self) -> str:
        """What the call is known by: method and route."""
        return f"{self.request.method} {self.route.path if self.route else self.path}"

    @property
    def path(self) -> str:
        """The path as it was asked."""
        return self.request.path.removeprefix(BASE)

    @property
    def channel(self) -> str:
        """The id of the channel that it is about, if it is about one."""
        return self.request.match_info.get("channel", "")

    def entry(self, status: int) -> Entry:
        """Its line in the ledger."""
        return Entry(
            arrived=self.arrived,
            call=self.name,
            path=self.path,
            bot=str(self.caller.user.id) if self.caller else "",
            chat=self.channel,
            status=status,
            made=self.made,
            wait=self.wait,
            everywhere=self.everywhere,
        )

    def done(self, told: Answer) -> web.Response:
        """It was carried out."""
        route = self.route
        if route is not None and route.makes and isinstance(told, dict):
            self.made = (str(told["id"]),)
        if told is None:
            return web.Response(status=HTTPStatus.NO_CONTENT, headers=SECURE)
        created = route is not None and route.created
        return answer(told, HTTPStatus.CREATED if created else HTTPStatus.OK)

    def limited(self, reading: Reading) -> web.Response:
        """It came too fast."""
        scope = "global" if reading.shared_by_all else "user"
        return self._too_many(reading.reset_after, scope, reading.headers())

    def trip(self, fault: Fault) -> web.Response:
        """Answer with a refusal that was ordered."""
        if fault.status == TOO_MANY:
            return self._too_many(fault.retry_after, "global" if fault.everywhere else "user", {})
        words = fault.words or f"{fault.status}: {HTTPStatus(fault.status).phrase}"
        return answer({"message": words, "code": 0}, fault.status)

    def _too_many(self, seconds: float, scope: str, more: dict[str, str]) -> web.Response:
        self.wait, self.everywhere = round(seconds, 3), scope == "global"
        body = {
            "message": "You are being rate limited.",
            "retry_after": self.wait,
            "global": self.everywhere,
        }
        headers = {**more, "Retry-After": str(int(seconds) + 1), "X-RateLimit-Scope": scope}
        if self.everywhere:
            headers["X-RateLimit-Global"] = "true"
        return answer(body, TOO_MANY, headers)

    def cut(self) -> web.Response:
        """Break the connection."""
        if self.request.transport is not None:
            self.request.transport.abort()
        return web.Response()

    async def spoil(self, fault: Fault, response: web.Response) -> web.StreamResponse:
        """Answer what was done as the fault says."""
        match fault.trouble:
            case Trouble.SLOW:
                await asyncio.sleep(fault.seconds)
            case Trouble.LOSE:
                return self.cut()
            case Trouble.TRUNCATE:
                return await self._halve(response)
            case Trouble.GARBLE:
                return web.Response(body=GARBLED, content_type="text/html", headers=SECURE)
            case _:
                pass
        return response

    async def _halve(self, response: web.Response) -> web.StreamResponse:
        whole = response.body if isinstance(response.body, bytes) else b""
        partial = web.StreamResponse(status=response.status, headers=SECURE)
        partial.content_type = "application/json"
        partial.content_length = len(whole)
        await partial.prepare(self.request)
        await partial.write(whole[: len(whole) // 2])
        if self.request.transport is not None:
            self.request.transport.close()
        return response


def heard(fault: Fault | None, status: int) -> int:
    """The status that the caller gets to know."""
    return UNHEARD if fault is not None and fault.trouble in UNCLEAR else status
