"""Building the world: guilds, channels, roles and who is where."""

import base64
from dataclasses import dataclass

from adapters.playground.discord.bodies import SNOWFLAKE
from adapters.playground.discord.forms.commands import LOCALES
from adapters.playground.discord.intents import Intent
from adapters.playground.discord.nouns import (
    Application,
    Channel,
    Guild,
    Kind,
    Member,
    Overwrite,
    Role,
    User,
)
from adapters.playground.discord.permissions import EVERYONE, EVERYTHING, Permission
from adapters.playground.discord.realm import Event, Realm
from adapters.playground.discord.shapes import guilds as guild_shapes
from adapters.playground.discord.shapes.channels import channel as channel_shape
from adapters.playground.discord.shapes.users import member_with_user, user
from adapters.playground.discord.wire import JSON

USUAL = {"en": "en-US", "es": "es-ES"}
BOT_DEFAULT = EVERYONE | Permission.MANAGE_MESSAGES | Permission.MANAGE_THREADS


def locale_of(language: str) -> str:
    """The client's language that is nearest: `es` is Spanish as in Spain."""
    if language in LOCALES:
        return language
    near = sorted(one for one in LOCALES if one.partition("-")[0] == language.partition("-")[0])
    return USUAL.get(language) or (near[0] if near else "en-US")


def named_in(token: str) -> int | None:
    """The bot's id, which the first part of a real token spells in base64."""
    segment = token.partition(".")[0]
    try:
        spelt = base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4)).decode()
    except ValueError:
        return None
    return int(spelt) if SNOWFLAKE.fullmatch(spelt) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Builder:
    """Puts things into the realm and tells those whom it concerns."""

    realm: Realm

    def account(
        self, username: str, name: str, locale: str, *, bot: bool = False, own: int | None = None
    ) -> User:
        """Open an account, under an id of its own choice if that is still free."""
        own = self.realm.snowflake() if own is None or own in self.realm.users else own
        made = User(id=own, username=username, name=name, locale=locale, bot=bot)
        self.realm.users[own] = made
        self.realm.changed()
        return made

    def application(self, token: str, bot: User, owner: User, privileged: int) -> Application:
        """Register a bot's application. Its id is the bot's, as on Discord today."""
        made = Application(id=bot.id, token=token, user=bot, owner=owner, privileged=privileged)
        self.realm.applications[made.id] = made
        return made

    def guild(self, name: str, owner: User, locale: str) -> Guild:
        """Open a guild."""
        own, now = self.realm.snowflake(), self.realm.now()
        made = Guild(id=own, name=name, owner=owner, created=now, locale=locale)
        everyone = Role(id=own, name="@everyone", permissions=int(EVERYONE), position=0)
        made.roles[own] = everyone
        made.members[owner.id] = Member(user=owner, joined=now)
        self.realm.guilds[own] = made
        self.realm.changed()
        return made

    def channel(self, guild: Guild, name: str, kind: Kind, parent: Channel | None) -> Channel:
        """Add a channel, or a thread below one."""
        made = Channel(
            id=self.realm.snowflake(),
            kind=kind,
            created=self.realm.now(),
            name=name,
            guild=guild,
            parent=parent,
            position=len(guild.channels),
            owner=guild.owner,
        )
        guild.channels[made.id] = made
        self.realm.channels[made.id] = made
        verb = "THREAD_CREATE" if made.is_thread else "CHANNEL_CREATE"
        self.tell(verb, guild, channel_shape(made, guild.owner), made)
        return made

    def tell(self, name: str, guild: Guild, body: JSON, channel: Channel | None = None) -> None:
        """Announce something about a guild."""
        event = Event(name=name, body=body, intents=Intent.GUILDS, guild=guild, channel=channel)
        self.realm.announce(event)

    def role(self, guild: Guild, name: str, permissions: int) -> Role:
        """Add a role."""
        own = self.realm.snowflake()
        made = Role(id=own, name=name, permissions=permissions, position=len(guild.roles))
        guild.roles[own] = made
        body: JSON = {"guild_id": str(guild.id), "role": guild_shapes.role(made)}
        self.tell("GUILD_ROLE_CREATE", guild, body)
        return made

    def remove_role(self, guild: Guild, role: Role) -> None:
        """Take a role away: from its members, from the channels, from the guild."""
        for member in guild.members.values():
            member.roles = [one for one in member.roles if one != role.id]
        for channel in guild.channels.values():
            channel.overwrites = [one for one in channel.overwrites if one.id != role.id]
        del guild.roles[role.id]
        told: JSON = {"guild_id": str(guild.id), "role_id": str(role.id)}
        self.tell("GUILD_ROLE_DELETE", guild, told)

    def plain(self, channel: Channel, target: int) -> None:
        """Treat a role or a member in a channel as the guild does."""
        channel.overwrites = [one for one in channel.overwrites if one.id != target]
        if channel.guild is not None:
            body = channel_shape(channel, channel.guild.owner)
            self.tell("CHANNEL_UPDATE", channel.guild, body, channel)

    def overwrite(self, channel: Channel, target: int, allow: int, deny: int) -> None:
        """Grant or deny a role or a member something in a channel."""
        role = channel.guild is not None and target in channel.guild.roles
        channel.overwrites = [one for one in channel.overwrites if one.id != target]
        channel.overwrites.append(
            Overwrite(id=target, type=0 if role else 1, allow=allow, deny=deny)
        )
        if channel.guild is not None:
            body = channel_shape(channel, channel.guild.owner)
            self.tell("CHANNEL_UPDATE", channel.guild, body, channel)

    def give_role(self, guild: Guild, who: User, role: int) -> None:
        """Give a member a role."""
        member = guild.members[who.id]
        if role not in member.roles:
            member.roles.append(role)
        self._changed(guild, member)

    def take_role(self, guild: Guild, who: User, role: int) -> None:
        """Take a role from a member."""
        member = guild.members[who.id]
        member.roles = [one for one in member.roles if one != role]
        self._changed(guild, member)

    def join(self, guild: Guild, who: User) -> None:
        """Let somebody in."""
        member = guild.members.setdefault(who.id, Member(user=who, joined=self.realm.now()))
        self._members("GUILD_MEMBER_ADD", guild, self._body(guild, member))

    def invite(self, guild: Guild, bot: Application, permissions: int | None) -> None:
        """Let a bot in with a role of its own, and show it the guild."""
        bits = int(BOT_DEFAULT) if permissions is None else permissions
        role = self.role(guild, bot.user.username, bits & int(EVERYTHING))
        role.bot = bot.user.id
        self.join(guild, bot.user)
        guild.members[bot.user.id].roles.append(role.id)
        entered = guild_shapes.entered(guild, bot.user)
        self._own("GUILD_CREATE", guild, bot, entered)

    def leave(self, guild: Guild, who: User) -> None:
        """Put somebody out, or let them go."""
        guild.members.pop(who.id, None)
        own = [one.id for one in guild.roles.values() if one.bot == who.id]
        for role in own:
            del guild.roles[role]
        for channel in guild.channels.values():
            channel.thread_members.pop(who.id, None)
        told: JSON = {"guild_id": str(guild.id), "user": user(who)}
        self._members("GUILD_MEMBER_REMOVE", guild, told)
        bot = self.realm.application_behind(who)
        if bot is not None:
            self._own("GUILD_DELETE", guild, bot, {"id": str(guild.id)})

    def rename(self, guild: Guild, name: str) -> None:
        """Give a guild another name."""
        guild.name = name
        self.tell("GUILD_UPDATE", guild, guild_shapes.guild(guild))

    def remove_channel(self, channel: Channel) -> None:
        """Take a channel or a thread away, and the threads below it."""
        guild = channel.guild
        if guild is None:
            return
        inside = [each for each in guild.channels.values() if each.parent is channel]
        verb = "THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE"
        self.tell(verb, guild, channel_shape(channel, guild.owner), channel)
        for each in (channel, *inside):
            guild.channels.pop(each.id, None)
            self.realm.channels.pop(each.id, None)

    def _own(self, name: str, guild: Guild, bot: Application, body: JSON) -> None:
        event = Event(name=name, body=body, intents=Intent.GUILDS, guild=guild, application=bot.id)
        self.realm.announce(event)

    def _changed(self, guild: Guild, member: Member) -> None:
        """Tell of a member's change; a bot hears of its own without the members intent."""
        name, body = "GUILD_MEMBER_UPDATE", self._body(guild, member)
        bot = self.realm.application_behind(member.user)
        if bot is not None:
            self._own(name, guild, bot, body)
        else:
            self._members(name, guild, body)

    def _body(self, guild: Guild, member: Member) -> JSON:
        return {**member_with_user(member), "guild_id": str(guild.id)}

    def _members(self, name: str, guild: Guild, body: JSON) -> None:
        self.realm.announce(Event(name=name, body=body, intents=Intent.GUILD_MEMBERS, guild=guild))
