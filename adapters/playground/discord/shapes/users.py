"""Users, members and applications in JSON."""

import hashlib

from adapters.playground.discord.intents import Intent
from adapters.playground.discord.nouns import Application, Member, User
from adapters.playground.discord.shapes.times import stamp
from adapters.playground.discord.wire import JSON

APPLICATION_FLAGS = {
    Intent.GUILD_PRESENCES: 1 << 13,  # the "limited" flags of an unverified application
    Intent.GUILD_MEMBERS: 1 << 15,
    Intent.MESSAGE_CONTENT: 1 << 19,
}


def user(one: User) -> JSON:
    """A user as others see it."""
    body: JSON = {
        "id": str(one.id),
        "username": one.username,
        "discriminator": "0000" if one.bot else "0",
        "global_name": None if one.bot else one.name,
        "avatar": None,
        "avatar_decoration_data": None,
        "banner": None,
        "accent_color": None,
        "public_flags": 0,
    }
    return {**body, "bot": True} if one.bot else body


def own_user(one: User) -> JSON:
    """A bot's own account."""
    return {
        **user(one),
        "flags": 0,
        "mfa_enabled": True,
        "locale": one.locale,
        "verified": True,
        "email": None,
    }


def member(one: Member) -> JSON:
    """A member without its user."""
    return {
        "roles": [str(role) for role in one.roles],
        "joined_at": stamp(one.joined),
        "nick": one.nick,
        "avatar": None,
        "banner": None,
        "premium_since": None,
        "communication_disabled_until": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
    }


def member_with_user(one: Member) -> JSON:
    """A member with its user."""
    return {**member(one), "user": user(one.user)}


def application_flags(one: Application) -> int:
    """The flags that show an application's privileged intents."""
    held = (flag for intent, flag in APPLICATION_FLAGS.items() if one.privileged & intent)
    return sum(held)


def application(one: Application, guilds: int) -> JSON:
    """An application as its own bot sees it, in `guilds` guilds."""
    return {
        "id": str(one.id),
        "name": one.user.username,
        "icon": None,
        "description": "",
        "summary": "",
        "type": None,
        "bot": user(one.user),
        "bot_public": True,
        "bot_require_code_grant": False,
        "owner": user(one.owner),
        "team": None,
        "verify_key": hashlib.sha256(str(one.id).encode()).hexdigest(),
        "flags": application_flags(one),
        "approximate_guild_count": guilds,
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "event_webhooks_status": 1,
        "integration_types_config": {"0": {}},
        "tags": [],
    }
