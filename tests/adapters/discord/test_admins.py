import pytest

from adapters.playground.discord.permissions import Permission
from bot.errors import LookupFailedError
from tests.adapters.discord.street import Street


async def test_the_owner_of_the_guild_is_an_admin(street: Street) -> None:
    assert await street.platform.is_admin(street.chat, street.ben.id)


async def test_a_neighbour_is_none(street: Street) -> None:
    assert not await street.platform.is_admin(street.chat, street.ana.id)


@pytest.mark.parametrize(
    "granted",
    [Permission.ADMINISTRATOR, Permission.MANAGE_GUILD, Permission.MANAGE_CHANNELS],
)
async def test_a_role_makes_an_admin_from_then_on_and_no_longer(
    street: Street, granted: Permission
) -> None:
    role = street.server.add_role(street.guild, "warden", int(granted))
    street.server.give_role(street.guild, street.ana.id, role)
    assert await street.platform.is_admin(street.chat, street.ana.id)
    street.server.take_role(street.guild, street.ana.id, role)
    assert not await street.platform.is_admin(street.chat, street.ana.id)


async def test_an_overwrite_of_the_channel_counts_for_it_and_its_threads(street: Street) -> None:
    other = street.server.add_channel(street.guild, "other")
    thread = street.server.add_channel(street.guild, "block 4", "thread", street.chat)
    street.server.overwrite(street.chat, street.ana.id, allow=int(Permission.MANAGE_CHANNELS))
    assert await street.platform.is_admin(street.chat, street.ana.id)
    assert await street.platform.is_admin(thread, street.ana.id)
    assert not await street.platform.is_admin(other, street.ana.id)


async def test_nobody_is_an_admin_of_a_private_chat(street: Street) -> None:
    assert not await street.platform.is_admin(street.ana_dm, street.ana.id)


async def test_somebody_who_left_is_no_admin(street: Street) -> None:
    stranger = street.server.add_person("Zoe", "zoe")
    assert not await street.platform.is_admin(street.chat, stranger.id)


async def test_a_channel_that_the_bot_cannot_see_tells_nothing(street: Street) -> None:
    street.server.overwrite(street.chat, street.bot, deny=int(Permission.VIEW_CHANNEL))
    with pytest.raises(LookupFailedError):
        await street.platform.is_admin(street.chat, street.ben.id)


async def test_a_channel_that_is_gone_tells_nothing(street: Street) -> None:
    with pytest.raises(LookupFailedError):
        await street.platform.is_admin("17", street.ben.id)


async def test_no_answer_is_no_yes(street: Street) -> None:
    street.server.faults.cut("*/members*", times=9)
    with pytest.raises(LookupFailedError):
        await street.platform.is_admin(street.chat, street.ben.id)


async def test_whether_the_bot_may_write_is_looked_up_each_time(street: Street) -> None:
    assert await street.platform.can_post(street.chat)
    street.server.overwrite(street.chat, street.bot, deny=int(Permission.SEND_MESSAGES))
    assert not await street.platform.can_post(street.chat)
    street.server.overwrite(street.chat, street.bot, deny=int(Permission.VIEW_CHANNEL))
    assert not await street.platform.can_post(street.chat)
    street.server.overwrite(street.chat, street.bot)
    assert await street.platform.can_post(street.chat)
    assert await street.platform.can_post(street.ana_dm)


async def test_members_are_counted_without_the_bot(street: Street) -> None:
    before = await street.platform.members(street.chat)
    street.server.join(street.guild, street.server.add_person("Zoe", "zoe").id)
    assert await street.platform.members(street.chat) == before + 1
    assert await street.platform.members(street.ana_dm) == 1
