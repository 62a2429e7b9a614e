"""Drawing residents' pictures anew, in a process of its own."""

from adapters.pictures.cleaner import PillowCleaner

__all__ = ["PillowCleaner"]
