"""What the log may say of an error: its type and place, never a value."""

import traceback


def trace_of(error: BaseException) -> str:
    """Type, file, line and function; messages of errors can quote ids, addresses and words."""
    kind, frames = type(error).__name__, traceback.extract_tb(error.__traceback__)
    if not frames:
        return kind
    last = frames[-1]
    return f"{kind} at {last.filename.rpartition('/')[2]}:{last.lineno} in {last.name}"
