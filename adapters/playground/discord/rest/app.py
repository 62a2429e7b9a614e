"""The web server: every call is counted, checked, answered and noted."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from adapters.playground.discord.interactions import Desk
from adapters.playground.discord.nouns import Application
from adapters.playground.discord.rates import Gauge
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
from adapters.playground.discord.rest.calls import Call, Route
from adapters.playground.discord.rest.visits import BASE, Visit, answer, heard
from adapters.playground.discord.wire import (
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    TOO_LARGE,
    ApiError,
)
from adapters.playground.faults import Trouble
from adapters.playground.ledger import TOO_MANY, UNHEARD

INVALID = (401, 403, TOO_MANY)
MAJOR = ("channel", "guild", "application", "token")
"""Parts of a path by which the buckets of one route differ."""

ROUTES = (
    *users.ROUTES,
    *messages.ROUTES,
    *channels.ROUTES,
    *guilds.ROUTES,
    *roles.ROUTES,
    *commands.ROUTES,
    *interactions.ROUTES,
)


@dataclass(slots=True, kw_only=True)
class Counter:
    """Where calls arrive: rates, faults, permissions, the ledger."""

    realm: Realm
    desk: Desk
    gauge: Gauge

    def mount(self, app: web.Application) -> None:
        """Put every route under its path."""
        for route in ROUTES:
            app.router.add_route(route.method, BASE + route.path, self._bound(route))
        app.router.add_route("*", "/api/{rest:.*}", self._nowhere)

    def _bound(self, route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def act(request: web.Request) -> web.StreamResponse:
            return await self._meet(request, route)

        return act

    async def _nowhere(self, request: web.Request) -> web.Response:
        visit = Visit(request=request, arrived=self.realm.ticks())
        known = [one for one in request.app.router.resources() if _fits(one, request.path)]
        refusal = METHOD_NOT_ALLOWED if known else NOT_FOUND
        self._note(visit, refusal.status)
        return answer(ApiError(refusal).body(), refusal.status)

    async def _meet(self, request: web.Request, route: Route) -> web.StreamResponse:
        visit = Visit(request=request, arrived=self.realm.ticks(), route=route)
        visit.caller = self._caller(request)
        fault = self.realm.faults.strike(visit.name, visit.channel)
        if fault is not None and fault.trouble is Trouble.HOLD:
            fault.hold.reached.set()
            await fault.hold.released.wait()
        if fault is not None and fault.trouble is Trouble.CUT:
            self._note(visit, UNHEARD)
            return visit.cut()
        if fault is not None and fault.trouble is Trouble.REFUSE:
            response = visit.trip(fault)
        else:
            response = await self._count(visit, route)
        self._note(visit, heard(fault, response.status))
        return response if fault is None else await visit.spoil(fault, response)

    def _caller(self, request: web.Request) -> Application | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        return self.realm.application_of(token) if scheme == "Bot" else None

    def _note(self, visit: Visit, status: int) -> None:
        self.realm.ledger.note(visit.entry(status))
        if status in INVALID:
            self.gauge.invalid()

    async def _count(self, visit: Visit, route: Route) -> web.Response:
        if self.gauge.banned:
            return web.Response(status=429, text="error code: 1015")
        own = visit.caller.id if visit.caller else 0
        reading = None if route.webhook else self.gauge.overall(own)
        major = "/".join(visit.request.match_info.get(one, "") for one in MAJOR)
        reading = reading or self.gauge.call(own, visit.name, major)
        if reading is not None and reading.exceeded:
            return visit.limited(reading)
        response = await self._act(visit, route)
        response.headers.update(reading.headers() if reading else {})
        return response

    async def _act(self, visit: Visit, route: Route) -> web.Response:
        try:
            call = Call(
                realm=self.realm, desk=self.desk, request=visit.request, caller=visit.caller
            )
            return visit.done(await route.act(call if route.public else call.identified()))
        except ApiError as refusal:
            return answer(refusal.body(), refusal.refusal.status)
        except web.HTTPRequestEntityTooLarge:
            return answer(ApiError(TOO_LARGE).body(), TOO_LARGE.status)


def _fits(resource: web.AbstractResource, path: str) -> bool:
    if resource.canonical.startswith("/api/{rest"):
        return False
    wanted, given = resource.canonical.split("/"), path.split("/")
    if len(wanted) != len(given):
        return False
    pairs = zip(wanted, given, strict=True)
    return all(one == other or one.startswith("{") for one, other in pairs)
