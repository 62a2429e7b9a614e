"""How officers prove themselves, in memory."""

from dataclasses import replace
from datetime import datetime

from bot.model.agencies import Badge, Probation
from bot.model.ids import PersonId
from storage.memory.rows import Rows


class Badges:
    """Badges and probations by person."""

    def __init__(self, rows: Rows) -> None:
        """Work within one transaction."""
        self._rows = rows

    async def pin(self, badge: Badge) -> tuple[PersonId, ...]:
        """Give an officer a badge; whoever had his mailbox serves nobody any more."""
        before = tuple(
            each.person
            for each in self._rows.badges.values()
            if each.address == badge.address and each.person != badge.person
        )
        for person in before:
            del self._rows.badges[person], self._rows.officers[person]
        self._rows.badges[badge.person] = badge
        return before

    async def of(self, person: PersonId) -> Badge | None:
        """The badge of an officer."""
        return self._rows.badges.get(person)

    async def holder(self, address: str) -> PersonId | None:
        """Whose mailbox an address is."""
        badges = self._rows.badges.values()
        return next((each.person for each in badges if each.address == address), None)

    async def use(self, person: PersonId, step: int) -> bool:
        """Note that a password of this time step was used; False when it or a later one was."""
        badge = self._rows.badges.get(person)
        if badge is None or badge.step >= step:
            return False
        self._rows.badges[person] = replace(badge, step=step, wrong=0)
        return True

    async def miss(self, person: PersonId) -> int:
        """Note a wrong password; how many came since the last right one."""
        badge = self._rows.badges.get(person)
        if badge is None:
            return 0
        self._rows.badges[person] = replace(badge, wrong=badge.wrong + 1)
        return badge.wrong + 1

    async def renew(self, person: PersonId, until: datetime) -> None:
        """It is good until then."""
        if badge := self._rows.badges.get(person):
            self._rows.badges[person] = replace(badge, until=until, wrong=0)

    async def begin(self, probation: Probation) -> None:
        """Keep how far somebody has come with proving himself."""
        self._rows.probations[probation.person] = probation

    async def probation(self, person: PersonId) -> Probation | None:
        """How far somebody has come with proving himself."""
        return self._rows.probations.get(person)

    async def end(self, person: PersonId) -> None:
        """He proves himself no more."""
        self._rows.probations.pop(person, None)

    async def forget_before(self, moment: datetime) -> None:
        """Forget who was to prove himself until then and did not."""
        kept = self._rows.probations.items()
        self._rows.probations = {who: each for who, each in kept if each.until > moment}
