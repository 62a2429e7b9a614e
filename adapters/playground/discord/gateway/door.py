"""A client at the gateway: hello, who it is, its heartbeats and its requests."""

import asyncio
import contextlib
import json
from dataclasses import dataclass, field

from aiohttp import WSMessage, WSMsgType, web

from adapters.playground.discord.gateway.codes import Close, CloseError, Op
from adapters.playground.discord.gateway.hub import GATEWAY_VERSION, Hub
from adapters.playground.discord.gateway.members import chunks
from adapters.playground.discord.gateway.sessions import GATEWAY, Session
from adapters.playground.discord.gateway.wires import Wire, ZlibStream
from adapters.playground.discord.intents import PRIVILEGED
from adapters.playground.discord.rates import Gauge
from adapters.playground.discord.wire import JSON, as_list, as_object, as_text, as_whole
from adapters.playground.faults import CUTS

MOST_INTENTS = 1 << 33
OVER = (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR)
FINISHED = (1000, 1001)  # a client that closes so ends its session


@dataclass(slots=True, kw_only=True)
class Door:
    """One connection and what it has shown of itself."""

    hub: Hub
    gauge: Gauge
    wire: Wire
    session: Session | None = None
    goodbye: int | None = None  # the client's own close code; none if the line just broke
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def serve(self) -> None:
        """Talk to the client until one side ends it."""
        self.hub.wires.add(self.wire)
        self.tasks = [asyncio.create_task(self.wire.write()), asyncio.create_task(self._watch())]
        interval = int(self.hub.pace.heartbeat * 1000)
        self.wire.send({"op": int(Op.HELLO), "d": {"heartbeat_interval": interval, "_trace": []}})
        try:
            await self._listen()
        finally:
            await self._end()

    async def _listen(self) -> None:
        while True:
            message = await self.wire.socket.receive()
            if message.type is WSMsgType.CLOSE:
                self.goodbye = message.data
            if message.type in OVER:
                return
            try:
                self._take(_decode(message))
            except CloseError as refusal:
                self.wire.close(refusal.code)

    async def _end(self) -> None:
        self.hub.leave(self.wire, finished=self.goodbye in FINISHED)
        for task in self.tasks:
            task.cancel()
        for task in self.tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _watch(self) -> None:
        while True:
            self.wire.beat.clear()
            try:
                limit = self.hub.pace.heartbeat + self.hub.pace.grace
                async with asyncio.timeout(limit):
                    await self.wire.beat.wait()
            except TimeoutError:
                self.wire.close(Close.TIMED_OUT)
                return

    def _take(self, payload: JSON) -> None:
        if not self.gauge.gateway_send(id(self.wire)):
            raise CloseError(Close.RATE_LIMITED)
        try:
            op = Op(as_whole(payload.get("op"), -1))
        except ValueError:
            raise CloseError(Close.UNKNOWN_OPCODE) from None
        body = as_object(payload.get("d"))
        if op is Op.HEARTBEAT:
            self._beat()
        elif op is Op.IDENTIFY:
            self._identify(body)
        elif op is Op.RESUME:
            self._resume(body)
        else:
            self._ask(op, body)

    def _beat(self) -> None:
        self.wire.beat.set()
        if not self.hub.deaf:
            self.wire.send({"op": int(Op.HEARTBEAT_ACK), "d": None})

    def _identify(self, body: JSON) -> None:
        if self.session is not None:
            raise CloseError(Close.ALREADY_AUTHENTICATED)
        application = self.hub.realm.application_of(as_text(body.get("token")))
        if application is None:
            raise CloseError(Close.AUTHENTICATION_FAILED)
        intents = as_whole(body.get("intents"), -1)
        if not 0 <= intents < MOST_INTENTS:
            raise CloseError(Close.INVALID_INTENTS)
        if intents & PRIVILEGED & ~application.privileged:
            raise CloseError(Close.DISALLOWED_INTENTS)
        shard = _shard(body)
        if shard[1] < application.sharding.least:
            raise CloseError(Close.SHARDING_REQUIRED)
        if not self.gauge.identify(application.id, shard[0] % application.sharding.concurrency):
            self.wire.send({"op": int(Op.INVALID_SESSION), "d": False})
            return
        self.session = Session(application=application, intents=intents, shard=shard)
        self.hub.identify(self.session, self.wire)

    def _resume(self, body: JSON) -> None:
        if self.session is not None:
            raise CloseError(Close.ALREADY_AUTHENTICATED)
        found = as_text(body.get("session_id"))
        token = as_text(body.get("token"))
        self.session = self.hub.resume(found, token, as_whole(body.get("seq")), self.wire)
        if self.session is None:
            self.wire.send({"op": int(Op.INVALID_SESSION), "d": False})

    def _ask(self, op: Op, body: JSON) -> None:
        if self.session is None:
            raise CloseError(Close.NOT_AUTHENTICATED)
        if op in (Op.PRESENCE, Op.VOICE_STATE):
            return
        if op is not Op.REQUEST_MEMBERS:
            raise CloseError(Close.UNKNOWN_OPCODE)
        for chunk in chunks(self.hub.realm, self.session, body):
            self.session.tell("GUILD_MEMBERS_CHUNK", chunk)


def _decode(message: WSMessage) -> JSON:
    if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
        raise CloseError(Close.DECODE_ERROR)
    try:
        return as_object(json.loads(message.data))
    except ValueError:
        raise CloseError(Close.DECODE_ERROR) from None


def _shard(body: JSON) -> tuple[int, int]:
    """Number and count, as in `[0, 2]`."""
    if body.get("shard") is None:
        return (0, 1)
    numbers = [as_whole(one, -1) for one in as_list(body["shard"])]
    if len(numbers) != len(("id", "count")) or not 0 <= numbers[0] < numbers[1]:
        raise CloseError(Close.INVALID_SHARD)
    return (numbers[0], numbers[1])


async def receive(request: web.Request, hub: Hub, gauge: Gauge) -> web.StreamResponse:
    """Take a WebSocket connection to the gateway."""
    fault = hub.realm.faults.strike(GATEWAY, kinds=CUTS)
    if fault is not None and request.transport is not None:
        request.transport.abort()
        return web.Response()
    asked = request.query.get("compress", "")
    if asked not in ("", "zlib-stream"):
        return web.Response(status=400, text="unknown compression")
    socket = web.WebSocketResponse(max_msg_size=4096 * 4, compress=False)
    await socket.prepare(request)
    encoding = request.query.get("encoding", "json")
    version = request.query.get("v", str(GATEWAY_VERSION))
    if encoding != "json" or version != str(GATEWAY_VERSION):
        wrong = Close.DECODE_ERROR if encoding != "json" else Close.INVALID_VERSION
        await socket.close(code=wrong)
        return socket
    wire = Wire(socket=socket, request=request, zlib=ZlibStream() if asked else None)
    await Door(hub=hub, gauge=gauge, wire=wire).serve()
    return socket
