"""How the watch says no."""

from enum import StrEnum

from bot.model.ids import AgencyId
from bot.texts.text import Text, Value


class WatchError(Exception):
    """A rule said no: nothing is saved and the person is told in these words.

    `key` is a catalogue key; what would work is part of its sentence.
    """

    def __init__(self, key: str, /, **values: Value) -> None:
        """Remember which sentence to say; `values` fill its gaps."""
        super().__init__(key)
        self.text = Text.of(key, **values)


class OutOfReachError(Exception):
    """The store can be neither read nor written now; nothing was saved, and it may be tried again.

    `why` is a word for the operator: full, locked, readonly, gone, away.
    """

    def __init__(self, why: str) -> None:
        """Say what is wrong with the store."""
        super().__init__(why)
        self.why = why


class RuleError(WatchError):
    """A rule for requests said no to an agency: the public ledger tells so.

    `rule` names it for machines; of the request itself nothing is told.
    """

    def __init__(self, text: Text, rule: str, agency: AgencyId) -> None:
        """Say it in these words."""
        super().__init__(text.key, **dict(text.values))
        self.rule = rule
        self.agency = agency


class LookupFailedError(Exception):
    """An outside service did not answer; whoever asked decides what that means."""


class NotAllowedError(LookupFailedError):
    """The platform answered that the bot may not do this."""


class Scope(StrEnum):
    """What a platform's refusal covers."""

    MESSAGE = "message"  # this message; others to the same chat may arrive
    CHAT = "chat"  # whatever goes to the chat
    BOT = "bot"  # whatever the bot sends
    UNSAID = "unsaid"  # a pause of which the platform does not say what it covers


class DeliveryError(Exception):
    """A message did not reach its address.

    `final` is true when it never will (blocked, gone, no rights); `in_doubt` is true when it
    may have arrived. `retry_after` is in seconds; `scope` says of both what they cover.
    `moved_to` is a chat's new id.
    """

    def __init__(
        self,
        reason: str,
        *,
        final: bool = False,
        in_doubt: bool = False,
        retry_after: float = 0.0,
        scope: Scope = Scope.CHAT,
        moved_to: str = "",
    ) -> None:
        """Say what happened; `reason` is a short word that names no person and no chat."""
        super().__init__(reason)
        self.reason = reason
        self.final = final
        self.in_doubt = in_doubt
        self.retry_after = retry_after
        self.scope = scope
        self.moved_to = moved_to
