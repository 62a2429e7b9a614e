"""Making a world: bots, people, groups, and what happens to them behind the bots' backs."""

import re
from collections.abc import Iterable
from dataclasses import replace

from adapters.playground.telegram.entities import Words
from adapters.playground.telegram.mailbox import Mailbox
from adapters.playground.telegram.nouns import (
    Account,
    Bot,
    Chat,
    ChatKind,
    Content,
    Human,
    Membership,
    Message,
    Notice,
    Status,
)
from adapters.playground.telegram.town import Town, instance

_TOKEN = re.compile(r"(\d{3,12}):[\w-]{20,64}", re.ASCII)
_FIRST_PERSON = 700_000_001
_FIRST_GROUP = 4_000_001
_SUPERGROUP = -1_000_000_000_000
MEMBER = Membership(status=Status.MEMBER)


class Builder(Town):
    """A town that can be built and rearranged."""

    def add_bot(self, token: str, username: str, name: str, *, privacy: bool = True) -> Bot:
        """Register a bot; the number before the colon of its token is its id."""
        match = _TOKEN.fullmatch(token)
        if not match:
            message = f"not a bot token: {token!r}"
            raise ValueError(message)
        bot = Bot(
            id=int(match[1]),
            name=name,
            username=username,
            token=token,
            mailbox=Mailbox(self.now),
            privacy=privacy,
        )
        self.bots[token] = bot
        self.accounts[bot.id] = bot
        self.changed()
        return bot

    def add_person(self, name: str, username: str = "", language: str = "en") -> Human:
        """Register a person's account."""
        number = _FIRST_PERSON + len(self.accounts)
        person = Human(id=number, name=name, username=username, language=language)
        self.accounts[person.id] = person
        self.changed()
        return person

    def add_group(
        self,
        title: str,
        members: Iterable[Human],
        admins: Iterable[Human] = (),
        *,
        bots: Iterable[Bot] = (),
        kind: ChatKind = ChatKind.SUPERGROUP,
    ) -> Chat:
        """Make a group. The first of `admins` (else of `members`) is its creator."""
        leaders, people = list(admins), list(members)
        owner = (leaders or people)[0]
        chat = self._new_group(title, kind)
        for person in dict.fromkeys([*leaders, *people]):
            status = Status.ADMINISTRATOR if person in leaders else Status.MEMBER
            how = Membership(status=Status.CREATOR if person is owner else status)
            chat.accounts[person.id] = person
            chat.members[person.id] = how
        self._tell(chat, owner, Notice(created=title))
        for bot in bots:
            self.add_member(chat, bot, by=owner)
        return chat

    def add_member(self, chat: Chat, account: Account, *, by: Account | None = None) -> None:
        """Let somebody join, or be added by somebody."""
        adder = by or account
        self.move(chat, adder, account, MEMBER)
        self._tell(chat, adder, Notice(joined=(account,)))

    def remove_member(self, chat: Chat, account: Account, *, by: Account | None = None) -> None:
        """Let somebody leave, or be thrown out by somebody."""
        status = Status.KICKED if by and by is not account else Status.LEFT
        self._tell(chat, by or account, Notice(left=account))
        self.move(chat, by or account, account, Membership(status=status))

    def promote(
        self,
        chat: Chat,
        account: Account,
        *,
        by: Account | None = None,
        anonymous: bool = False,
        can_delete: bool = True,
        can_invite: bool = True,
    ) -> None:
        """Make somebody an administrator; an anonymous one writes as the group itself."""
        how = Membership(
            status=Status.ADMINISTRATOR,
            anonymous=anonymous,
            can_delete=can_delete,
            can_invite=can_invite,
        )
        if chat.membership(account.id).status is Status.CREATOR:
            how = replace(how, status=Status.CREATOR)
        self.move(chat, by or self.owner(chat), account, how)

    def demote(self, chat: Chat, account: Account, *, by: Account | None = None) -> None:
        """Make an administrator an ordinary member again."""
        self.move(chat, by or self.owner(chat), account, MEMBER)

    def restrict(self, chat: Chat, account: Account, *, by: Account | None = None) -> None:
        """Forbid somebody to write."""
        how = Membership(status=Status.RESTRICTED, can_send=False)
        self.move(chat, by or self.owner(chat), account, how)

    def migrate(self, chat: Chat) -> Chat:
        """Turn a basic group into a supergroup with an id of its own."""
        owner = self.owner(chat)
        new = self._new_group(chat.title, ChatKind.SUPERGROUP)
        new.earlier = chat
        new.accounts = dict(chat.accounts)
        new.members = dict(chat.members)
        self._tell(chat, owner, Notice(migrated_to=new.id))
        chat.migrated_to = new.id
        self._tell(new, owner, Notice(migrated_from=chat.id))
        return new

    def delete_account(self, person: Human) -> None:
        """Let a person's account be gone for good."""
        person.gone = True
        self.changed()

    def owner(self, chat: Chat) -> Account:
        """Whoever made a group."""
        creators = [
            chat.accounts[each]
            for each, how in chat.members.items()
            if how.status is Status.CREATOR
        ]
        return creators[0]

    def _new_group(self, title: str, kind: ChatKind) -> Chat:
        number = -(_FIRST_GROUP + len(self.groups))
        if kind is ChatKind.SUPERGROUP:
            number += _SUPERGROUP
        chat = Chat(id=number, kind=kind, title=title, instance=instance(number))
        self.groups[chat.id] = chat
        return chat

    def _tell(self, chat: Chat, author: Account, notice: Notice) -> None:
        content = Content(words=Words(), notice=notice)
        message = Message(chat=chat, ids={}, author=author, date=self.date(), content=content)
        self.post(message)
