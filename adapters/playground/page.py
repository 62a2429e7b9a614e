"""The playground's page: both stand-in platforms side by side, served on the loopback."""

import dataclasses
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from aiohttp import web

from adapters.playground.control import LARGEST_REQUEST, Control
from adapters.playground.gazetteer import Gazetteer, Spot, Street
from adapters.playground.servers import StandIn
from adapters.playground.story import EmptyStory, Stage, Story

_FILES = Path(__file__).with_name("page")
_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".jpg": "image/jpeg",
    ".png": "image/png",
}
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' blob:; media-src 'self'; connect-src 'self'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-cache",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class PlaygroundPage:
    """The page with its control routes."""

    def __init__(
        self,
        *,
        worlds: Mapping[str, StandIn],
        story: Story | None = None,
        places: Gazetteer,
        areas: Mapping[str, object],
        roles: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        """Show these worlds.

        Args:
            worlds: the stand-ins, as "telegram" and "discord".
            story: what the play button plays; without one there is no button.
            places: what the map's picker offers.
            areas: a GeoJSON feature collection of named polygons, drawn as the map.
            roles: for each platform, who each person (by id) is in the neighbourhood.
        """
        self._control = Control(worlds, Stage(story or EmptyStory()))
        self._setting = _setting(places, areas, roles or {})
        self._runner: web.AppRunner | None = None
        self._host = ""
        self._port = 0

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"http://{self._host}:{self._port}"

    async def start(self, host: str = "127.0.0.1", port: int = 8642) -> None:
        """Listen; port 0 takes any free one."""
        app = web.Application(client_max_size=LARGEST_REQUEST, middlewares=[self._own_name_only])
        app.router.add_get("/", _front)
        app.router.add_get("/page/setting.json", self._show_setting)
        app.router.add_get("/page/{path:[a-z0-9/-]+\\.[a-z]+}", _file)
        self._control.add_to(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        self._host, self._port = host, self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Stop listening; open streams end."""
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    @web.middleware
    async def _own_name_only(
        self,
        request: web.Request,
        handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
    ) -> web.StreamResponse:
        """On the loopback, answer to the loopback's names only: another site's name may lead here.

        (DNS rebinding would otherwise let that site act as anybody.)
        """
        if self._host in _LOOPBACK and request.url.host not in _LOOPBACK:
            raise web.HTTPForbidden(text="Open this page by its own address.")
        return await handler(request)

    async def _show_setting(self, _: web.Request) -> web.Response:
        return web.json_response(self._setting, headers=_HEADERS)


async def _front(_: web.Request) -> web.Response:
    return _serve(_FILES / "index.html")


async def _file(request: web.Request) -> web.Response:
    file = _FILES / request.match_info["path"]
    if not file.is_file():
        raise web.HTTPNotFound
    return _serve(file)


def _serve(file: Path) -> web.Response:
    kind = _TYPES[file.suffix]
    charset = "utf-8" if kind.startswith("text/") else None
    return web.Response(
        body=file.read_bytes(), content_type=kind, charset=charset, headers=_HEADERS
    )


def _setting(
    places: Gazetteer, areas: Mapping[str, object], roles: Mapping[str, Mapping[str, str]]
) -> dict[str, object]:
    return {
        "roles": {platform: dict(people) for platform, people in roles.items()},
        "areas": areas,
        "streets": [_street(street) for street in places.streets],
        "places": [
            {"name": place.name, "kind": place.kind, "in": place.neighbourhood.name}
            | dataclasses.asdict(place.spot)
            for place in (*places.places, *places.crossings())
        ],
    }


def _street(street: Street) -> dict[str, object]:
    return {
        "name": street.name,
        "kind": street.kind,
        "line": [_pair(corner.spot) for corner in street.corners],
    }


def _pair(spot: Spot) -> list[float]:
    return [spot.longitude, spot.latitude]
