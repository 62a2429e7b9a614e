"""The numbers and names that a watch is run with."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the operator may set; the defaults are the house's own.

    `zone` is the IANA time zone of the neighbourhood; `emergency` the number to call in danger;
    `tick` how often saved replies leave together; `audience_floor` how many accounts a
    request must reach, of which those below `young` do not count; `apart` how long an agency
    waits between requests whose audiences overlap without being equal; `acts_a_minute` how
    much one account may do before it is asked to wait; `most_watches` how many watches it may
    keep; `places_kept` how long the answers of
    the map service are; `maps` whether posts carry one. `same_within_m` (metres) and
    `same_within` say how near in place and time two reports may be about the same; `count_rest`
    how long posts rest between two counts of voices; `voices_kept` how long an incident's
    voices are heard, and known apart.
    """

    zone: str = "UTC"
    emergency: str = "911"
    tick: timedelta = timedelta(minutes=15)
    open_for: timedelta = timedelta(days=7)
    open_at_most: timedelta = timedelta(days=30)
    audience_floor: int = 25
    young: timedelta = timedelta(days=14)
    apart: timedelta = timedelta(hours=24)
    code_lives: timedelta = timedelta(days=7)
    acts_a_minute: int = 30
    places_kept: timedelta = timedelta(days=30)
    maps: bool = True
    most_watches: int = 20
    same_within_m: int = 200
    same_within: timedelta = timedelta(minutes=30)
    count_rest: timedelta = timedelta(seconds=30)
    voices_kept: timedelta = timedelta(days=7)


def next_tick(now: datetime, tick: timedelta) -> datetime:
    """The first wall-clock tick after `now`: whole multiples of `tick` since 1970, in UTC."""
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return epoch + ((now - epoch) // tick + 1) * tick


def days(now: datetime) -> int:
    """Whole days since 1970, in UTC."""
    return (now - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(days=1)


def fortnight(now: datetime) -> int:
    """Whole fortnights since 1970: all that is kept of when somebody joined."""
    return (now - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(days=14)
