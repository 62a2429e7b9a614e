"""Updates that a balancer brings to any process, passed on to the one that hears the bot."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from aiohttp import web

from bot.app.couriers import PASSED_ON, Courier

OWN: Final = frozenset({"host", "content-length", "transfer-encoding", "connection"})
"""Headers that belong to one connection."""

Receive = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Hooks:
    """Takes in itself what it may, and passes on the rest: what is on a desk is in one process."""

    def __init__(self, courier: Courier, here: Callable[[], bool]) -> None:
        """`here` tells whether this process has the duty of hearing."""
        self._courier, self._here = courier, here

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
        sent = request.headers.items()
        headers = {name: value for name, value in sent if name.lower() not in OWN}
        body = await request.read()
        return web.Response(status=await self._courier.bring(request.path, body, headers))
