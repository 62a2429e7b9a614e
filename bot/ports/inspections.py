"""What a platform says of the bot when it is asked without running."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """Who the bot is there. `overhears` is true when it is sent all that is said in groups.

    `shards` is into how many parts it is cut, `recommended` how many it should be.
    """

    name: str
    overhears: bool = False
    shards: int = 1
    recommended: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What the bot may do in a chat: write, and remove what others wrote."""

    post: bool
    remove: bool


class Inspector(Protocol):
    """Asks a platform about the bot; changes nothing there."""

    async def introduce(self) -> Introduction:
        """Log in and ask who the bot is.

        Raises:
            BadTokenError (of the adapter): the platform does not know the token.
            LookupFailedError: the platform did not answer.
        """
        ...

    async def rights(self, chat: str) -> Rights:
        """What the bot may do in a chat. Call it after `introduce`. Raises LookupFailedError."""
        ...

    async def close(self) -> None:
        """Hang up."""
        ...
