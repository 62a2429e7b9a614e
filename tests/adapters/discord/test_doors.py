"""Roles that open channels."""

import pytest

from adapters.playground.discord.permissions import EVERYONE, Permission
from bot.errors import LookupFailedError, NotAllowedError
from tests.adapters.discord.street import Street


@pytest.fixture
def leading(street: Street) -> Street:
    """The bot's own role may manage roles and channels."""
    bits = EVERYONE | Permission.MANAGE_ROLES | Permission.MANAGE_CHANNELS
    role = street.server.add_role(street.guild, "Watch", int(bits))
    street.server.give_role(street.guild, street.bot, role)
    return street


def sees(street: Street) -> bool:
    return street.chat in {each.id for each in street.server.screen(street.ana.id).chats}


async def test_a_channel_is_closed_to_all_but_those_who_are_let_in(leading: Street) -> None:
    platform = leading.platform
    door = await platform.make_door(leading.chat, "Villeray", "", asks=True)
    assert not sees(leading)
    assert await platform.can_post(leading.chat), "the bot has not shut itself out"
    assert await platform.let_in(leading.chat, door, leading.ana.id)
    assert sees(leading)
    again = await platform.make_door(leading.chat, "Villeray", door, asks=True)
    assert again == door, "who was in stays in"
    assert sees(leading)


async def test_a_channel_is_opened_again(leading: Street) -> None:
    platform = leading.platform
    door = await platform.make_door(leading.chat, "Villeray", "", asks=True)
    assert await platform.make_door(leading.chat, "Villeray", door, asks=False) == ""
    assert sees(leading)
    with pytest.raises(NotAllowedError):
        await platform.let_in(leading.chat, door, leading.ana.id)


async def test_a_bot_without_the_rights_says_so_and_changes_nothing(street: Street) -> None:
    with pytest.raises(NotAllowedError):
        await street.platform.make_door(street.chat, "Villeray", "", asks=True)
    assert sees(street)
    role = street.server.add_role(street.guild, "Residents", 0)
    with pytest.raises(NotAllowedError):
        await street.platform.let_in(street.chat, role, street.ana.id)


async def test_who_is_not_in_the_guild_is_not_let_in(leading: Street) -> None:
    door = await leading.platform.make_door(leading.chat, "Villeray", "", asks=True)
    stranger = leading.server.add_person("Zoe", "zoe")
    assert not await leading.platform.let_in(leading.chat, door, stranger.id)


async def test_threads_and_direct_conversations_have_no_doors(leading: Street) -> None:
    thread = leading.server.add_channel(leading.guild, "block 4", "thread", leading.chat)
    for chat in (thread, leading.ana_dm):
        with pytest.raises(NotAllowedError):
            await leading.platform.make_door(chat, "Villeray", "", asks=True)


async def test_no_answer_is_said_as_such(leading: Street) -> None:
    leading.server.faults.cut("*/roles*", times=9)
    with pytest.raises(LookupFailedError):
        await leading.platform.make_door(leading.chat, "Villeray", "", asks=True)
