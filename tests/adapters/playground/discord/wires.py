"""A bare gateway client: JSON in, JSON out."""

import asyncio
import json
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp

from adapters.playground.discord.wire import JSON, as_object, as_text, as_whole
from tests.adapters.playground.discord.town import TOKEN, Town

GUILDS = 1 << 0
GUILD_MESSAGES = 1 << 9
DIRECT_MESSAGES = 1 << 12
MESSAGE_CONTENT = 1 << 15
USUAL = GUILDS | GUILD_MESSAGES | DIRECT_MESSAGES


@dataclass(slots=True)
class Client:
    socket: aiohttp.ClientWebSocketResponse
    inflate: "zlib._Decompress | None" = None
    heard: list[JSON] = field(default_factory=list)

    async def send(self, op: int, body: object) -> None:
        await self.socket.send_json({"op": op, "d": body})

    async def receive(self) -> JSON:
        message = await self.socket.receive(5)
        if message.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED):
            return {"closed": self.socket.close_code or message.data}
        if message.type is aiohttp.WSMsgType.ERROR:
            return {"closed": "cut"}
        raw = message.data
        text = self.inflate.decompress(raw) if self.inflate else raw
        found = as_object(json.loads(text))
        self.heard.append(found)
        return found

    async def event(self, name: str) -> JSON:
        while True:
            found = await self.receive()
            assert "closed" not in found, found
            if found.get("t") == name:
                return as_object(found["d"])

    async def op(self, code: int) -> JSON:
        while True:
            found = await self.receive()
            assert "closed" not in found, found
            if found.get("op") == code:
                return found

    async def closed(self) -> object:
        while "closed" not in (found := await self.receive()):
            continue
        return found["closed"]

    async def quiet(self) -> bool:
        """Whether nothing more was said before the answer to a heartbeat."""
        before = len(self.heard)
        await self.send(1, None)
        await self.op(11)
        return len(self.heard) == before + 1

    async def identify(self, *, intents: int = USUAL, token: str = TOKEN) -> None:
        await self.send(2, {"token": token, "intents": intents, "properties": {}})

    async def resume(self, session: str, sequence: int) -> None:
        await self.send(6, {"token": TOKEN, "session_id": session, "seq": sequence})

    @property
    def sequence(self) -> int:
        return max(as_whole(one.get("s")) for one in self.heard)


@asynccontextmanager
async def client(town: Town, *, query: str = "?v=10&encoding=json") -> AsyncIterator[Client]:
    url = town.server.gateway_url + query
    async with town.http.ws_connect(url, autoclose=False) as socket:
        inflate = zlib.decompressobj() if "zlib-stream" in query else None
        found = Client(socket, inflate)
        yield found
        if not socket.closed:
            await socket.close(code=1000)


@asynccontextmanager
async def identified(town: Town, *, intents: int = USUAL) -> AsyncIterator[Client]:
    async with client(town) as found:
        await found.identify(intents=intents)
        await found.event("GUILD_CREATE")
        yield found


async def asked(found: Client) -> JSON:
    """The next interaction."""
    return await found.event("INTERACTION_CREATE")


def callback(interaction: JSON) -> str:
    return f"/interactions/{as_text(interaction['id'])}/{as_text(interaction['token'])}/callback"


def webhook(interaction: JSON) -> str:
    application = as_text(interaction["application_id"])
    return f"/webhooks/{application}/{as_text(interaction['token'])}"


async def settled() -> None:
    """Let everything run that is ready to."""
    for _ in range(5):
        await asyncio.sleep(0)
