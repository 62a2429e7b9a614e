"""What happens in a neighbourhood until the thieves come, and what they take then.

Who answers is drawn from the whole audience, each time anew. Those who answer within one tick do
it in the order in which they were told, and whoever also reports something does it right before:
the worst that the order and the moments of replies could tell. Nothing else follows from who
answers, least of all the words.
"""

import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.app.redteam.attacks.base import Attack, Scores
from bot.app.redteam.cases import Case
from bot.app.redteam.guesses import ATTACKS, Guess, guesses, tries
from bot.app.redteam.seizures import Haul, Writer, opened
from bot.events import Called, Pressed
from bot.model.actions import Verb, act
from bot.model.commands import Command
from bot.model.ids import RequestNumber
from bot.ports.stores import UnitOfWork
from bot.services import relay
from storage.backups import back_up
from tests.bot.app.redteam.neighbours import OPENINGS, SENTENCES, Neighbour
from tests.bot.app.redteam.towns import MASTER, Town

MOST_REQUESTS = 4
WAYS = (Verb.DRAFT_SEND, Verb.DRAFT_SEND_THREAD, Verb.DRAFT_SEND_CODE)


Tried = tuple[Case, Mapping[str, Scores]]
"""A request, and what each attack on it came to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seizure:
    """When the thieves come, and whether they find the key files, too."""

    before_tick: bool = False
    with_keys: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What they have, and the truth."""

    cases: tuple[Tried, ...]
    truth: dict[str, Writer]
    haul: Haul

    def guesses(self, attacks: Iterable[Attack] = ATTACKS) -> list[Guess]:
        """What they guess, by these attacks together."""
        return [
            guess
            for case, tried in self.cases
            for guess in guesses(case, {each.name: tried[each.name] for each in attacks})
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How much happens: each is drawn from these."""

    requests: tuple[int, ...] = (1, 1, 1, 2, 2, 3, 4)
    replies: tuple[int, ...] = tuple(range(3, 13))
    quarters: tuple[int, ...] = (1, 2)


async def lived(town: Town, seizure: Seizure, pace: Pace = Pace()) -> Taken:
    """Let some quarters of an hour go by, and seize everything."""
    dice = town.dice
    requests = [await town.asks() for _ in range(dice.one_of(pace.requests))]
    backup = await _backed_up(town) if dice.happens(25) else None
    words = dice.some_of(OPENINGS, dice.one_of(pace.replies))
    quarters = dice.one_of(pace.quarters)
    for quarter in range(quarters):
        last = quarter == quarters - 1
        share = words if last else words[: dice.below(len(words))]
        words = words[len(share) :]
        await _quarter(town, requests, share)
        if not (last and seizure.before_tick):
            await town.ticks()
    return await _taken(town, seizure, backup)


async def _quarter(town: Town, requests: list[int], openings: list[str]) -> None:
    dice = town.dice
    drawn = (dice.one_of(town.neighbours) for _ in openings)
    writers = sorted(drawn, key=town.told.index)
    reporters = dice.some_of(town.neighbours, dice.below(5))
    for opening, writer in zip(openings, writers, strict=True):
        if writer in reporters:
            reporters.remove(writer)
            await town.reports(writer)
        elif dice.happens(30):
            await _idles(town, requests)
        await _answers(town, writer, dice.one_of(requests), opening)
    for reporter in reporters:
        await town.reports(reporter)


async def _idles(town: Town, requests: list[int]) -> None:
    """Somebody does something that is no reply."""
    dice = town.dice
    one = dice.one_of(town.neighbours)
    if dice.happens(50):
        await town.does(one, Called(command=Command.HELP))
        return
    token = await town.opens(one, dice.one_of(requests))
    if token is not None:
        await town.does(one, Pressed(action=act(Verb.DRAFT_CANCEL)))


async def _answers(town: Town, writer: Neighbour, request: int, opening: str) -> None:
    dice = town.dice
    token = await town.opens(writer, request)
    if token is None:  # their copies are used up
        return
    picture = dice.bytes(dice.between(40, 400)) if dice.happens(20) else None
    words = f"{opening}: {dice.one_of(SENTENCES)}"
    await town.replies(writer, token, words, way=dice.one_of(WAYS), picture=picture)


async def _backed_up(town: Town) -> Path:
    file = town.folder / "backup.db"
    await back_up(town.url, file)
    return file


async def _taken(town: Town, seizure: Seizure, backup: Path | None) -> Taken:
    truth = await _truth(town)
    folder = town.folder / "taken"
    folder.mkdir()
    for file in (*town.folder.glob("porchlight.*"), town.keyring_file):
        shutil.copy(file, folder)
    members, master = folder / "members.json", folder / "master.key"
    listed = [
        {"platform": one.platform, "id": one.account.id, "name": one.name}
        for one in town.neighbours
    ]
    members.write_text(json.dumps(listed))
    master.write_text(MASTER.hex())
    log = folder / town.log_file.name
    haul = Haul(
        database=town.url if town.url.startswith("postgres") else str(folder / "porchlight.db"),
        backups=(backup,) if backup else (),
        logs=(log,) if log.exists() else (),
        members=members,
        master=master if seizure.with_keys else None,
        keyring=folder / town.keyring_file.name if seizure.with_keys else None,
    )
    cases = [(case, tries(case)) for case in await opened(haul)]
    return Taken(cases=tuple(cases), truth=truth, haul=haul)


async def _truth(town: Town) -> dict[str, Writer]:
    """Who wrote each reply that lies there now."""
    async with town.store.unit() as uow:
        found = [(reply.key, reply.request, reply.sealed) for reply in await uow.relay.saved()]
        for number in range(1, MOST_REQUESTS + 1):
            of = await uow.relay.of(RequestNumber(number))
            found += [(reply.key, reply.request, reply.sealed) for reply in of]
        return {
            str(key): await _writer(town, uow, town.keyring.key(request), sealed)
            for key, request, sealed in found
        }


async def _writer(town: Town, uow: UnitOfWork, key: bytes | None, sealed: bytes) -> Writer:
    """The first word of a reply tells."""
    assert key is not None
    text, _ = relay.opened(sealed, None, key)
    one = town.wrote[text.partition(":")[0]]
    person = await uow.people.find(one.account)
    return Writer(
        platform=one.platform,
        id=one.account.id,
        person=None if person is None else str(person.id),
    )
