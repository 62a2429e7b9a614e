"""Agencies, in memory."""

from dataclasses import replace
from datetime import datetime

from bot.model.agencies import Agency, AgencyDraft, AgencyState, Officer
from bot.model.ids import AgencyId, PersonId
from storage.memory.rows import Rows


class Agencies:
    """Agencies by id, officers by person, codes by digest."""

    def __init__(self, rows: Rows) -> None:
        """Work within one transaction."""
        self._rows = rows

    async def add(self, draft: AgencyDraft) -> Agency:
        """Enrol an agency."""
        agency = Agency(
            id=AgencyId(self._rows.number("agency")),
            name=draft.name,
            domain=draft.domain,
            contact=draft.contact,
            areas=tuple(sorted(set(draft.areas))),
        )
        self._rows.agencies[agency.id] = agency
        return agency

    async def change(self, agency: AgencyId, draft: AgencyDraft) -> None:
        """Say anew who an agency is and where it may ask; its name stays."""
        if known := self._rows.agencies.get(agency):
            areas = tuple(sorted(set(draft.areas)))
            self._rows.agencies[agency] = replace(
                known, domain=draft.domain, contact=draft.contact, areas=areas
            )

    async def all(self) -> tuple[Agency, ...]:
        """Every agency, by name."""
        return tuple(sorted(self._rows.agencies.values(), key=lambda agency: agency.name))

    async def get(self, agency: AgencyId) -> Agency | None:
        """The agency with this id."""
        return self._rows.agencies.get(agency)

    async def named(self, name: str) -> Agency | None:
        """The agency with exactly this name."""
        found = (agency for agency in self._rows.agencies.values() if agency.name == name)
        return next(found, None)

    async def turn(self, agency: AgencyId, state: AgencyState) -> None:
        """Suspend an agency or let it ask again."""
        if known := self._rows.agencies.get(agency):
            self._rows.agencies[agency] = replace(known, state=state)

    async def issue(self, agency: AgencyId, code_digest: str, expires: datetime) -> None:
        """Keep the digest of an officer's one-time code."""
        self._rows.codes[code_digest] = (agency, expires)

    async def redeem(self, code_digest: str, now: datetime) -> AgencyId | None:
        """The agency of a code that is known and not expired; the code is used up by this."""
        agency, expires = self._rows.codes.get(code_digest, (None, now))
        if agency is None or expires <= now:
            return None
        del self._rows.codes[code_digest]
        return agency

    async def appoint(self, officer: Officer) -> None:
        """Make a person an officer of an agency; a person serves one agency."""
        self._rows.officers[officer.person] = officer

    async def dismiss(self, agency: AgencyId) -> tuple[PersonId, ...]:
        """Nobody is an officer of the agency any more; badges and codes go, too. Who was."""
        gone = tuple(officer.person for officer in await self.officers(agency))
        for person in gone:
            del self._rows.officers[person]
            self._rows.badges.pop(person, None)
        codes, probations = self._rows.codes, self._rows.probations
        self._rows.codes = {code: each for code, each in codes.items() if each[0] != agency}
        self._rows.probations = {
            person: each for person, each in probations.items() if each.agency != agency
        }
        return gone

    async def let_go(self, person: PersonId) -> None:
        """The person is an officer no more; his badge goes, too."""
        self._rows.officers.pop(person, None)
        self._rows.badges.pop(person, None)

    async def officer(self, person: PersonId) -> Officer | None:
        """The officer that this person is, if any."""
        return self._rows.officers.get(person)

    async def officers(self, agency: AgencyId) -> tuple[Officer, ...]:
        """The agency's officers, by person id."""
        theirs = (officer for officer in self._rows.officers.values() if officer.agency == agency)
        return tuple(sorted(theirs, key=lambda officer: officer.person))
