"""What moderators decide, in memory."""

from storage.memory.moderation.audit import Audit
from storage.memory.moderation.flags import Flags
from storage.memory.moderation.rulings import Rulings
from storage.memory.moderation.silences import Silences
from storage.memory.moderation.snippets import Snippets

__all__ = ["Audit", "Flags", "Rulings", "Silences", "Snippets"]
