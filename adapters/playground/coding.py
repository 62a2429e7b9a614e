"""The playground's words as JSON: screens on the way out, acts on the way in."""

import base64
import binascii
import dataclasses
from collections.abc import Callable

from adapters.playground.screens import (
    Act,
    Block,
    OpenLink,
    Press,
    Remove,
    Restart,
    RunCommand,
    Screen,
    SendFile,
    SendPin,
    Submit,
    Unblock,
    Upload,
    Write,
)

UPLOAD_KINDS = ("photo", "video", "document", "voice", "sticker")


class NonsenseError(Exception):
    """The JSON does not say what it should; the message names what is wrong."""


class Sheet:
    """A JSON object from which every entry is taken exactly once, and none may be left."""

    def __init__(self, written: object, where: str = "the body") -> None:
        """Read this object; `where` names it in complaints."""
        if not isinstance(written, dict):
            message = f"{where} must be a JSON object"
            raise NonsenseError(message)
        self._rest: dict[str, object] = dict(written)
        self._where = where

    def text(self, name: str) -> str:
        """A text that must be there."""
        value = self._rest.pop(name, None)
        if not isinstance(value, str):
            message = f"{self._where}: {name} must be a text"
            raise NonsenseError(message)
        return value

    def text_or(self, name: str, usual: str) -> str:
        """A text that may be left out."""
        return self.text(name) if name in self._rest else usual

    def text_or_none(self, name: str) -> str | None:
        """A text that may be left out or null."""
        if self._rest.get(name) is None:
            self._rest.pop(name, None)
            return None
        return self.text(name)

    def number_or(self, name: str, usual: float, most: float) -> float:
        """A number from nothing to `most` that may be left out."""
        if name not in self._rest:
            return usual
        number = self._number(name)
        if not 0 <= number <= most:
            message = f"{self._where}: {name} must lie between 0 and {most:g}"
            raise NonsenseError(message)
        return number

    def yes_or_no(self, name: str) -> bool:
        """A yes or no; no when it is left out."""
        value = self._rest.pop(name, False)
        if not isinstance(value, bool):
            message = f"{self._where}: {name} must be true or false"
            raise NonsenseError(message)
        return value

    def degrees(self, name: str, most: float) -> float:
        """A number between -most and most."""
        value = self._number(name)
        if not abs(value) <= most:
            message = f"{self._where}: {name} must lie between -{most:g} and {most:g}"
            raise NonsenseError(message)
        return value

    def _number(self, name: str) -> float:
        value = self._rest.pop(name, None)
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not (number and isinstance(value, int | float)):
            message = f"{self._where}: {name} must be a number"
            raise NonsenseError(message)
        return float(value)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts that may be left out."""
        return tuple(
            self._text_in(item, name) for item in _list(self._rest.pop(name, []), self._at(name))
        )

    def mapping(self, name: str) -> dict[str, object]:
        """An object with any names that may be left out."""
        value = self._rest.pop(name, {})
        if not isinstance(value, dict):
            message = f"{self._at(name)} must be a JSON object"
            raise NonsenseError(message)
        return value

    def sheet(self, name: str) -> "Sheet":
        """An object inside this one."""
        return Sheet(self._rest.pop(name, None), self._at(name))

    def done(self) -> None:
        """Complain if anything is left over."""
        if self._rest:
            message = f"{self._where}: unknown {', '.join(sorted(self._rest))}"
            raise NonsenseError(message)

    def _at(self, name: str) -> str:
        return f"{self._where}: {name}"

    def _text_in(self, item: object, name: str) -> str:
        if not isinstance(item, str):
            message = f"{self._at(name)} must be a list of texts"
            raise NonsenseError(message)
        return item


def screen_as_json(screen: Screen) -> dict[str, object]:
    """The whole screen, field by field."""
    return dataclasses.asdict(screen)


def act_from_json(written: object) -> tuple[str, Act]:
    """Who acts and what they do. Raises NonsenseError."""
    sheet = Sheet(written)
    person, kind = sheet.text("person"), sheet.text("act")
    try:
        read = _ACTS[kind]
    except KeyError:
        message = f"act must be one of: {', '.join(_ACTS)}"
        raise NonsenseError(message) from None
    act = read(sheet)
    sheet.done()
    return person, act


def _write(sheet: Sheet) -> Write:
    return Write(
        chat=sheet.text("chat"), text=sheet.text("text"), reply_to=sheet.text_or_none("reply_to")
    )


def _send_file(sheet: Sheet) -> SendFile:
    return SendFile(
        chat=sheet.text("chat"),
        upload=_upload(sheet.sheet("upload")),
        caption=sheet.text_or("caption", ""),
        reply_to=sheet.text_or_none("reply_to"),
    )


def _send_pin(sheet: Sheet) -> SendPin:
    return SendPin(
        chat=sheet.text("chat"),
        latitude=sheet.degrees("latitude", 90),
        longitude=sheet.degrees("longitude", 180),
    )


def _press(sheet: Sheet) -> Press:
    return Press(
        chat=sheet.text("chat"),
        message=sheet.text("message"),
        button=sheet.text("button"),
        values=sheet.texts("values"),
    )


def _run_command(sheet: Sheet) -> RunCommand:
    options = sheet.mapping("options")
    chosen = Sheet(options, "options")
    return RunCommand(
        chat=sheet.text("chat"),
        name=sheet.text("name"),
        options={name: chosen.text(name) for name in options},
    )


def _submit(sheet: Sheet) -> Submit:
    values, files = sheet.mapping("values"), sheet.mapping("files")
    written = Sheet(values, "values")
    return Submit(
        form=sheet.text("form"),
        values={name: written.texts(name) for name in values},
        files={
            name: tuple(_upload(Sheet(item, f"files: {name}")) for item in _list(some, name))
            for name, some in files.items()
        },
    )


def _open_link(sheet: Sheet) -> OpenLink:
    return OpenLink(url=sheet.text("url"))


def _remove(sheet: Sheet) -> Remove:
    return Remove(chat=sheet.text("chat"), message=sheet.text("message"))


def _block(_: Sheet) -> Block:
    return Block()


def _unblock(_: Sheet) -> Unblock:
    return Unblock()


def _restart(_: Sheet) -> Restart:
    return Restart()


_ACTS: dict[str, Callable[[Sheet], Act]] = {
    "write": _write,
    "send_file": _send_file,
    "send_pin": _send_pin,
    "press": _press,
    "run_command": _run_command,
    "submit": _submit,
    "open_link": _open_link,
    "remove": _remove,
    "block": _block,
    "unblock": _unblock,
    "restart": _restart,
}


def _upload(sheet: Sheet) -> Upload:
    name, kind = sheet.text("name"), sheet.text_or("kind", "photo")
    encoded = sheet.text("content")
    sheet.done()
    if kind not in UPLOAD_KINDS:
        message = f"kind of {name!r} must be one of: {', '.join(UPLOAD_KINDS)}"
        raise NonsenseError(message)
    try:
        content = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        message = f"content of {name!r} must be base64"
        raise NonsenseError(message) from None
    return Upload(name=name, content=content, kind=kind)


def _list(value: object, where: str) -> list[object]:
    if not isinstance(value, list):
        message = f"{where} must be a list"
        raise NonsenseError(message)
    return value
