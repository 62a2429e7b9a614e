"""Canaries: bits that stand for one resident alone, and every disguise they could fly in."""

import base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.proof.cast import Resident
from tests.proof.house import House
from tests.proof.scenes import END
from tests.proof.thieves import taken
from tests.proof.views import shown

ACCOUNT_BYTES = 8


@dataclass(frozen=True, slots=True)
class Hounds:
    """Sniff at everything at each moment: files, logs, temporary files, what others got."""

    temporary: Path
    hits: list[str] = field(default_factory=list)

    async def look(self, house: House, moment: str) -> None:
        found = shown(house, moment) | await taken(house, moment)
        places = {where: "\n".join(lines).encode() for where, lines in found.items()}
        places["the whole log"] = house.log.getvalue().encode()
        for folder in (house.folder, self.temporary):
            inside = (file for file in folder.rglob("*") if file.is_file())
            places |= {f"{file.name}, {moment}": file.read_bytes() for file in inside}
        if house.server is not None and moment == END:  # its log holds what was there before
            files = await house.server.files()
            places |= {f"the server's {name}, {moment}": held for name, held in files.items()}
        disguised = list(flock(house.town.residents))
        for where, content in places.items():
            self.hits.extend(
                f"{name} as {how} in {where}" for name, how, form in disguised if form in content
            )


def flock(residents: Iterable[Resident]) -> Iterator[tuple[str, str, bytes]]:
    """Every canary in every disguise: whose and what it is, how it is written, the bytes."""
    for resident in residents:
        for name, canary in resident.canaries.items():
            yield from named(f"{resident.mark}'s {name}", disguises(canary, canary.hex()))
        account = resident.account
        forms = disguises(account.to_bytes(ACCOUNT_BYTES), str(account))
        forms["bytes, reversed"] = account.to_bytes(ACCOUNT_BYTES, "little")
        yield from named(f"{resident.mark}'s account", forms)


def named(name: str, forms: dict[str, bytes]) -> Iterator[tuple[str, str, bytes]]:
    yield from ((name, how, form) for how, form in forms.items())


def disguises(bits: bytes, text: str) -> dict[str, bytes]:
    """The bits, and the text that spells them, as they could stand somewhere."""
    forms = {
        "bytes": bits,
        "text": text.encode(),
        "capitals": text.upper().encode(),
        "hex": bits.hex().encode(),
        "hex in capitals": bits.hex().upper().encode(),
        "hex of the text": text.encode().hex().encode(),
        "decimal": str(int.from_bytes(bits)).encode(),
        "UTF-16": text.encode("utf-16-le"),
        "UTF-16, big-endian": text.encode("utf-16-be"),
    }
    for what, content in (("bytes", bits), ("text", text.encode())):
        for shift in range(3):
            forms[f"base64 of the {what}, {shift}"] = core(content, shift, b"+/")
            forms[f"URL-safe base64 of the {what}, {shift}"] = core(content, shift, b"-_")
    return forms


def core(content: bytes, shift: int, letters: bytes) -> bytes:
    """The part of base64 that is the same whatever stands around, `shift` bytes from a triple."""
    written = base64.b64encode(bytes(shift) + content, letters)
    whole = (shift + len(content)) * 8 // 6
    return written[-(-shift * 8 // 6) : whole]
