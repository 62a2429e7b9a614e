"""What a person does, checked as the real client checks it."""

import re
from dataclasses import dataclass

from adapters.playground.discord import files, posts
from adapters.playground.discord.forms.components import Part
from adapters.playground.discord.forms.mentions import Allowed
from adapters.playground.discord.forms.messages import CONTENT, FILE_SIZE
from adapters.playground.discord.interactions import Ask, Desk
from adapters.playground.discord.nouns import (
    Channel,
    InteractionKind,
    Message,
    MessageKind,
    User,
)
from adapters.playground.discord.people.commanding import command
from adapters.playground.discord.people.drawing import channels
from adapters.playground.discord.people.filling import Sheet
from adapters.playground.discord.people.menus import find, options, sees
from adapters.playground.discord.people.resolving import resolved
from adapters.playground.discord.permissions import Permission, in_channel, may_write
from adapters.playground.discord.realm import Realm
from adapters.playground.discord.wire import JSON, as_whole
from adapters.playground.screens import (
    Act,
    Block,
    CannotActError,
    OpenLink,
    Press,
    Remove,
    Restart,
    RunCommand,
    SendFile,
    SendPin,
    Submit,
    Unblock,
    Upload,
    Write,
)

PROFILE = re.compile(r"https://(?:www\.)?discord\.com/users/(\d{1,20})")


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Everybody's hands."""

    realm: Realm
    desk: Desk

    def act(self, person: User, act: Act) -> None:
        """Do as this person. Raises CannotActError where a real client would not allow it."""
        if isinstance(act, Press | RunCommand | Submit):
            self.desk.ask(self._asked(person, act))
        elif isinstance(act, Write | SendFile | SendPin):
            self._send(person, act)
        elif isinstance(act, Remove):
            self._remove(person, act)
        elif isinstance(act, OpenLink):
            self._open(person, act.url)
        else:
            self._arrange(person, act)
        self.realm.changed()

    def _asked(self, person: User, act: Press | RunCommand | Submit) -> Ask:
        if isinstance(act, Submit):
            return self._submit(person, act)
        channel = self._channel(person, act.chat)
        if isinstance(act, RunCommand):
            return command(self.realm, channel, person, name=act.name, values=act.options)
        return self._press(person, channel, act)

    def _channel(self, person: User, chat: str) -> Channel:
        for channel in channels(self.realm, person):
            if str(channel.id) == chat:
                return channel
        message = "This conversation is not on the list."
        raise CannotActError(message)

    def _message(self, person: User, channel: Channel, wanted: str) -> Message:
        for one in channel.messages.values():
            if str(one.id) == wanted and sees(one, person.id):
                return one
        message = "This message is gone."
        raise CannotActError(message)

    def _send(self, person: User, act: Write | SendFile | SendPin) -> None:
        channel = self._channel(person, act.chat)
        if isinstance(act, SendPin):
            message = "Discord has no pins to send."
            raise CannotActError(message)
        text = act.text if isinstance(act, Write) else act.caption
        upload = act.upload if isinstance(act, SendFile) else None
        self._permit(person, channel, text, upload)
        said = Message(
            id=self.realm.snowflake(),
            channel=channel,
            author=person,
            content=text,
            time=self.realm.now(),
        )
        if upload is not None:
            said.files = [files.keep(self.realm, channel.id, upload.name, upload.content)]
        if act.reply_to is not None:
            said.reply_to = self._message(person, channel, act.reply_to).id
            said.kind = MessageKind.REPLY
        posts.mention(said, Allowed())
        posts.publish(self.realm, said)

    def _permit(self, person: User, channel: Channel, text: str, upload: Upload | None) -> None:
        granted = in_channel(channel, person)
        wrong = ""
        closed = channel.locked and Permission.MANAGE_THREADS not in granted
        if closed or not may_write(channel, granted):
            wrong = "You do not have permission to send messages in this channel."
        elif upload is not None and Permission.ATTACH_FILES not in granted:
            wrong = "You do not have permission to attach files in this channel."
        elif upload is not None and len(upload.content) > FILE_SIZE:
            wrong = "Your files are too powerful: the limit is 10 MiB."
        elif upload is None and not text.strip():
            wrong = "There is nothing to send."
        elif len(text) > CONTENT:
            wrong = "Your message is too long: the limit is 2,000 characters."
        if wrong:
            raise CannotActError(wrong)

    def _press(self, person: User, channel: Channel, act: Press) -> Ask:
        message = self._message(person, channel, act.message)
        part = find(message, act.button)
        application = message.application or self.realm.application_behind(message.author)
        if part is None or application is None or part.get("disabled") is True:
            words = "There is no such button to press."
            raise CannotActError(words)
        if part.get("url"):
            words = "A link button opens its link."
            raise CannotActError(words)
        data: JSON = {
            "id": part["id"],
            "custom_id": part["custom_id"],
            "component_type": part["type"],
        }
        if part["type"] != Part.BUTTON:
            data |= self._chosen(person, channel, part, act.values)
        return Ask(
            kind=InteractionKind.COMPONENT,
            application=application,
            user=person,
            channel=channel,
            data=data,
            source=message,
        )

    def _chosen(self, person: User, channel: Channel, part: JSON, values: tuple[str, ...]) -> JSON:
        offered = {one.value for one in options(part, channel)}
        least, most = as_whole(part.get("min_values"), 1), as_whole(part.get("max_values"), 1)
        if not least <= len(values) <= most or not offered.issuperset(values):
            words = f"Choose between {least} and {most} of what the menu offers."
            raise CannotActError(words)
        chosen: JSON = {"values": list(values)}
        if part["type"] != Part.STRING_SELECT:
            chosen["resolved"] = resolved(self.realm, channel, person, ids=values)
        return chosen

    def _submit(self, person: User, act: Submit) -> Ask:
        form = self.realm.forms.get(person.id)
        if form is None or str(form.id) != act.form:
            words = "This form is not open."
            raise CannotActError(words)
        return Sheet(realm=self.realm, form=form, submit=act).ask()

    def _remove(self, person: User, act: Remove) -> None:
        channel = self._channel(person, act.chat)
        message = self._message(person, channel, act.message)
        if message.addressee is not None:
            message.hidden = True
            return
        moderates = Permission.MANAGE_MESSAGES in in_channel(channel, person)
        if message.author.id != person.id and not moderates:
            words = "This is somebody else's message."
            raise CannotActError(words)
        posts.delete(self.realm, message)

    def _open(self, person: User, url: str) -> None:
        profile = PROFILE.fullmatch(url)
        other = self.realm.users.get(int(profile[1])) if profile else None
        if other is not None and other.id != person.id:
            self.realm.direct(person, other).opened.add(person.id)

    def _arrange(self, person: User, act: Block | Unblock | Restart) -> None:
        if isinstance(act, Restart):
            self._restart(person)
        else:
            person.closed = isinstance(act, Block)

    def _restart(self, person: User) -> None:
        self.realm.forms.pop(person.id, None)
        self.realm.popups.pop(person.id, None)
        for channel in self.realm.channels.values():
            for message in channel.messages.values():
                if message.addressee is not None and message.addressee.id == person.id:
                    message.hidden = True
