"""The processes that run one watch together."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from bot.model.ids import PlatformName
from bot.model.rates import Rates
from bot.ports.pace import Share, Whole

Work = Callable[[], Awaitable[None]]

CLOCK = "the clock"
"""The duty of starting the rounds; hearing what people tell each bot is one, too."""


def ears_of(platform: PlatformName, shard: int = 0) -> str:
    """The duty of hearing what people tell the bot on a platform, where it is cut in one shard.

    Whoever hears the first one also takes in what the others are told.
    """
    return f"the ears of {platform}" + (f", shard {shard}" if shard else "")


class Crew(Protocol):
    """What the processes of one watch must agree on, seen from one of them."""

    async def keep(self, duty: str, work: Work, among: tuple[str, ...] = ()) -> None:
        """Do the work while this duty is ours and nobody else's, until cancelled.

        Where another process has the duty this waits, and takes over within seconds once that
        process is dead. When it cannot be sure any longer that the duty is ours, the work is
        cancelled at once, and begun anew when it is ours again.

        `among` names all duties that are alike, this one included, as every process names them:
        each process has a fair part of those that it wants, and gives up others when more
        processes come.

        Returns, or raises, when the work does so by itself.
        """
        ...

    async def where(self, duty: str) -> str:
        """The address at which the process that has the duty is reached; empty when unknown."""
        ...

    def share(self, platform: PlatformName, rates: Rates) -> Share:
        """What of a bot's rate is this process's; once asked, claims keep to it."""
        ...


class Alone:
    """The only process: every duty is its own, and so is all that a bot may send."""

    async def where(self, duty: str) -> str:
        """See `Crew.where`: here, which nobody need look for."""
        del duty
        return ""

    def share(self, platform: PlatformName, rates: Rates) -> Share:
        """See `Crew.share`: everything."""
        del platform, rates
        return Whole()

    async def keep(self, duty: str, work: Work, among: tuple[str, ...] = ()) -> None:
        """See `Crew.keep`: begin at once."""
        del duty, among
        await work()
