"""Whether what is old is dropped when it should be."""

from datetime import datetime, timedelta

from bot.app.checks.findings import Finding, fine, wrong
from bot.app.settings import Settings
from bot.ports.world import Clock
from storage.surveys import Survey

KEPT = "What is kept"

LATE = timedelta(days=2)
"""The night's round drops what is old: two nights without one are one too many."""


def kept(settings: Settings, found: Survey | None, clock: Clock) -> Finding:
    """For how long, and whether anything outlived it."""
    policy = settings.policy
    words = (
        f"Reports for {policy.incidents_kept.days} days, their pictures for "
        f"{policy.media_kept.days}, voices and flags for {policy.voices_kept.days}, moderators' "
        f"deeds for {policy.audit_kept.days}, answers of the map service for "
        f"{policy.places_kept.days}; replies until their request is closed."
    )
    now = clock.now()
    if found is None or not (
        _outlived(found.oldest, policy.incidents_kept, now)
        or _outlived(found.oldest_pictured, policy.media_kept, now)
    ):
        return fine(KEPT, words)
    return wrong(
        KEPT,
        f"{words} Some of it is older.",
        "The round at 3 in the morning drops it: leave porchlight run on over night, and if it "
        "was, look into its log for what kept the round from its work.",
    )


def _outlived(posted: datetime | None, kept_for: timedelta, now: datetime) -> bool:
    return posted is not None and now - posted > kept_for + LATE
