"""Mail domains as mail servers know them and as people read them, and what is odd about them."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

import idna

from bot.errors import WatchError

LONGEST = 253
"""Characters of a domain's name (RFC 1035, section 2.3.4, without the dot at the end)."""

LATIN = "LATIN"

LOOK_LATIN = str.maketrans(
    "аеорсухіїјѕһԁԛԝӏвкмнтгьαοενρτυικχγ01",
    "aeopcyxiijshdqwlbkmhtrbaoevptuikxyol",
)
"""Letters and digits that pass for others, by what they pass for (after UTS 39's table)."""

PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
"""Letters that pass for one together."""


class Doubt(StrEnum):
    """Why a domain may not be what it seems."""

    MIXED = "mixed"  # one name in letters of several scripts
    FOREIGN = "foreign"  # letters of another script that all pass for Latin ones
    ALIKE = "alike"  # passes for the domain of an agency that is enrolled


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """A domain: `name` in ASCII, `readable` with its letters, and what is odd about it."""

    name: str
    readable: str
    doubts: tuple[Doubt, ...]


def domain_of(text: str, others: tuple[str, ...] = ()) -> Domain:
    """The domain that somebody wrote, in either form; `others` are enrolled ones, in ASCII.

    Raises:
        WatchError: `domain.unreadable`.
    """
    try:
        name = idna.encode(text.strip().rstrip("."), uts46=True, std3_rules=True).decode().lower()
        letters = idna.decode(name)
    except (idna.IDNAError, UnicodeError):
        raise WatchError("domain.unreadable") from None
    if "." not in name or len(name) > LONGEST or name.rpartition(".")[2].isdigit():
        raise WatchError("domain.unreadable")
    alike = any(other != name and looks(readable(other)) == looks(letters) for other in others)
    odd = {
        Doubt.MIXED: any(len(scripts(label)) > 1 for label in letters.split(".")),
        Doubt.FOREIGN: any(map(_foreign, letters.split("."))),
        Doubt.ALIKE: alike,
    }
    return Domain(
        name=name, readable=letters, doubts=tuple(doubt for doubt in Doubt if odd[doubt])
    )


def readable(name: str) -> str:
    """A domain in ASCII with its letters."""
    return idna.decode(name)


def scripts(label: str) -> frozenset[str]:
    """The scripts of a label's letters; Japanese mixes its three, which are one."""
    found = {unicodedata.name(char, "?").split()[0] for char in label if char.isalpha()}
    return frozenset("JAPANESE" if each in JAPANESE else each for each in found)


JAPANESE = frozenset({"HIRAGANA", "KATAKANA", "CJK", "KATAKANA-HIRAGANA"})


def looks(readable: str) -> str:
    """What a domain passes for at a glance: the same for domains that are taken for each other."""
    glanced = readable.casefold().translate(LOOK_LATIN)
    for pair, one in PAIRS:
        glanced = glanced.replace(pair, one)
    apart = unicodedata.normalize("NFKD", glanced)
    return "".join(char for char in apart if not unicodedata.combining(char))


def _foreign(label: str) -> bool:
    return LATIN not in scripts(label) and bool(scripts(label)) and looks(label).isascii()
