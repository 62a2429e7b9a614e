"""Times as Discord writes them."""

from datetime import UTC, datetime


def stamp(seconds: float) -> str:
    """ISO 8601 with an offset, from seconds since the epoch."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()
