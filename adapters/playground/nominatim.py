"""A stand-in Nominatim on loopback: search, reverse and status over a small gazetteer.

It keeps to the public API documents (https://nominatim.org/release-docs/latest/api/Overview/)
and to the usage policy of the public server: one request a second, from an application that
names itself. The XML and geocodejson forms are not spoken, so /reverse without a format answers
in jsonv2.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from aiohttp import web

from adapters.playground.addresses import LICENCE, feature, language_of, place
from adapters.playground.finds import Find
from adapters.playground.gazetteer import Gazetteer, demo_gazetteer
from adapters.playground.lookups import Finder
from adapters.playground.queries import (
    BadQueryError,
    a_switch,
    form_of,
    point_of,
    search_of,
    zoom_of,
)

RATE_SLACK = 0.05  # seconds by which a punctual client's request may arrive early

# User agents that name a library and not an application; the public server refuses them.
_NAMELESS = ("python-", "python/", "aiohttp/", "geopy/", "java/", "curl/", "okhttp", "go-http")


class Fault(StrEnum):
    """What can be wrong with the server."""

    NONE = "none"
    DOWN = "down"  # the connection breaks
    SLOW = "slow"  # it answers only after `slowness` seconds
    BROKEN = "broken"  # 500
    OVERLOADED = "overloaded"  # 503


@dataclass(slots=True, kw_only=True)
class Weather:
    """How the server fares; may be changed while it runs."""

    fault: Fault = Fault.NONE
    slowness: float = 30.0  # seconds
    requests_per_second: float | None = 1.0  # None: as many as come


class NominatimServer:
    """The stand-in, to be started on a port of the loopback."""

    def __init__(
        self,
        gazetteer: Gazetteer | None = None,
        *,
        weather: Weather | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Serve this gazetteer, or the demo's."""
        self.weather = weather or Weather()
        self.asked = 0  # requests so far, answered or not
        self._finder = Finder(gazetteer or demo_gazetteer())
        self._clock = clock
        self._last = float("-inf")
        self._runner: web.AppRunner | None = None
        self._port = 0

    @property
    def domain(self) -> str:
        """Host and port, as geopy's `domain` takes it."""
        return f"127.0.0.1:{self._port}"

    @property
    def url(self) -> str:
        """The address of the server."""
        return f"http://{self.domain}"

    async def start(self, port: int = 0) -> None:
        """Listen on the loopback; port 0 takes any free one."""
        app = web.Application(middlewares=[self._gate])
        app.router.add_get("/search", self._search)
        app.router.add_get("/reverse", self._reverse)
        app.router.add_get("/status", _status)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    @web.middleware
    async def _gate(
        self,
        request: web.Request,
        handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
    ) -> web.StreamResponse:
        self.asked += 1
        await self._suffer(request)
        if _nameless(request.headers.get("User-Agent", "")):
            return web.Response(status=403, text=_PAGE.format("Access blocked"))
        if self._too_soon():
            return web.Response(status=429, text=_PAGE.format("Too many requests"))
        return await handler(request)

    async def _suffer(self, request: web.Request) -> None:
        match self.weather.fault:
            case Fault.DOWN:
                if request.transport:
                    request.transport.abort()
                raise web.HTTPServiceUnavailable
            case Fault.SLOW:
                await asyncio.sleep(self.weather.slowness)
            case Fault.BROKEN:
                raise web.HTTPInternalServerError
            case Fault.OVERLOADED:
                raise web.HTTPServiceUnavailable
            case Fault.NONE:
                return

    def _too_soon(self) -> bool:
        rate, now = self.weather.requests_per_second, self._clock()
        if rate and now - self._last < 1 / rate - RATE_SLACK:
            return True
        self._last = now
        return False

    async def _search(self, request: web.Request) -> web.Response:
        try:
            form = form_of(request.query)
            wanted = search_of(request.query)
            details = a_switch(request.query, "addressdetails", usual=False)
        except BadQueryError as bad:
            return _refusal(bad)
        finds: tuple[Find, ...] = ()
        if wanted.point:
            here = self._finder.reverse(wanted.point, zoom=18)
            finds = (here,) if here else ()
        elif wanted.in_canada:
            finds = self._finder.search(wanted.text)
        return _answer(wanted.choose(finds), request, form=form, details=details)

    async def _reverse(self, request: web.Request) -> web.Response:
        try:
            form = form_of(request.query)
            spot, zoom = point_of(request.query), zoom_of(request.query)
            details = a_switch(request.query, "addressdetails", usual=True)
        except BadQueryError as bad:
            return _refusal(bad)
        find = self._finder.reverse(spot, zoom)
        if find is None:
            return web.json_response({"error": "Unable to geocode"}, dumps=_dumps)
        return _answer((find,), request, form=form, details=details, single=True)


_PAGE = "<html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>"


def _nameless(agent: str) -> bool:
    return not agent.strip() or agent.lower().startswith(_NAMELESS)


def _refusal(bad: BadQueryError) -> web.Response:
    if not bad.as_json:
        return web.Response(status=400, text=f"ERROR 400: {bad.message}")
    return web.json_response(
        {"error": {"code": 400, "message": bad.message}}, status=400, dumps=_dumps
    )


def _answer(
    finds: tuple[Find, ...],
    request: web.Request,
    *,
    form: str,
    details: bool,
    single: bool = False,
) -> web.Response:
    spoken = request.headers.get("Accept-Language", "")
    language = language_of(request.query.get("accept-language", spoken))
    if form == "geojson":
        features = [feature(find, language=language, details=details) for find in finds]
        written: object = {
            "type": "FeatureCollection",
            "licence": LICENCE,
            "features": features,
        }
    else:
        places = [place(find, form=form, language=language, details=details) for find in finds]
        written = places[0] if single else places
    return web.json_response(written, dumps=_dumps)


async def _status(request: web.Request) -> web.Response:
    form = request.query.get("format", "text")
    if form == "text":
        return web.Response(text="OK")
    if form != "json":
        return web.Response(
            status=400, text="ERROR 400: Parameter 'format' must be one of: text, json"
        )
    return web.json_response(
        {
            "status": 0,
            "message": "OK",
            "data_updated": "2024-01-01T00:00:00+00:00",
            "software_version": "4.5.0-0",
            "database_version": "4.5.0-0",
        }
    )


def _dumps(written: object) -> str:
    return json.dumps(written, ensure_ascii=False)
