"""Several bots on one platform: each is a platform of its own to all that is kept by platform.

The first has the platform's own name, the others a number after it: `telegram`, `telegram.2`.
"""

from bot.model.ids import PlatformName


def bot_name(kind: str, number: int) -> PlatformName:
    """The name of a platform's bot with this number, from 1."""
    return PlatformName(kind if number == 1 else f"{kind}.{number}")


def kind_of(bot: str) -> str:
    """The platform that a bot is on."""
    return bot.partition(".")[0]
