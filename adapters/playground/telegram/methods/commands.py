"""The lists of commands that clients offer."""

import re

from adapters.playground.telegram.calls import Call, record, whole
from adapters.playground.telegram.errors import ApiError, No
from adapters.playground.telegram.methods.access import chat_of
from adapters.playground.telegram.nouns import Bot, Chat, ChatKind, Command, CommandKey
from adapters.playground.telegram.town import Town

_NAME = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")
_DESCRIPTION = 256
_MOST = 100
_PLAIN = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})
_OF_CHAT = frozenset({"chat", "chat_administrators", "chat_member"})


def _key(town: Town, bot: Bot, call: Call) -> CommandKey:
    language = call.text("language_code")
    if not _LANGUAGE.fullmatch(language):
        raise ApiError(No.LANGUAGE)
    value = call.thing("scope")
    body = record(value, "scope") if value is not None else {"type": "default"}
    scope = str(body.get("type", ""))
    if scope in _PLAIN:
        return CommandKey(scope=scope, language=language)
    if scope not in _OF_CHAT:
        raise ApiError(No.SCOPE, "unsupported type specified")
    chat = chat_of(town, bot, Call(method=call.method, values=body)).id_for(bot.id)
    user = whole(body.get("user_id"))
    if scope == "chat_member" and not user:
        raise ApiError(No.BAD_USER)
    return CommandKey(scope=scope, chat=chat, user=user, language=language)


async def set_commands(town: Town, bot: Bot, call: Call) -> object:
    """Serve setMyCommands."""
    key = _key(town, bot, call)
    commands = tuple(_command(each) for each in call.things("commands"))
    if len(commands) > _MOST:
        raise ApiError(No.COMMANDS_MANY)
    bot.commands[key] = commands
    town.changed()
    return True


async def get_commands(town: Town, bot: Bot, call: Call) -> object:
    """Serve getMyCommands: exactly what was set for this scope and language."""
    commands = bot.commands.get(_key(town, bot, call), ())
    return [{"command": each.command, "description": each.description} for each in commands]


async def delete_commands(town: Town, bot: Bot, call: Call) -> object:
    """Serve deleteMyCommands."""
    bot.commands.pop(_key(town, bot, call), None)
    town.changed()
    return True


def _command(value: object) -> Command:
    body = record(value, "BotCommand")
    name = str(body.get("command") or "").removeprefix("/")
    description = str(body.get("description") or "").strip()
    if not _NAME.fullmatch(name):
        raise ApiError(No.COMMAND)
    if not 0 < len(description) <= _DESCRIPTION:
        raise ApiError(No.COMMAND_DESCRIPTION)
    return Command(command=name, description=description)


def offered(bot: Bot, chat: Chat, person: int, language: str) -> tuple[Command, ...]:
    """What a client offers, by the order that BotCommandScope documents."""
    number = chat.id_for(bot.id)
    leads = chat.membership(person).leads
    if chat.kind is ChatKind.PRIVATE:
        keys = [CommandKey(scope="chat", chat=number), CommandKey(scope="all_private_chats")]
    else:
        keys = [
            CommandKey(scope="chat_member", chat=number, user=person),
            *([CommandKey(scope="chat_administrators", chat=number)] if leads else []),
            CommandKey(scope="chat", chat=number),
            *([CommandKey(scope="all_chat_administrators")] if leads else []),
            CommandKey(scope="all_group_chats"),
        ]
    for key in [*keys, CommandKey()]:
        for code in (language, ""):
            exact = CommandKey(scope=key.scope, chat=key.chat, user=key.user, language=code)
            if bot.commands.get(exact):
                return bot.commands[exact]
    return ()
