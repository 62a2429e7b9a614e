from collections.abc import AsyncIterator

import pytest

from adapters.playground.faults import Fault, Trouble
from adapters.playground.screens import Block
from adapters.playground.telegram import ChatKind, Human
from adapters.telegram.run import TelegramPlatform
from adapters.telegram.settings import TelegramSettings
from bot.errors import DeliveryError, LookupFailedError, Scope
from bot.model.actions import Verb, act
from bot.model.channels import MessageRef
from bot.model.pictures import CleanPicture
from bot.ports.world import Address, Platform
from bot.replies import Screen
from bot.texts.text import Quote, Text
from tests.adapters.telegram.house import (
    READER,
    TOKEN,
    Noon,
    Street,
    button,
    connected,
    picture,
    screen,
)


@pytest.fixture
async def platform(street: Street) -> AsyncIterator[TelegramPlatform]:
    street.server.add_member(street.group, street.bot, by=street.ana)
    await street.write("/start")
    async with connected(street.server) as here:
        yield here


def home(street: Street) -> Address:
    return Address(id=str(street.ana.id), personal=True)


def square(street: Street) -> Address:
    return Address(id=str(street.group.id), personal=False)


def pictured(words: str = "the van") -> Screen:
    return Screen(lines=(Quote(text=words),), media=CleanPicture(content=picture()))


async def refused(platform: Platform, to: Address) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await platform.post(to, screen(), READER, "n1")
    return caught.value


async def test_a_post_stands_where_it_says(street: Street, platform: TelegramPlatform) -> None:
    alert = screen(buttons=(button(act(Verb.COPY_OPEN, 1), private=True),))
    at = await platform.post(home(street), alert, READER, "n1")
    assert at == MessageRef(chat=str(street.ana.id), message=at.message)
    await platform.edit(at, screen(Quote(text="changed")), READER)
    await platform.edit(at, screen(Quote(text="changed")), READER)
    assert [one.text for one in street.posts()] == ["changed"]
    await platform.erase(at)
    await platform.erase(at)
    assert street.posts() == []


async def test_a_picture_keeps_standing_when_its_words_change(
    street: Street, platform: TelegramPlatform
) -> None:
    at = await platform.post(square(street), pictured(), READER, "n1")
    await platform.edit(at, pictured("two vans"), READER)
    post = await street.post(chat=str(street.group.id))
    assert (post.text, len(post.attachments)) == ("two vans", 1)
    await platform.edit(at, pictured("v" * 2_000), READER)
    post = await street.post(chat=str(street.group.id))
    assert (len(post.text), post.text[-1]) == (1_024, "…")


async def test_long_words_and_their_picture_are_changed_and_removed_together(
    street: Street, platform: TelegramPlatform
) -> None:
    at = await platform.post(home(street), pictured("w" * 1_500), READER, "n1")
    await platform.edit(at, pictured("short"), READER)
    assert [one.text for one in street.posts()] == ["", "short"]
    await platform.erase(at)
    assert street.posts() == []


async def test_nothing_is_left_behind_when_the_words_fail_to_follow_their_picture(
    street: Street, platform: TelegramPlatform
) -> None:
    street.server.faults.too_many("sendMessage", 7)
    with pytest.raises(DeliveryError) as caught:
        await platform.post(home(street), pictured("w" * 1_500), READER, "n1")
    assert caught.value.retry_after == 7
    assert street.posts() == []


async def test_who_blocked_the_bot_is_not_asked_again(
    street: Street, platform: TelegramPlatform
) -> None:
    await street.do(Block())
    assert (await refused(platform, home(street))).final


async def test_strangers_and_groups_without_the_bot_are_final(
    street: Street, platform: TelegramPlatform
) -> None:
    stranger = street.server.add_person("Stranger")
    assert (await refused(platform, Address(id=str(stranger.id), personal=True))).final
    street.server.remove_member(street.group, street.bot, by=street.ana)
    assert (await refused(platform, square(street))).final


async def test_a_group_where_the_bot_may_not_write_is_final(
    street: Street, platform: TelegramPlatform
) -> None:
    street.server.restrict(street.group, street.bot)
    assert (await refused(platform, square(street))).final


async def test_a_message_that_is_gone_cannot_be_changed(
    street: Street, platform: TelegramPlatform
) -> None:
    at = await platform.post(home(street), screen(), READER, "n1")
    await platform.erase(at)
    with pytest.raises(DeliveryError) as caught:
        await platform.edit(at, screen(Quote(text="new")), READER)
    assert caught.value.final


async def test_a_flood_warning_says_how_long(street: Street, platform: TelegramPlatform) -> None:
    street.server.faults.too_many("sendMessage", 17)
    failure = await refused(platform, square(street))
    assert (failure.retry_after, failure.final, failure.in_doubt) == (17, False, False)
    assert failure.scope is Scope.UNSAID


async def test_some_refusals_are_of_one_message_and_others_of_the_whole_chat(
    street: Street, platform: TelegramPlatform
) -> None:
    for words, scope in (
        ("not enough rights to send text messages to the chat", Scope.CHAT),
        ("TOPIC_CLOSED", Scope.CHAT),
        ("not enough rights to send photos to the chat", Scope.MESSAGE),
        ("CHAT_SEND_PHOTOS_FORBIDDEN", Scope.MESSAGE),
    ):
        street.server.faults.refuse("sendMessage", 400, words=f"Bad Request: {words}")
        failure = await refused(platform, square(street))
        assert (failure.final, failure.scope) == (True, scope), words


async def test_a_post_whose_answer_was_lost_is_in_doubt(
    street: Street, platform: TelegramPlatform
) -> None:
    street.server.faults.lose("sendMessage")
    failure = await refused(platform, home(street))
    assert (failure.in_doubt, failure.final) == (True, False)
    assert len(street.posts()) == 1


async def test_a_post_whose_answer_is_no_json_is_in_doubt(
    street: Street, platform: TelegramPlatform
) -> None:
    street.server.faults.add(Fault(trouble=Trouble.GARBLE, call="sendMessage"))
    failure = await refused(platform, home(street))
    assert (failure.in_doubt, failure.final) == (True, False)
    assert len(street.posts()) == 1


async def test_a_server_in_trouble_leaves_doubt_but_is_not_the_end(
    street: Street, platform: TelegramPlatform
) -> None:
    street.server.faults.refuse("sendMessage", 502)
    failure = await refused(platform, home(street))
    assert (failure.in_doubt, failure.final) == (True, False)


async def test_a_post_that_never_left_is_not_in_doubt(
    street: Street, platform: TelegramPlatform
) -> None:
    await street.server.stop()
    failure = await refused(platform, home(street))
    assert (failure.in_doubt, failure.final) == (False, False)
    assert failure.retry_after > 0
    assert failure.scope is Scope.BOT, "nobody else would be reached, either"


async def test_an_odd_refusal_is_neither_final_nor_in_doubt(
    street: Street, platform: TelegramPlatform
) -> None:
    street.server.faults.refuse("sendMessage", 400, words="Bad Request: who knows")
    failure = await refused(platform, home(street))
    assert (failure.in_doubt, failure.final) == (False, False)


async def test_a_group_that_moved_says_where_to_but_its_posts_stay_behind(
    street: Street, platform: TelegramPlatform
) -> None:
    make = street.server.add_group
    small = make("Small", [street.ana], bots=[street.bot], kind=ChatKind.GROUP)
    old = Address(id=str(small.id), personal=False)
    at = await platform.post(old, screen(), READER, "n1")
    new = street.server.migrate(small)
    assert (await refused(platform, old)).moved_to == str(new.id)
    with pytest.raises(DeliveryError) as caught:
        await platform.edit(at, screen(Quote(text="new")), READER)
    assert (caught.value.final, caught.value.moved_to) == (True, "")


async def test_words_that_no_cut_makes_fit_are_refused(
    street: Street, platform: TelegramPlatform
) -> None:
    long = screen(Text.of("test.styled", name="Z" * 5_000))
    with pytest.raises(DeliveryError, match="too_long"):
        await platform.post(home(street), long, READER, "n1")


async def test_admins_are_looked_up_each_time(street: Street, platform: TelegramPlatform) -> None:
    ben: Human = street.server.add_person("Ben")
    street.server.add_member(street.group, ben)
    here, who = str(street.group.id), str(ben.id)
    assert await platform.is_admin(here, str(street.ana.id))
    assert not await platform.is_admin(here, who)
    street.server.promote(street.group, ben)
    assert await platform.is_admin(f"{here}/45", who)
    street.server.demote(street.group, ben)
    assert not await platform.is_admin(here, who)


async def test_a_question_about_admins_is_asked_again_when_the_line_breaks(
    street: Street, platform: TelegramPlatform
) -> None:
    street.server.faults.cut("getChatMember")
    assert await platform.is_admin(str(street.group.id), str(street.ana.id))


async def test_an_unanswered_question_about_admins_is_said_so(
    street: Street, platform: TelegramPlatform
) -> None:
    street.server.faults.refuse("getChatMember", 502, times=5)
    with pytest.raises(LookupFailedError):
        await platform.is_admin(str(street.group.id), str(street.ana.id))


def test_it_fits_the_port() -> None:
    platform: Platform = TelegramPlatform(TelegramSettings(token=TOKEN), Noon())
    assert platform.name == "telegram"
    assert platform.limits.pins


async def test_whether_the_bot_may_write_is_looked_up_each_time(
    street: Street, platform: TelegramPlatform
) -> None:
    here = str(street.group.id)
    assert await platform.can_post(here)
    street.server.restrict(street.group, street.bot)
    assert not await platform.can_post(here)
    street.server.promote(street.group, street.bot)
    assert await platform.can_post(here)
    street.server.remove_member(street.group, street.bot, by=street.ana)
    assert not await platform.can_post(here)


async def test_members_are_counted_without_the_bot(
    street: Street, platform: TelegramPlatform
) -> None:
    assert await platform.members(str(street.group.id)) == 1
    street.server.add_member(street.group, street.server.add_person("Ben"))
    assert await platform.members(str(street.group.id)) == 2
