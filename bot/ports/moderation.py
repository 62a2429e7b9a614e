"""What moderators decide, and what is kept of it.

The contract of each method is tested on the fake, on SQLite and on PostgreSQL alike.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from bot.model.ids import ChannelId, IncidentNumber, PlatformName
from bot.model.moderation import Appeal, AuditEntry, Ruling, Silence, Snippet
from bot.model.people import Account


class Rulings(Protocol):
    """What channels say of incidents that came to them, and appeals against it."""

    async def take_up(self, incident: IncidentNumber) -> None:
        """Whoever rules on the same incident next waits his turn."""
        ...

    async def get(self, incident: IncidentNumber, channel: ChannelId) -> Ruling | None:
        """What the channel says of it; None where it said nothing yet."""
        ...

    async def of(self, incident: IncidentNumber) -> tuple[Ruling, ...]:
        """What channels say of it, by channel."""
        ...

    async def keep(self, ruling: Ruling) -> None:
        """Keep what a channel says, in place of what it said before."""
        ...

    async def there(
        self, incidents: Collection[IncidentNumber], channel: ChannelId
    ) -> tuple[Ruling, ...]:
        """What the channel says of these incidents, by incident."""
        ...

    async def drop(self, incident: IncidentNumber, channel: ChannelId) -> None:
        """The channel says nothing of it any more: it goes by what others say."""
        ...

    async def appeal(self, appeal: Appeal) -> None:
        """Keep an appeal, in place of an earlier one."""
        ...

    async def appealed(self, incident: IncidentNumber, channel: ChannelId) -> Appeal | None:
        """The appeal that lies before the channel, if any."""
        ...

    async def heard(self, incident: IncidentNumber, channel: ChannelId) -> None:
        """The appeal was decided: its words are forgotten."""
        ...

    async def pending(self, channel: ChannelId, most: int) -> tuple[IncidentNumber, ...]:
        """What lies before the channel's moderators, oldest first.

        Reports that wait; those appealed; those that came to it and are set aside, unless it said
        something of them; those that came to it and to which no more may be added.
        """
        ...


class Flags(Protocol):
    """Who wants a moderator to look at an incident, under marks that tell no account."""

    async def flag(self, incident: IncidentNumber, account: Account) -> int:
        """Keep an account's flag, once; how many there are now."""
        ...

    async def forget(self, incident: IncidentNumber) -> None:
        """A moderator looked: forget who asked."""
        ...

    async def forget_before(self, moment: datetime) -> None:
        """Forget the flags of incidents posted before."""
        ...


class Silences(Protocol):
    """Authors who are muted, under marks that tell no account, another one at each incident."""

    async def keep(self, silence: Silence, author: Account) -> None:
        """Mute the author of an incident; in place of an earlier one for the same."""
        ...

    async def get(self, incident: IncidentNumber, channel: ChannelId) -> Silence | None:
        """The silence for this very incident, over or not."""
        ...

    async def lift(self, incident: IncidentNumber, channel: ChannelId) -> None:
        """End the silence for this very incident; one for another by the same author stays."""
        ...

    async def of(
        self, account: Account, channels: Collection[ChannelId], now: datetime
    ) -> tuple[Silence, ...]:
        """The silences of these channels that an account is under, by incident and channel."""
        ...

    async def forget(self, now: datetime) -> None:
        """Forget the silences that are over."""
        ...


class Snippets(Protocol):
    """Frequent answers of channels."""

    async def keep(self, snippet: Snippet) -> None:
        """Keep a snippet, in place of an earlier one of this name."""
        ...

    async def get(self, channel: ChannelId, name: str) -> Snippet | None:
        """The channel's snippet of this name."""
        ...

    async def of(self, channel: ChannelId) -> tuple[Snippet, ...]:
        """The channel's snippets, by name."""
        ...

    async def drop(self, channel: ChannelId, name: str) -> None:
        """Forget a snippet."""
        ...


class Audit(Protocol):
    """What moderators did in a chat; it outlives the chat's binding."""

    async def note(self, entry: AuditEntry) -> None:
        """Write down what was done."""
        ...

    async def of(
        self, platform: PlatformName, chat: str, skip: int, most: int
    ) -> tuple[AuditEntry, ...]:
        """What was done in a chat, newest first, without the first `skip`."""
        ...

    async def last(
        self, platform: PlatformName, chat: str, incident: IncidentNumber
    ) -> AuditEntry | None:
        """What was done last about an incident in a chat."""
        ...

    async def forget_before(self, moment: datetime) -> None:
        """Forget what was done before."""
        ...
