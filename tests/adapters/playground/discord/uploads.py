"""Messages with files, by multipart."""

import io
import json

import aiohttp

from adapters.playground.discord.wire import JSON, as_object
from tests.adapters.playground.discord.town import TOKEN, Answer, Town


async def upload(elm: Town, *sizes: int, body: JSON | None = None) -> Answer:
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("payload_json", json.dumps(body or {}))
    for number, size in enumerate(sizes):
        form.add_field(f"files[{number}]", io.BytesIO(b"x" * size), filename=f"a {number}.txt")
    url = f"{elm.server.api_url}/channels/{elm.street}/messages"
    headers = {"Authorization": f"Bot {TOKEN}"}
    async with elm.http.post(url, data=form, headers=headers) as response:
        return Answer(status=response.status, body=as_object(await response.json()))
