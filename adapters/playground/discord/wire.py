"""What goes over the wire: JSON objects and Discord's documented errors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

JSON = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One of Discord's JSON error codes with the HTTP status that carries it."""

    status: int
    code: int
    message: str


class ApiError(Exception):
    """A call was refused; becomes the answer's body."""

    def __init__(self, refusal: Refusal, errors: JSON | None = None) -> None:
        """Refuse with a documented code and, for a bad form, the tree of complaints."""
        super().__init__(refusal.message)
        self.refusal = refusal
        self.errors = errors

    def body(self) -> JSON:
        """The JSON body that the client reads."""
        body: JSON = {"message": self.refusal.message, "code": self.refusal.code}
        if self.errors is not None:
            body["errors"] = self.errors
        return body


# https://discord.com/developers/docs/topics/opcodes-and-status-codes
NOT_FOUND = Refusal(status=404, code=0, message="404: Not Found")
METHOD_NOT_ALLOWED = Refusal(status=405, code=0, message="405: Method Not Allowed")
UNAUTHORIZED = Refusal(status=401, code=0, message="401: Unauthorized")
BAD_JSON = Refusal(status=400, code=50109, message="The request body contains invalid JSON.")
UNKNOWN_APPLICATION = Refusal(status=404, code=10002, message="Unknown Application")
UNKNOWN_CHANNEL = Refusal(status=404, code=10003, message="Unknown Channel")
UNKNOWN_GUILD = Refusal(status=404, code=10004, message="Unknown Guild")
UNKNOWN_MEMBER = Refusal(status=404, code=10007, message="Unknown Member")
UNKNOWN_MESSAGE = Refusal(status=404, code=10008, message="Unknown Message")
UNKNOWN_OVERWRITE = Refusal(status=404, code=10009, message="Unknown Permission Overwrite")
UNKNOWN_ROLE = Refusal(status=404, code=10011, message="Unknown Role")
UNKNOWN_USER = Refusal(status=404, code=10013, message="Unknown User")
UNKNOWN_EMOJI = Refusal(status=400, code=10014, message="Unknown Emoji")
UNKNOWN_WEBHOOK = Refusal(status=404, code=10015, message="Unknown Webhook")
UNKNOWN_INTERACTION = Refusal(status=404, code=10062, message="Unknown interaction")
UNKNOWN_COMMAND = Refusal(status=404, code=10063, message="Unknown application command")
DAILY_COMMANDS = Refusal(
    status=400,
    code=30034,
    message="Max number of daily application command creates has been reached (200)",
)
TOO_MANY_COMMANDS = Refusal(
    status=400, code=30032, message="Maximum number of application commands reached (100)."
)
TOO_LARGE = Refusal(status=413, code=40005, message="Request entity too large")
ALREADY_ANSWERED = Refusal(
    status=400, code=40060, message="Interaction has already been acknowledged."
)
THREAD_EXISTS = Refusal(
    status=400, code=160004, message="A thread has already been created for this message"
)
MISSING_ACCESS = Refusal(status=403, code=50001, message="Missing Access")
DM_ONLY_OWN = Refusal(status=403, code=50003, message="Cannot execute action on a DM channel")
NOT_YOUR_MESSAGE = Refusal(
    status=403, code=50005, message="Cannot edit a message authored by another user"
)
EMPTY_MESSAGE = Refusal(status=400, code=50006, message="Cannot send an empty message")
CLOSED_DM = Refusal(status=403, code=50007, message="Cannot send messages to this user")
NOT_TEXT = Refusal(status=400, code=50008, message="Cannot send messages in a non-text channel")
MISSING_PERMISSIONS = Refusal(status=403, code=50013, message="Missing Permissions")
BULK_RANGE = Refusal(
    status=400,
    code=50016,
    message="Provided too few or too many messages to delete. Must provide at least 2 and "
    "fewer than 100 messages to delete",
)
INVALID_TOKEN = Refusal(status=401, code=50027, message="Invalid Webhook Token")
TOO_OLD = Refusal(
    status=400,
    code=50034,
    message="A message provided was too old to bulk delete",
)
INVALID_FORM = Refusal(status=400, code=50035, message="Invalid Form Body")
WRONG_TYPE = Refusal(status=400, code=50024, message="Cannot execute action on this channel type")
ARCHIVED = Refusal(status=400, code=50083, message="Thread is archived")
NO_MUTUAL_GUILD = Refusal(
    status=403,
    code=50278,
    message="Cannot send messages to this user due to having no mutual guilds",
)


def invalid_form(path: Sequence[str | int], code: str, message: str) -> ApiError:
    """A bad form with a single complaint at `path`."""
    complaints = Complaints()
    complaints.add(path, code, message)
    return ApiError(INVALID_FORM, complaints.tree)


@dataclass(slots=True)
class Complaints:
    """What is wrong with a form, each complaint at its place."""

    tree: JSON = field(default_factory=dict)

    def add(self, path: Sequence[str | int], code: str, message: str) -> None:
        """Note one complaint at `path`."""
        node = self.tree
        for step in path:
            child = node.setdefault(str(step), {})
            if isinstance(child, dict):
                node = child
        said = node.setdefault("_errors", [])
        if isinstance(said, list):
            said.append({"code": code, "message": message})

    def settle(self) -> None:
        """Refuse the form if anything was wrong with it."""
        if self.tree:
            raise ApiError(INVALID_FORM, self.tree)


def as_object(value: object) -> JSON:
    """The value if it is a JSON object, else an empty one."""
    return {str(key): item for key, item in value.items()} if isinstance(value, Mapping) else {}


def as_list(value: object) -> list[object]:
    """The value if it is a JSON array, else an empty one."""
    return list(value) if isinstance(value, list | tuple) else []


def as_objects(value: object) -> list[JSON]:
    """The JSON objects of an array."""
    return [as_object(item) for item in as_list(value)]


def as_text(value: object) -> str:
    """The value if it is a string, else an empty one."""
    return value if isinstance(value, str) else ""


def as_whole(value: object, default: int = 0) -> int:
    """The value as a whole number; snowflakes and permission bits come as strings."""
    if isinstance(value, bool):
        return default
    if isinstance(value, int):
        return value
    if isinstance(value, str) and value.lstrip("-").isdecimal():
        return int(value)
    return default
