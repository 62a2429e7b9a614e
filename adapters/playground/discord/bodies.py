"""Reading a request's body as strictly as Discord does, every complaint at its place."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from adapters.playground.discord.wire import JSON, Complaints, as_object

REQUIRED = ("BASE_TYPE_REQUIRED", "This field is required")
SNOWFLAKE = re.compile(r"[0-9]{1,20}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One object of a body. Reading a field that is wrong notes a complaint and goes on."""

    fields: JSON
    path: tuple[str | int, ...] = ()
    complaints: Complaints = field(default_factory=Complaints)

    def complain(self, key: str, code: str, message: str) -> None:
        """Note that `key` is wrong."""
        self.complaints.add((*self.path, *((key,) if key else ())), code, message)

    def has(self, key: str) -> bool:
        """Whether the field is there, null or not."""
        return key in self.fields

    def raw(self, key: str) -> object:
        """The field as it came."""
        return self.fields.get(key)

    def require(self, *keys: str) -> None:
        """Complain about each of these that is missing or null."""
        for key in keys:
            if self.fields.get(key) is None:
                self.complain(key, *REQUIRED)

    def text(self, key: str, *, least: int = 0, most: int | None = None) -> str:
        """A string, its length in characters checked. Missing and null are empty."""
        value = self.fields.get(key)
        if value is None:
            return ""
        if isinstance(value, bool | list | dict):
            self.complain(key, "STRING_TYPE_CONVERT", "Could not interpret value as string.")
            return ""
        text = str(value)
        self._measure(key, len(text), (least, most))
        return text

    def _measure(self, key: str, size: int, bounds: tuple[int, int | None]) -> None:
        least, most = bounds
        if most is None:
            return
        if least and not least <= size <= most:
            message = f"Must be between {least} and {most} in length."
            self.complain(key, "BASE_TYPE_BAD_LENGTH", message)
        elif size > most:
            message = f"Must be {most} or fewer in length."
            self.complain(key, "BASE_TYPE_MAX_LENGTH", message)

    def whole(
        self, key: str, *, least: int | None = None, most: int | None = None, default: int = 0
    ) -> int:
        """A whole number within bounds."""
        value = self.fields.get(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int):
            self.complain(key, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
            return default
        if least is not None and value < least:
            message = f"int value should be greater than or equal to {least}."
            self.complain(key, "NUMBER_TYPE_MIN", message)
        if most is not None and value > most:
            message = f"int value should be less than or equal to {most}."
            self.complain(key, "NUMBER_TYPE_MAX", message)
        return value

    def flag(self, key: str, *, default: bool = False) -> bool:
        """A boolean."""
        value = self.fields.get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            message = "Must be either true or false."
            self.complain(key, "BOOLEAN_TYPE_CONVERT", message)
            return default
        return value

    def choice(self, key: str, allowed: Collection[int], *, default: int | None = None) -> int:
        """One of some numbers; required unless there is a default."""
        value = self.fields.get(key)
        if value is None and default is not None:
            return default
        if value is None:
            self.complain(key, *REQUIRED)
            return 0
        if isinstance(value, bool) or not isinstance(value, int) or value not in allowed:
            members = ", ".join(str(one) for one in sorted(allowed))
            message = f"Value must be one of {{{members}}}."
            self.complain(key, "BASE_TYPE_CHOICES", message)
            return 0
        return value

    def snowflake(self, key: str) -> int | None:
        """An id."""
        return self._snowflake(key, self.fields.get(key))

    def snowflakes(self, key: str, *, most: int = 100) -> list[int]:
        """A list of ids."""
        return [
            found
            for index, value in enumerate(self.items(key, most=most))
            if (found := self.at(key, index).as_snowflake(value)) is not None
        ]

    def as_snowflake(self, value: object) -> int | None:
        """The value as an id, complaining here if it is none."""
        return self._snowflake("", value)

    def _snowflake(self, key: str, value: object) -> int | None:
        if value is None:
            return None
        if isinstance(value, bool) or not SNOWFLAKE.fullmatch(str(value)):
            message = f'Value "{value}" is not snowflake.'
            self.complain(key, "NUMBER_TYPE_COERCE", message)
            return None
        return int(str(value))

    def items(self, key: str, *, most: int, least: int = 0) -> Sequence[object]:
        """A list as it came, its length checked."""
        value = self.fields.get(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            self.complain(key, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return ()
        self._measure(key, len(value), (least, most))
        return value

    def children(self, key: str, *, most: int, least: int = 0) -> list["Node"]:
        """The objects of a list."""
        return [
            self.at(key, index, value)
            for index, value in enumerate(self.items(key, most=most, least=least))
        ]

    def child(self, key: str) -> "Node | None":
        """An object inside this one, or None when it is missing."""
        value = self.fields.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            message = "Only dictionaries may be used in a DictType"
            self.complain(key, "DICT_TYPE_CONVERT", message)
            return None
        return self.at(key, value=value)

    def at(self, key: str, index: int | None = None, value: object = None) -> "Node":
        """The place of an object further in."""
        if value is not None and not isinstance(value, dict):
            steps = (key,) if index is None else (key, index)
            self.complaints.add(
                (*self.path, *steps),
                "DICT_TYPE_CONVERT",
                "Only dictionaries may be used in a DictType",
            )
        steps = (key,) if index is None else (key, index)
        return Node(fields=as_object(value), path=(*self.path, *steps), complaints=self.complaints)

    def settle(self) -> None:
        """Refuse the whole body if anything in it was wrong."""
        self.complaints.settle()
