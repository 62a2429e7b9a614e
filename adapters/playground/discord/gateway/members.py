"""Who is in a guild, asked over the gateway."""

from adapters.playground.discord.gateway.sessions import Session
from adapters.playground.discord.intents import Intent
from adapters.playground.discord.nouns import Guild, Member
from adapters.playground.discord.realm import Realm
from adapters.playground.discord.shapes.users import member_with_user
from adapters.playground.discord.wire import JSON, as_list, as_text, as_whole

IN_CHUNK = 1000
MOST_SEARCHED = 100


def chunks(realm: Realm, session: Session, body: JSON) -> list[JSON]:
    """The answer to a request for members, in pieces of a thousand."""
    guild = realm.guilds.get(as_whole(body.get("guild_id")))
    if guild is None or not session.holds(guild):
        return []
    if session.application.user.id not in guild.members:
        return []
    found, missing = _asked(guild, session, body)
    pieces = [found[at : at + IN_CHUNK] for at in range(0, len(found), IN_CHUNK)] or [[]]
    told: list[JSON] = []
    for index, piece in enumerate(pieces):
        chunk: JSON = {
            "guild_id": str(guild.id),
            "members": [member_with_user(one) for one in piece],
            "chunk_index": index,
            "chunk_count": len(pieces),
        }
        if missing:
            chunk["not_found"] = missing
        if body.get("nonce") is not None:
            chunk["nonce"] = body["nonce"]
        told.append(chunk)
    return told


def _asked(guild: Guild, session: Session, body: JSON) -> tuple[list[Member], list[str]]:
    wanted = body.get("user_ids")
    if wanted is not None:
        ids = [as_whole(one) for one in (as_list(wanted) or [wanted])][:MOST_SEARCHED]
        found = [guild.members[one] for one in ids if one in guild.members]
        return found, [str(one) for one in ids if one not in guild.members]
    query, limit = as_text(body.get("query")).lower(), as_whole(body.get("limit"))
    if not query and limit == 0:
        everybody = list(guild.members.values()) if session.wants(Intent.GUILD_MEMBERS) else []
        return everybody, []
    matching = [one for one in guild.members.values() if one.user.username.startswith(query)]
    return matching[: min(limit or MOST_SEARCHED, MOST_SEARCHED)], []
