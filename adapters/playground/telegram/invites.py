"""Links into groups: made by administrators, followed by people, who may have to ask first."""

from adapters.playground.screens import CannotActError
from adapters.playground.telegram.entities import Words
from adapters.playground.telegram.nouns import (
    Account,
    Asking,
    Bot,
    Chat,
    Content,
    Human,
    Invite,
    Membership,
    Message,
    Notice,
    Status,
)
from adapters.playground.telegram.paper import chat_json, invite_json, user_json
from adapters.playground.telegram.town import Town, instance

CONTACT_SECONDS = 300.0
"""How long a bot may write to whoever asks to be let in (Bot API, ChatJoinRequest)."""


def made(town: Town, chat: Chat, creator: Account, invite: Invite) -> Invite:
    """Keep a new link; its address is drawn here."""
    secret = instance(chat.id, creator.id, town.number()).lstrip("-")[:16]
    invite.url = f"https://t.me/+{secret}"
    chat.invites[invite.url] = invite
    return invite


def invited_by(town: Town, url: str) -> tuple[Chat, Invite] | None:
    """The group and the link behind an address, if there is such a link."""
    for chat in town.groups.values():
        if url in chat.invites:
            return chat, chat.invites[url]
    return None


def knock(town: Town, person: Human, chat: Chat, invite: Invite) -> None:
    """Follow a link: join, or ask to be let in. Raises CannotActError where it leads nowhere."""
    over = invite.expires and town.now() > invite.expires
    full = invite.limit and invite.joined >= invite.limit
    if invite.revoked or over or full:
        message = "this invite link has expired"
        raise CannotActError(message)
    if chat.membership(person.id).present:
        return
    if chat.membership(person.id).status is Status.KICKED:
        message = "you were thrown out of this group"
        raise CannotActError(message)
    if not invite.by_request:
        let_in(town, chat, person, invite)
        return
    if person.id not in chat.asking:
        chat.asking[person.id] = Asking(person=person, invite=invite, since=town.now())
        _tell(town, chat, person, invite)


def let_in(town: Town, chat: Chat, person: Human, invite: Invite) -> None:
    """Make somebody a member, and tell the group."""
    invite.joined += 1
    chat.asking.pop(person.id, None)
    town.move(chat, person, person, Membership(status=Status.MEMBER))
    content = Content(words=Words(), notice=Notice(joined=(person,)))
    town.post(Message(chat=chat, ids={}, author=person, date=town.date(), content=content))


def may_contact(town: Town, bot: Bot, person: Human) -> bool:
    """Whether somebody asks to be let in, and this bot was told so a moment ago."""
    return any(
        chat.membership(bot.id).leads
        and person.id in chat.asking
        and town.now() - chat.asking[person.id].since <= CONTACT_SECONDS
        for chat in town.groups.values()
    )


def _tell(town: Town, chat: Chat, person: Human, invite: Invite) -> None:
    for leader in chat.present():
        how = chat.membership(leader.id)
        if isinstance(leader, Bot) and how.leads and how.can_invite:
            body = {
                "chat": chat_json(chat, leader.id),
                "from": user_json(person, incoming=True),
                "user_chat_id": person.id,
                "date": town.date(),
                "invite_link": invite_json(invite),
            }
            leader.mailbox.push("chat_join_request", body, chat.id_for(leader.id))
    town.changed()
