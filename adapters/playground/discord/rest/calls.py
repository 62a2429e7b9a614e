"""One REST call as the routes see it."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from aiohttp import BodyPartReader, web

from adapters.playground.discord.bodies import SNOWFLAKE, Node
from adapters.playground.discord.forms.messages import REQUEST_SIZE, Incoming
from adapters.playground.discord.interactions import Desk
from adapters.playground.discord.nouns import Application
from adapters.playground.discord.realm import Realm
from adapters.playground.discord.wire import (
    BAD_JSON,
    JSON,
    TOO_LARGE,
    UNAUTHORIZED,
    ApiError,
    as_object,
    invalid_form,
)

Answer = JSON | list[JSON] | None
MULTIPART_SLACK = 1024 * 1024  # bytes of a request that are not its files
CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call, who makes it and where it arrives."""

    realm: Realm
    desk: Desk
    request: web.Request
    caller: Application | None

    @property
    def bot(self) -> Application:
        """The application that calls."""
        if self.caller is None:
            raise ApiError(UNAUTHORIZED)
        return self.caller

    def identified(self) -> "Call":
        """The same call, once it is known that a bot makes it."""
        return replace(self, caller=self.bot)

    def id(self, name: str) -> int:
        """An id from the path."""
        written = self.request.match_info[name]
        if written == "@me":
            return self.bot.user.id
        if not SNOWFLAKE.fullmatch(written):
            message = f'Value "{written}" is not snowflake.'
            raise invalid_form((f"{name}_id",), "NUMBER_TYPE_COERCE", message)
        return int(written)

    def since(self, name: str) -> int | None:
        """An id from the query that a list begins or ends at."""
        written = self.request.query.get(name)
        if written is not None and not SNOWFLAKE.fullmatch(written):
            message = f'Value "{written}" is not snowflake.'
            raise invalid_form((name,), "NUMBER_TYPE_COERCE", message)
        return None if written is None else int(written)

    def word(self, name: str) -> str:
        """A word from the path."""
        return self.request.match_info[name]

    def flag(self, name: str) -> bool:
        """A yes or no from the query."""
        return self.request.query.get(name, "").lower() in ("true", "1")

    def whole(self, name: str, *, default: int, least: int, most: int) -> int:
        """A number from the query, within bounds."""
        written = self.request.query.get(name)
        if written is None:
            return default
        if not written.isdecimal() or not least <= int(written) <= most:
            message = f"int value should be between {least} and {most}."
            raise invalid_form((name,), "NUMBER_TYPE_MAX", message)
        return int(written)

    async def body(self) -> Node:
        """The JSON object of the request."""
        return Node(fields=as_object(await self._json()))

    async def items(self) -> Node:
        """The JSON array of the request, as the field `items` of a node."""
        return Node(fields={"items": await self._json()})

    async def _json(self) -> object:
        raw = await self.request.read()
        return _parse(raw) if raw else {}

    async def form(self) -> tuple[Node, tuple[Incoming, ...]]:
        """A body with files: multipart with `payload_json` and `files[n]`, or plain JSON."""
        if not self.request.content_type.startswith("multipart/"):
            return await self.body(), ()
        parcel = Parcel()
        try:
            reader = await self.request.multipart()
            while (part := await reader.next()) is not None:
                if isinstance(part, BodyPartReader):
                    await parcel.take(part)
        except ValueError:
            raise ApiError(BAD_JSON) from None
        return Node(fields=parcel.payload), tuple(parcel.files)


@dataclass(slots=True)
class Parcel:
    """A multipart body as it is unpacked."""

    payload: JSON = field(default_factory=dict)
    files: list[Incoming] = field(default_factory=list)
    size: int = 0

    async def take(self, part: BodyPartReader) -> None:
        """Unpack one part; refuse when all together is too large."""
        content = bytearray()
        while chunk := await part.read_chunk(CHUNK):
            content += chunk
            self.size += len(chunk)
            if self.size > REQUEST_SIZE + MULTIPART_SLACK:
                raise ApiError(TOO_LARGE)
        name = part.name or ""
        if name == "payload_json":
            self.payload = as_object(_parse(bytes(content)))
        elif part.filename is not None:
            self._file(name, part.filename, bytes(content))
        else:
            self.payload.setdefault(name, content.decode())

    def _file(self, name: str, filename: str, content: bytes) -> None:
        written = name.removeprefix("files[").removesuffix("]")
        number = int(written) if written.isdecimal() else len(self.files)
        self.files.append(Incoming(number=number, name=filename, content=content))


def _parse(raw: bytes) -> object:
    try:
        parsed: object = json.loads(raw)
    except ValueError:
        raise ApiError(BAD_JSON) from None
    return parsed


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A method and a path with what is done there."""

    method: str
    path: str
    act: Callable[[Call], Awaitable[Answer]]
    public: bool = False  # needs no bot token
    webhook: bool = False  # outside the overall limit
    created: bool = False  # answers 201
    makes: bool = False  # answers with the message that it made
