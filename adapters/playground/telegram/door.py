"""HTTP in front of a town: who calls, with what, and how it is answered."""

import json
import re

from aiohttp import web

from adapters.playground.faults import Trouble
from adapters.playground.telegram.calls import JSON, Call, Sent
from adapters.playground.telegram.couriers import Couriers
from adapters.playground.telegram.errors import ApiError, No
from adapters.playground.telegram.files import UPLOAD_BYTES
from adapters.playground.telegram.methods.table import METHODS
from adapters.playground.telegram.nouns import Bot
from adapters.playground.telegram.town import Town
from adapters.playground.telegram.visits import Visit, spoiled

_ROOM = 1024 * 1024  # for what comes with an upload
_TOKEN = re.compile(r"\d+:[\w-]+", re.ASCII)
_OK = 200


class Door:
    """Takes calls and hands out files."""

    def __init__(self, town: Town, couriers: Couriers) -> None:
        """Stand in front of a town."""
        self._town = town
        self._couriers = couriers

    def app(self) -> web.Application:
        """The web application, with every route."""
        app = web.Application(client_max_size=UPLOAD_BYTES + _ROOM)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        app.router.add_route("*", "/bot{token:[^/]+}/{method:[^/]+}", self._call)
        app.router.add_route("*", "/{path:.*}", self._nothing)
        return app

    async def _nothing(self, _request: web.Request) -> web.StreamResponse:
        error = ApiError(No.NOT_FOUND)
        return web.json_response(error.body(), status=error.status)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        try:
            bot = self._bot(request.match_info["token"])
            file = self._town.shelf.by_path(bot.id, request.match_info["path"])
        except ApiError as error:
            return web.json_response(error.body(), status=error.status)
        except KeyError:
            return await self._nothing(request)
        return web.Response(body=file.content, content_type="application/octet-stream")

    async def _call(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        visit = Visit(
            town=self._town, request=request, arrived=self._town.ticks(), call=Call(method=name)
        )
        try:
            visit.bot = bot = self._bot(request.match_info["token"])
            visit.call = await _read(request, name)
            return await self._serve(visit, bot)
        except ApiError as error:
            return visit.refuse(error)

    def _bot(self, token: str) -> Bot:
        bot = self._town.bots.get(token)
        if bot is None:
            raise ApiError(No.UNAUTHORIZED if _TOKEN.fullmatch(token) else No.NOT_FOUND)
        if bot.logged_out:
            raise ApiError(No.LOGGED_OUT)
        return bot

    async def _serve(self, visit: Visit, bot: Bot) -> web.StreamResponse:
        method = METHODS.get(visit.call.method.lower())
        if method is None:
            raise ApiError(No.NOT_FOUND)
        fault = self._town.faults.strike(visit.call.method, visit.call.text("chat_id"))
        if fault and fault.trouble is Trouble.HOLD:
            fault.hold.reached.set()
            await fault.hold.released.wait()
        if fault and fault.trouble is Trouble.REFUSE:
            return visit.trip(fault)
        if fault and fault.trouble is Trouble.CUT:
            return visit.cut()
        result = await method(self._town, bot, visit.call)
        visit.done(result)
        self._couriers.watch(bot)
        body: JSON = {"ok": True, "result": spoiled(fault, result)}
        return await visit.spoil(fault, body) if fault else visit.answer(_OK, body)


async def _read(request: web.Request, name: str) -> Call:
    """The parameters of a call, from the address and the body."""
    values: dict[str, object] = dict(request.query)
    files: dict[str, Sent] = {}
    try:
        if request.content_type == "application/json":
            values |= _object(await request.text())
        elif request.can_read_body:
            for key, value in (await request.post()).items():
                if isinstance(value, web.FileField):
                    mime = value.content_type
                    files[key] = Sent(name=value.filename, content=value.file.read(), mime=mime)
                else:
                    values[key] = value
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(No.TOO_LARGE) from None
    try:
        json.dumps(values, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ApiError(No.NOT_UTF8) from None
    return Call(method=name, values=values, files=files)


def _object(text: str) -> JSON:
    try:
        body = json.loads(text or "{}")
    except ValueError:
        raise ApiError(No.JSON_PARSE, "request") from None
    if not isinstance(body, dict):
        raise ApiError(No.JSON_PARSE, "request")
    return body
