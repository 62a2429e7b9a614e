"""Keyboards: what a message may carry under it or put in place of the letters."""

import json
import re
from dataclasses import dataclass
from typing import TypeAlias

from adapters.playground.telegram.calls import JSON
from adapters.playground.telegram.entities import units
from adapters.playground.telegram.errors import ApiError, No

_DATA_BYTES = 64
_PLACEHOLDER = 64
_WEB = re.compile(r"https?://[^\s/?#]*[\w-]\.[\w-]+(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)
_APP = re.compile(r"(?:tg|ton)://\S+", re.IGNORECASE)
_BARE = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#]\S*)?")
_STYLES = frozenset({"", "danger", "success", "primary"})
_OTHER = (
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "pay",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InlineButton:
    """A button under a message."""

    text: str
    data: str = ""
    url: str = ""
    style: str = ""
    other: str = ""  # a kind that a person here cannot press, kept as JSON

    def json(self) -> JSON:
        """As the API writes it."""
        body: JSON = {"text": self.text}
        if self.url:
            body["url"] = self.url
        if self.data:
            body["callback_data"] = self.data
        if self.style:
            body["style"] = self.style
        return body | (json.loads(self.other) if self.other else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class InlineKeyboard:
    """The buttons under a message, row by row."""

    rows: tuple[tuple[InlineButton, ...], ...]

    def json(self) -> JSON:
        """As the API writes it."""
        return {"inline_keyboard": [[each.json() for each in row] for row in self.rows]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key of a reply keyboard."""

    text: str
    location: bool = False
    style: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyKeyboard:
    """Keys in place of the letters."""

    rows: tuple[tuple[Key, ...], ...]
    one_time: bool = False
    selective: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveKeyboard:
    """The letters come back."""

    selective: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ForceReply:
    """The client acts as if the person had tapped "reply"."""

    selective: bool = False


Markup: TypeAlias = InlineKeyboard | ReplyKeyboard | RemoveKeyboard | ForceReply


def read_markup(value: object, *, private: bool) -> Markup | None:
    """Read a reply_markup. Raises ApiError where the API refuses it."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise ApiError(No.MARKUP_OBJECT)
    selective = value.get("selective") is True
    if "inline_keyboard" in value:
        rows = _rows(value["inline_keyboard"])
        keyboard = tuple(tuple(_button(each) for each in row) for row in rows if row)
        return InlineKeyboard(rows=keyboard) if keyboard else None
    if "keyboard" in value:
        return _keyboard(value, private=private)
    if value.get("remove_keyboard") is True:
        return RemoveKeyboard(selective=selective)
    if value.get("force_reply") is True:
        return ForceReply(selective=selective)
    return None


def _rows(value: object) -> list[list[object]]:
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise ApiError(No.MARKUP_PARSE)
    return value


def _button(value: object) -> InlineButton:
    if not isinstance(value, dict):
        raise ApiError(No.BUTTON_PARSE, "InlineKeyboardButton must be an Object")
    text, data, url = value.get("text"), value.get("callback_data"), value.get("url")
    if not isinstance(text, str) or not text.strip():
        raise ApiError(No.BUTTON_PARSE, 'Field "text" must be a non-empty String')
    style = _style(value)
    if url is not None:
        return InlineButton(text=text, url=_address(url), style=style)
    if data is not None:
        if not isinstance(data, str) or not 0 < len(data.encode()) <= _DATA_BYTES:
            raise ApiError(No.BUTTON_DATA)
        return InlineButton(text=text, data=data, style=style)
    other = {name: value[name] for name in _OTHER if value.get(name) is not None}
    if not other:
        raise ApiError(No.BUTTON_KIND)
    return InlineButton(text=text, other=json.dumps(other), style=style)


def _style(value: JSON) -> str:
    style = value.get("style") or ""
    if style not in _STYLES:
        raise ApiError(No.BUTTON_PARSE, "invalid button style specified")
    return str(style)


def _address(value: object) -> str:
    address = str(value).strip()
    if _BARE.fullmatch(address):
        address = f"http://{address}"
    if not _WEB.fullmatch(address) and not _APP.fullmatch(address):
        raise ApiError(No.BUTTON_URL)
    return address


def _keyboard(value: JSON, *, private: bool) -> ReplyKeyboard:
    rows = _rows(value["keyboard"])
    keys = tuple(tuple(_key(each, private=private) for each in row) for row in rows if row)
    placeholder = value.get("input_field_placeholder") or ""
    if not keys or units(str(placeholder)) > _PLACEHOLDER:
        raise ApiError(No.MARKUP_PARSE)
    return ReplyKeyboard(
        rows=keys,
        one_time=value.get("one_time_keyboard") is True,
        selective=value.get("selective") is True,
    )


def _key(value: object, *, private: bool) -> Key:
    if isinstance(value, str):
        value = {"text": value}
    if not isinstance(value, dict):
        raise ApiError(No.KEY_PARSE, "KeyboardButton must be an Object")
    text = value.get("text")
    if not isinstance(text, str) or not text.strip():
        raise ApiError(No.KEY_PARSE, 'Field "text" must be a non-empty String')
    location = value.get("request_location") is True
    if location and not private:
        raise ApiError(No.KEY_LOCATION)
    if value.get("request_contact") is True and not private:
        raise ApiError(No.KEY_CONTACT)
    return Key(text=text, location=location, style=_style(value))
