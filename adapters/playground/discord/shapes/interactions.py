"""Interactions in JSON.

https://discord.com/developers/docs/interactions/receiving-and-responding
"""

from adapters.playground.discord.forms.messages import FILE_SIZE
from adapters.playground.discord.nouns import Interaction, InteractionKind
from adapters.playground.discord.permissions import in_channel
from adapters.playground.discord.realm import Realm
from adapters.playground.discord.shapes.channels import seen_by
from adapters.playground.discord.shapes.messages import message
from adapters.playground.discord.shapes.users import member_with_user, user
from adapters.playground.discord.wire import JSON

IN_GUILD = 0
IN_BOT_DM = 1


def interaction(realm: Realm, one: Interaction, data: JSON) -> JSON:
    """An interaction as INTERACTION_CREATE carries it."""
    bot = one.application.user
    body: JSON = {
        "id": str(one.id),
        "application_id": str(one.application.id),
        "type": int(one.kind),
        "token": one.token,
        "version": 1,
        "data": data,
        "channel_id": str(one.channel.id),
        "channel": seen_by(one.channel, bot, one.user),
        "locale": one.user.locale,
        "app_permissions": str(int(in_channel(one.channel, bot))),
        "entitlements": [],
        "entitlement_sku_ids": [],
        "authorizing_integration_owners": owners(one),
        "context": IN_BOT_DM if one.channel.guild is None else IN_GUILD,
        "attachment_size_limit": FILE_SIZE,
    }
    if one.source is not None:
        body["message"] = message(realm, one.source, one.application)
    return body | _asker(one)


def _asker(one: Interaction) -> JSON:
    guild = one.channel.guild
    if guild is None:
        return {"user": user(one.user)}
    permissions = str(int(in_channel(one.channel, one.user)))
    return {
        "guild_id": str(guild.id),
        "guild_locale": guild.locale,
        "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
        "member": {**member_with_user(guild.members[one.user.id]), "permissions": permissions},
    }


def owners(one: Interaction) -> JSON:
    """Who installed the application where this happened."""
    return {"0": str(one.channel.guild.id) if one.channel.guild else "0"}


def origin(one: Interaction, trigger: JSON | None) -> JSON:
    """What a message says of the interaction that it answers."""
    body: JSON = {
        "id": str(one.id),
        "type": int(one.kind),
        "user": user(one.user),
        "authorizing_integration_owners": owners(one),
    }
    if one.kind is InteractionKind.COMMAND:
        body["name"] = one.name
        body["command_type"] = 1
    if one.kind is InteractionKind.COMPONENT and one.source is not None:
        body["interacted_message_id"] = str(one.source.id)
    if one.kind is InteractionKind.MODAL and trigger is not None:
        body["triggering_interaction_metadata"] = trigger
    return body


def callback(realm: Realm, one: Interaction) -> JSON:
    """What the application gets back for its answer, if it asks for it."""
    told: JSON = {"id": str(one.id), "type": int(one.kind)}
    resource: JSON = {"type": one.answer}
    if one.original is not None:
        told["response_message_id"] = str(one.original.id)
        told["response_message_loading"] = one.thinking
        told["response_message_ephemeral"] = one.original.addressee is not None
        resource["message"] = message(realm, one.original, one.application)
    return {"interaction": told, "resource": resource}
