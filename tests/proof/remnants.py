"""What may be nowhere at all, however equal two plays are."""

import base64
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.model.actions import decoded
from bot.model.ids import RequestNumber
from tests.proof.house import House
from tests.proof.views import Evidence, bodies

NOWHERE = "what may be nowhere"

OURS = ("saved_reply", "reply", "question", "nonce", "blocked", "bell")
"""Tables in which nothing is left when the only request is closed."""

DIGEST = re.compile(r"[0-9a-f]{64}")
SHORTEST = 8
"""Characters of a nonce or token; what is shorter in a button is a number."""


def secrets(house: House, name: str) -> Iterator[str]:
    """The tokens and nonces in the buttons of somebody's private copies and previews."""
    for body in bodies(house, name):
        for choice in _choices(body):
            action = decoded(choice)
            yield from (arg for arg in (action.args if action else ()) if len(arg) > SHORTEST)


def left(house: House, taken: Evidence, moment: str) -> Evidence:
    """Lines that should not be there, of what a thief takes at a moment."""
    database = taken[f"the rows, {moment}"]
    found = [*_tokens(house, database), *_pointers(database)]
    for copy in sorted(house.folder.glob("*.backup")):
        found.extend(_keys(house, copy))
    if house.over:
        found.extend(f"a row of {line}" for line in database if line.partition(":")[0] in OURS)
        if house.keyring():
            found.append("a key in the keyring")
    return {f"{NOWHERE}, {moment}": tuple(found)}


def _choices(body: object) -> Iterator[str]:
    """What the buttons of a message carry."""
    match body:
        case Mapping():
            for name, value in body.items():
                if name in {"callback_data", "custom_id"} and isinstance(value, str):
                    yield value
                else:
                    yield from _choices(value)
        case list() | tuple():
            for value in body:
                yield from _choices(value)
        case _:
            return


def _tokens(house: House, database: tuple[str, ...]) -> Iterator[str]:
    everything = "\n".join((*database, house.log.getvalue()))
    for secret in sorted(house.secrets):
        raw = base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4)).hex()
        if secret in everything or raw in everything:
            yield "a token or a nonce of somebody's copy"


def _pointers(database: tuple[str, ...]) -> Iterator[str]:
    """A nonce's digest stands beside nothing else."""
    digests = {
        found[0]
        for line in database
        if line.startswith("nonce:") and (found := DIGEST.findall(line))
    }
    for line in database:
        if not line.startswith("nonce:") and digests & set(DIGEST.findall(line)):
            yield f"a nonce's digest in {line.partition(':')[0]}"


def _keys(house: House, copy: Path) -> Iterator[str]:
    content = copy.read_bytes()
    keys = [base64.b64decode(wrapped) for wrapped in house.keyring().values()]
    own = house.watch.keyring.key(RequestNumber(1))
    for key in (*keys, *([own] if own else [])):
        forms = (key, key.hex().encode(), base64.b64encode(key))
        if any(form in content for form in forms):
            yield f"a key in the copy {copy.stem}"
