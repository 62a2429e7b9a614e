"""Names for things, so that one kind of id is never taken for another."""

from typing import NewType

PlatformName = NewType("PlatformName", str)
"""Which platform something lives on; the core compares it and never looks inside."""

PersonId = NewType("PersonId", int)
"""Random, 64 bits with a sign; tells nothing about the account, nor who came before whom."""

AreaId = NewType("AreaId", int)
ChannelId = NewType("ChannelId", int)
WatchId = NewType("WatchId", int)
IncidentNumber = NewType("IncidentNumber", int)
AgencyId = NewType("AgencyId", int)
RequestNumber = NewType("RequestNumber", int)
EntryNumber = NewType("EntryNumber", int)
DeliveryId = NewType("DeliveryId", int)
ProposalId = NewType("ProposalId", int)

PictureKey = NewType("PictureKey", str)
"""Random, 32 hex digits: where a cleaned picture is kept."""

ReplyKey = NewType("ReplyKey", str)
"""Random, 32 hex digits, drawn anew at the tick: says nothing of order or origin."""

QuestionKey = NewType("QuestionKey", str)
"""Random, 32 hex digits."""

Cell = NewType("Cell", int)
"""An H3 cell index, 64 bits, top bit clear: fits a signed BIGINT."""
