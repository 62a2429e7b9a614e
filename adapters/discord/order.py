"""Who did what first."""

import asyncio
from weakref import WeakValueDictionary


class InOrder:
    """One thing at a time for each person, in the order done; nobody is remembered longer."""

    def __init__(self) -> None:
        """Nobody does anything."""
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    def of(self, person: int) -> asyncio.Lock:
        """What to hold while something that this person did is seen to."""
        return self._locks.setdefault(person, asyncio.Lock())
