"""What everybody knows of what they did: the proof compares it with what stands."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something happens, and who must hear of it there."""

    name: str
    address: str
    pin: tuple[float, float]
    hearers: frozenset[str]  # names of the chats and people of `hearers.Hearers`


@dataclass(slots=True, kw_only=True)
class Report:
    """A report as its writer knows it."""

    text: str
    writer: str
    place: Place
    number: int
    updates: list[str] = field(default_factory=list)
    state: str = "open"


@dataclass(slots=True, kw_only=True)
class Reply:
    """A reply as its writer knows it; `saved` once "Saved" was shown."""

    text: str
    request: int
    thread: bool
    saved: bool = False


@dataclass(slots=True, kw_only=True)
class Request:
    """A request as its officer knows it."""

    number: int
    case: str
    open: bool = True


@dataclass(slots=True, kw_only=True)
class Book:
    """Everything."""

    reports: dict[str, Report] = field(default_factory=dict)
    replies: dict[str, Reply] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    updates_written: dict[str, int] = field(default_factory=dict)
    watchers: int = 0
    channels: int = 0
    over: bool = False
    count: int = 0

    def words(self, kind: str) -> str:
        """Words that nobody said before: no bot changes them, and none is part of another."""
        self.count += 1
        return f"{kind} tale-{self.count:04}-end"

    @property
    def newest_open(self) -> Request | None:
        """The request that neighbours answer now."""
        return next((each for each in reversed(self.requests) if each.open), None)

    def of(self, request: Request) -> list[Reply]:
        """The replies to a request that were shown as saved."""
        return [
            each for each in self.replies.values() if each.request == request.number and each.saved
        ]
