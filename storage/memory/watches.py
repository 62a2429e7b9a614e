"""Watches, in memory."""

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.model.covers import lookup_cells
from bot.model.ids import AgencyId, AreaId, Cell, PersonId, WatchId
from bot.model.watches import Circle, CoverCell, Neighbour, Watch, WatchDraft
from storage.memory.areas import holders
from storage.memory.optouts import opted_out
from storage.memory.rows import Rows


class Watches:
    """Watches and covers by id."""

    def __init__(self, rows: Rows) -> None:
        """Work within one transaction."""
        self._rows = rows

    async def add(self, draft: WatchDraft, cover: Sequence[CoverCell]) -> Watch:
        """Keep a watch and the cover of its circle (empty for an area)."""
        watch = Watch(
            id=WatchId(self._rows.number("watch")),
            place=draft.place,
            near=draft.near,
            categories=draft.categories,
            person=draft.person,
            channel=draft.channel,
            rhythm=draft.rhythm,
            crowd=draft.crowd,
            resumes=draft.resumes,
        )
        self._rows.watches[watch.id] = watch
        self._rows.covers[watch.id] = tuple(cover)
        return watch

    async def change(self, watch: Watch, cover: Sequence[CoverCell]) -> None:
        """Replace place, categories and cover of a watch in place."""
        if watch.id in self._rows.watches:
            self._rows.watches[watch.id] = watch
            self._rows.covers[watch.id] = tuple(cover)

    async def end(self, watch: WatchId) -> None:
        """Forget a watch and its cover."""
        self._rows.watches.pop(watch, None)
        self._rows.covers.pop(watch, None)

    async def get(self, watch: WatchId) -> Watch | None:
        """The watch with this id."""
        return self._rows.watches.get(watch)

    async def subscribers(
        self, areas: Collection[AreaId], agency: AgencyId, joined: int, now: datetime
    ) -> int:
        """How many people of that age who take its requests watch an area, or live in one."""
        people = {
            watch.person
            for watch in self._rows.watches.values()
            if watch.person is not None and watch.tells(now) and self._concerned(watch, areas)
        }
        people -= opted_out(self._rows, agency)
        return sum(1 for person in people if self._rows.people[person].joined <= joined)

    def _concerned(self, watch: Watch, areas: Collection[AreaId]) -> bool:
        if isinstance(watch.place, Circle):
            return not holders(self._rows, watch.place.cell).isdisjoint(areas)
        return watch.place in areas

    async def of(self, person: PersonId) -> tuple[Watch, ...]:
        """A person's watches, oldest first."""
        theirs = (watch for watch in self._rows.watches.values() if watch.person == person)
        return tuple(sorted(theirs, key=lambda watch: watch.id))

    async def over(self, area: AreaId) -> tuple[Watch, ...]:
        """The watches of this very area, oldest first."""
        of_it = (watch for watch in self._rows.watches.values() if watch.place == area)
        return tuple(sorted(of_it, key=lambda watch: watch.id))

    async def neighbours(self, cells: Collection[Cell], joined: int) -> tuple[Neighbour, ...]:
        """On which blocks within these cells circles are centred, and whose they are."""
        found = {
            Neighbour(person=watch.person, block=lookup_cells(watch.place.cell)[0])
            for watch in self._rows.watches.values()
            if watch.person is not None
            and isinstance(watch.place, Circle)
            and self._rows.people[watch.person].joined <= joined
            and not set(lookup_cells(watch.place.cell)).isdisjoint(cells)
        }
        return tuple(found)

    async def crowded(self, after: WatchId, most: int) -> tuple[Watch, ...]:
        """The next watches, by id, whose circles are sized by households."""
        known = sorted(self._rows.watches.values(), key=lambda watch: watch.id)
        return tuple(watch for watch in known if watch.crowd and watch.id > after)[:most]
