"""The feeds over HTTP."""

import json
from datetime import timedelta

from aiohttp import web

from adapters.feeds import atom, cap, geojson
from adapters.feeds.answers import answer
from adapters.feeds.words import Site
from bot.model.ids import IncidentNumber
from bot.ports.feeds import PublicRecord
from bot.ports.world import Clock

MOST_DAYS = 30
DAYS = 7


class FeedsUrlError(ValueError):
    """FEEDS_URL is no address under which others could find feeds."""

    def __init__(self) -> None:
        """Say what would work."""
        super().__init__(
            "FEEDS_URL is where others find the feeds, such as https://watch.example.org/feeds"
        )


class Feeds:
    """Routes that answer with what is public, by the block."""

    def __init__(self, record: PublicRecord, clock: Clock, url: str) -> None:
        """Serve this record; `url` is the address that others know.

        Raises:
            FeedsUrlError: it is no address.
        """
        if not url.startswith(("http://", "https://")):
            raise FeedsUrlError
        self._record, self._clock = record, clock
        self._site = Site(url.rstrip("/"))

    def routes(self) -> list[web.RouteDef]:
        """For the watch's own HTTP server."""
        return [
            web.get("/feeds/incidents.geojson", self._geojson),
            web.get(f"/feeds/{atom.FILE}", self._atom),
            web.get("/feeds/areas.geojson", self._areas),
            web.get(r"/feeds/cap/{number:[0-9]{1,9}}.xml", self._cap),
        ]

    async def _geojson(self, request: web.Request) -> web.Response:
        since = self._clock.now() - timedelta(days=_days(request))
        found = geojson.of_incidents(await self._record.incidents(since), self._site)
        return answer(request, _written(found), geojson.TYPE)

    async def _atom(self, request: web.Request) -> web.Response:
        now = self._clock.now()
        found = await self._record.incidents(now - timedelta(days=_days(request)))
        return answer(request, atom.of_incidents(found, self._site, now), atom.TYPE)

    async def _areas(self, request: web.Request) -> web.Response:
        found = geojson.of_areas(await self._record.areas())
        return answer(request, _written(found), geojson.TYPE)

    async def _cap(self, request: web.Request) -> web.Response:
        number = IncidentNumber(int(request.match_info["number"]))
        incident = await self._record.incident(number)
        if incident is None:
            raise web.HTTPNotFound(text="There is no incident of this number.\n")
        return answer(request, cap.alert(incident, self._site), cap.TYPE)


def _days(request: web.Request) -> int:
    """How far back; raises HTTPBadRequest for what is no such number."""
    written = request.query.get("days", str(DAYS))
    if not (written.isascii() and written.isdecimal() and 1 <= int(written[:3]) <= MOST_DAYS):
        raise web.HTTPBadRequest(text=f"days is a number from 1 to {MOST_DAYS}.\n")
    return int(written[:3])


def _written(found: geojson.Feature) -> bytes:
    return json.dumps(found, ensure_ascii=False).encode()
