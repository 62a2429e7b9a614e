"""Officers prove who they are: by an invitation, a mailbox and an authenticator app."""

import re
from io import BytesIO

import pytest
from PIL import Image

from bot.model.agencies import AgencyState
from bot.model.commands import Command
from bot.model.ids import PlatformName
from bot.model.people import Role
from bot.model.pictures import CleanPicture
from bot.replies import Say
from bot.services import agencies, requests
from tests.badges import password
from tests.bot.house import GROUP, House
from tests.bot.people import Heard, Someone, neighbour
from tests.bot.station import asked, officer, replied
from tests.bot.world import FORMS, PINS

PLATFORMS = (PINS, FORMS)
ROY = "roy@police.example"


async def turned(house: House, state: AgencyState) -> None:
    """The operator suspends SPVM, or lets it ask again."""
    agency = await house.agency()
    async with house.store.unit() as uow:
        await uow.agencies.turn(agency, state)
        await uow.commit()


async def invited(house: House, name: str = "roy", platform: PlatformName = PINS) -> Someone:
    """Somebody who gave the operator's code, and is asked for his address."""
    who = neighbour(house, name, platform)
    heard = await who.calls(Command.VERIFY, await house.code())
    assert "It ends in @police.example" in heard.text
    assert heard.erased
    return who


async def writes(who: Someone, words: str) -> Heard:
    """An answer to what is asked, however the platform takes it."""
    if who.account.platform == PINS:
        return await who.says(words)
    await who.presses("Write your answer")
    return await who.fills({"answer": words})


def mailed(house: House, to: str = ROY) -> str:
    """The code in the newest letter to an address."""
    newest = [letter for letter in house.mailer.letters if letter.to == to][-1]
    found = re.search(r"\d{4} \d{4}", newest.text)
    assert found is not None
    return found[0]


async def scanned(house: House, who: Someone, address: str = ROY) -> str:
    """Somebody whose mailbox is proved and whose app has read the picture; its secret."""
    await writes(who, address)
    heard = await writes(who, mailed(house, address))
    assert "let it read this picture" in heard.text
    assert heard.erased
    await who.presses("It is in my app")
    return heard.text.splitlines()[-1]


async def verified(house: House, who: Someone, address: str = ROY) -> str:
    """Somebody who proves to be an officer; his secret."""
    secret = await scanned(house, who, address)
    heard = await writes(who, password(house.clock.now(), secret))
    assert "verified as an officer of SPVM" in heard.text
    assert heard.erased
    return secret


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_mailbox_and_an_app_make_an_officer(house: House, platform: PlatformName) -> None:
    roy = await invited(house, platform=platform)
    secret = await verified(house, roy)
    (person,) = house.store.rows.people.values()
    assert person.role is Role.OFFICER
    (badge,) = house.store.rows.badges.values()
    assert (badge.address, badge.secret) == (ROY, secret.replace(" ", ""))
    assert not house.store.rows.dialogues
    assert not house.store.rows.probations
    assert not house.store.rows.mailed


async def test_the_message_with_the_secret_leaves_the_chat(house: House) -> None:
    roy = await invited(house)
    secret = await scanned(house, roy)
    assert not any(secret in repr(seen.screen) for seen in roy.sees)
    assert not house.store.rows.badges


async def test_the_picture_says_what_the_letters_say(house: House) -> None:
    roy = await invited(house)
    await roy.says(ROY)
    heard = await roy.says(mailed(house))
    (screen,) = [each.screen for each in heard.turn.answers if isinstance(each, Say)]
    assert isinstance(screen.media, CleanPicture)
    assert screen.media.name == "picture.png"
    assert screen.sealed
    with Image.open(BytesIO(screen.media.content)) as picture:
        assert picture.width == picture.height > 200
    assert "press It is in my app" in (await roy.says("123456")).text


async def test_an_invitation_works_once(house: House) -> None:
    roy, eve = neighbour(house, "roy"), neighbour(house, "eve")
    code = await house.code()
    await roy.calls(Command.VERIFY, code)
    before = house.kept()
    for who in (eve, roy):
        assert "unknown, used or expired" in (await who.calls(Command.VERIFY, code)).text
    assert not house.changed(before)


@pytest.mark.parametrize("typed", [str.lower, lambda code: code.replace("-", " "), str.strip])
async def test_an_invitation_may_be_typed_in_any_way(house: House, typed: object) -> None:
    assert callable(typed)
    roy = neighbour(house, "roy")
    heard = await roy.calls(Command.VERIFY, typed(await house.code()))
    assert "What is your work address" in heard.text


async def test_an_invitation_expires_before_and_after_it_is_taken_up(house: House) -> None:
    roy, late = neighbour(house, "roy"), await invited(house, "late")
    code = await house.code()
    house.clock.advance(hours=24)
    assert "Your invitation is over" in (await late.says(ROY)).text
    house.clock.moment += house.policy.code_lives
    assert "unknown, used or expired" in (await roy.calls(Command.VERIFY, code)).text
    assert not house.mailer.letters


@pytest.mark.parametrize("code", ["AAAA-BBBB-CCCC-DDDD", "", "-", "🙂", "x" * 4_000])
async def test_a_wrong_invitation_is_asked_for_again(house: House, code: str) -> None:
    roy = neighbour(house, "roy")
    await house.code()
    await roy.calls(Command.VERIFY)
    before = house.kept()
    heard = await roy.says(code)
    assert "unknown, used or expired" in heard.text
    assert "What is the one-time code" in heard.text
    assert not house.changed(before)


@pytest.mark.parametrize(
    "address",
    [
        "roy@police.example.org",
        "roy@evil.police.example",
        "roy@xn--polce-3ta.example",
        "roy@p\u043elice.example",
        "@police.example",
        "roy",
        "roy @police.example",
        "roy@police.example\nBcc: eve@evil.example",
        '"roy"@police.example',
        "roy@evil.example,roy@police.example",
        "x" * 65 + "@police.example",
    ],
)
async def test_only_the_agencys_own_domain_gets_letters(house: House, address: str) -> None:
    roy = await invited(house)
    before = house.kept()
    heard = await roy.says(address)
    assert "ends in @police.example" in heard.text
    assert not house.changed(before)
    assert not house.mailer.letters


@pytest.mark.parametrize("address", ["Roy@POLICE.example", " roy@police.example. ", ROY])
async def test_an_address_counts_however_it_is_written(house: House, address: str) -> None:
    roy = await invited(house)
    await roy.says(address)
    assert [letter.to for letter in house.mailer.letters] == [ROY]


async def test_a_letter_says_for_whom_and_what_to_do_if_it_was_not_you(house: House) -> None:
    roy = await invited(house)
    await roy.says(ROY)
    (letter,) = house.mailer.letters
    for words in ("speak for SPVM", "for 10 minutes", "give the code to nobody"):
        assert words in letter.text


async def test_mail_that_does_not_leave_is_said_and_loses_nothing(house: House) -> None:
    roy = await invited(house)
    before = house.kept()
    house.mailer.silent = True
    assert "does not answer, and nothing was sent" in (await roy.says(ROY)).text
    house.mailer.silent, house.mailer.unknown = False, {ROY}
    assert "does not know this address" in (await roy.says(ROY)).text
    assert not house.changed(before)
    house.mailer.unknown = set()
    assert "I have mailed a code" in (await roy.says(ROY)).text


async def test_letters_are_a_minute_apart_and_the_newer_code_counts(house: House) -> None:
    roy = await invited(house)
    await roy.says(ROY)
    first = mailed(house)
    assert "less than a minute ago" in (await roy.presses("Mail another code")).text
    house.clock.advance(minutes=1)
    await roy.presses("Mail another code")
    assert len(house.mailer.letters) == 2
    assert "This is not the code" in (await roy.says(first)).text
    assert "let it read this picture" in (await roy.says(mailed(house))).text


WRONG = "This is not the code, or it was used, or too late."


async def refusals(who: Someone, *codes: str) -> set[str]:
    """What is heard of codes that are refused: whether one was near is not told."""
    heard = [await who.says(code) for code in codes]
    assert all(each.erased for each in heard)
    return {each.text for each in heard}


async def test_guessed_used_late_and_foreign_codes_are_refused_alike(house: House) -> None:
    roy, mia = await invited(house), await invited(house, "mia")
    await roy.says(ROY)
    await mia.says("mia@police.example")
    code = mailed(house)
    guessed = await refusals(roy, "0000 0000", "", mailed(house, "mia@police.example"))
    house.clock.advance(minutes=10)
    late = await refusals(roy, code)
    await roy.presses("Mail another code")
    code = mailed(house)
    await roy.says(code)
    await roy.calls(Command.VERIFY, await house.code())
    await roy.says(ROY)
    used = await refusals(roy, code)
    assert guessed == late == used
    assert len(used) == 1
    assert WRONG in used.pop()


async def test_after_five_guesses_the_right_code_is_refused_alike(house: House) -> None:
    roy = await invited(house)
    await roy.says(ROY)
    answers = await refusals(roy, *["1111 1111"] * 5, mailed(house))
    assert len(answers) == 1
    assert not house.store.rows.badges
    house.clock.advance(minutes=1)
    await roy.presses("Mail another code")
    assert "let it read this picture" in (await roy.says(mailed(house))).text


async def test_a_code_that_was_used_works_no_more(house: House) -> None:
    roy = await invited(house)
    await roy.says(ROY)
    code = mailed(house)
    await roy.says(code)
    await roy.calls(Command.VERIFY, await house.code())
    house.clock.advance(minutes=1)
    await roy.says(ROY)
    assert WRONG in (await roy.says(code)).text


async def test_a_code_of_another_officer_is_none(house: House) -> None:
    roy, mia = await invited(house), await invited(house, "mia")
    await roy.says(ROY)
    await mia.says("mia@police.example")
    assert WRONG in (await roy.says(mailed(house, "mia@police.example"))).text
    assert "let it read this picture" in (await roy.says(mailed(house))).text


async def test_no_password_works_twice(house: House) -> None:
    roy = await invited(house)
    secret = await verified(house, roy)
    used = password(house.clock.now(), secret)
    house.clock.advance(days=89)
    await roy.calls(Command.VERIFY)
    await roy.says(mailed(house))
    once = password(house.clock.now(), secret)
    assert "These are not the digits of now" in (await roy.says(used)).text
    assert "verified as an officer" in (await roy.says(once)).text
    await roy.calls(Command.VERIFY)
    await roy.says(mailed(house))
    assert "These are not the digits of now" in (await roy.says(once)).text
    later = password(house.clock.now(), secret, later=1)
    assert "verified as an officer" in (await roy.says(later)).text


@pytest.mark.parametrize(("later", "right"), [(-2, False), (-1, True), (1, True), (2, False)])
async def test_a_phone_may_be_half_a_minute_wrong(
    house: House, later: int, *, right: bool
) -> None:
    roy = await invited(house)
    secret = await scanned(house, roy)
    heard = await roy.says(password(house.clock.now(), secret, later))
    assert ("verified as an officer" in heard.text) is right


async def test_ten_wrong_passwords_cost_the_badge(house: House) -> None:
    roy = await invited(house)
    secret = await verified(house, roy)
    await roy.calls(Command.VERIFY)
    await roy.says(mailed(house))
    for _ in range(10):
        assert "These are not the digits" in (await roy.says("000000")).text
    assert "Send /verify" in (await roy.calls(Command.REQUESTS)).text
    later = password(house.clock.now(), secret, later=1)
    assert "verified as an officer" in (await roy.says(later)).text


async def test_after_ninety_days_an_officer_proves_himself_again(house: House) -> None:
    roy = await invited(house)
    secret = await verified(house, roy)
    house.clock.advance(days=90)
    before = house.kept()
    for command in (Command.REQUEST, Command.REQUESTS):
        assert "Send /verify" in (await roy.calls(command)).text
    assert not house.changed(before)
    assert "I have mailed a code" in (await roy.calls(Command.VERIFY)).text
    assert "Which six digits" in (await roy.says(mailed(house))).text
    assert "verified" in (await roy.says(password(house.clock.now(), secret))).text
    assert "What are you looking for?" in (await roy.calls(Command.REQUEST)).text


async def test_a_mailbox_is_one_officers_whatever_its_tag(house: House) -> None:
    roy, again = await invited(house), await invited(house, "roy on another phone")
    await verified(house, roy)
    await again.says("ROY+second@police.example")
    await again.says(mailed(house))
    secret = again.reads().splitlines()[-1]
    await again.presses("It is in my app")
    await again.says(password(house.clock.now(), secret))
    (officer,) = house.store.rows.officers.values()
    assert [badge.person for badge in house.store.rows.badges.values()] == [officer.person]
    assert "Only verified agencies" in (await roy.calls(Command.REQUEST)).text


async def test_an_invitation_of_a_suspended_agency_is_not_used_up(house: House) -> None:
    roy = neighbour(house, "roy")
    code = await house.code()
    await turned(house, AgencyState.SUSPENDED)
    before = house.kept()
    assert "SPVM is suspended" in (await roy.calls(Command.VERIFY, code)).text
    assert not house.changed(before)
    await turned(house, AgencyState.ACTIVE)
    assert "What is your work address" in (await roy.calls(Command.VERIFY, code)).text


async def test_who_proves_himself_to_a_suspended_agency_gets_nowhere(house: House) -> None:
    roy = await invited(house)
    secret = await scanned(house, roy)
    await turned(house, AgencyState.SUSPENDED)
    heard = await roy.says(password(house.clock.now(), secret))
    assert "SPVM is suspended" in heard.text
    assert not house.store.rows.officers


async def test_a_code_sent_where_others_read_is_taken_away_and_not_used(house: House) -> None:
    roy = neighbour(house, "roy")
    code = await house.code()
    before = house.kept()
    heard = await roy.calls(Command.VERIFY, code, roy.group)
    assert heard.erased
    assert "for our private chat only" in heard.text
    assert not house.changed(before)


async def test_whoever_breaks_off_goes_on_where_he_was(house: House) -> None:
    roy = await invited(house)
    await roy.calls(Command.REPORT)
    assert "What is your work address" in (await roy.calls(Command.VERIFY)).text
    await roy.says(ROY)
    await roy.calls(Command.REPORT)
    assert "I have mailed a code" in (await roy.calls(Command.VERIFY)).text
    await roy.says(mailed(house))
    await roy.calls(Command.REPORT)
    assert "let it read this picture" in (await roy.calls(Command.VERIFY)).text


async def test_pictures_are_no_code(house: House) -> None:
    roy = neighbour(house, "roy")
    await roy.calls(Command.VERIFY)
    assert "Write the code, such as" in (await roy.shows(b"code")).text


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_strangers_ask_the_neighbourhood_nothing(
    house: House, platform: PlatformName
) -> None:
    eve = neighbour(house, "eve", platform)
    before = house.kept()
    for chat in (eve.home, eve.group):
        for command in (Command.REQUEST, Command.REQUESTS, Command.RESOLVE):
            argument = "1" if command is Command.RESOLVE else ""
            heard = await eve.calls(command, argument, chat)
            assert not heard.labels or heard.labels == ("Open our private chat",)
            assert heard.labels or "Only verified agencies can ask" in heard.text
    assert eve.form is None
    assert not house.changed(before)


async def test_officers_of_a_suspended_agency_are_told_so(house: House) -> None:
    roy = await officer(house)
    await turned(house, AgencyState.SUSPENDED)
    before = house.kept()
    for command in (Command.REQUEST, Command.REQUESTS):
        assert "SPVM is suspended" in (await roy.calls(command)).text
    assert not house.changed(before)
    await turned(house, AgencyState.ACTIVE)
    assert "What are you looking for?" in (await roy.calls(Command.REQUEST)).text


async def test_what_a_revoked_agency_asked_is_closed_with_all_replies(house: House) -> None:
    roy = await asked(house)
    await replied(house, "A grey van.")
    await house.ticks()
    async with house.store.unit() as uow:
        agency = await uow.agencies.named("SPVM")
        assert agency is not None
        now = house.clock.now()
        await agencies.turn(uow, agency, AgencyState.REVOKED, now)
        await requests.end_all(uow, agency, house.keyring, now)
        await uow.commit()
    await house.delivers()
    for chat in GROUP.values():
        (post,) = house.posts(chat)
        assert "This request is closed" in post
    assert not house.store.rows.released
    assert house.keyring.key(1) is None
    assert not house.store.rows.badges
    assert "Only verified agencies" in (await roy.calls(Command.REQUESTS)).text
