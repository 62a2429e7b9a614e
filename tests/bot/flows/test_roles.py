"""A moderator who is an officer, too, gets no more than either: role by role, deed by deed."""

import pytest

from bot.events import Called, Pressed
from bot.flows.moderation import FLOW
from bot.model.actions import Verb, act
from bot.model.commands import Command
from bot.model.ids import PlatformName
from tests.bot.house import GROUP, House
from tests.bot.moderators import PLATFORMS, moderator, reports
from tests.bot.people import Someone, neighbour
from tests.bot.station import ASKED, asked, replied
from tests.bot.world import FORMS, PINS

MODERATING = (
    (Command.POLICY, ""),
    (Command.PENDING, ""),
    (Command.HIDE, "1 names"),
    (Command.UNHIDE, "1"),
    (Command.STRIKE, "1"),
    (Command.SETTLE, "1"),
    (Command.MUTE, "1"),
    (Command.BAN, "1"),
    (Command.UNMUTE, "1"),
    (Command.SNIPPETS, "bins: Tuesday."),
    (Command.SAY, "bins"),
    (Command.AUDIT, ""),
)
PRESSING = (
    (Verb.JUDGE, "review", "at_once"),
    (Verb.PENDING_SHOW, "{channel}", "0"),
    (Verb.PENDING_ALLOW, "{channel}", "1", "waits"),
    (Verb.PENDING_REFUSE, "{channel}", "1", "waits"),
    (Verb.PENDING_REASON, "{channel}", "1", "waits", "names"),
    (Verb.STRIKE_SHOW, "{channel}", "1"),
    (Verb.STRIKE, "{channel}", "1", "0"),
    (Verb.AUDIT_SHOW, "{channel}", "0"),
)
SERVING = (
    (Verb.REPLY_ASK, "{reply}"),
    (Verb.REPLY_BLOCK, "{reply}"),
    (Verb.REQUEST_SHOW, "1"),
    (Verb.REQUEST_RESOLVE, "1"),
)
ROLES = ("resident", "moderator", "officer", "both")
Told = dict[str, str]


async def told(role: str, platform: PlatformName) -> tuple[Told, Told]:
    """What somebody in a role is told to each deed of a moderator, and of an officer."""
    house = House()
    await house.settle()
    await reports(neighbour(house, "carl"))
    roy = await asked(house)
    await replied(house, "A grey van.")
    await house.ticks()
    kim = neighbour(house, "kim", platform)
    if role in {"moderator", "both"}:
        house.platforms[platform].admins.add((GROUP[platform], kim.account.id))
    if role in {"officer", "both"}:
        await house.swears_in(kim.account, "SPVM")
    return await _moderates(house, kim), await _serves(house, kim, roy)


async def _moderates(house: House, kim: Someone) -> Told:
    (channel,) = (
        each.id
        for each in house.store.rows.channels.values()
        if each.chat == GROUP[kim.account.platform]
    )
    heard = {}
    for command, words in MODERATING:
        heard[command.value] = repr(
            await kim.does(Called(command=command, argument=words), kim.group)
        )
    for verb, *args in PRESSING:
        pressed = act(verb, *(each.format(channel=channel) for each in args))
        chat = kim.group if verb is Verb.JUDGE else kim.home
        heard[repr(pressed)] = repr(await kim.does(Pressed(action=pressed), chat))
    return heard


async def _serves(house: House, kim: Someone, roy: Someone) -> Told:
    (reply,) = house.store.rows.released
    heard = {Command.REQUESTS.value: repr(await kim.calls(Command.REQUESTS))}
    for verb, *args in SERVING:
        pressed = act(verb, *(each.format(reply=reply) for each in args))
        heard[verb.value] = repr(await kim.does(Pressed(action=pressed)))
    heard[Command.REQUEST.value] = repr(await kim.calls(Command.REQUEST))
    assert ASKED in "".join(house.posts("group")), "no moderator takes a request off"
    assert roy.account != kim.account
    return heard


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_whoever_is_both_gets_what_each_gets_and_nothing_more(
    platform: PlatformName,
) -> None:
    moderating, serving = {}, {}
    for role in ROLES:
        moderating[role], serving[role] = await told(role, platform)
    assert moderating["both"] == moderating["moderator"]
    assert serving["both"] == serving["officer"]
    assert moderating["officer"] == moderating["resident"]
    assert serving["moderator"] == serving["resident"]
    for deed, refusal in moderating["resident"].items():
        assert "refused." in refusal, deed
        assert "refused." not in moderating["moderator"][deed], deed
    for deed, refusal in serving["resident"].items():
        assert "refused." in refusal, deed
        assert "refused." not in serving["officer"][deed], deed


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_an_admin_of_another_chat_is_a_resident_here(platform: PlatformName) -> None:
    house = House()
    await house.settle()
    await reports(neighbour(house, "carl"))
    kim = neighbour(house, "kim", platform)
    house.platforms[platform].admins.add(("square", kim.account.id))
    other = FORMS if platform == PINS else PINS
    house.platforms[other].admins.add((GROUP[other], kim.account.id))
    before = house.kept()
    for answer in (await _moderates(house, kim)).values():
        assert "refused." in answer
    assert not house.changed(before)


ARGUMENTS = ((), ("",), ("x", "x", "x", "x"), ("0", "0", "0", "0"), ("1",), ("999999999",) * 4)


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_whatever_stands_in_a_button_a_moderator_is_answered_and_nothing_trips(
    platform: PlatformName,
) -> None:
    house = House()
    await house.settle()
    await reports(neighbour(house, "carl"))
    maya = moderator(house, platform=platform)
    here = str(next(iter(house.store.rows.channels)))
    before = house.kept()
    for verb in FLOW.verbs:
        for args in (*ARGUMENTS, *((here, *rest) for rest in ARGUMENTS)):
            for chat in (maya.home, maya.group):
                heard = await maya.does(Pressed(action=act(verb, *args)), chat)
                assert heard.text, (verb, args)
    assert not house.changed(before) - {"dialogues", "people", "flags", "numbers"}
    for command in FLOW.commands:
        for words in ("", "1 2 3", "#1", "-1", "\u0661", "x" * 4_000, "1:", ": x"):
            for chat in (maya.home, maya.group):
                assert not (await maya.calls(command, words, chat)).silent
