"""What moderators decide, and what is written down of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.ids import ChannelId, IncidentNumber, PlatformName
from bot.model.incidents import Incident, IncidentState


class Says(StrEnum):
    """What a channel says of an incident that came to it."""

    WAITS = "waits"  # for a moderator, before it is posted there
    SHOWN = "shown"  # whatever others say
    REFUSED = "refused"  # it was never posted there
    HIDDEN = "hidden"  # it was posted, and is taken off


class Reason(StrEnum):
    """Why moderators refuse a report or take one off."""

    NAMES = "names"  # it names somebody, or says where somebody lives
    LOOKS = "looks"  # it accuses somebody by looks alone
    INSULT = "insult"
    RUMOUR = "rumour"
    REPEAT = "repeat"
    PLACE = "place"  # it belongs elsewhere
    RULES = "rules"  # the channel's own


class Reach(StrEnum):
    """How far what a channel says of an incident goes."""

    HERE = "here"
    EVERYWHERE = "everywhere"  # off every chat on every platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What a channel says of one incident."""

    incident: IncidentNumber
    channel: ChannelId
    says: Says
    reason: Reason = Reason.RULES
    reach: Reach = Reach.HERE


def stands(incident: Incident, ruling: Ruling | None) -> bool:
    """Whether a channel that says this of an incident shows it."""
    if ruling is None or incident.state is IncidentState.WITHDRAWN:
        return incident.shown
    return ruling.says is Says.SHOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """What an author, unnamed, asks a channel's moderators to look at once more."""

    incident: IncidentNumber
    channel: ChannelId
    text: str


class Case(StrEnum):
    """Why an incident lies before a channel's moderators."""

    WAITS = "waits"
    APPEAL = "appeal"
    FLAGGED = "flagged"
    ELSEWHERE = "elsewhere"  # another channel took it off everywhere
    HEATED = "heated"  # so much was added at once that no more is taken


class Deed(StrEnum):
    """What a moderator did."""

    POSTED = "posted"
    REFUSED = "refused"
    HIDDEN = "hidden"
    SHOWN = "shown"
    KEPT_OFF = "kept_off"
    OPENED = "opened"
    SETTLED = "settled"
    STRUCK = "struck"
    MUTED = "muted"
    BANNED = "banned"
    UNMUTED = "unmuted"
    SAID = "said"
    SNIPPET = "snippet"
    POLICY = "policy"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """What a moderator did in a chat, by the name under which he did it; never a resident.

    `incident` is None where the deed concerns none; `detail` is a reason, hours, or a snippet.
    """

    platform: PlatformName
    chat: str
    moderator: str
    deed: Deed
    at: datetime
    incident: IncidentNumber | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """The author of an incident adds no reports where the channel is; None: until it is lifted."""

    incident: IncidentNumber
    channel: ChannelId
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """A frequent answer of a channel, by its name."""

    channel: ChannelId
    name: str
    text: str
