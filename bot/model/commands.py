"""The commands, the same on every platform."""

from dataclasses import dataclass
from enum import StrEnum


class Command(StrEnum):
    """What somebody may type after a slash."""

    START = "start"
    HELP = "help"
    REPORT = "report"
    WITHDRAW = "withdraw"
    WATCH = "watch"
    WATCHES = "watches"
    NEAR = "near"
    QUIET = "quiet"
    SETUP = "setup"
    DIGEST = "digest"
    BLOCK = "block"
    FLAG = "flag"
    POLICY = "policy"
    PENDING = "pending"
    HIDE = "hide"
    UNHIDE = "unhide"
    SETTLE = "settle"
    STRIKE = "strike"
    MUTE = "mute"
    UNMUTE = "unmute"
    BAN = "ban"
    SAY = "say"
    SNIPPETS = "snippets"
    AUDIT = "audit"
    AGENCIES = "agencies"
    VERIFY = "verify"
    REQUEST = "request"
    REQUESTS = "requests"
    RESOLVE = "resolve"
    CHECK = "check"
    TRANSPARENCY = "transparency"
    PRIVACY = "privacy"
    MYDATA = "mydata"
    FORGETME = "forgetme"
    LANGUAGE = "language"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandSpec:
    """How a command is offered: catalogue keys of its description and of its one parameter.

    `parameter` is the parameter's name as typed on platforms that name parameters; empty
    when the command takes none. A parameter is never required: the bot asks.
    """

    command: Command
    description: str
    parameter: str = ""
    parameter_description: str = ""


def _spec(command: Command, parameter: str = "") -> CommandSpec:
    return CommandSpec(
        command=command,
        description=f"command.{command.value}",
        parameter=parameter,
        parameter_description=f"command.{command.value}.{parameter}" if parameter else "",
    )


COMMANDS = (
    _spec(Command.REPORT),
    _spec(Command.WATCH),
    _spec(Command.WATCHES),
    _spec(Command.QUIET),
    _spec(Command.NEAR, "place"),
    _spec(Command.WITHDRAW, "incident"),
    _spec(Command.FLAG, "incident"),
    _spec(Command.CHECK, "request"),
    _spec(Command.TRANSPARENCY),
    _spec(Command.PRIVACY),
    _spec(Command.MYDATA),
    _spec(Command.FORGETME),
    _spec(Command.LANGUAGE),
    _spec(Command.CANCEL),
    _spec(Command.SETUP, "area"),
    _spec(Command.DIGEST),
    _spec(Command.BLOCK, "handle"),
    _spec(Command.POLICY),
    _spec(Command.PENDING),
    _spec(Command.HIDE, "incident"),
    _spec(Command.UNHIDE, "incident"),
    _spec(Command.SETTLE, "incident"),
    _spec(Command.STRIKE, "incident"),
    _spec(Command.MUTE, "incident"),
    _spec(Command.UNMUTE, "incident"),
    _spec(Command.BAN, "incident"),
    _spec(Command.SAY, "answer"),
    _spec(Command.SNIPPETS, "snippet"),
    _spec(Command.AUDIT),
    _spec(Command.AGENCIES),
    _spec(Command.VERIFY, "code"),
    _spec(Command.REQUEST),
    _spec(Command.REQUESTS),
    _spec(Command.RESOLVE, "request"),
    _spec(Command.HELP),
)
"""The commands that clients offer, in the order offered; START is the platform's own."""
