"""Forms as modals, and what comes back in them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import discord
from discord import ui

from adapters.discord.buttons import clipped
from adapters.discord.limits import FORM_HINT, FORM_LABEL, INPUT, OPTION_LABEL, OPTIONS
from bot.replies import FieldKind, Form, FormField
from bot.texts.render import Locale, plain

JSON = Mapping[str, object]
Entry = ui.TextInput[ui.Modal] | ui.Select[ui.Modal] | ui.FileUpload[ui.Modal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that somebody attached, not fetched yet. Size in bytes."""

    url: str
    size: int
    kind: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A form that was sent: words and choices by field name, and files."""

    fields: Mapping[str, str]
    uploads: tuple[Upload, ...]


def modal(form: Form, locale: Locale) -> ui.Modal:
    """The form as Discord opens it. The library keeps nothing of it: a draft may stand inside.

    Raises:
        ValueError: more fields than a form can hold, or more options than a choice can.
    """
    title = clipped(plain(form.title, locale), FORM_LABEL)
    drawn = ui.Modal(title=title, custom_id=form.action.encoded())
    for field in form.fields:
        drawn.add_item(_label(field, locale))
    drawn.stop()
    return drawn


def _label(field: FormField, locale: Locale) -> ui.Label[ui.Modal]:
    hint = clipped(plain(field.hint, locale), FORM_HINT) if field.hint else None
    text = clipped(plain(field.label, locale), FORM_LABEL)
    return ui.Label(text=text, description=hint, component=_entry(field, locale))


def _entry(field: FormField, locale: Locale) -> Entry:
    match field.kind:
        case FieldKind.LINE:
            return _text(field, discord.TextStyle.short)
        case FieldKind.PARAGRAPH:
            return _text(field, discord.TextStyle.paragraph)
        case FieldKind.CHOICE:
            return _choice(field, locale)
        case FieldKind.FILE:
            return ui.FileUpload(
                custom_id=field.name,
                required=field.required,
                min_values=int(field.required),
                max_values=1,
            )


def _text(field: FormField, style: discord.TextStyle) -> ui.TextInput[ui.Modal]:
    longest = min(field.longest, INPUT)
    return ui.TextInput(
        custom_id=field.name,
        style=style,
        default=field.value[:longest] or None,
        required=field.required,
        max_length=longest,
    )


def _choice(field: FormField, locale: Locale) -> ui.Select[ui.Modal]:
    if len(field.options) > OPTIONS:
        raise ValueError(field.name)
    options = [
        discord.SelectOption(
            value=value,
            label=clipped(plain(label, locale), OPTION_LABEL),
            default=value == field.value,
        )
        for value, label in field.options
    ]
    return ui.Select(
        custom_id=field.name,
        options=options,
        required=field.required,
        min_values=int(field.required),
        max_values=1,
    )


def sent(submitted: JSON) -> Sent:
    """What a submitted modal holds, read from the interaction's `data`."""
    files = _files(submitted)
    fields: dict[str, str] = {}
    uploads: list[Upload] = []
    for part in _parts(submitted):
        name, written, values = part.get("custom_id"), part.get("value"), part.get("values")
        if part.get("type") == discord.ComponentType.file_upload.value:
            uploads.extend(files[value] for value in _texts(values) if value in files)
        elif name is not None:
            fields[str(name)] = written if isinstance(written, str) else ",".join(_texts(values))
    return Sent(fields=fields, uploads=tuple(uploads))


def _parts(submitted: JSON) -> Iterator[JSON]:
    for outer in _objects(submitted.get("components")):
        inner = outer.get("component")
        if isinstance(inner, dict):
            yield inner
        yield from _objects(outer.get("components"))


def _files(submitted: JSON) -> dict[str, Upload]:
    resolved = submitted.get("resolved")
    found = resolved.get("attachments") if isinstance(resolved, dict) else None
    if not isinstance(found, dict):
        return {}
    return {str(key): _upload(file) for key, file in found.items() if isinstance(file, dict)}


def _upload(file: JSON) -> Upload:
    size = file.get("size")
    return Upload(
        url=str(file.get("url")),
        size=size if isinstance(size, int) else 0,
        kind=str(file.get("content_type") or ""),
        name=str(file.get("filename") or ""),
    )


def _objects(found: object) -> list[JSON]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _texts(found: object) -> list[str]:
    return [str(one) for one in found] if isinstance(found, list) else []
