"""Roles that open channels."""

from adapters.playground.discord.permissions import EVERYONE, Permission
from tests.adapters.playground.discord.town import Town

VIEW = str(int(Permission.VIEW_CHANNEL))


def lead(elm: Town) -> None:
    """Let the bot manage roles, by a role of its own above the others."""
    bits = EVERYONE | Permission.MANAGE_ROLES | Permission.MANAGE_CHANNELS
    elm.server.kick(elm.guild, elm.bot)
    elm.server.invite(elm.guild, elm.bot, permissions=int(bits))


async def role(elm: Town, name: str = "Residents") -> str:
    made = await elm.call("POST", f"/guilds/{elm.guild}/roles", {"name": name, "permissions": "0"})
    assert made.status == 200
    return str(made.body["id"])


def sees(elm: Town) -> bool:
    return elm.street in {one.id for one in elm.server.screen(elm.ben.id).chats}


async def test_a_role_opens_a_channel_that_is_closed_to_others(elm: Town) -> None:
    lead(elm)
    residents = await role(elm)
    doors = f"/channels/{elm.street}/permissions"
    for target, kind, allow, deny in (
        (elm.bot, 1, VIEW, "0"),
        (residents, 0, VIEW, "0"),
        (elm.guild, 0, "0", VIEW),
    ):
        body = {"type": kind, "allow": allow, "deny": deny}
        assert (await elm.call("PUT", f"{doors}/{target}", body)).status == 204
    assert not sees(elm)
    place = f"/guilds/{elm.guild}/members/{elm.ben.id}/roles/{residents}"
    assert (await elm.call("PUT", place)).status == 204
    assert sees(elm)
    assert (await elm.call("DELETE", place)).status == 204
    assert not sees(elm)
    assert (await elm.call("DELETE", f"{doors}/{elm.guild}")).status == 204
    assert sees(elm)
    assert (await elm.call("DELETE", f"{doors}/{elm.guild}")).code == 10009


async def test_a_bot_without_the_right_makes_no_roles_and_gives_none(elm: Town) -> None:
    made = await elm.call("POST", f"/guilds/{elm.guild}/roles", {"name": "Residents"})
    assert (made.status, made.code) == (403, 50013)
    body = {"type": 0, "allow": "0", "deny": VIEW}
    answer = await elm.call("PUT", f"/channels/{elm.street}/permissions/{elm.guild}", body)
    assert answer.code == 50013


async def test_nobody_grants_what_he_may_not_do(elm: Town) -> None:
    lead(elm)
    bits = str(int(Permission.BAN_MEMBERS))
    made = await elm.call("POST", f"/guilds/{elm.guild}/roles", {"permissions": bits})
    assert made.code == 50013
    body = {"type": 1, "allow": bits, "deny": "0"}
    path = f"/channels/{elm.street}/permissions/{elm.ben.id}"
    assert (await elm.call("PUT", path, body)).code == 50013


async def test_only_lower_roles_are_given(elm: Town) -> None:
    lead(elm)
    first = await role(elm, "one")
    second = await role(elm, "two")
    roles = (await elm.call("GET", f"/guilds/{elm.guild}/roles")).items
    places = {str(each["id"]): each["position"] for each in roles}
    assert places[second] == 1
    assert places[first] == 2
    (own,) = (str(each["id"]) for each in roles if each["managed"])
    answer = await elm.call("PUT", f"/guilds/{elm.guild}/members/{elm.ben.id}/roles/{own}")
    assert answer.code == 50013
    for path, code in (
        (f"/members/{elm.ben.id}/roles/1", 10011),
        (f"/members/1/roles/{first}", 10013),
    ):
        assert (await elm.call("PUT", f"/guilds/{elm.guild}{path}")).code == code


async def test_a_role_that_is_gone_opens_nothing(elm: Town) -> None:
    lead(elm)
    residents = await role(elm)
    await elm.call("PUT", f"/guilds/{elm.guild}/members/{elm.ben.id}/roles/{residents}")
    path = f"/guilds/{elm.guild}/roles/{residents}"
    assert (await elm.call("DELETE", path)).status == 204
    assert (await elm.call("DELETE", path)).code == 10011
    member = await elm.call("GET", f"/guilds/{elm.guild}/members/{elm.ben.id}")
    assert member.body["roles"] == []
