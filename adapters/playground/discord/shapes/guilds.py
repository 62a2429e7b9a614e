"""Guilds and roles in JSON."""

from adapters.playground.discord.nouns import Guild, Role, User
from adapters.playground.discord.permissions import Permission, in_channel
from adapters.playground.discord.shapes.channels import channel
from adapters.playground.discord.shapes.times import stamp
from adapters.playground.discord.shapes.users import member_with_user
from adapters.playground.discord.wire import JSON


def role(one: Role) -> JSON:
    """A role."""
    body: JSON = {
        "id": str(one.id),
        "name": one.name,
        "description": None,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "position": one.position,
        "permissions": str(one.permissions),
        "managed": one.bot is not None,
        "mentionable": False,
        "flags": 0,
    }
    return body if one.bot is None else {**body, "tags": {"bot_id": str(one.bot)}}


def guild(one: Guild) -> JSON:
    """A guild as REST gives it."""
    empty = (
        "icon",
        "icon_hash",
        "splash",
        "discovery_splash",
        "banner",
        "description",
        "afk_channel_id",
        "application_id",
        "system_channel_id",
        "rules_channel_id",
        "public_updates_channel_id",
        "safety_alerts_channel_id",
        "widget_channel_id",
        "vanity_url_code",
        "incidents_data",
        "max_presences",
    )
    return {
        "id": str(one.id),
        "name": one.name,
        **dict.fromkeys(empty),
        "owner_id": str(one.owner.id),
        "region": "deprecated",
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw": False,
        "nsfw_level": 0,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "premium_progress_bar_enabled": False,
        "preferred_locale": one.locale,
        "system_channel_flags": 0,
        "widget_enabled": False,
        "max_members": 500_000,
        "max_video_channel_users": 25,
        "max_stage_video_channel_users": 50,
        "features": [],
        "emojis": [],
        "stickers": [],
        "roles": [role(each) for each in one.roles.values()],
    }


def counted(one: Guild) -> JSON:
    """A guild with the counts that `with_counts` asks for."""
    people = len(one.members)
    return {**guild(one), "approximate_member_count": people, "approximate_presence_count": people}


def entered(one: Guild, viewer: User) -> JSON:
    """A guild as GUILD_CREATE gives it to a bot without the presence intent."""
    own = one.members[viewer.id]
    channels = [each for each in one.channels.values() if not each.is_thread]
    threads = [
        channel(each, viewer)
        for each in one.channels.values()
        if each.is_thread
        and not each.archived
        and Permission.VIEW_CHANNEL in in_channel(each, viewer)
    ]
    return {
        **guild(one),
        "joined_at": stamp(own.joined),
        "large": False,
        "unavailable": False,
        "member_count": len(one.members),
        "members": [member_with_user(own)],
        "channels": [channel(each, viewer) for each in channels],
        "threads": threads,
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def brief(one: Guild, permissions: int, owner: User) -> JSON:
    """A guild in the list of one's own guilds."""
    return {
        "id": str(one.id),
        "name": one.name,
        "icon": None,
        "banner": None,
        "owner": one.owner.id == owner.id,
        "permissions": str(permissions),
        "features": [],
        "approximate_member_count": len(one.members),
        "approximate_presence_count": len(one.members),
    }
