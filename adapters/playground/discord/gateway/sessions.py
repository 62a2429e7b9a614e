"""A session: what one identified connection may know, and what it has been told."""

import secrets
from collections import deque
from dataclasses import dataclass, field

from adapters.playground.discord.gateway.codes import Op
from adapters.playground.discord.gateway.wires import Wire
from adapters.playground.discord.intents import Intent
from adapters.playground.discord.nouns import Application, Channel, Guild
from adapters.playground.discord.permissions import Permission, in_channel
from adapters.playground.discord.realm import Event, Realm
from adapters.playground.discord.shapes.messages import dispatched, may_read, unread
from adapters.playground.discord.wire import JSON
from adapters.playground.faults import ORDERS, Faults, Trouble

REMEMBERED = 2000  # events kept for a resume
GATEWAY = "GATEWAY"  # what the name of an event begins with where faults name it
SHARD_SHIFT = 22
CHANNEL_BOUND = ("MESSAGE_", "THREAD_", "TYPING_")


@dataclass(slots=True, kw_only=True, eq=False)
class Session:
    """What an application identified for; outlives its connection for a while."""

    application: Application
    intents: int
    shard: tuple[int, int] = (0, 1)
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    wire: Wire | None = None
    left: float | None = None  # when the connection was lost
    sequence: int = 0
    late: tuple[str, JSON] | None = None  # an event that comes after the next one
    told: deque[tuple[int, JSON]] = field(default_factory=lambda: deque(maxlen=REMEMBERED))

    def tell(self, name: str, body: JSON) -> None:
        """Dispatch an event, or keep it for a resume while nobody is connected."""
        self.sequence += 1
        payload: JSON = {"op": int(Op.DISPATCH), "t": name, "s": self.sequence, "d": body}
        self.told.append((self.sequence, payload))
        if self.wire is not None:
            self.wire.send(payload)

    def missed(self, after: int) -> list[JSON] | None:
        """What was told after this sequence number, or None when it is forgotten."""
        oldest = self.told[0][0] if self.told else self.sequence + 1
        if after + 1 < oldest:
            return None
        return [payload for number, payload in self.told if number > after]

    def consider(self, realm: Realm, event: Event) -> None:
        """Tell the event if this session may know of it."""
        if not self._concerned(event):
            return
        body = event.body
        if event.message is not None:
            body = dispatched(realm, event.message, self.application)
            if not may_read(event.message, self.application, self.intents):
                body = unread(body)
        self._bring(realm.faults, event.name, body)

    def _bring(self, faults: Faults, name: str, body: JSON) -> None:
        """Dispatch it as trouble will have it: twice, or after the next one."""
        fault = faults.strike(f"{GATEWAY} {name}", kinds=ORDERS)
        late, self.late = self.late, None
        if fault is not None and fault.trouble is Trouble.SHUFFLE:
            self.late = (name, body)
        else:
            self.tell(name, body)
        if fault is not None and fault.trouble is Trouble.TWICE:
            self._repeat()
        if late is not None:
            self.tell(*late)

    def _repeat(self) -> None:
        if self.wire is not None:
            self.wire.send(self.told[-1][1])

    def _concerned(self, event: Event) -> bool:
        if event.application is not None and event.application != self.application.id:
            return False
        if event.intents and not event.intents & self.intents:
            return False
        if event.guild is not None:
            return self._inside(event)
        first = self.holds(None)
        if event.application is not None:
            return first
        return first and _party(event.channel, self.application)

    def holds(self, guild: Guild | None) -> bool:
        """Whether this shard is told of the guild; of what belongs to none, the first one is."""
        at = 0 if guild is None else (guild.id >> SHARD_SHIFT) % self.shard[1]
        return at == self.shard[0]

    def _inside(self, event: Event) -> bool:
        guild = event.guild
        if guild is None or not self.holds(guild):
            return False
        if event.application is not None:
            return True
        if self.application.user.id not in guild.members:
            return False
        if event.channel is None or not event.name.startswith(CHANNEL_BOUND):
            return True
        return Permission.VIEW_CHANNEL in in_channel(event.channel, self.application.user)

    def wants(self, intent: Intent) -> bool:
        """Whether the session asked for this intent."""
        return bool(self.intents & intent)


def _party(channel: Channel | None, application: Application) -> bool:
    if channel is None:
        return False
    return any(one.id == application.user.id for one in channel.recipients)
