"""What one process of the watch does: everything, or a part of it beside others."""

from enum import StrEnum
from typing import Final

from bot.app.settings import Settings
from storage.engine import is_sqlite_url


class Role(StrEnum):
    """A part of the watch that a process can be."""

    ALL = "all"
    TELEGRAM = "telegram"
    DISCORD = "discord"
    SENDER = "sender"
    CLOCK = "clock"

    @property
    def winds_the_clock(self) -> bool:
        """Whether it starts the rounds when nobody else does."""
        return self in {Role.ALL, Role.CLOCK}

    @property
    def serves(self) -> bool:
        """Whether it answers over HTTP: webhooks and feeds."""
        return self in {Role.ALL, Role.TELEGRAM}

    def listens_to(self, kind: str) -> bool:
        """Whether it hears what people tell bots of this kind, telegram or discord."""
        return self is Role.ALL or self.value == kind

    def sends_through(self, kind: str) -> bool:
        """Whether it sends what is owed through bots of this kind.

        Who hears a bot answers for it, and answers count: so it has a share of what the bot may
        say, and sends what falls to that share.
        """
        return self is Role.SENDER or self.listens_to(kind)


class RoleError(Exception):
    """The process cannot be what it is told to be; the message says what would work."""


NEEDS_SERVER: Final = """\
--role {role} needs PostgreSQL: several processes cannot share the file of SQLite. Leave --role
out, and one process does everything; or set DATABASE_URL=postgresql+asyncpg://... and start as
many processes of each role as you like. Your data comes along: porchlight backup FILE, then
porchlight restore FILE."""

NEEDS_BOT: Final = """\
--role {role} needs {setting}, the token of the bot whose ears it is to be. Set it, or start this
process with a role whose token is set."""


def admitted(role: Role, settings: Settings) -> None:
    """Make sure that a process with these settings can have this role.

    Raises:
        RoleError: it cannot.
    """
    if role is Role.ALL:
        return
    if is_sqlite_url(settings.database_url):
        raise RoleError(NEEDS_SERVER.format(role=role))
    tokens = {Role.TELEGRAM: settings.telegram, Role.DISCORD: settings.discord}
    if not tokens.get(role, "none needed"):
        raise RoleError(NEEDS_BOT.format(role=role, setting=f"{role.upper()}_TOKEN"))
