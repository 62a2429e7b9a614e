"""Where somebody stands in a dialogue, kept so that a restart loses no word."""

import json
from collections.abc import Mapping
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from bot.model.ids import PersonId
from bot.ports.stores import UnitOfWork

State = TypeVar("State")


async def keep(uow: UnitOfWork, person: PersonId, state: object) -> None:
    """Remember what the person is being asked."""
    kind = type(state)
    fields = TypeAdapter(kind).dump_python(state, mode="json")
    await uow.dialogues.save(person, json.dumps({"asks": kind.__name__, "known": fields}))


async def standing(
    uow: UnitOfWork, person: PersonId, kinds: Mapping[str, type[State]]
) -> State | None:
    """The state the person is in, of one of `kinds` by name.

    None when there is none, or when a saved one no longer fits: then it starts over.
    """
    saved = await uow.dialogues.load(person)
    if saved is None:
        return None
    try:
        found = json.loads(saved)
        kind = kinds[found["asks"]]
        return TypeAdapter(kind).validate_python(found["known"])
    except (ValidationError, KeyError, TypeError, ValueError):
        return None
