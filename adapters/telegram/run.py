"""The watch's bot on Telegram, from first call to last."""

import asyncio
import logging
import re
from datetime import datetime

from aiohttp import web
from telegram import ChatMember, ChatMemberRestricted
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from adapters.telegram.addresses import Place, Post
from adapters.telegram.answers import Answers
from adapters.telegram.commands import offer
from adapters.telegram.connection import bot_of
from adapters.telegram.doors import let_in, make_door
from adapters.telegram.doorway import Doorway
from adapters.telegram.failures import failure_of, standing_failure_of
from adapters.telegram.keyboards import Links
from adapters.telegram.limits import LIMITS, RATES, UPDATES
from adapters.telegram.outbound import Outbound
from adapters.telegram.patience import Pauses, surely
from adapters.telegram.polling import Polling
from adapters.telegram.queues import Queues
from adapters.telegram.settings import BadTokenError, BadWebhookError, TelegramSettings
from adapters.telegram.webhook import Webhook
from bot.errors import LookupFailedError
from bot.events import Limits
from bot.model.channels import MessageRef
from bot.model.ids import PlatformName
from bot.model.rates import Rates
from bot.ports.maps import Cartographer
from bot.ports.pace import Turns
from bot.ports.world import Address, Clock, Intake
from bot.replies import Reader, Screen

log = logging.getLogger(__name__)

TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
"""What every token looks like."""

ADMINS = frozenset({ChatMember.OWNER, ChatMember.ADMINISTRATOR})

LAST_WORDS_S = 3.0
"""How long answers that are on their way may take when the bot goes."""


class TelegramPlatform:
    """The port `Platform`, over the Bot API."""

    def __init__(
        self,
        settings: TelegramSettings,
        clock: Clock,
        cartographer: Cartographer | None = None,
    ) -> None:
        """Get ready; nothing is sent yet. Without a cartographer answers carry no maps.

        Raises:
            BadTokenError: this cannot be a token.
        """
        if not TOKEN.fullmatch(settings.token):
            raise BadTokenError
        self._settings = settings
        self._bot = bot_of(settings)
        links = Links(base=settings.link_url, bot=self._bot)
        self._outbound = Outbound(self._bot, links, clock)
        self._queues = Queues()
        self._answers = Answers(self._bot, self._outbound, settings.pause, cartographer)
        self._doorway = Doorway(self._bot, links, self._answers, self._queues, ear=settings.ear)
        self._polling = Polling(self._bot, self._doorway, settings)
        self._introduced = False

    @property
    def name(self) -> PlatformName:
        """The bot's name in events and marks."""
        return self._settings.ear.bot

    @property
    def limits(self) -> Limits:
        """What Telegram allows."""
        return LIMITS

    @property
    def rates(self) -> Rates:
        """How fast Telegram lets the bot send."""
        return RATES

    @property
    def reachable(self) -> bool:
        """Whether Telegram answered last; behind a webhook, whether it ever did."""
        return self._introduced and self._polling.answered

    async def connect(self) -> None:
        """Make the bot known, and Telegram know what the bot wants; waits for the network.

        Raises:
            BadTokenError: Telegram does not know the token.
            BadWebhookError: Telegram does not take the webhook's address.
        """
        pauses = Pauses(self._settings.pause)
        while True:
            try:
                await self._introduce()
            except InvalidToken:
                raise BadTokenError from None  # the library's message holds the token
            except TelegramError as error:
                pause = pauses.after(error)
                trouble = type(error).__name__
                log.warning("Telegram does not answer (%s); again in %.1f s", trouble, pause)
                await asyncio.sleep(pause)
            else:
                self._introduced = True
                return

    async def _introduce(self) -> None:
        await self._bot.initialize()
        try:
            await offer(self._bot)
        except BadRequest as error:  # the watch works without the list, too
            log.warning("the commands could not be offered: %s", error.message)
        if not self._settings.webhook_url:
            await self._bot.delete_webhook()
            return
        try:
            await self._bot.set_webhook(
                self._settings.webhook_url,
                secret_token=self._settings.webhook_secret,
                allowed_updates=UPDATES,
                max_connections=1,  # one after the other, in their order
            )
        except BadRequest as error:
            raise BadWebhookError(error.message) from None

    @property
    def shards(self) -> int:
        """Telegram cuts nothing."""
        return 1

    async def run(self, intake: Intake, shard: int = 0) -> None:
        """Take updates in until cancelled; with a webhook, `routes` does and this waits."""
        del shard  # there is one
        self._doorway.begin()
        if self._settings.webhook_url:
            await asyncio.Event().wait()
        await self._polling.run(intake)

    def routes(self, intake: Intake) -> list[web.RouteDef]:
        """What the watch's own HTTP server must serve for the webhook; nothing when polling."""
        if not self._settings.webhook_url:
            return []
        hook = Webhook(self._bot, self._doorway, intake, self._settings.webhook_secret)
        return [web.post(self._settings.webhook_path, hook.receive)]

    def keep(self, turns: Turns) -> None:
        """Answers take these turns."""
        self._answers.keep(turns)

    async def settled(self) -> None:
        """Wait until the answers to all that was taken in have arrived."""
        await self._queues.settled()

    async def close(self) -> None:
        """Let answers that are on their way arrive, then hang up."""
        await self._queues.finish(LAST_WORDS_S)
        await self._bot.shutdown()

    def calls(self, to: Address) -> int:
        """One: what is posted fits under its picture."""
        del to
        return 1

    async def post(self, to: Address, screen: Screen, reader: Reader, nonce: str) -> MessageRef:
        """Send a new message; Telegram cannot tell doubles, so `nonce` means nothing to it.

        Raises:
            DeliveryError: see there.
        """
        del nonce
        place = Place.read(to.id)
        try:
            post = await self._outbound.send(place, self._outbound.draw(screen, reader, place))
        except TelegramError as error:
            raise failure_of(error) from None
        return post.written(place)

    async def find(self, to: Address, screen: Screen, nonce: str, since: datetime) -> None:
        """Nowhere that a bot could look: Telegram keeps no history for it, and knows no nonces."""
        del to, screen, nonce, since

    async def edit(self, at: MessageRef, screen: Screen, reader: Reader) -> None:
        """Change a message that stands; its picture stays.

        Raises:
            DeliveryError: see there.
        """
        drawn = self._outbound.draw(screen, reader, Place.read(at.chat))
        try:
            await self._outbound.change(Post.read(at), drawn)
        except TelegramError as error:
            raise standing_failure_of(error) from None

    async def erase(self, at: MessageRef) -> None:
        """Remove a message.

        Raises:
            DeliveryError: see there; final when Telegram no longer lets it be removed.
        """
        try:
            await self._outbound.remove(Post.read(at))
        except TelegramError as error:
            raise standing_failure_of(error) from None

    async def is_admin(self, chat: str, account: str) -> bool:
        """Whether the account owns or administers the chat, asked now.

        Raises:
            LookupFailedError: Telegram did not answer.
        """
        try:
            place = Place.read(chat)
            member = await surely(
                lambda: self._bot.get_chat_member(place.chat, int(account)),
                self._settings.pause,
                repeatable=True,
            )
        except (TelegramError, ValueError) as error:
            raise LookupFailedError(type(error).__name__) from None
        return member.status in ADMINS

    async def can_post(self, chat: str) -> bool:
        """Whether the bot may write in the chat, asked now.

        Raises:
            LookupFailedError: Telegram did not answer.
        """
        try:
            place = Place.read(chat)
            me = await surely(
                lambda: self._bot.get_chat_member(place.chat, self._bot.id), self._settings.pause
            )
            if isinstance(me, ChatMemberRestricted):
                return bool(me.can_send_messages)
            if me.status != ChatMember.MEMBER:
                return me.status in ADMINS
            found = await surely(lambda: self._bot.get_chat(place.chat), self._settings.pause)
        except Forbidden:
            return False
        except (TelegramError, ValueError) as error:
            raise LookupFailedError(type(error).__name__) from None
        allowed = found.permissions
        return allowed is None or allowed.can_send_messages is not False

    async def make_door(self, chat: str, name: str, old: str, *, asks: bool) -> str:
        """See `bot.ports.world.Platform.make_door`: a link."""
        pause = self._settings.pause
        return await make_door(self._bot, Place.read(chat), name, old, asks=asks, pause=pause)

    async def let_in(self, chat: str, door: str, account: str) -> bool:
        """See `bot.ports.world.Platform.let_in`: whoever asked at a link of ours."""
        del door
        return await let_in(self._bot, Place.read(chat), account, self._settings.pause)

    async def members(self, chat: str) -> int:
        """How many people are in the chat, the bot left out.

        Raises:
            LookupFailedError: Telegram did not answer.
        """
        place = Place.read(chat)
        try:
            count = await surely(
                lambda: self._bot.get_chat_member_count(place.chat), self._settings.pause
            )
        except TelegramError as error:
            raise LookupFailedError(type(error).__name__) from None
        return max(0, count - 1)
