"""Who may do what: one table, one question."""

from enum import StrEnum
from typing import Final

from bot.errors import WatchError


class Permission(StrEnum):
    """A thing and what is done to it."""

    INCIDENT_READ = "incident:read"
    INCIDENT_REPORT = "incident:report"
    INCIDENT_CHANGE = "incident:change"
    INCIDENT_WITNESS = "incident:witness"
    INCIDENT_COMMENT = "incident:comment"
    INCIDENT_FLAG = "incident:flag"
    INCIDENT_APPEAL = "incident:appeal"
    INCIDENT_HIDE = "incident:hide"
    INCIDENT_SETTLE = "incident:settle"
    INCIDENT_REVIEW = "incident:review"
    AUTHOR_MUTE = "author:mute"
    WATCH_KEEP = "watch:keep"
    CHANNEL_BIND = "channel:bind"
    CHANNEL_JUDGE = "channel:judge"
    CHANNEL_SAY = "channel:say"
    AUDIT_READ = "audit:read"
    AGENCY_ADMIT = "agency:admit"
    REQUEST_FILE = "request:file"
    REQUEST_CHANGE = "request:change"
    PROPOSAL_JUDGE = "proposal:judge"
    REPLY_READ = "reply:read"
    REPLY_ASK = "reply:ask"
    REPLY_BLOCK = "reply:block"
    HANDLE_BLOCK = "handle:block"


class Standing(StrEnum):
    """What somebody is in the matter at hand."""

    ANYONE = "anyone"
    REPORTER = "reporter"  # of this incident
    NEIGHBOUR = "neighbour"  # somebody who did not report it
    ADMIN = "admin"  # of this chat, by its platform's word, asked just now
    OFFICER = "officer"  # of an active agency
    COLLEAGUE = "colleague"  # officer of the agency that wants to ask
    ASKER = "asker"  # officer of the agency whose request it is


GRANTS: Final[dict[Permission, frozenset[Standing]]] = {
    Permission.INCIDENT_READ: frozenset({Standing.ANYONE}),
    Permission.INCIDENT_REPORT: frozenset({Standing.ANYONE}),
    Permission.INCIDENT_CHANGE: frozenset({Standing.REPORTER}),
    Permission.INCIDENT_WITNESS: frozenset({Standing.NEIGHBOUR}),
    Permission.INCIDENT_COMMENT: frozenset({Standing.NEIGHBOUR}),
    Permission.INCIDENT_FLAG: frozenset({Standing.NEIGHBOUR}),
    Permission.INCIDENT_APPEAL: frozenset({Standing.REPORTER}),
    Permission.INCIDENT_HIDE: frozenset({Standing.ADMIN}),
    Permission.INCIDENT_SETTLE: frozenset({Standing.ADMIN}),
    Permission.INCIDENT_REVIEW: frozenset({Standing.ADMIN}),
    Permission.AUTHOR_MUTE: frozenset({Standing.ADMIN}),
    Permission.WATCH_KEEP: frozenset({Standing.ANYONE}),
    Permission.CHANNEL_BIND: frozenset({Standing.ADMIN}),
    Permission.CHANNEL_JUDGE: frozenset({Standing.ADMIN}),
    Permission.CHANNEL_SAY: frozenset({Standing.ADMIN}),
    Permission.AUDIT_READ: frozenset({Standing.ADMIN}),
    Permission.AGENCY_ADMIT: frozenset({Standing.ADMIN}),
    Permission.PROPOSAL_JUDGE: frozenset({Standing.COLLEAGUE, Standing.ADMIN}),
    Permission.REQUEST_FILE: frozenset({Standing.OFFICER}),
    Permission.REQUEST_CHANGE: frozenset({Standing.ASKER}),
    Permission.REPLY_READ: frozenset({Standing.ASKER}),
    Permission.REPLY_ASK: frozenset({Standing.ASKER}),
    Permission.REPLY_BLOCK: frozenset({Standing.ASKER}),
    Permission.HANDLE_BLOCK: frozenset({Standing.ADMIN}),
}


def require(permission: Permission, standings: frozenset[Standing]) -> None:
    """Let pass whoever has a standing that grants the permission; everybody is anyone.

    Raises:
        WatchError: `refused.<thing>.<action>`, which says who may and what would work.
    """
    if not GRANTS[permission] & (standings | {Standing.ANYONE}):
        key = "refused." + permission.value.replace(":", ".")
        raise WatchError(key)
