"""Which messages of a group reach a bot.

The rules of the public FAQ ("What messages will my bot get?"). A general command goes to the bot
that wrote last; where none has written yet, to every bot, since nobody could claim it.
"""

from adapters.playground.telegram.nouns import Bot, ChatKind, Message


def reaches(bot: Bot, message: Message) -> bool:
    """Whether a bot gets this message as an update."""
    chat = message.chat
    if isinstance(message.author, Bot):
        return message.content.notice is not None and message.author is not bot
    if chat.kind is ChatKind.PRIVATE or message.content.notice:
        return True
    if not bot.privacy or chat.membership(bot.id).leads:
        return True
    if message.reply_to and isinstance(message.reply_to.author, Bot):
        return message.reply_to.author is bot
    return _commands(bot, message)


def _commands(bot: Bot, message: Message) -> bool:
    words = message.content.words
    for entity in words.entities:
        if entity.kind == "bot_command":
            _, _, name = words.piece(entity).partition("@")
            if name and name.lower() == bot.username.lower():
                return True
            if not name and entity.offset == 0:
                return message.chat.last_bot in {0, bot.id}
    return False
