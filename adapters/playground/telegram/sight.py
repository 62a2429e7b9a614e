"""What a person's client shows."""

from adapters.playground import screens
from adapters.playground.telegram.entities import Words
from adapters.playground.telegram.html_out import to_html
from adapters.playground.telegram.methods.commands import offered
from adapters.playground.telegram.nouns import (
    Account,
    Bot,
    Chat,
    ChatKind,
    Human,
    Message,
    Notice,
)
from adapters.playground.telegram.presses import buttons_of, keys_of
from adapters.playground.telegram.town import Town


def screen_of(town: Town, human: Human, card: screens.Person) -> screens.Screen:
    """Everything that a person sees: the chats with the bots first, then the groups."""
    private = [town.private(bot, human) for bot in town.bots.values()]
    groups = [
        each
        for each in town.groups.values()
        if each.membership(human.id).present and not each.migrated_to
    ]
    chats = tuple(_chat(each, human) for each in [*private, *groups])
    return screens.Screen(person=card, chats=chats, popups=tuple(human.popups))


def _chat(chat: Chat, human: Human) -> screens.Chat:
    private = chat.kind is ChatKind.PRIVATE
    other = chat.accounts[chat.id_for(human.id)] if private else None
    return screens.Chat(
        id=str(chat.id_for(human.id)),
        title=other.name if other else chat.title,
        kind=chat.kind.value,
        messages=tuple(_message(each, human) for each in _history(chat, human)),
        keyboard=keys_of(chat, human),
        commands=_hints(chat, human),
        members=len(chat.present()),
        admin=chat.membership(human.id).leads and not private,
    )


def _history(chat: Chat, human: Human) -> list[Message]:
    """A supergroup shows its whole history, a basic group only what came since one joined."""
    earlier = _history(chat.earlier, human) if chat.earlier else []
    own = [each for each in chat.messages if not each.deleted and each.id_for(human.id)]
    return [*earlier, *own]


def _hints(chat: Chat, human: Human) -> tuple[screens.CommandHint, ...]:
    bots = [each for each in chat.accounts.values() if isinstance(each, Bot)]
    present = [each for each in bots if each in chat.present() or chat.kind is ChatKind.PRIVATE]
    return tuple(
        screens.CommandHint(
            name=each.command if len(present) == 1 else f"{each.command}@{bot.username}",
            description=each.description,
        )
        for bot in present
        for each in offered(bot, chat, human.id, human.language)
    )


def _message(message: Message, human: Human) -> screens.Message:
    chat, content = message.chat, message.content
    words = _notice(message.author, content.notice) if content.notice else content.words
    if message.start:
        words = Words(text="/start")
    if content.place and content.place.title:
        words = Words(text=f"{content.place.title}\n{content.place.address}")
    place = content.place
    answered = message.reply_to if message.reply_to and message.reply_to.id_for(human.id) else None
    return screens.Message(
        id=_number(message, human),
        author=chat.title if message.anonymous else message.author.name,
        author_id=str(chat.id if message.anonymous else message.author.id),
        from_bot=isinstance(message.author, Bot),
        time=float(message.date),
        text=words.text,
        html=to_html(words),
        attachments=_attachments(message),
        location=(place.latitude, place.longitude) if place else None,
        buttons=buttons_of(message),
        reply_to=_number(answered, human) if answered else None,
        edited=bool(message.edited),
        protected=message.protected,
    )


def _number(message: Message, human: Human) -> str:
    """A message's number; those from before a migration are of another count."""
    number = str(message.id_for(human.id))
    return f"earlier {number}" if message.chat.migrated_to else number


def _attachments(message: Message) -> tuple[screens.Attachment, ...]:
    media = message.content.media
    if media is None:
        return ()
    return (
        screens.Attachment(
            kind=media.kind.value,
            name=media.name or media.file.path.rpartition("/")[2],
            url=str(media.file.key),
            size=media.file.size,
        ),
    )


def _notice(author: Account, notice: Notice) -> Words:
    names = ", ".join(each.name for each in notice.joined)
    if notice.joined == (author,):
        text = f"{author.name} joined the group"
    elif notice.joined:
        text = f"{author.name} added {names}"
    elif notice.left is author:
        text = f"{author.name} left the group"
    elif notice.left:
        text = f"{author.name} removed {notice.left.name}"
    elif notice.created:
        text = f"{author.name} created the group «{notice.created}»"
    else:
        text = "The group was upgraded to a supergroup"
    return Words(text=text)
