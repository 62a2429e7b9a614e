"""One call of a method: its parameters and files, however they came over the wire."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from adapters.playground.telegram.entities import Entity
from adapters.playground.telegram.errors import ApiError, No

JSON: TypeAlias = dict[str, object]

_YES = frozenset({"true", "yes", "1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A file that came with a call."""

    name: str
    content: bytes
    mime: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """The parameters of a call; the API takes numbers and objects as text, too."""

    method: str
    values: Mapping[str, object] = field(default_factory=dict)
    files: Mapping[str, Sent] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether a parameter was given."""
        return self.values.get(name) not in (None, "")

    def text(self, name: str) -> str:
        """A parameter as text, empty if it was left out."""
        value = self.values.get(name)
        if value is None:
            return ""
        return value if isinstance(value, str) else json.dumps(value)

    def flag(self, name: str) -> bool:
        """A parameter as yes or no."""
        return self.text(name).lower() in _YES

    def whole(self, name: str, default: int = 0) -> int:
        """A parameter as a whole number; what is none counts as left out."""
        try:
            return int(self.text(name))
        except ValueError:
            return default

    def number(self, name: str) -> float | None:
        """A parameter as a number, or None."""
        try:
            return float(self.text(name))
        except ValueError:
            return None

    def thing(self, name: str, refusal: No = No.JSON_PARSE) -> object:
        """A parameter as JSON. Raises ApiError with `refusal` when it cannot be parsed."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise ApiError(refusal, name) from None

    def things(self, name: str) -> list[object]:
        """A parameter as a JSON list; empty if it was left out."""
        value = self.thing(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise ApiError(No.JSON_PARSE, name)
        return value

    def entities(self, name: str) -> tuple[Entity, ...]:
        """A parameter as a list of entities."""
        return tuple(_entity(each, name) for each in self.things(name))


def record(value: object, name: str) -> JSON:
    """A JSON object as it must be. Raises ApiError for anything else."""
    if not isinstance(value, dict):
        raise ApiError(No.JSON_PARSE, name)
    return value


def whole(value: object) -> int:
    """A JSON number, or a number in a string, as a whole number; zero for anything else."""
    try:
        return int(value) if isinstance(value, int | str) else 0
    except ValueError:
        return 0


def _entity(value: object, name: str) -> Entity:
    body = record(value, name)
    return Entity(
        kind=str(body.get("type", "")),
        offset=whole(body.get("offset")),
        length=whole(body.get("length")),
        url=str(body.get("url") or ""),
        language=str(body.get("language") or ""),
    )
