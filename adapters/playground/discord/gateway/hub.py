"""All sessions of all applications, and what becomes of them."""

from dataclasses import dataclass, field

from adapters.playground.discord.gateway.codes import Close, CloseError, Op
from adapters.playground.discord.gateway.sessions import Session
from adapters.playground.discord.gateway.wires import Wire
from adapters.playground.discord.nouns import Guild
from adapters.playground.discord.realm import Event, Realm
from adapters.playground.discord.shapes.guilds import entered
from adapters.playground.discord.shapes.users import application_flags, own_user
from adapters.playground.discord.wire import JSON

GATEWAY_VERSION = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The gateway's times in seconds."""

    heartbeat: float = 41.25
    grace: float = 10.0  # how long after a missed heartbeat a connection still lives
    resume_within: float = 180.0


@dataclass(slots=True, kw_only=True)
class Hub:
    """Where sessions are kept and events are handed out."""

    realm: Realm
    pace: Pace = field(default_factory=Pace)
    sessions: dict[str, Session] = field(default_factory=dict)
    wires: set[Wire] = field(default_factory=set)
    deaf: bool = False  # heartbeats stay unanswered, as by a frozen server

    def tell(self, event: Event) -> None:
        """Hand an event out to every session that it concerns."""
        self._forget()
        for session in self.sessions.values():
            session.consider(self.realm, event)

    def _forget(self) -> None:
        last = self.realm.now() - self.pace.resume_within
        gone = [one.id for one in self.sessions.values() if one.left and one.left < last]
        for one in gone:
            del self.sessions[one]

    def reachable(self, application: int, guild: Guild | None) -> bool:
        """Whether it has a session, connected or able to resume, that is told of the guild.

        None for what belongs to no guild.
        """
        self._forget()
        return any(
            one.application.id == application and one.holds(guild)
            for one in self.sessions.values()
        )

    def online(self, application: int) -> bool:
        """Whether the application is connected now."""
        return any(
            one.application.id == application and one.wire is not None
            for one in self.sessions.values()
        )

    def identify(self, session: Session, wire: Wire) -> None:
        """Begin a session: READY and the guilds."""
        self.sessions[session.id] = session
        session.wire = wire
        session.application.sessions_left -= 1
        guilds = [
            guild
            for guild in self.realm.guilds.values()
            if session.application.user.id in guild.members and session.holds(guild)
        ]
        session.tell("READY", self._ready(session, [guild.id for guild in guilds]))
        for guild in guilds:
            event = Event(
                name="GUILD_CREATE", body=entered(guild, session.application.user), guild=guild
            )
            session.consider(self.realm, event)

    def _ready(self, session: Session, guilds: list[int]) -> JSON:
        application = session.application
        waiting: list[JSON] = [{"id": str(one), "unavailable": True} for one in guilds]
        return {
            "v": GATEWAY_VERSION,
            "user": own_user(application.user),
            "guilds": waiting,
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": self.url,
            "shard": list(session.shard),
            "application": {"id": str(application.id), "flags": application_flags(application)},
            "private_channels": [],
            "relationships": [],
            "presences": [],
            "user_settings": {},
            "geo_ordered_rtc_regions": [],
            "guild_join_requests": [],
            "_trace": ["playground"],
        }

    @property
    def url(self) -> str:
        """Where the gateway listens."""
        return self.realm.base.replace("http", "ws", 1) + "/"

    def resume(self, found: str, token: str, sequence: int, wire: Wire) -> Session | None:
        """Take a session up again with what it missed; None when it cannot be resumed."""
        self._forget()
        session = self.sessions.get(found)
        if self.realm.application_of(token) is None:
            raise CloseError(Close.AUTHENTICATION_FAILED)
        if session is None or session.application.token != token:
            return None
        if sequence > session.sequence:
            raise CloseError(Close.INVALID_SEQ)
        missed = session.missed(sequence)
        if missed is None:
            return None
        if session.wire is not None:
            session.wire.close(Close.UNKNOWN_ERROR)
        session.wire, session.left = wire, None
        for payload in missed:
            wire.send(payload)
        session.tell("RESUMED", {"_trace": ["playground"]})
        return session

    def leave(self, wire: Wire, *, finished: bool) -> None:
        """A connection ended; `finished` if the client said goodbye for good."""
        self.wires.discard(wire)
        for session in list(self.sessions.values()):
            if session.wire is not wire:
                continue
            session.wire, session.left = None, self.realm.now()
            if finished:
                del self.sessions[session.id]
        self.realm.changed()

    def drop(self) -> None:
        """Cut every connection; the sessions can be resumed."""
        for wire in self.wires:
            wire.cut()

    def ask_reconnect(self) -> None:
        """Ask every client to connect again and resume."""
        for wire in self.wires:
            wire.send({"op": int(Op.RECONNECT), "d": None})

    def invalidate(self, *, resumable: bool = False) -> None:
        """Declare every session invalid."""
        for wire in self.wires:
            wire.send({"op": int(Op.INVALID_SESSION), "d": resumable})
        if not resumable:
            self.sessions.clear()
