"""Links into groups, and letting people in."""

import pytest
from telegram.error import BadRequest, Forbidden

from adapters.playground.screens import CannotActError, OpenLink, Write
from adapters.playground.telegram import Human
from tests.adapters.playground.telegram.test_clients import library_bot
from tests.adapters.playground.telegram.world import Street


@pytest.fixture
def carl(street: Street) -> Human:
    """Somebody who is not in the group; the bot leads it."""
    street.server.promote(street.group, street.bot)
    street.bot.mailbox.forget()
    return street.server.add_person("Carl", "carl", "en")


async def follows(street: Street, person: Human, link: str) -> None:
    await street.server.act(str(person.id), OpenLink(url=link))


async def test_whoever_follows_a_plain_link_is_in(street: Street, carl: Human) -> None:
    async with library_bot(street) as bot:
        invite = await bot.create_chat_invite_link(street.group.id, name="door", member_limit=1)
        assert not invite.creates_join_request
        await follows(street, carl, invite.invite_link)
        member = await bot.get_chat_member(street.group.id, carl.id)
        assert member.status == "member"
        dora = street.server.add_person("Dora", "", "en")
        with pytest.raises(CannotActError, match="expired"):
            await follows(street, dora, invite.invite_link)


async def test_whoever_must_ask_is_let_in_by_the_bot(street: Street, carl: Human) -> None:
    async with library_bot(street) as bot:
        invite = await bot.create_chat_invite_link(street.group.id, creates_join_request=True)
        await follows(street, carl, invite.invite_link)
        await follows(street, carl, invite.invite_link)
        (update,) = await bot.get_updates()
        request = update.chat_join_request
        assert request
        assert request.from_user.id == carl.id
        assert request.chat.id == street.group.id
        assert request.invite_link
        assert request.invite_link.invite_link == invite.invite_link
        assert (await bot.get_chat_member(street.group.id, carl.id)).status == "left"
        assert await bot.approve_chat_join_request(street.group.id, carl.id)
        assert (await bot.get_chat_member(street.group.id, carl.id)).status == "member"
        with pytest.raises(BadRequest, match="already"):
            await bot.approve_chat_join_request(street.group.id, carl.id)


async def test_a_bot_may_write_to_whoever_asks_and_only_for_five_minutes(
    street: Street, carl: Human
) -> None:
    async with library_bot(street) as bot:
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(carl.id, "Hello")
        invite = await bot.create_chat_invite_link(street.group.id, creates_join_request=True)
        await follows(street, carl, invite.invite_link)
        await bot.send_message(carl.id, "Where do you live?")
        assert street.last(carl).text == "Where do you live?"
        street.clock.pass_by(301)
        with pytest.raises(Forbidden, match="initiate"):
            await bot.send_message(carl.id, "Hello?")
        await street.server.act(str(carl.id), Write(chat=str(street.bot.id), text="In Elm Street"))
        await bot.send_message(carl.id, "Thank you")


async def test_after_the_request_is_settled_the_bot_must_wait_to_be_written_to(
    street: Street, carl: Human
) -> None:
    async with library_bot(street) as bot:
        invite = await bot.create_chat_invite_link(street.group.id, creates_join_request=True)
        await follows(street, carl, invite.invite_link)
        await bot.send_message(carl.id, "Where do you live?")
        assert await bot.decline_chat_join_request(street.group.id, carl.id)
        with pytest.raises(Forbidden, match="initiate"):
            await bot.send_message(carl.id, "Sorry")
        with pytest.raises(BadRequest, match=r"HIDE_REQUESTER_MISSING|Hide_requester_missing"):
            await bot.approve_chat_join_request(street.group.id, carl.id)


async def test_a_link_that_was_taken_back_leads_nowhere(street: Street, carl: Human) -> None:
    async with library_bot(street) as bot:
        invite = await bot.create_chat_invite_link(street.group.id)
        await bot.revoke_chat_invite_link(street.group.id, invite.invite_link)
        with pytest.raises(CannotActError, match="expired"):
            await follows(street, carl, invite.invite_link)
        with pytest.raises(BadRequest, match=r"(?i)invite_hash_expired"):
            await bot.revoke_chat_invite_link(street.group.id, "https://t.me/+nothing")


async def test_only_whoever_may_invite_makes_links(street: Street) -> None:
    async with library_bot(street) as bot:
        with pytest.raises(BadRequest, match="rights to manage chat invite link"):
            await bot.create_chat_invite_link(street.group.id)
        street.server.promote(street.group, street.bot, can_invite=False)
        with pytest.raises(BadRequest, match="rights to manage chat invite link"):
            await bot.create_chat_invite_link(street.group.id)
        street.server.promote(street.group, street.bot)
        with pytest.raises(BadRequest, match="requiring administrator approval"):
            await bot.create_chat_invite_link(
                street.group.id, creates_join_request=True, member_limit=3
            )
        with pytest.raises(BadRequest, match=r"(?i)name is too long"):
            await bot.create_chat_invite_link(street.group.id, name="x" * 33)


async def test_a_link_is_over_at_its_time(street: Street, carl: Human) -> None:
    async with library_bot(street) as bot:
        ends = int(street.clock()) + 60
        invite = await bot.create_chat_invite_link(street.group.id, expire_date=ends)
        street.clock.pass_by(61)
        with pytest.raises(CannotActError, match="expired"):
            await follows(street, carl, invite.invite_link)
