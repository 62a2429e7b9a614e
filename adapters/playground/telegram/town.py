"""Everything that is: bots, people, chats, files; and how a message gets about."""

import asyncio
import contextlib
import hashlib
from collections.abc import Callable

from adapters.playground.faults import Faults
from adapters.playground.ledger import Entry, Ledger
from adapters.playground.screens import Popup
from adapters.playground.telegram.calls import JSON
from adapters.playground.telegram.files import Shelf
from adapters.playground.telegram.mailbox import DAY
from adapters.playground.telegram.markup import ForceReply, InlineKeyboard, Markup, RemoveKeyboard
from adapters.playground.telegram.nouns import (
    Account,
    Bot,
    Chat,
    ChatKind,
    Human,
    Membership,
    Message,
    Query,
    Shown,
)
from adapters.playground.telegram.paper import Paper, chat_json, member_json, user_json
from adapters.playground.telegram.privacy import reaches
from adapters.playground.telegram.rates import Rates

QUERY_SECONDS = 150.0  # how long a pressed button waits for its answer
_LOOK_SECONDS = 0.02


class Town:
    """The state of a stand-in Telegram; everything happens in one event loop."""

    def __init__(
        self, *, now: Callable[[], float], ticks: Callable[[], float], rates: Rates
    ) -> None:
        """Start empty; `now` gives seconds since the epoch, `ticks` those that never step back."""
        self.now = now
        self.ticks = ticks
        self.rates = rates
        self.faults = Faults(now)
        self.ledger = Ledger()
        self.bots: dict[str, Bot] = {}
        self.accounts: dict[int, Account] = {}
        self.groups: dict[int, Chat] = {}
        self.queries: dict[str, Query] = {}
        self.shelf = Shelf()
        self._private: dict[tuple[int, int], Chat] = {}
        self._version = 0
        self._stir = asyncio.Event()
        self._count = 0

    @property
    def version(self) -> int:
        """Grows with every change."""
        return self._version

    def changed(self) -> None:
        """Note that somebody's screen may look different now."""
        self._version += 1
        self._wake()

    async def until(self, check: Callable[[], bool], *, within: float = 5.0) -> None:
        """Wait until something is so. Raises TimeoutError after `within` seconds."""
        async with asyncio.timeout(within):
            while not check():
                with contextlib.suppress(TimeoutError):  # what is awaited may lie elsewhere
                    await asyncio.wait_for(self._stir.wait(), _LOOK_SECONDS)

    def _wake(self) -> None:
        stirred, self._stir = self._stir, asyncio.Event()
        stirred.set()

    def number(self) -> int:
        """The next number of a count that never repeats."""
        self._count += 1
        return self._count

    def date(self) -> int:
        """Now, in whole seconds as the API tells dates."""
        return int(self.now())

    def note(self, entry: Entry) -> None:
        """Write a call into the ledger."""
        self.ledger.note(entry)
        self._wake()

    def private(self, bot: Bot, person: Human) -> Chat:
        """The chat between a bot and a person, empty as long as nobody wrote."""
        key = (bot.id, person.id)
        if key not in self._private:
            chat = Chat(id=0, kind=ChatKind.PRIVATE, instance=instance(*key))
            self._private[key] = chat
            for each in (bot, person):
                chat.accounts[each.id] = each
        return self._private[key]

    def chats(self, account: int) -> list[Chat]:
        """The chats that an account is in."""
        every = [*self._private.values(), *self.groups.values()]
        return [each for each in every if each.membership(account).present]

    def post(self, message: Message, markup: Markup | None = None) -> Message:
        """Put a message into its chat and tell everybody whom it reaches."""
        chat = message.chat
        if isinstance(markup, InlineKeyboard):
            message.buttons = markup
        chat.add(message)
        for account in chat.present():
            if isinstance(account, Bot) and reaches(account, message):
                body = Paper(account, self.shelf).message(message)
                account.mailbox.push("message", body, chat.id_for(account.id))
        if isinstance(message.author, Bot) and not message.content.notice:
            chat.last_bot = message.author.id
        self._show(message, markup)
        self.changed()
        return message

    def move(self, chat: Chat, by: Account, account: Account, how: Membership) -> None:
        """Change how an account stands in a chat, and tell the bots that may know."""
        before = chat.membership(account.id)
        chat.accounts[account.id] = account
        chat.members[account.id] = how
        for other in list(chat.accounts.values()):
            if isinstance(other, Bot):
                own = other is account
                if own or chat.membership(other.id).leads:
                    kind = "my_chat_member" if own else "chat_member"
                    body = self._moved(chat, by, account, before) | {
                        "chat": chat_json(chat, other.id)
                    }
                    other.mailbox.push(kind, body, chat.id_for(other.id))
        self.changed()

    def _moved(self, chat: Chat, by: Account, account: Account, before: Membership) -> JSON:
        return {
            "from": user_json(by, incoming=True),
            "date": self.date(),
            "old_chat_member": member_json(account, before),
            "new_chat_member": member_json(account, chat.membership(account.id)),
        }

    def remove(self, message: Message) -> None:
        """Delete a message for everybody."""
        message.deleted = True
        for person, shown in list(message.chat.shown.items()):
            if shown.message is message:
                del message.chat.shown[person]
        self.changed()

    def pop_up(self, person: Human, text: str, *, alert: bool) -> None:
        """Show a person the answer to a pressed button."""
        person.popups.append(Popup(text=text, alert=alert, time=self.now()))
        self.changed()

    def press(self, bot: Bot, person: Human, message: Message, choice: str) -> None:
        """Tell a bot that a person pressed a button under its message."""
        number = self.number()
        query = Query(
            id=str(4_611_686_018_427_387_904 + number * 7_919),
            bot=bot,
            person=person,
            pressed=self.now(),
            message=message,
        )
        self.queries[query.id] = query
        body: JSON = {
            "id": query.id,
            "from": user_json(person, incoming=True),
            "message": Paper(bot, self.shelf).message(message),
            "chat_instance": message.chat.instance,
            "data": choice,
        }
        key = message.chat.id_for(bot.id)
        bot.mailbox.push("callback_query", body, key, min(QUERY_SECONDS, DAY))
        self.changed()

    def answered(self, query: Query) -> None:
        """Let the button that was pressed stop spinning."""
        del self.queries[query.id]
        self.changed()

    def unanswered(self, person: Human) -> tuple[Message, ...]:
        """The messages whose buttons still spin for a person, or ended unanswered."""
        return tuple(each.message for each in self.queries.values() if each.person is person)

    def _show(self, message: Message, markup: Markup | None) -> None:
        if markup is None or isinstance(markup, InlineKeyboard):
            return
        for account in message.chat.present():
            if isinstance(account, Human) and _concerns(account, message, markup):
                if isinstance(markup, RemoveKeyboard):
                    message.chat.shown.pop(account.id, None)
                else:
                    message.chat.shown[account.id] = Shown(markup=markup, message=message)


def _concerns(person: Human, message: Message, markup: Markup) -> bool:
    """A selective keyboard is for the one who is answered or mentioned."""
    if isinstance(markup, InlineKeyboard) or not markup.selective:
        return True
    if message.reply_to and message.reply_to.author is person:
        return True
    words = message.content.words
    mentions = [words.piece(each) for each in words.entities if each.kind == "mention"]
    return f"@{person.username}".lower() in [each.lower() for each in mentions]


def instance(*parts: int) -> str:
    """The chat_instance of a chat: the same for ever, telling nothing."""
    digest = hashlib.sha256(repr(parts).encode()).digest()
    return str(int.from_bytes(digest[:8], "big", signed=True))


def awaits_reply(chat: Chat, person: Human) -> Message | None:
    """The message that this person's client is about to answer, if a bot forced it."""
    shown = chat.shown.get(person.id)
    if shown and isinstance(shown.markup, ForceReply) and not shown.message.deleted:
        return shown.message
    return None
