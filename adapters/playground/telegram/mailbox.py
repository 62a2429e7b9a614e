"""The updates that wait for a bot, and who fetches them."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from adapters.playground.telegram.calls import JSON
from adapters.playground.telegram.errors import ApiError, No

DAY = 86_400.0
_WEEK = 7 * DAY
_FUTURE = 10  # an offset further ahead is from before the ids began anew, and counts for nothing
_FIRST_ID = 500_000_001
_KINDS = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "message_reaction",
    "message_reaction_count",
)
_NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
BY_DEFAULT = frozenset(_KINDS) - _NOT_BY_DEFAULT


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Letter:
    """One update."""

    id: int
    body: JSON
    key: int  # the chat or person: webhooks keep the order within it
    ends: float


@dataclass(slots=True, kw_only=True)
class Webhook:
    """Where a bot wants its updates brought."""

    url: str
    secret: str = ""
    max_connections: int = 40
    error_date: int = 0
    error: str = ""


class _End(StrEnum):
    """How a long poll ends."""

    NEWS = "news"
    OTHER_POLL = "other poll"
    WEBHOOK = "webhook"
    CLOSED = "closed"


class Mailbox:
    """Keeps a bot's updates for 24 hours, until it has confirmed them."""

    def __init__(self, now: Callable[[], float]) -> None:
        """Start empty, with the default kinds of update."""
        self._now = now
        self._letters: deque[Letter] = deque()
        self._next_id = _FIRST_ID
        self._last = now()
        self._poll: asyncio.Future[_End] | None = None
        self.allowed = BY_DEFAULT
        self.all_by_default = True
        self.webhook: Webhook | None = None
        self.news = asyncio.Event()  # for whoever brings letters to the webhook

    def push(self, kind: str, body: JSON, key: int, life: float = DAY) -> None:
        """Queue an update if the bot wants its kind."""
        if kind not in self.allowed:
            return
        now = self._now()
        if now - self._last > _WEEK:
            # After a quiet week the next id is chosen at random: it may well be lower.
            self._next_id = (self._next_id * 7919) % _FIRST_ID + 1
        self._last = now
        letter = Letter(
            id=self._next_id,
            body={"update_id": self._next_id, kind: body},
            key=key,
            ends=now + life,
        )
        self._next_id += 1
        self._letters.append(letter)
        self.news.set()
        self._end_poll(_End.NEWS)

    def allow(self, kinds: list[object] | None) -> None:
        """Set the kinds of update that are queued from now on; an empty list is the default."""
        if kinds is None:
            return
        wanted = frozenset(_KINDS) & {str(each) for each in kinds}
        self.all_by_default = not wanted
        self.allowed = wanted or BY_DEFAULT

    def waiting(self) -> list[Letter]:
        """The updates that are still to be had, oldest first."""
        now = self._now()
        if any(each.ends <= now for each in self._letters):
            self._letters = deque(each for each in self._letters if each.ends > now)
        return list(self._letters)

    def confirm(self, offset: int) -> None:
        """Forget the updates before `offset`; a negative one keeps that many of the last."""
        letters = self.waiting()
        if offset < 0:
            self._letters = deque(letters[offset:])
        elif 0 < offset <= self._next_id + _FUTURE:
            self._letters = deque(each for each in letters if each.id >= offset)

    def forget(self) -> None:
        """Drop every waiting update."""
        self._letters.clear()

    def take(self, letter: Letter) -> None:
        """Forget one update that a webhook has taken."""
        if letter in self._letters:
            self._letters.remove(letter)

    async def poll(self, offset: int, limit: int, timeout: float) -> list[JSON]:  # noqa: ASYNC109 - the API's own parameter
        """Long polling. Raises ApiError when another poll or a webhook takes over."""
        self._end_poll(_End.OTHER_POLL)
        self.confirm(offset)
        if timeout > 0 and not self.waiting():
            await self._wait(timeout)
        return [each.body for each in self.waiting()[:limit]]

    def close(self) -> None:
        """Let a waiting poll go home."""
        self._end_poll(_End.CLOSED)

    def set_webhook(self, webhook: Webhook | None) -> None:
        """Bring updates to a webhook from now on, or let them be fetched."""
        self.webhook = webhook
        self.news.set()
        if webhook:
            self._end_poll(_End.WEBHOOK)

    async def _wait(self, seconds: float) -> None:
        poll: asyncio.Future[_End] = asyncio.get_running_loop().create_future()
        self._poll = poll
        try:
            end = await asyncio.wait_for(poll, seconds)
        except TimeoutError:
            return
        finally:
            if self._poll is poll:
                self._poll = None
        if end is _End.OTHER_POLL:
            raise ApiError(No.POLLED_TWICE)
        if end is _End.WEBHOOK:
            raise ApiError(No.POLL_ENDED)

    def _end_poll(self, end: _End) -> None:
        if self._poll and not self._poll.done():
            self._poll.set_result(end)
        if end is not _End.NEWS:
            self._poll = None
