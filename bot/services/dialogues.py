"""Where somebody stands in a dialogue, kept so that a restart loses no word."""

import json
from collections.abc import Mapping
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from bot.errors import WatchError
from bot.model.ids import PersonId, PictureKey
from bot.ports.stores import UnitOfWork

State = TypeVar("State")

FORMS: dict[type, TypeAdapter[object]] = {}
"""Made already, by the kind of state."""


async def keep(uow: UnitOfWork, person: PersonId, state: object) -> None:
    """Remember what the person is being asked; a picture that the new state lacks is dropped."""
    kind = type(state)
    fields = _form(kind).dump_python(state, mode="json")
    saved = json.dumps({"asks": kind.__name__, "known": fields})
    await _drop_picture(uow, person, held=_picture(saved))
    await uow.dialogues.save(person, saved)


async def leave(uow: UnitOfWork, person: PersonId) -> None:
    """Break off whatever the person is being asked: nothing of it is kept."""
    await _drop_picture(uow, person, held=None)
    await uow.dialogues.end(person)


async def standing(
    uow: UnitOfWork, person: PersonId, kinds: Mapping[str, type[State]]
) -> State | None:
    """The state the person is in, of one of `kinds` by name; None when there is none.

    Raises:
        WatchError: `dialogue.outdated`: the saved one no longer fits.
    """
    saved = await uow.dialogues.load(person)
    if saved is None:
        return None
    try:
        found = json.loads(saved)
        kind = kinds[found["asks"]]
        state = _form(kind).validate_python(found["known"])
    except (ValidationError, KeyError, TypeError, ValueError):
        raise WatchError("dialogue.outdated") from None
    return state if isinstance(state, kind) else None


def _form(kind: type) -> TypeAdapter[object]:
    """How a state of this kind is written down and read; made once, which takes a while."""
    if kind not in FORMS:
        FORMS[kind] = TypeAdapter(kind)
    return FORMS[kind]


async def _drop_picture(uow: UnitOfWork, person: PersonId, held: str | None) -> None:
    """Forget the picture of the saved state unless it is still `held`."""
    saved = await uow.dialogues.load(person)
    before = None if saved is None else _picture(saved)
    if before is not None and before != held:
        await uow.pictures.drop(PictureKey(before))


def _picture(saved: str) -> str | None:
    """The picture that a state carries until it is posted: `known.picture`."""
    try:
        found = json.loads(saved)["known"]["known"]["picture"]
    except (KeyError, TypeError, ValueError):
        return None
    return found if isinstance(found, str) else None
