"""Updates that a balancer brings to any process, passed on to the one that hears the bot."""

import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Final

import aiohttp
from aiohttp import web

from bot.ports.crew import Crew

log = logging.getLogger("porchlight")

PASSED_ON: Final = "X-Porchlight-Passed-On"
"""Header of what came from another process: it is not passed on again."""

OWN: Final = frozenset({"host", "content-length", "transfer-encoding", "connection"})
"""Headers that belong to one connection."""

PATIENCE: Final = aiohttp.ClientTimeout(total=30.0)

Receive = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Hooks:
    """Takes in itself what it may, and passes on the rest: what is on a desk is in one process."""

    def __init__(self, crew: Crew, duty: str, here: Callable[[], bool]) -> None:
        """`here` tells whether this process has the duty of hearing."""
        self._crew, self._duty, self._here = crew, duty, here

    def routes(self, routes: Iterable[web.RouteDef]) -> list[web.RouteDef]:
        """The same, for whichever process they come to."""
        return [web.post(route.path, self._shared(route)) for route in routes]

    def _shared(self, route: web.RouteDef) -> Receive:
        async def receive(request: web.Request) -> web.StreamResponse:
            if self._here():
                return await route.handler(request)
            if PASSED_ON in request.headers:
                raise web.HTTPServiceUnavailable  # the duty goes round just now
            return await self._pass_on(request)

        return receive

    async def _pass_on(self, request: web.Request) -> web.Response:
        """Whatever the other answers is the answer; where nobody does, it is brought again."""
        where = await self._crew.where(self._duty)
        if not where:
            raise web.HTTPServiceUnavailable
        sent = request.headers.items()
        headers = {name: value for name, value in sent if name.lower() not in OWN}
        try:
            async with (
                aiohttp.ClientSession(timeout=PATIENCE) as session,
                session.post(
                    f"http://{where}{request.path}",
                    data=await request.read(),
                    headers=headers | {PASSED_ON: "1"},
                ) as answer,
            ):
                return web.Response(status=answer.status)
        except (aiohttp.ClientError, TimeoutError) as error:
            log.warning("an update could not be passed on (%s)", type(error).__name__)
            raise web.HTTPServiceUnavailable from None
