"""A small guild on a running server, and plain HTTP and WebSocket clients for it."""

import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp

from adapters.playground.discord.gateway.hub import Pace
from adapters.playground.discord.rates import Rates
from adapters.playground.discord.server import DiscordServer
from adapters.playground.discord.wire import JSON, as_object
from adapters.playground.screens import Chat, Message, Person

OWN_ID = "1450000000000000000"
TOKEN = base64.b64encode(OWN_ID.encode()).decode() + ".for.tests"


@dataclass(slots=True)
class Clock:
    """A clock that moves when told."""

    time: float = 1_790_000_000.0

    def __call__(self) -> float:
        return self.time

    def advance(self, seconds: float) -> None:
        self.time += seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    body: JSON
    items: list[JSON] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def code(self) -> object:
        return self.body.get("code")


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    server: DiscordServer
    http: aiohttp.ClientSession
    clock: Clock
    bot: str
    ana: Person  # owner of the guild
    ben: Person  # a member
    guild: str
    street: str  # a text channel

    async def call(
        self, method: str, path: str, body: object = None, *, token: str = TOKEN
    ) -> Answer:
        headers = {"Authorization": f"Bot {token}"} if token else {}
        url = self.server.api_url + path
        async with self.http.request(method, url, json=body, headers=headers) as response:
            text = await response.text()
            found: object = json.loads(text) if text.startswith(("{", "[")) else {}
            items = found if isinstance(found, list) else []
            return Answer(
                status=response.status,
                body=as_object(found),
                items=[as_object(one) for one in items],
                headers={key.lower(): value for key, value in response.headers.items()},
            )

    async def say(self, body: object, channel: str = "") -> Answer:
        return await self.call("POST", f"/channels/{channel or self.street}/messages", body)

    def chat(self, person: Person, chat: str) -> Chat:
        chats = {one.id: one for one in self.server.screen(person.id).chats}
        return chats[chat]

    def last(self, person: Person, chat: str) -> Message:
        return self.chat(person, chat).messages[-1]

    def texts(self, person: Person, chat: str) -> list[str]:
        return [one.text for one in self.chat(person, chat).messages]


@asynccontextmanager
async def town(
    *, rates: Rates | None = None, pace: Pace | None = None, answer_within: float = 3.0
) -> AsyncIterator[Town]:
    clock = Clock()
    server = DiscordServer(
        now=clock, rates=rates or Rates.none(), pace=pace, answer_within=answer_within
    )
    await server.start()
    ana, ben = server.add_person("Ana", "ana"), server.add_person("Ben", "ben", "es-ES")
    guild = server.add_guild("Elm Street", ana, members=[ben])
    street = server.add_channel(guild, "watch")
    bot = server.add_bot(TOKEN, "lamp")
    server.invite(guild, bot)
    async with aiohttp.ClientSession() as http:
        yield Town(
            server=server,
            http=http,
            clock=clock,
            bot=bot,
            ana=ana,
            ben=ben,
            guild=guild,
            street=street,
        )
    await server.stop()
