"""The database: there, up to date, and keeping nothing that the watch forgets."""

import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot.app.checks.findings import Finding, fine, note, wrong
from bot.app.settings import Settings
from storage.engine import NotInForceError
from storage.migrate import Standing
from storage.presence import InUseError, sqlite_file
from storage.surveys import Survey, survey
from storage.traces import hidden, traces

DATABASE, TRACES, AREAS, DISK = "Database", "Remnants", "Areas", "Disk"

MB = 1_000_000
LEAST_FREE = 200 * MB
"""Below this the next photos may find no room."""

LONG_LOG = 64 * MB
"""A log of SQLite's that is longer than this is not emptied any more."""

OTHERS = stat.S_IRWXG | stat.S_IRWXO


async def looked_at(settings: Settings) -> tuple[list[Finding], Survey | None]:
    """What is found, and what stands in it; None when there is nothing to look at."""
    inside = sqlite_file(settings.database_url)
    if inside is not None and not inside.exists():
        return [fine(DATABASE, f"None yet; the first start makes {inside}.")], None
    try:
        found = await survey(settings.database_url)
    except (InUseError, NotInForceError) as error:
        return [wrong(DATABASE, str(error), "Then run porchlight check again.")], None
    except (SQLAlchemyError, OSError) as error:
        return [_unreached(error, inside)], None
    return [*_found(found, inside), *_traces(found, inside)], found


def disk(settings: Settings) -> Iterator[Finding]:
    """Whether there is room where files grow."""
    inside = sqlite_file(settings.database_url)
    file = inside or settings.keyring_file
    folder = file.resolve().parent
    if not folder.exists():
        yield wrong(DISK, f"There is no folder {folder}.", f"Make it: mkdir -p {folder}")
        return
    free = shutil.disk_usage(folder).free
    needed = max(LEAST_FREE, 2 * file.stat().st_size if file.exists() else 0)
    words = f"{free // MB:,} MB free in {folder}."
    if free >= needed:
        yield fine(DISK, words)
    else:
        step = f"Make room: {needed // MB:,} MB are needed to rewrite the database each night."
        yield wrong(DISK, words, step)


def _unreached(error: Exception, inside: Path | None) -> Finding:
    kind = type(getattr(error, "orig", None) or error).__name__
    if inside is not None:
        step = f"Is {inside} a database of Porchlight, and may you read and write it?"
    else:
        step = "Does the server run, and do host, name, user and password in DATABASE_URL fit?"
    return wrong(DATABASE, f"It cannot be opened ({kind}).", step)


def _found(found: Survey, inside: Path | None) -> Iterator[Finding]:
    kind = "PostgreSQL" if inside is None else str(inside)
    match found.standing:
        case Standing.EMPTY:
            yield note(DATABASE, f"{kind}: there, but empty.", "The first start fills it.")
        case Standing.BEHIND:
            yield note(
                DATABASE,
                f"{kind}: from an older Porchlight.",
                "Make a backup, then run porchlight db upgrade (a start does it, too).",
            )
        case Standing.AHEAD:
            yield wrong(
                DATABASE,
                f"{kind}: from a newer Porchlight than this one.",
                "Install the newer version again, or restore a backup of this one's time.",
            )
        case Standing.CURRENT:
            yield fine(DATABASE, f"{kind}: reached and up to date.")
            yield _areas(found)


def _areas(found: Survey) -> Finding:
    if found.areas:
        return fine(AREAS, f"{found.areas}; {len(found.chats)} chats are bound to them.")
    step = "Run porchlight areas import FILE.geojson (most cities publish their districts)."
    return wrong(AREAS, "There are none, so nobody can be asked or alerted.", step)


def _traces(found: Survey, inside: Path | None) -> Iterator[Finding]:
    if inside is not None:
        yield from _in_file(inside)
        return
    left = traces(found.server)
    for trace in left:
        say = wrong if trace.grave else note
        yield say(TRACES, f"{trace.setting} = {trace.value}. {trace.why}", trace.step)
    if unseen := hidden(found.server):
        step = "Let a superuser look: GRANT pg_read_all_settings TO the bot's role; then again."
        yield note(TRACES, f"Your role may not see {', '.join(unseen)}.", step)
    if not left:
        yield fine(TRACES, "No setting of the server keeps what the watch forgets.")


def _in_file(inside: Path) -> Iterator[Finding]:
    log = inside.with_name(f"{inside.name}-wal")
    if log.exists() and log.stat().st_size > LONG_LOG:
        yield note(
            TRACES,
            f"{log} holds {log.stat().st_size // MB} MB: somebody reads the database for long.",
            "Close programs that have it open (a SQLite browser, a copy that hangs).",
        )
    else:
        yield fine(TRACES, "What is deleted is overwritten; nothing spills into other files.")
    if stat.S_IMODE(inside.stat().st_mode) & OTHERS:
        yield note(TRACES, f"{inside} may be read by others.", f"Run chmod 600 {inside}*")
