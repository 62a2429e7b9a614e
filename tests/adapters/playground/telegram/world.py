"""A small street on a stand-in Telegram, and a bare HTTP client for its Bot API."""

import io
from dataclasses import dataclass, field

import aiohttp
from PIL import Image

from adapters.playground.screens import Chat as ShownChat
from adapters.playground.screens import Message as ShownMessage
from adapters.playground.screens import OpenLink
from adapters.playground.telegram import Bot, Chat, Human, TelegramServer

TOKEN = "1000001:AAporchlight-stand-in-token-0001"  # noqa: S105 - of the stand-in


@dataclass(slots=True)
class Clock:
    """A clock that moves when told."""

    seconds: float = 1_800_000_000.25

    def __call__(self) -> float:
        return self.seconds

    def pass_by(self, seconds: float) -> None:
        self.seconds += seconds


@dataclass(slots=True, kw_only=True)
class Answer:
    """What the API said."""

    status: int
    body: dict[str, object]

    @property
    def error(self) -> str:
        assert self.body["ok"] is False
        assert self.body["error_code"] == self.status
        return f"{self.status} {self.body['description']}"

    @property
    def result(self) -> dict[str, object]:
        assert self.body["ok"] is True, self.body
        assert isinstance(self.body["result"], dict)
        return self.body["result"]

    @property
    def results(self) -> list[dict[str, object]]:
        assert self.body["ok"] is True, self.body
        assert isinstance(self.body["result"], list)
        return self.body["result"]


@dataclass(slots=True, kw_only=True)
class Street:
    """The server, its bot, two neighbours and their group."""

    server: TelegramServer
    http: aiohttp.ClientSession
    clock: Clock
    bot: Bot
    ana: Human
    ben: Human
    group: Chat
    offset: int = field(default=0)

    async def call(self, method: str, **values: object) -> Answer:
        url = f"{self.server.url}/bot{self.bot.token}/{method}"
        async with self.http.post(url, json=values) as answer:
            return Answer(status=answer.status, body=await answer.json())

    async def form(self, method: str, form: aiohttp.FormData) -> Answer:
        url = f"{self.server.url}/bot{self.bot.token}/{method}"
        async with self.http.post(url, data=form) as answer:
            return Answer(status=answer.status, body=await answer.json())

    async def updates(self) -> list[dict[str, object]]:
        """Fetch what is new and confirm it with the next call."""
        answer = await self.call("getUpdates", offset=self.offset)
        for each in answer.results:
            number = each["update_id"]
            assert isinstance(number, int)
            self.offset = number + 1
        return answer.results

    async def meet(self, person: Human) -> None:
        """Let a person start the bot."""
        link = OpenLink(url=f"https://t.me/{self.bot.username}")
        await self.server.act(str(person.id), link)

    def chat(self, person: Human, number: int) -> ShownChat:
        chats = self.server.screen(str(person.id)).chats
        return next(each for each in chats if each.id == str(number))

    def last(self, person: Human, number: int | None = None) -> ShownMessage:
        return self.chat(person, number or self.bot.id).messages[-1]


def picture(width: int = 64, height: int = 48, kind: str = "JPEG", exif: bytes = b"") -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", (width, height), (200, 120, 40))
    if exif:
        image.save(out, kind, exif=exif)
    else:
        image.save(out, kind)
    return out.getvalue()
