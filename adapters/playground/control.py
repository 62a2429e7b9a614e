"""The control routes: act as any person on the stand-in platforms and see what they see.

They are for the page, the story and the tests. Every change must be JSON, which keeps pages of
other sites from acting here through somebody's browser.
"""

import asyncio
import contextlib
import dataclasses
import json
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from adapters.playground.coding import NonsenseError, act_from_json, screen_as_json
from adapters.playground.orders import (
    fault_as_json,
    fault_from_json,
    ledger_as_json,
    seconds_from_json,
)
from adapters.playground.screens import CannotActError
from adapters.playground.servers import StandIn
from adapters.playground.story import CannotPlayError, EmptyStory, Stage

LARGEST_REQUEST = 100 * 1024 * 1024  # bytes: a platform's largest upload in base64, with room
LOOK_EVERY = 0.05  # seconds between two looks at the versions
BREATH_EVERY = 15.0  # seconds after which a silent stream says that it still lives

_SHOWN_INLINE = ("image/", "video/", "audio/")


class Control:
    """The routes over some worlds and, perhaps, a story."""

    def __init__(self, worlds: Mapping[str, StandIn], stage: Stage | None = None) -> None:
        """Give control over these worlds, by platform."""
        self._worlds = worlds
        self._stage = stage or Stage(EmptyStory())
        self._closing = asyncio.Event()

    def app(self) -> web.Application:
        """An application with these routes alone."""
        app = web.Application(client_max_size=LARGEST_REQUEST)
        self.add_to(app)
        return app

    def add_to(self, app: web.Application) -> None:
        """Add the routes to an application."""
        app.middlewares.append(_plain_errors)
        app.router.add_get("/control/changes", self._changes)
        app.router.add_get("/control/story", self._story)
        app.router.add_post("/control/story/next", self._play_next)
        app.router.add_get("/control/{platform}/people", self._people)
        app.router.add_get("/control/{platform}/screen", self._screen)
        app.router.add_post("/control/{platform}/act", self._act)
        app.router.add_get("/control/{platform}/file/{key:.+}", self._file)
        app.router.add_get("/control/{platform}/faults", self._faults)
        app.router.add_post("/control/{platform}/faults", self._order)
        app.router.add_post("/control/{platform}/faults/clear", self._clear)
        app.router.add_post("/control/{platform}/vanish", self._vanish)
        app.router.add_get("/control/{platform}/ledger", self._ledger)
        app.on_shutdown.append(self._close)

    async def _close(self, _: web.Application) -> None:
        self._closing.set()

    def _world(self, request: web.Request) -> StandIn:
        platform = request.match_info["platform"]
        try:
            return self._worlds[platform]
        except KeyError:
            raise _refusal(web.HTTPNotFound, f"There is no platform {platform!r} here.") from None

    async def _people(self, request: web.Request) -> web.Response:
        people = self._world(request).people()
        return web.json_response([dataclasses.asdict(person) for person in people])

    async def _screen(self, request: web.Request) -> web.Response:
        world, person = self._world(request), request.query.get("person", "")
        try:
            screen = world.screen(person)
        except KeyError:
            raise _stranger(person) from None
        return web.json_response(screen_as_json(screen) | {"version": world.version})

    async def _act(self, request: web.Request) -> web.Response:
        world = self._world(request)
        person, act = act_from_json(await _body(request))
        if person not in {somebody.id for somebody in world.people()}:
            raise _stranger(person)
        try:
            await world.act(person, act)
        except CannotActError as refused:
            raise _refusal(web.HTTPConflict, str(refused)) from refused
        return web.json_response({"version": world.version})

    async def _file(self, request: web.Request) -> web.Response:
        try:
            content, content_type = self._world(request).file(request.match_info["key"])
        except KeyError:
            raise _refusal(web.HTTPNotFound, "There is no such file.") from None
        inline = content_type.startswith(_SHOWN_INLINE) and "svg" not in content_type
        headers = {
            "Content-Type": content_type if inline else "application/octet-stream",
            "Content-Disposition": "inline" if inline else "attachment",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        }
        return web.Response(body=content, headers=headers)

    async def _faults(self, request: web.Request) -> web.Response:
        waiting = self._world(request).faults.waiting
        return web.json_response([fault_as_json(fault) for fault in waiting])

    async def _order(self, request: web.Request) -> web.Response:
        world = self._world(request)
        world.faults.add(fault_from_json(await _body(request), world.now()))
        return await self._faults(request)

    async def _clear(self, request: web.Request) -> web.Response:
        await _body(request)
        self._world(request).faults.clear()
        return web.json_response([])

    async def _vanish(self, request: web.Request) -> web.Response:
        self._world(request).vanish(seconds_from_json(await _body(request)))
        return await self._faults(request)

    async def _ledger(self, request: web.Request) -> web.Response:
        return web.json_response(ledger_as_json(self._world(request).ledger))

    async def _story(self, _: web.Request) -> web.Response:
        return web.json_response(self._stage.as_json())

    async def _play_next(self, request: web.Request) -> web.Response:
        await _body(request)
        try:
            await self._stage.play_next()
        except CannotPlayError as refused:
            raise _refusal(web.HTTPConflict, str(refused)) from refused
        return web.json_response(self._stage.as_json())

    async def _changes(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: the versions of all worlds and the story, whenever one grows."""
        stream = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await stream.prepare(request)
        with contextlib.suppress(ConnectionResetError):  # the page was closed
            await self._tell_changes(stream)
        return stream

    async def _tell_changes(self, stream: web.StreamResponse) -> None:
        told: dict[str, int] = {}
        breaths = 0
        while not self._closing.is_set():
            versions = self._versions()
            breaths += 1
            if versions != told:
                told, breaths = versions, 0
                await stream.write(f"data: {json.dumps(versions)}\n\n".encode())
            elif breaths * LOOK_EVERY >= BREATH_EVERY:
                breaths = 0
                await stream.write(b": still here\n\n")
            await asyncio.sleep(LOOK_EVERY)

    def _versions(self) -> dict[str, int]:
        versions = {platform: world.version for platform, world in self._worlds.items()}
        return versions | {"story": self._stage.version}


async def _body(request: web.Request) -> object:
    if request.content_type != "application/json":
        message = "the body must be application/json"
        raise NonsenseError(message)
    try:
        written: object = await request.json()
    except (json.JSONDecodeError, UnicodeDecodeError):
        message = "the body must be JSON"
        raise NonsenseError(message) from None
    return written


@web.middleware
async def _plain_errors(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    try:
        return await handler(request)
    except NonsenseError as nonsense:
        raise _refusal(web.HTTPBadRequest, str(nonsense)) from nonsense


def _stranger(person: str) -> web.HTTPException:
    return _refusal(web.HTTPNotFound, f"There is nobody {person!r} here.")


def _refusal(kind: type[web.HTTPException], message: str) -> web.HTTPException:
    return kind(text=json.dumps({"error": message}), content_type="application/json")
