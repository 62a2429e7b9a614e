"""Bringing updates to webhooks: in order within a chat, again until they are taken."""

import asyncio
import json

import aiohttp

from adapters.playground.faults import CUTS, ORDERS, Trouble
from adapters.playground.ledger import Entry
from adapters.playground.telegram.calls import Call
from adapters.playground.telegram.errors import ApiError
from adapters.playground.telegram.mailbox import Letter, Webhook
from adapters.playground.telegram.methods.table import METHODS
from adapters.playground.telegram.nouns import Bot
from adapters.playground.telegram.town import Town

WEBHOOK = "webhook"  # what faults call the bringing of an update
_OK = 200
_SECONDS = 60.0  # until a webhook must have answered
_DOUBLINGS = 6
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name


class Couriers:
    """One courier for each bot that has a webhook."""

    def __init__(self, town: Town, retry: float) -> None:
        """Bring the updates of a town; `retry` is the first pause after a failure, in seconds."""
        self._town = town
        self._retry = retry
        self._session: aiohttp.ClientSession | None = None
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._failures: dict[int, int] = {}

    def start(self) -> None:
        """Go to work."""
        timeout = aiohttp.ClientTimeout(total=_SECONDS)
        self._session = aiohttp.ClientSession(timeout=timeout)
        for bot in self._town.bots.values():
            self.watch(bot)

    async def stop(self) -> None:
        """Go home."""
        tasks = [*self._tasks.values()]
        self._tasks.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session:
            await self._session.close()

    def watch(self, bot: Bot) -> None:
        """Bring a bot's updates as long as it has a webhook."""
        running = self._tasks.get(bot.id)
        if bot.mailbox.webhook and (running is None or running.done()):
            self._tasks[bot.id] = asyncio.create_task(self._serve(bot))

    async def _serve(self, bot: Bot) -> None:
        ways: dict[int, asyncio.Task[None]] = {}
        try:
            while webhook := bot.mailbox.webhook:
                bot.mailbox.news.clear()
                for letter in bot.mailbox.waiting():
                    if letter.key not in ways and len(ways) < webhook.max_connections:
                        way = asyncio.create_task(self._bring(bot, webhook, letter))
                        way.add_done_callback(lambda _: bot.mailbox.news.set())
                        ways[letter.key] = way
                await bot.mailbox.news.wait()
                ways = {key: way for key, way in ways.items() if not way.done()}
        finally:
            for way in ways.values():
                way.cancel()
            await asyncio.gather(*ways.values(), return_exceptions=True)

    async def _bring(self, bot: Bot, webhook: Webhook, letter: Letter) -> None:
        fault = self._town.faults.strike(WEBHOOK, kinds=CUTS | ORDERS)
        cut = fault is not None and fault.trouble is Trouble.CUT
        error = "Connection refused" if cut else await self._post(bot, webhook, letter)
        if fault and fault.trouble is Trouble.TWICE:
            error = await self._post(bot, webhook, letter)
        if not error:
            self._failures.pop(letter.id, None)
            bot.mailbox.take(letter)
            return
        webhook.error, webhook.error_date = error, self._town.date()
        failures = self._failures.get(letter.id, 0)
        self._failures[letter.id] = failures + 1
        await asyncio.sleep(self._retry * 2 ** min(failures, _DOUBLINGS))

    async def _post(self, bot: Bot, webhook: Webhook, letter: Letter) -> str:
        """Bring one update; tell what went wrong, if anything."""
        if self._session is None:
            return "Connection refused"
        headers = {_SECRET_HEADER: webhook.secret} if webhook.secret else {}
        try:
            async with self._session.post(
                webhook.url, json=letter.body, headers=headers, allow_redirects=False
            ) as answer:
                text = await answer.text()
                if not answer.ok:
                    reason = f"{answer.status} {answer.reason}"
                    return f"Wrong response from the webhook: {reason}"
        except aiohttp.ClientConnectionError:
            return "Connection refused"
        except (aiohttp.ClientError, TimeoutError):
            return "Read timeout expired"
        await self._obey(bot, text)
        return ""

    async def _obey(self, bot: Bot, text: str) -> None:
        """A webhook may answer with a call of a method; its result is told to nobody."""
        try:
            body = json.loads(text)
        except ValueError:
            return
        name = body.get("method") if isinstance(body, dict) else None
        method = METHODS.get(str(name).lower())
        if method is None:
            return
        call, arrived, status = Call(method=str(name), values=body), self._town.ticks(), _OK
        try:
            await method(self._town, bot, call)
        except ApiError as error:
            status = error.status
        self._town.note(
            Entry(
                arrived=arrived,
                call=call.method,
                bot=str(bot.id),
                chat=call.text("chat_id"),
                status=status,
            )
        )
