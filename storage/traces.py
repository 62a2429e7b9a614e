"""Settings of PostgreSQL that keep what the watch forgets: what was written, and when.

See postgresql.org/docs/current/runtime-config-logging.html, -replication.html and -wal.html.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

RETAINED_MB = 1_024
"""A log of changes that is kept longer than this outlives many ticks."""

SLOTS = "replication slots"
"""Not a setting, but asked together with them: how many there are."""

SPIES = ("auto_explain", "pgaudit")
"""Libraries that write statements with their values into the server's log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """A setting that leaves a trace, what the trace tells, and what ends it."""

    setting: str
    value: str
    why: str
    step: str
    grave: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When a setting is harmless, and what is to be said when it is not."""

    harmless: Callable[[str], bool]
    why: str
    step: str
    grave: bool = True


async def settings_of(connection: AsyncConnection) -> dict[str, str]:
    """The settings that matter, as far as this role may see them."""
    named = text("SELECT name, setting FROM pg_settings WHERE name = ANY(:names)")
    rows = await connection.execute(named, {"names": [name for name in RULES if name != SLOTS]})
    slots = await connection.scalar(text("SELECT count(*) FROM pg_replication_slots"))
    return {**{str(name): str(value) for name, value in rows}, SLOTS: str(slots)}


def traces(settings: Mapping[str, str]) -> tuple[Trace, ...]:
    """What these settings leave behind."""
    return tuple(
        Trace(
            setting=name,
            value=settings[name],
            why=rule.why,
            step=rule.step.format(name=name),
            grave=rule.grave,
        )
        for name, rule in RULES.items()
        if name in settings and not rule.harmless(settings[name])
    )


def hidden(settings: Mapping[str, str]) -> tuple[str, ...]:
    """The settings that this role may not see."""
    return tuple(name for name in RULES if name not in settings)


def _is(*values: str) -> Callable[[str], bool]:
    return lambda value: value in values


def _at_most(most: int) -> Callable[[str], bool]:
    return lambda value: 0 <= int(value) <= most


def _without_spies(libraries: str) -> bool:
    return not any(spy in libraries for spy in SPIES)


RELOAD = "As a superuser: ALTER SYSTEM SET {{name}} = {value}; then SELECT pg_reload_conf();"
RESTART = "As a superuser: ALTER SYSTEM SET {{name}} = {value}; then restart the server."
STATEMENTS = (
    "The server's log gets statements with their values and the moment: it tells when each reply "
    "came in."
)

RULES: Mapping[str, Rule] = {
    "log_statement": Rule(
        harmless=_is("none", "ddl"), why=STATEMENTS, step=RELOAD.format(value="'none'")
    ),
    "log_min_duration_statement": Rule(
        harmless=_is("-1"), why=STATEMENTS, step=RELOAD.format(value="-1")
    ),
    "log_min_duration_sample": Rule(
        harmless=_is("-1"), why=STATEMENTS, step=RELOAD.format(value="-1")
    ),
    "log_transaction_sample_rate": Rule(
        harmless=_is("0"), why=STATEMENTS, step=RELOAD.format(value="0")
    ),
    "log_duration": Rule(
        harmless=_is("off"),
        why="The server's log gets a line for each statement: it tells when something was done.",
        step=RELOAD.format(value="off"),
    ),
    "log_parameter_max_length": Rule(
        harmless=_is("0"),
        why="Should a statement ever be logged, its values would be, too.",
        step=RELOAD.format(value="0"),
        grave=False,
    ),
    "log_parameter_max_length_on_error": Rule(
        harmless=_is("0"),
        why="The values of a statement that fails are logged.",
        step=RELOAD.format(value="0"),
    ),
    "shared_preload_libraries": Rule(
        harmless=_without_spies,
        why=STATEMENTS,
        step="Take auto_explain and pgaudit out of {name} and restart the server.",
    ),
    "track_commit_timestamp": Rule(
        harmless=_is("off"),
        why="Every row tells when it was written, replies among them.",
        step=RESTART.format(value="off"),
    ),
    "archive_mode": Rule(
        harmless=_is("off"),
        why="Every change is kept for ever, with its moment: what was deleted comes back from it.",
        step=(
            "Set {name} to off, restart the server and destroy the archive. To have backups: "
            "porchlight backup FILE."
        ),
    ),
    "wal_keep_size": Rule(
        harmless=_at_most(RETAINED_MB),
        why="Changes are kept for long after they were made, with their moment.",
        step=RELOAD.format(value="0"),
        grave=False,
    ),
    SLOTS: Rule(
        harmless=_is("0"),
        why="Another server gets every change, or changes are kept until one fetches them.",
        step=(
            "See who it is: SELECT slot_name, active FROM pg_replication_slots; and drop what is "
            "not yours: SELECT pg_drop_replication_slot(slot_name);"
        ),
        grave=False,
    ),
    "autovacuum": Rule(
        harmless=_is("on"),
        why="Rows that were deleted stay in the files until the nightly round.",
        step=RELOAD.format(value="on"),
    ),
}
"""Each setting that could tell what the tables no longer do."""
