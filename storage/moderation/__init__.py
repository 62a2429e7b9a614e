"""What moderators decide, in the database."""

from storage.moderation.audit import Audit
from storage.moderation.flags import Flags
from storage.moderation.rulings import Rulings
from storage.moderation.silences import Silences
from storage.moderation.snippets import Snippets

__all__ = ["Audit", "Flags", "Rulings", "Silences", "Snippets"]
