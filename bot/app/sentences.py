"""What the log may say: these sentences, filled with values of these kinds, and nothing else.

A sentence that is not here is not printed, only the place where it was said. A value that is not
of its kind is withheld. So a line that would tell on somebody takes two mistakes, one of them
in this file.
"""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from bot.app.settings import MOST_SHARDS

WITHHELD: Final = "(withheld)"

PLATFORMS: Final = frozenset({"telegram", "discord"})

BOT: Final = re.compile(r"\.[0-9]{1,2}$")
"""What tells several bots on one platform apart."""

REASONS: Final = frozenset(
    {"flood", "forbidden", "moved", "network", "refused", "token", "too_long", "unclear"}
    | {"account gone", "channel gone", "guild gone", "message gone", "no access", "no rights"}
    | {"connection lost", "direct messages closed", "not reached", "server error"}
    | {"token refused", "too fast", "refusals"}
)
"""Why a message did not arrive, in the adapters' words."""

OUTAGES: Final = frozenset({"away", "full", "gone", "locked", "readonly"})
"""Why the database is out of reach."""

TROUBLES: Final = frozenset(
    {
        "another program fetches this bot's updates",
        "an update could not be taken in",
        "Telegram does not give updates",
        "the poll mark could not be read",
    }
)

PLACE: Final = re.compile(r"[\w<>.]{1,60}(?::[0-9]{1,5})?(?: in [\w<>]{1,60})?")
"""File or function, line, function: parts of the program."""

CODE: Final = re.compile(r"(?:Bad Request: )?[A-Z]+(?:_[A-Z]+)+")
"""A platform's name for what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What a value is called in the log, and how it is written there; None: it is not."""

    name: str
    written: Callable[[object], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A line of the log: the sentence, and by name the values in it."""

    sentence: str
    values: dict[str, str]


def said(sentence: str, values: tuple[object, ...]) -> Said | None:
    """The sentence filled with those values that may be told; None when it is not on the list."""
    fields = SENTENCES.get(sentence)
    if fields is None or len(fields) != len(values):
        return None
    told = [field.written(value) or WITHHELD for field, value in zip(fields, values, strict=True)]
    words = re.sub(r"%[-+ 0-9.]*[a-z]", "%s", sentence) % tuple(told)
    return Said(
        sentence=words,
        values={field.name: each for field, each in zip(fields, told, strict=True)},
    )


def kind_of(error: type[BaseException]) -> str:
    """The name of an error's class: part of a program, not of what it was doing."""
    return error.__name__


def _one_of(known: frozenset[str], value: object) -> str | None:
    return value if isinstance(value, str) and value in known else None


def _some_of(known: frozenset[str], value: object) -> str | None:
    parts = value.split(", ") if isinstance(value, str) else [""]
    plain = (BOT.sub("", part) for part in parts)
    return ", ".join(parts) if known.issuperset(plain) else None


def _kind(value: object) -> str | None:
    return value if isinstance(value, str) and value in set(_kinds(BaseException)) else None


def _kinds(error: type[BaseException]) -> Iterator[str]:
    yield kind_of(error)
    for narrower in type.__subclasses__(error):
        yield from _kinds(narrower)


def _fault(value: object) -> str | None:
    """One error with its place or several, as `bot.app.logs.fault` and the adapters name them."""
    named = value.split(", ") if isinstance(value, str) else [""]
    for kind, _, place in (each.partition(" at ") for each in named):
        if _kind(kind) is None or (place and not PLACE.fullmatch(place)):
            return None
    return str(value)


def _seconds(value: object) -> str | None:
    known = isinstance(value, int | float) and math.isfinite(value) and 0 <= value <= DAY_S
    return f"{value:.1f}" if known else None


def _shards(value: object) -> str | None:
    return str(value) if isinstance(value, int) and value in range(1, MOST_SHARDS + 1) else None


def _status(value: object) -> str | None:
    return str(value) if isinstance(value, int) and value in range(100, 600) else None


def _matching(pattern: re.Pattern[str], value: object) -> str | None:
    return value if isinstance(value, str) and pattern.fullmatch(value) else None


DAY_S: Final = 86_400

ERROR: Final = Field(name="error", written=_kind)
FAULT: Final = Field(name="fault", written=_fault)
PAUSE: Final = Field(name="pause", written=_seconds)
REASON: Final = Field(name="reason", written=partial(_one_of, REASONS))
SHARDS: Final = Field(name="shards", written=_shards)
STATUS: Final = Field(name="status", written=_status)
WHY: Final = Field(name="why", written=partial(_one_of, OUTAGES))
WAY: Final = Field(name="way", written=partial(_one_of, frozenset({"back", "forward"})))
TROUBLE: Final = Field(name="trouble", written=partial(_one_of, TROUBLES))
ANSWERED: Final = Field(name="answered", written=partial(_matching, CODE))
PARTS: Final = Field(name="parts", written=partial(_some_of, PLATFORMS | {"clock", "database"}))
WHERE: Final = Field(name="platforms", written=partial(_some_of, PLATFORMS | {"no platform"}))

SENTENCES: Final[dict[str, tuple[Field, ...]]] = {
    "the watch runs on %s": (WHERE,),
    "the watch goes": (),
    "going took too long and was cut off": (),
    "the database is out of reach (%s); again in %.1f s": (WHY, PAUSE),
    "the clock was set %s by %.1f s": (WAY, PAUSE),
    "a round failed: %s": (FAULT,),
    "a look failed: %s": (FAULT,),
    "a newer program changed the database: start this one anew with it": (),
    "this does not work: %s": (PARTS,),
    "all of it works again": (),
    "the operator could not be told (%s)": (ERROR,),
    "an event was dropped: %s": (FAULT,),
    "the line to the database broke (%s)": (ERROR,),
    "nobody could look for left messages (%s)": (ERROR,),
    "a delivery was left: %s": (ERROR,),
    "a channel on %s takes no messages: %s": (WHERE, REASON),
    "the log of the database could not be emptied: somebody reads it for long": (),
    "kept places could not be read (%s)": (ERROR,),
    "a place could not be kept (%s)": (ERROR,),
    "the tables were not written anew (%s)": (ERROR,),
    "a letter was not taken (%s)": (ERROR,),
    "Telegram does not answer (%s); again in %.1f s": (ERROR, PAUSE),
    "%s (%s); again in %.1f s": (TROUBLE, ERROR, PAUSE),
    "the commands could not be offered: %s": (ANSWERED,),
    "an update could not be taken in: %s": (ERROR,),
    "an update could not be passed on (%s)": (ERROR,),
    "an update was not understood: %s": (FAULT,),
    "an answer was dropped: %s": (REASON,),
    "an answer failed: %s": (FAULT,),
    "Discord: connected.": (),
    "Discord: connection lost.": (),
    "Discord: connected again.": (),
    "Discord: the commands could not be offered (%s).": (STATUS,),
    "Discord: not reached (%s); trying again.": (ERROR,),
    "Discord: nothing was taken in (%s).": (FAULT,),
    "Discord: an answer did not arrive (%s).": (ERROR,),
    "Discord: an answer failed (%s).": (FAULT,),
    "Discord: too many requests were refused; posts rest for %.0f s.": (PAUSE,),
    "Discord: no session may begin for %.0f s.": (PAUSE,),
    "Discord: DISCORD_SHARDS=%s is recommended.": (SHARDS,),
    "stopped by %s": (FAULT,),
    "a thread was stopped by %s": (FAULT,),
    "a task was stopped by %s": (FAULT,),
    "nobody could catch %s": (FAULT,),
    "the program warns of itself: %s": (FAULT,),
}
"""Every sentence of ours, and what each of its gaps may be filled with."""
