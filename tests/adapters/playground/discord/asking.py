"""A person asks, the application answers over plain HTTP."""

from adapters.playground.discord.wire import JSON
from adapters.playground.screens import RunCommand
from tests.adapters.playground.discord.town import Answer, Town
from tests.adapters.playground.discord.wires import Client, asked, callback

SECRET = 64
NEAR: JSON = {"name": "near", "description": "What happened nearby"}


async def register(elm: Town, *commands: JSON) -> list[JSON]:
    answer = await elm.call("PUT", f"/applications/{elm.bot}/commands", list(commands))
    assert answer.status == 200, answer.body
    return answer.items


async def run(elm: Town, found: Client, chat: str = "") -> JSON:
    await register(elm, NEAR)
    await elm.server.act(elm.ben.id, RunCommand(chat=chat or elm.street, name="near"))
    return await asked(found)


async def respond(elm: Town, told: JSON, answer: int, query: str = "", **more: object) -> Answer:
    body = {"type": answer, "data": more}
    return await elm.call("POST", callback(told) + query, body, token="")
