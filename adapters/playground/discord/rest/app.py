"""The web server: every call is counted, checked, answered and noted."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus

from aiohttp import web

from adapters.playground.discord.faults import Fault, Faults, Trouble
from adapters.playground.discord.interactions import Desk
from adapters.playground.discord.ledger import Entry
from adapters.playground.discord.nouns import Application
from adapters.playground.discord.rates import Gauge, Reading
from adapters.playground.discord.realm import Realm
from adapters.playground.discord.rest import (
    channels,
    commands,
    guilds,
    interactions,
    messages,
    roles,
    users,
)
from adapters.playground.discord.rest.calls import Answer, Call, Route
from adapters.playground.discord.wire import (
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    TOO_LARGE,
    ApiError,
)

BASE = "/api/v10"
MAX_BODY = 30 * 1024 * 1024
SECURE = {"Via": "1.1 google"}  # what a client takes as the sign that the API answered
INVALID = (401, 403, 429)
CUT = 0
ROUTES = (
    *users.ROUTES,
    *messages.ROUTES,
    *channels.ROUTES,
    *guilds.ROUTES,
    *roles.ROUTES,
    *commands.ROUTES,
    *interactions.ROUTES,
)


def answer(body: object, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """A JSON answer; its content type is exactly `application/json`."""
    return web.Response(
        body=json.dumps(body).encode(),
        status=status,
        content_type="application/json",
        headers={**SECURE, **(headers or {})},
    )


@dataclass(slots=True, kw_only=True)
class Counter:
    """Where calls arrive: rates, faults, permissions, the ledger."""

    realm: Realm
    desk: Desk
    gauge: Gauge
    faults: Faults
    ledger: list[Entry] = field(default_factory=list)

    def mount(self, app: web.Application) -> None:
        """Put every route under its path."""
        for route in ROUTES:
            app.router.add_route(route.method, BASE + route.path, self._bound(route))
        app.router.add_route("*", "/api/{rest:.*}", self._nowhere)

    def _bound(self, route: Route) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def act(request: web.Request) -> web.Response:
            return await self._meet(request, route)

        return act

    async def _nowhere(self, request: web.Request) -> web.Response:
        path = request.path.removeprefix(BASE)
        known = [one for one in request.app.router.resources() if _fits(one, request.path)]
        refusal = METHOD_NOT_ALLOWED if known else NOT_FOUND
        self._note(request, path, refusal.status, None)
        return answer(ApiError(refusal).body(), refusal.status)

    async def _meet(self, request: web.Request, route: Route) -> web.Response:
        caller = self._caller(request)
        fault = self.faults.strike(route.method, route.path)
        if fault is not None and fault.trouble is Trouble.CUT:
            return self._cut(request, route, caller)
        if fault is not None and fault.trouble is Trouble.REFUSE:
            response = _refused(fault)
        else:
            response = await self._count(request, route, caller)
        if fault is not None and fault.trouble is Trouble.LOSE:
            return self._cut(request, route, caller)
        self._note(request, route.path, response.status, caller)
        if fault is not None and fault.trouble is Trouble.TRUNCATE:
            return await _truncated(request, response)
        return response

    def _caller(self, request: web.Request) -> Application | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        return self.realm.application_of(token) if scheme == "Bot" else None

    def _cut(self, request: web.Request, route: Route, caller: Application | None) -> web.Response:
        self._note(request, route.path, CUT, caller)
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    def _note(
        self, request: web.Request, route: str, status: int, caller: Application | None
    ) -> None:
        entry = Entry(
            time=self.realm.now(),
            method=request.method,
            route=route,
            path=request.path.removeprefix(BASE),
            channel=request.match_info.get("channel", ""),
            status=status,
            application=str(caller.id) if caller else "",
        )
        self.ledger.append(entry)
        if status in INVALID:
            self.gauge.invalid()

    async def _count(
        self, request: web.Request, route: Route, caller: Application | None
    ) -> web.Response:
        if self.gauge.banned:
            return web.Response(status=429, text="error code: 1015")
        own = caller.id if caller else 0
        reading = None if route.webhook else self.gauge.overall(own)
        major = "/".join(
            request.match_info.get(one, "") for one in ("channel", "guild", "application", "token")
        )
        reading = reading or self.gauge.call(own, f"{route.method} {route.path}", major)
        if reading is not None and reading.exceeded:
            return _limited(reading)
        response = await self._act(request, route, caller)
        response.headers.update(reading.headers() if reading else {})
        return response

    async def _act(
        self, request: web.Request, route: Route, caller: Application | None
    ) -> web.Response:
        try:
            call = Call(realm=self.realm, desk=self.desk, request=request, caller=caller)
            told = await route.act(call if route.public else call.identified())
        except ApiError as refusal:
            return answer(refusal.body(), refusal.refusal.status)
        except web.HTTPRequestEntityTooLarge:
            return answer(ApiError(TOO_LARGE).body(), TOO_LARGE.status)
        return _told(told, route)


def _told(told: Answer, route: Route) -> web.Response:
    if told is None:
        return web.Response(status=HTTPStatus.NO_CONTENT, headers=SECURE)
    return answer(told, HTTPStatus.CREATED if route.created else HTTPStatus.OK)


def _fits(resource: web.AbstractResource, path: str) -> bool:
    if resource.canonical.startswith("/api/{rest"):
        return False
    wanted, given = resource.canonical.split("/"), path.split("/")
    if len(wanted) != len(given):
        return False
    pairs = zip(wanted, given, strict=True)
    return all(one == other or one.startswith("{") for one, other in pairs)


def _limited(reading: Reading) -> web.Response:
    scope = "global" if reading.shared_by_all else "user"
    return _too_many(reading.reset_after, scope, reading.headers())


def _too_many(seconds: float, scope: str, more: dict[str, str]) -> web.Response:
    everywhere = scope == "global"
    body = {
        "message": "You are being rate limited.",
        "retry_after": round(seconds, 3),
        "global": everywhere,
    }
    headers = {**more, "Retry-After": str(int(seconds) + 1), "X-RateLimit-Scope": scope}
    if everywhere:
        headers["X-RateLimit-Global"] = "true"
    return answer(body, HTTPStatus.TOO_MANY_REQUESTS, headers)


def _refused(fault: Fault) -> web.Response:
    if fault.status == HTTPStatus.TOO_MANY_REQUESTS:
        return _too_many(fault.retry_after, "global" if fault.overall else "user", {})
    words = HTTPStatus(fault.status)
    body = {"message": f"{fault.status}: {words.phrase}", "code": 0}
    return answer(body, fault.status)


async def _truncated(request: web.Request, response: web.Response) -> web.Response:
    whole = response.body if isinstance(response.body, bytes) else b""
    partial = web.StreamResponse(status=response.status, headers=SECURE)
    partial.content_type = "application/json"
    partial.content_length = len(whole)
    await partial.prepare(request)
    await partial.write(whole[: len(whole) // 2])
    if request.transport is not None:
        request.transport.close()
    return response
