"""The commands that a client offers here, in the person's language."""

from collections.abc import Iterator
from dataclasses import dataclass

from adapters.playground.discord.forms.commands import NESTING, CommandKind
from adapters.playground.discord.nouns import Application, Channel, Command, User
from adapters.playground.discord.permissions import Permission, in_channel
from adapters.playground.discord.realm import Realm
from adapters.playground.discord.shapes.interactions import IN_BOT_DM, IN_GUILD
from adapters.playground.discord.wire import (
    JSON,
    as_list,
    as_object,
    as_objects,
    as_text,
    as_whole,
)
from adapters.playground.screens import CommandHint, CommandOption, Option


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A command, or a sub-command of it, that somebody may give here."""

    application: Application
    command: Command
    path: tuple[JSON, ...]  # groups and sub-commands, outermost first

    @property
    def parameters(self) -> list[JSON]:
        """Its parameters as they were registered."""
        last = self.path[-1] if self.path else self.command.body
        return as_objects(last.get("options"))

    def name(self, locale: str = "") -> str:
        """Its name, with the groups before it."""
        return " ".join(called(one, locale) for one in (self.command.body, *self.path))


def called(body: JSON, locale: str) -> str:
    """A name in this language, if there is one."""
    return as_text(as_object(body.get("name_localizations")).get(locale)) or as_text(body["name"])


def described(body: JSON, locale: str) -> str:
    """A description in this language, if there is one."""
    own = as_text(as_object(body.get("description_localizations")).get(locale))
    return own or as_text(body.get("description"))


def offers(realm: Realm, channel: Channel, person: User) -> Iterator[Offer]:
    """Every command that this person may give in this channel."""
    for application in realm.applications.values():
        if not _present(application, channel):
            continue
        for command in application.commands:
            if command.kind == CommandKind.SLASH and _permitted(command, channel, person):
                yield from _leaves(application, command, (), command.body)


def _present(application: Application, channel: Channel) -> bool:
    if channel.guild is None:
        return any(one.id == application.user.id for one in channel.recipients)
    return application.user.id in channel.guild.members


def _permitted(command: Command, channel: Channel, person: User) -> bool:
    guild = channel.guild
    if command.guild is not None and (guild is None or guild.id != command.guild):
        return False
    contexts = command.body.get("contexts")
    here = IN_BOT_DM if guild is None else IN_GUILD
    if contexts is not None and here not in as_list(contexts):
        return False
    if guild is None:
        return contexts is not None or command.body.get("dm_permission") is not False
    granted = in_channel(channel, person)
    if Permission.USE_APPLICATION_COMMANDS not in granted:
        return False
    needed = command.body.get("default_member_permissions")
    bits = as_whole(needed)
    if needed is None or Permission.ADMINISTRATOR in granted:
        return True
    return bits != 0 and int(granted) & bits == bits


def _leaves(
    application: Application, command: Command, path: tuple[JSON, ...], body: JSON
) -> Iterator[Offer]:
    nested = [one for one in as_objects(body.get("options")) if one["type"] in NESTING]
    if not nested:
        yield Offer(application=application, command=command, path=path)
    for one in nested:
        yield from _leaves(application, command, (*path, one), one)


def hint(offer: Offer, locale: str) -> CommandHint:
    """A command as the client shows it after a slash."""
    last = offer.path[-1] if offer.path else offer.command.body
    return CommandHint(
        name=offer.name(locale),
        description=described(last, locale),
        options=tuple(_option(one, locale) for one in offer.parameters),
    )


def _option(body: JSON, locale: str) -> CommandOption:
    choices = tuple(
        Option(label=called(one, locale), value=str(one["value"]))
        for one in as_objects(body.get("choices"))
    )
    return CommandOption(
        name=called(body, locale),
        description=described(body, locale),
        required=body.get("required") is True,
        choices=choices,
    )
