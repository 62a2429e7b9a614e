"""The commands that Telegram's clients offer after a slash."""

from telegram import Bot, BotCommand

from adapters.telegram.drawing import shortened
from adapters.telegram.limits import DESCRIPTION
from bot.model.commands import COMMANDS
from bot.texts.catalogue import LANGUAGES, sentence


async def offer(bot: Bot) -> None:
    """Offer the commands to everyone, described in each language that the watch speaks."""
    await bot.set_my_commands(described(LANGUAGES[0]))
    for language in LANGUAGES[1:]:
        await bot.set_my_commands(described(language), language_code=language)


def described(language: str) -> list[BotCommand]:
    """The commands with their descriptions in one language."""
    return [
        BotCommand(one.command.value, shortened(sentence(one.description, language), DESCRIPTION))
        for one in COMMANDS
    ]
