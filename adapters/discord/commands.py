"""The slash commands as Discord wants to be told of them."""

import discord

from adapters.discord.limits import DESCRIBED
from bot.model.commands import COMMANDS, CommandSpec
from bot.texts.catalogue import LANGUAGES, language_of, sentence

JSON = dict[str, object]

CHAT_INPUT = 1
TEXT_OPTION = 3
GUILD, BOT_DM = 0, 1
"""Where commands are offered: not between two people, where the bot is no member."""


def offered() -> list[JSON]:
    """All commands, in the order offered, with their descriptions in every language spoken."""
    return [_command(spec) for spec in COMMANDS]


def _command(spec: CommandSpec) -> JSON:
    told: JSON = {
        "type": CHAT_INPUT,
        "name": spec.command.value,
        "contexts": [GUILD, BOT_DM],
        "options": [_option(spec)] if spec.parameter else [],
    }
    return told | _described(spec.description)


def _option(spec: CommandSpec) -> JSON:
    told: JSON = {"type": TEXT_OPTION, "name": spec.parameter, "required": False}
    return told | _described(spec.parameter_description)


def _described(key: str) -> JSON:
    return {
        "description": sentence(key, LANGUAGES[0])[:DESCRIBED],
        "description_localizations": {
            locale.value: sentence(key, locale.value)[:DESCRIBED]
            for locale in discord.Locale
            if language_of(locale.value) == locale.value.split("-")[0]
        },
    }
