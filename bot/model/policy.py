"""The numbers and names that a watch is run with."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the operator may set; the defaults are the house's own.

    `zone` is the IANA time zone of the neighbourhood; `emergency` the number to call in danger;
    `tick` how often saved replies leave together; `audience_floor` how many accounts a
    request must reach, of which those below `young` do not count; `apart` how long an agency
    waits between requests whose audiences overlap without being equal; `verified_for` how
    long an officer counts as verified; `acts_a_minute` how
    much one account may do before it is asked to wait; `most_watches` how many watches it may
    keep; `places_kept` how long the answers of
    the map service are; `maps` whether posts carry one; `page` the address of the public page,
    empty when there is none. `same_within_m` (metres) and
    `same_within` say how near in place and time two reports may be about the same; `count_rest`
    how long posts rest between two counts of voices; `voices_kept` how long an incident's
    voices are heard, and known apart. `flags_to_rest` neighbours make a report rest until a
    moderator looks; a channel of at least `reach_floor` members decides for more than itself;
    `trusted_after` reports that stood for `stood_for` make an author trusted; `heated` additions
    within `heated_within` close a report's thread; `audit_kept` is how long it stays written
    down what moderators did, `incidents_kept` and `media_kept` how long reports and their
    pictures are. An agency asks at most `requests_a_case` times about one case, of a stretch of
    `window_least` to `window_most`, and of `interest_least` to `interest_most` square miles.
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
    verified_for: timedelta = timedelta(days=90)
    acts_a_minute: int = 30
    places_kept: timedelta = timedelta(days=30)
    maps: bool = True
    page: str = ""
    most_watches: int = 20
    same_within_m: int = 200
    same_within: timedelta = timedelta(minutes=30)
    count_rest: timedelta = timedelta(seconds=30)
    voices_kept: timedelta = timedelta(days=7)
    flags_to_rest: int = 3
    reach_floor: int = 25
    trusted_after: int = 3
    stood_for: timedelta = timedelta(hours=24)
    heated: int = 6
    heated_within: timedelta = timedelta(minutes=10)
    audit_kept: timedelta = timedelta(days=365)
    incidents_kept: timedelta = timedelta(days=90)
    requests_a_case: int = 2
    window_least: timedelta = timedelta(minutes=15)
    window_most: timedelta = timedelta(hours=12)
    interest_least: float = 0.025
    interest_most: float = 0.5
    media_kept: timedelta = timedelta(days=30)


def next_tick(now: datetime, tick: timedelta) -> datetime:
    """The first wall-clock tick after `now`: whole multiples of `tick` since 1970, in UTC."""
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return epoch + ((now - epoch) // tick + 1) * tick


def days(now: datetime) -> int:
    """Whole days since 1970, in UTC."""
    return (now - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(days=1)


def month_of(now: datetime, policy: Policy) -> str:
    """The month in the neighbourhood's time zone, such as "2026-11"."""
    return f"{now.astimezone(ZoneInfo(policy.zone)):%Y-%m}"


def fortnight(now: datetime) -> int:
    """Whole fortnights since 1970: all that is kept of when somebody joined."""
    return (now - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(days=14)
