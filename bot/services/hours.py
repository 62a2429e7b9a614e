"""When somebody may be told: reading hours and time zones that people write."""

import re
import unicodedata
from datetime import datetime, time
from functools import cache
from zoneinfo import available_timezones

from babel import Locale

from bot.errors import WatchError
from bot.model.hours import DAY_MINUTES, Hours, Quiet
from bot.model.people import Person
from bot.model.policy import Policy
from bot.ports.stores import UnitOfWork
from bot.services.words import within
from bot.texts.catalogue import LANGUAGES

OFFERED = (Quiet(begins=22 * 60, ends=7 * 60), Quiet(begins=23 * 60, ends=6 * 60))
"""Quiet hours that are a button."""

SHORTEST_MINUTES, LONGEST_MINUTES = 15, 16 * 60
"""Longer, and what waits would be of little use."""

LONGEST_WORDS = 60
MOST_OFFERED = 8
"""Zones offered as buttons at once."""

LEAST_LETTERS = 2

DASHES = re.compile("[\N{HYPHEN}-\N{HORIZONTAL BAR}\N{MINUS SIGN}]")

SPAN = re.compile(
    r"\D*?(\d{1,2})(?:[:.h](\d{2}))?\s*([ap])?\.?m?\.?\D*?(?:-|to|until|a|y|hasta)\D*?"
    r"(\d{1,2})(?:[:.h](\d{2}))?\s*([ap])?\.?m?\.?\s*h?",
    re.IGNORECASE,
)
OFFSET = re.compile(r"(?:utc|gmt)?\s*([+-])\s*(\d{1,2})(?::?00)?", re.IGNORECASE)
"""Whole hours before or after UTC: "UTC-5", "+2"."""

MOST_AHEAD, MOST_BEHIND = 14, 12
HALF_DAY = 12
REGIONS = frozenset(
    (
        "Africa",
        "America",
        "Antarctica",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    )
)
"""What the zones that are named after cities begin with."""


def hours_of(person: Person | None, policy: Policy) -> Hours:
    """A person's hours; the house's own zone and no quiet until he chose."""
    known = None if person is None else person.hours
    return known or Hours(zone=policy.zone)


async def keep(uow: UnitOfWork, person: Person, hours: Hours, now: datetime) -> None:
    """Live by these hours from now on; what rested by the old ones is looked at again."""
    await uow.people.keep_hours(person.id, hours, now)
    await uow.digests.awake(person.id, now)


def quiet_of(words: str) -> Quiet:
    """The quiet hours that the words name, such as "22:30-06:15" or "10 pm to 6 am".

    Raises:
        WatchError: `quiet.unclear`, `quiet.short` or `quiet.long`, or as `within`.
    """
    found = SPAN.fullmatch(DASHES.sub("-", within(words, LONGEST_WORDS)))
    if found is None:
        raise WatchError("quiet.unclear")
    begins, ends = _minute(*found.groups()[:3]), _minute(*found.groups()[3:])
    if begins is None or ends is None:
        raise WatchError("quiet.unclear")
    length = (ends - begins) % DAY_MINUTES
    if length < SHORTEST_MINUTES:
        raise WatchError("quiet.short", count=SHORTEST_MINUTES)
    if length > LONGEST_MINUTES:
        raise WatchError("quiet.long", count=LONGEST_MINUTES // 60)
    return Quiet(begins=begins, ends=ends)


def written(quiet: Quiet) -> str:
    """Quiet hours as clocks show them, such as "22:30-06:15"."""
    return f"{_shown(quiet.begins)}-{_shown(quiet.ends)}"


def zones_named(words: str) -> tuple[str, ...]:
    """The IANA zones that the words may mean: a city's, or an offset from UTC.

    Raises:
        WatchError: `zone.unknown`, or as `within`.
    """
    wanted = within(words, LONGEST_WORDS)
    offset = OFFSET.fullmatch(DASHES.sub("-", wanted))
    if offset is not None:
        return (_at_offset(int(offset[1] + offset[2])),)
    found = {zone_name(zone): zone for zone in reversed(_called(folded(wanted)))}
    if not found:
        raise WatchError("zone.unknown")
    return tuple(reversed(found.values()))[:MOST_OFFERED]


def zone_name(zone: str) -> str:
    """A zone as people say it: "Toronto", "UTC-5"."""
    if zone.startswith("Etc/GMT"):
        ahead = -int(zone.removeprefix("Etc/GMT") or 0)
        return f"UTC{ahead:+d}" if ahead else "UTC"
    return zone.rpartition("/")[2].replace("_", " ")


def folded(name: str) -> str:
    """A name for comparing: no case, no accents, no signs."""
    apart = unicodedata.normalize("NFKD", name.casefold().replace("_", " "))
    bare = "".join(char for char in apart if not unicodedata.combining(char))
    return re.sub(r"[^\w/]+", " ", bare).strip()


def _minute(hour: str, minute: str | None, half: str | None) -> int | None:
    """A time of day as minutes; None when there is no such time."""
    shown = int(hour)
    if half and not 0 < shown <= HALF_DAY:
        return None
    if half:
        shown = shown % HALF_DAY + (HALF_DAY if half.lower() == "p" else 0)
    try:
        moment = time(shown, int(minute or 0))
    except ValueError:
        return None
    return moment.hour * 60 + moment.minute


def _shown(minute: int) -> str:
    return "{:02}:{:02}".format(*divmod(minute, 60))


def _at_offset(ahead: int) -> str:
    """The zone so many hours ahead of UTC; its name counts the other way round."""
    if not -MOST_BEHIND <= ahead <= MOST_AHEAD:
        raise WatchError("zone.unknown")
    return f"Etc/GMT{-ahead:+d}" if ahead else "UTC"


def _called(wanted: str) -> tuple[str, ...]:
    """Zones whose city is called so, then begins so, then holds the words."""
    if len(wanted) < LEAST_LETTERS:
        return ()
    if wanted in {"utc", "gmt"}:
        return ("UTC",)
    ranks = (str.__eq__, str.startswith, str.__contains__)
    found = [
        zone
        for fits in ranks
        for zone, names in _gazetteer().items()
        if any(fits(name, wanted) for name in names)
    ]
    return tuple(dict.fromkeys(found))


@cache
def _gazetteer() -> dict[str, tuple[str, ...]]:
    """The names of each zone's city, in every language that the watch speaks, by zone."""
    zones = sorted(zone for zone in available_timezones() if zone.partition("/")[0] in REGIONS)
    said = [Locale.parse(language).time_zones for language in LANGUAGES]
    return {
        zone: (
            folded(zone_name(zone)),
            folded(zone),
            *(folded(known[zone]["city"]) for known in said if "city" in known.get(zone, {})),
        )
        for zone in zones
    }
