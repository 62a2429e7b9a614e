"""What a thief can find out in a hundred neighbourhoods: no more than chance would."""

from collections.abc import Sequence
from pathlib import Path

from bot.app.redteam.attacks.base import Attack
from bot.app.redteam.guesses import ATTACKS
from bot.app.redteam.seizures import Score, score
from tests.bot.app.redteam.lives import Seizure, Taken, lived
from tests.bot.app.redteam.towns import founded
from tests.databases import Databases

NEIGHBOURHOODS, ON_POSTGRES = 100, 8

SEIZURES = [
    Seizure(before_tick=before, with_keys=keys)
    for keys in (False, True)
    for before in (False, True)
]

ONCE_IN_TWENTY, ONCE_IN_A_THOUSAND = 0.025, 0.0005
"""How seldom chance alone is outside, on either side; seldom where many are tried at once."""


async def test_over_a_hundred_neighbourhoods_guesses_are_no_better_than_chance(
    databases: Databases, tmp_path: Path
) -> None:
    """About 700 replies, of which chance gets about 34 right, and all but seldom 23 to 45.

    So this sees, 95 times in 100, a thief who is right 1.65 times as often as chance: in 8 % of
    the cases instead of 5 %. Chance alone is outside once in twenty: each change of the code
    draws anew. Then another hundred decides, and only what is outside twice is a leak.
    """
    plays = await hundred(databases, tmp_path / "first", 0)
    together = counted(plays, ATTACKS, ONCE_IN_TWENTY)
    if not as_chance(together):
        again = await hundred(databases, tmp_path / "second", NEIGHBOURHOODS)
        together = counted(again, ATTACKS, ONCE_IN_TWENTY)
    assert as_chance(together), together
    for attack in ATTACKS:
        alone = counted(plays, (attack,), ONCE_IN_A_THOUSAND)
        assert as_chance(alone), (attack.name, alone)


async def test_on_postgresql_guesses_after_the_tick_are_no_better_than_chance(
    databases: Databases, tmp_path: Path
) -> None:
    plays = []
    for number in range(ON_POSTGRES):
        place = made(tmp_path / str(number))
        url = await databases.postgres()
        plays.append(await seized(url, place, 2 * number))
        await databases.drop(url)
    for attacks in (ATTACKS, *((attack,) for attack in ATTACKS)):
        found = counted(plays, attacks, ONCE_IN_A_THOUSAND)
        assert as_chance(found), (attacks[0].name, found)


async def hundred(databases: Databases, folder: Path, first: int) -> list[Taken]:
    plays = []
    for number in range(first, first + NEIGHBOURHOODS):
        place = made(folder / str(number))
        url = await databases.sqlite(place / "porchlight.db")
        plays.append(await seized(url, place, number))
    return plays


def made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


async def seized(url: str, folder: Path, number: int) -> Taken:
    """A neighbourhood; an even number is seized right after the tick, an odd one before it."""
    async with founded(url, folder, f"neighbourhood {number}") as town:
        return await lived(town, SEIZURES[number % len(SEIZURES)])


def as_chance(found: Score) -> bool:
    return found.chance.least <= found.right <= found.chance.most


def counted(plays: Sequence[Taken], attacks: Sequence[Attack], tail: float) -> Score:
    guesses = [guess for play in plays for guess in play.guesses(attacks)]
    truth = {reply: writer for play in plays for reply, writer in play.truth.items()}
    return score(guesses, truth, tail)
