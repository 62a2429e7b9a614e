"""The public page: one file, nothing fetched, nothing run."""

from adapters.pages.page import Links, rendered
from adapters.pages.table import table

__all__ = ["Links", "rendered", "table"]
