"""A form lies open: what it shows, and what is sent in."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from adapters.playground.discord import files
from adapters.playground.discord.forms.components import Part
from adapters.playground.discord.forms.messages import FILE_SIZE
from adapters.playground.discord.interactions import Ask
from adapters.playground.discord.nouns import File, InteractionKind, OpenForm
from adapters.playground.discord.people.menus import options
from adapters.playground.discord.people.resolving import resolved
from adapters.playground.discord.realm import Realm
from adapters.playground.discord.wire import JSON, as_object, as_objects, as_text, as_whole
from adapters.playground.screens import (
    CannotActError,
    FieldKind,
    Form,
    FormField,
    Option,
    Submit,
    Upload,
)

PARAGRAPH = 2
TICKED = "true"
CHOICES = (
    Part.STRING_SELECT,
    Part.USER_SELECT,
    Part.ROLE_SELECT,
    Part.MENTIONABLE_SELECT,
    Part.CHANNEL_SELECT,
    Part.CHECKBOX_GROUP,
)


def shown(form: OpenForm) -> Form:
    """The form as the client draws it."""
    fields = tuple(_field(form, label, part) for label, part in _parts(form))
    return Form(id=str(form.id), title=form.title, fields=fields)


def _parts(form: OpenForm) -> Iterator[tuple[JSON, JSON]]:
    """Each thing in a form with the label around it; words are their own label."""
    for one in form.components:
        if one["type"] == Part.LABEL:
            yield one, as_object(one.get("component"))
        elif one["type"] == Part.ROW:
            for inner in as_objects(one.get("components")):
                yield inner, inner
        else:
            yield one, one


def _field(form: OpenForm, label: JSON, part: JSON) -> FormField:
    if part["type"] == Part.TEXT:
        words = as_text(part.get("content"))
        return FormField(
            id=f"words-{part['id']}", label=words, kind=FieldKind.WORDS, required=False
        )
    kind = _kind(part)
    text = kind in (FieldKind.TEXT, FieldKind.PARAGRAPH)
    return FormField(
        id=as_text(part["custom_id"]),
        label=as_text(label.get("label")),
        description=as_text(label.get("description")),
        kind=kind,
        placeholder=as_text(part.get("placeholder")),
        value=as_text(part.get("value")) or _default(part),
        required=part.get("required") is True,
        min_length=as_whole(part.get("min_length")),
        max_length=as_whole(part.get("max_length"), 4000),
        most=1 if text else as_whole(part.get("max_values"), 1),
        options=_options(form, part),
    )


def _kind(part: JSON) -> FieldKind:
    if part["type"] == Part.TEXT_INPUT:
        return FieldKind.PARAGRAPH if part["style"] == PARAGRAPH else FieldKind.TEXT
    return FieldKind.FILES if part["type"] == Part.FILE_UPLOAD else FieldKind.CHOICE


def _options(form: OpenForm, part: JSON) -> tuple[Option, ...]:
    if part["type"] == Part.CHECKBOX:
        return (Option(label="✓", value=TICKED),)
    return options(part, form.interaction.channel)


def _default(part: JSON) -> str:
    chosen = [one for one in as_objects(part.get("options")) if one.get("default") is True]
    return as_text(chosen[0].get("value")) if chosen else ""


@dataclass(slots=True, kw_only=True)
class Sheet:
    """A form as it is filled in."""

    realm: Realm
    form: OpenForm
    submit: Submit
    uploads: list[File] = field(default_factory=list)
    named: list[str] = field(default_factory=list)

    def ask(self) -> Ask:
        """The interaction of sending it in. Raises CannotActError where the client would."""
        known = {as_text(part.get("custom_id")) for _, part in _parts(self.form)}
        strange = (self.submit.values.keys() | self.submit.files.keys()) - known
        if strange:
            message = f"The form has no field {', '.join(sorted(strange))}."
            raise CannotActError(message)
        for _, part in _parts(self.form):
            self._check(part)
        data: JSON = {
            "custom_id": self.form.custom_id,
            "components": [self._written(one) for one in self.form.components],
        }
        earlier = self.form.interaction
        told = resolved(
            self.realm, earlier.channel, earlier.user, ids=self.named, files=self.uploads
        )
        if told:
            data["resolved"] = told
        return Ask(
            kind=InteractionKind.MODAL,
            application=earlier.application,
            user=earlier.user,
            channel=earlier.channel,
            data=data,
            source=earlier.source,
            trigger=earlier,
            form=self.form.id,
        )

    def _values(self, part: JSON) -> tuple[str, ...]:
        return self.submit.values.get(as_text(part.get("custom_id")), ())

    def _files(self, part: JSON) -> tuple[Upload, ...]:
        return self.submit.files.get(as_text(part.get("custom_id")), ())

    def _check(self, part: JSON) -> None:
        if part["type"] == Part.TEXT_INPUT:
            _check_text(part, "".join(self._values(part)[:1]))
        elif part["type"] == Part.FILE_UPLOAD:
            uploads = self._files(part)
            _check_count(part, len(uploads))
            if any(len(one.content) > FILE_SIZE for one in uploads):
                message = "Your files are too powerful: the limit is 10 MiB."
                raise CannotActError(message)
        elif part["type"] != Part.TEXT:
            self._check_choice(part)

    def _check_choice(self, part: JSON) -> None:
        values = self._values(part)
        if part["type"] != Part.CHECKBOX:
            _check_count(part, len(values))
        offered = {one.value for one in _options(self.form, part)}
        wrong = [one for one in values if one not in offered]
        if wrong:
            message = f"{', '.join(wrong)}: no such choice."
            raise CannotActError(message)

    def _written(self, part: JSON) -> JSON:
        body: JSON = {"type": part["type"], "id": part["id"]}
        if part["type"] == Part.LABEL:
            return {**body, "component": self._written(as_object(part.get("component")))}
        if part["type"] == Part.ROW:
            inside = [self._written(one) for one in as_objects(part.get("components"))]
            return {**body, "components": inside}
        if part["type"] == Part.TEXT:
            return body
        return {**body, "custom_id": part["custom_id"], **self._filled(part)}

    def _filled(self, part: JSON) -> JSON:
        values = self._values(part)
        if part["type"] == Part.FILE_UPLOAD:
            kept = [self._keep(one) for one in self._files(part)]
            self.uploads += kept
            return {"values": [str(one.id) for one in kept]}
        if part["type"] == Part.CHECKBOX:
            return {"value": TICKED in values}
        if part["type"] in CHOICES:
            if part["type"] not in (Part.STRING_SELECT, Part.CHECKBOX_GROUP):
                self.named += values
            return {"values": list(values)}
        if part["type"] == Part.RADIO_GROUP:
            return {"value": values[0] if values else None}
        return {"value": "".join(values[:1])}

    def _keep(self, upload: Upload) -> File:
        channel = self.form.interaction.channel.id
        file = files.keep(self.realm, channel, upload.name, upload.content)
        file.ephemeral = True
        return file


def _check_text(part: JSON, text: str) -> None:
    if not text and part.get("required") is not True:
        return
    least = max(as_whole(part.get("min_length")), 1 if part.get("required") is True else 0)
    most = as_whole(part.get("max_length"), 4000)
    if not least <= len(text) <= most:
        message = f"{part['custom_id']}: between {least} and {most} characters, please."
        raise CannotActError(message)


def _check_count(part: JSON, count: int) -> None:
    required = part.get("required") is True
    if count == 0 and not required:
        return
    least = max(as_whole(part.get("min_values"), 1), 1 if required else 0)
    most = as_whole(part.get("max_values"), 1)
    if not least <= count <= most:
        message = f"{part['custom_id']}: between {least} and {most}, please."
        raise CannotActError(message)
