import asyncio
import logging
from contextlib import suppress
from dataclasses import replace

import discord
import pytest

from adapters.discord.run import DiscordPlatform
from adapters.discord.settings import BadTokenError, DiscordSettings, point_at
from adapters.playground.screens import Submit
from bot.events import Called, Filled, Pressed
from bot.model.actions import Verb, act
from bot.model.commands import COMMANDS, Command
from bot.replies import Ask, Button, FieldKind, Form, FormField, Say, Screen
from bot.texts.text import Quote, Text
from tests.adapters.discord.street import (
    TOKEN,
    Script,
    StoppedClock,
    Street,
    moved_in,
    replacing,
    saying,
    screen,
    settings,
    words,
)

FORM = Form(
    title=Text.of("title"),
    action=act(Verb.REPORT_FORM),
    fields=(FormField(name="story", label=Text.of("label"), kind=FieldKind.LINE),),
)


async def test_the_commands_are_offered_in_each_language(street: Street) -> None:
    (chat,) = [one for one in street.server.screen(street.ben.id).chats if one.id == street.chat]
    offered = {one.name: one for one in chat.commands}
    assert set(offered) == {spec.command.value for spec in COMMANDS}
    assert offered["help"].description == "en command.help"
    assert [one.name for one in offered["check"].options] == ["request"]
    (chat,) = [one for one in street.server.screen(street.ana.id).chats if one.id == street.chat]
    offered = {one.name: one for one in chat.commands}
    assert offered["help"].description == "es command.help"


async def test_the_commands_are_offered_in_private_too(street: Street) -> None:
    (chat,) = [one for one in street.server.screen(street.ana.id).chats if one.id == street.ana_dm]
    assert {one.name for one in chat.commands} == {spec.command.value for spec in COMMANDS}


async def test_offering_the_commands_again_changes_nothing(street: Street) -> None:
    commands = street.server.realm.applications[int(street.bot)].commands
    before = [(one.id, one.name) for one in commands]
    async with moved_in(street.server, Script()):
        commands = street.server.realm.applications[int(street.bot)].commands
        assert [(one.id, one.name) for one in commands] == before


async def test_a_bot_that_stops_hearing_leaves_the_gateway_and_may_hear_again(
    street: Street,
) -> None:
    """Another process hears it meanwhile; this one may still ask and post."""
    platform = DiscordPlatform(settings(street.server), StoppedClock())
    await platform.connect()
    reachable = []
    for _ in range(2):
        hearing = asyncio.create_task(platform.run(Script()))
        async with asyncio.timeout(5):
            await platform.listening()
        reachable.append(platform.reachable)
        hearing.cancel()
        await asyncio.wait({hearing})
        reachable.append(platform.reachable)
        assert await platform.is_admin(street.chat, street.ben.id)
    assert reachable == [True, False] * 2
    await platform.close()


async def test_a_wrong_token_says_where_tokens_come_from(street: Street) -> None:
    platform = DiscordPlatform(settings(street.server, "MTA.wrong.token"), StoppedClock())
    with pytest.raises(BadTokenError, match="Developer Portal") as refused:
        await platform.connect()
    assert "MTA.wrong.token" not in str(refused.value)
    assert "MTA.wrong.token" not in repr(settings(street.server, "MTA.wrong.token"))


async def test_a_network_that_is_not_there_yet_is_waited_for(street: Street) -> None:
    for route in ("/users/@me", "/applications"):
        street.server.faults.cut(f"*{route}*", times=5)
    patient = replace(settings(street.server), pause=0.01)
    platform = DiscordPlatform(patient, StoppedClock())
    await platform.connect()
    assert await platform.is_admin(street.chat, street.ben.id)
    await platform.close()


async def test_commands_that_discord_refuses_do_not_keep_the_watch_away(street: Street) -> None:
    street.server.faults.refuse("PUT */commands", 400)
    platform = DiscordPlatform(settings(street.server), StoppedClock())
    await platform.connect()
    assert not await platform.is_admin(street.chat, street.ana.id)
    await platform.close()


async def test_a_token_taken_back_ends_the_run(street: Street) -> None:
    platform = DiscordPlatform(settings(street.server), StoppedClock())
    await platform.connect()
    street.server.realm.applications[int(street.bot)].token = "another"  # noqa: S105 - stand-in
    with pytest.raises(BadTokenError):
        await platform.run(Script())
    await platform.close()


async def test_a_button_works_after_a_restart(street: Street) -> None:
    shown = await street.shown(screen(words("Sure?"), Quote(text="yes"), verb=act(Verb.BIND, 7)))
    await street.restart()
    street.script.answers = (replacing("Bound"),)
    await street.presses(street.ana, shown, street.chat)
    pressed = (await street.script.event(2)).act
    assert isinstance(pressed, Pressed)
    assert pressed.action == act(Verb.BIND, 7)
    assert pressed.shown.quote == "yes"
    await street.until(lambda: street.messages(street.ana, street.chat)[-1].text == "Bound")


async def test_a_form_works_after_a_restart(street: Street) -> None:
    street.script.answers = (Ask(form=FORM),)
    await street.gives(street.ana, "report")
    form = await street.form(street.ana)
    await street.restart()
    street.script.answers = (saying("Thanks"),)
    await street.submits(street.ana, Submit(form=form.id, values={"story": ("a van",)}))
    await street.sees(street.ana, street.chat)
    filled = street.script.events[-1].act
    assert isinstance(filled, Filled)
    assert filled.fields == {"story": "a van"}


async def test_a_slow_answer_to_a_command_shows_thinking_first(street: Street) -> None:
    await street.restart(defer_after=0.05)
    street.script.answers, street.script.pause = (saying("one"), saying("two")), 0.3
    await street.gives(street.ana, "help")
    thinking = await street.sees(street.ana, street.chat, thinking=True)
    assert thinking.ephemeral
    await street.sees(street.ana, street.chat, 2)
    seen = street.messages(street.ana, street.chat)
    assert [one.text for one in seen] == ["one", "two"]
    assert all(one.ephemeral for one in seen)


async def test_a_slow_nothing_takes_thinking_away_again(street: Street) -> None:
    await street.restart(defer_after=0.05)
    street.script.pause = 0.2
    await street.gives(street.ana, "help")
    await street.sees(street.ana, street.chat, thinking=True)
    await street.until(lambda: street.messages(street.ana, street.chat) == ())


async def test_a_slow_answer_to_a_press_still_replaces_its_message(street: Street) -> None:
    await street.restart(defer_after=0.05)
    shown = await street.shown(screen(words("Sure?")))
    street.script.answers, street.script.pause = (replacing("Done"), saying("more")), 0.2
    await street.presses(street.ana, shown, street.chat)
    await street.sees(street.ana, street.chat, 2)
    assert [one.text for one in street.messages(street.ana, street.chat)] == ["Done", "more"]


async def test_a_slow_answer_to_a_form_is_awaited(street: Street) -> None:
    await street.restart(defer_after=0.05)
    street.script.answers = (Ask(form=FORM),)
    await street.gives(street.ana, "report")
    form = await street.form(street.ana)
    street.script.answers, street.script.pause = (saying("Thanks"),), 0.2
    await street.submits(street.ana, Submit(form=form.id, values={"story": ("a van",)}))
    assert (await street.sees(street.ana, street.chat)).text == "Thanks"


async def test_a_form_that_comes_too_late_asks_to_press_again(street: Street) -> None:
    await street.restart(defer_after=0.05)
    shown = await street.shown(screen(words("Sure?")))
    street.script.answers, street.script.pause = (Ask(form=FORM),), 0.2
    await street.presses(street.ana, shown, street.chat)
    told = await street.sees(street.ana, street.chat, 2)
    assert told.text == "Please press again."
    assert street.server.screen(street.ana.id).form is None


async def test_when_nothing_could_be_committed_the_person_is_told(street: Street) -> None:
    street.script.broken = True
    await street.gives(street.ana, "help")
    assert (await street.sees(street.ana, street.chat)).text == "Please do that once more."
    await street.writes(street.ana, "hello")
    told = await street.sees(street.ana, street.ana_dm, 2)
    assert told.text == "Please do that once more."


async def test_the_watch_listens_again_after_the_connection_broke(street: Street) -> None:
    street.server.hub.ask_reconnect()
    await street.server.until(lambda: not street.server.hub.online(int(street.bot)))
    await street.gives(street.ana, "help")
    assert (await street.script.event()).act == Called(command=Command.HELP)


async def test_it_knows_whether_the_gateway_is_open(street: Street) -> None:
    await street.server.until(lambda: street.platform.reachable)
    await street.server.stop()
    await street.server.until(lambda: not street.platform.reachable)


async def test_what_is_under_way_is_answered_before_the_watch_leaves(street: Street) -> None:
    street.script.answers, street.script.pause = (saying("in time"),), 0.2
    await street.gives(street.ana, "help")
    await street.script.event()
    await street.stack.aclose()
    assert (await street.sees(street.ana, street.chat)).text == "in time"


class NoDelay:
    """In place of the library's pause between two tries, which is left to chance."""

    def delay(self) -> float:
        return 0.01


async def test_a_gateway_that_is_not_there_yet_is_tried_again(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("discord.client.ExponentialBackoff", NoDelay)
    await street.stack.aclose()
    nowhere = DiscordSettings(
        token=TOKEN,
        api_url=street.server.api_url,
        gateway_url="ws://127.0.0.1:1/",
        pause=0.05,
    )
    platform = DiscordPlatform(nowhere, StoppedClock())
    await platform.connect()
    running = asyncio.create_task(platform.run(street.script))
    await asyncio.sleep(0.05)
    point_at(settings(street.server))
    async with asyncio.timeout(10):
        await platform.listening()
    running.cancel()
    await asyncio.wait({running})
    await platform.close()


async def test_an_answer_that_cannot_be_drawn_is_noted_and_stops_nobody_else(
    street: Street, caplog: pytest.LogCaptureFixture
) -> None:
    many = tuple(Button(label=words(f"{n}"), action=act(Verb.BIND, n)) for n in range(26))
    street.script.answers = (Say(screen=Screen(lines=(words("Choose"),), buttons=(many,))),)
    await street.gives(street.ana, "help")
    await street.script.event()
    await street.shown(screen(words("still here")))
    assert "Discord: an answer failed (ValueError at " in caplog.text


async def test_the_log_names_nobody(street: Street, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    street.server.faults.too_many("POST *", 0.05)
    await street.posts(screen(words("canary in a post")))
    await street.shown(screen(words("canary in an answer")))
    street.script.broken = True
    await street.writes(street.ana, "canary")
    await street.sees(street.ana, street.ana_dm, 2)
    street.server.faults.cut("*/interactions*")
    await street.gives(street.ana, "help")
    await street.script.event(3)
    await street.restart()
    said = "\n".join(record.getMessage() + str(record.exc_info) for record in caplog.records)
    assert "Discord: connected." in said
    assert "Discord: nothing was taken in (RuntimeError at street.py:" in said
    assert "Discord: an answer did not arrive (ServerDisconnectedError)." in said
    for secret in (TOKEN, street.ana.id, street.chat, street.ana_dm, "canary", "ana.n"):
        assert secret not in said


async def test_it_leaves_although_the_library_misses_that_it_was_told_to(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it does when it is told at the very moment at which the gateway takes it in."""
    connect, missed = discord.Client.connect, asyncio.Event()

    async def deaf_at_first(self: discord.Client, *, reconnect: bool = True) -> None:
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        missed.set()
        await connect(self, reconnect=reconnect)

    monkeypatch.setattr(discord.Client, "connect", deaf_at_first)
    platform = DiscordPlatform(settings(street.server), StoppedClock())
    await platform.connect()
    running = asyncio.create_task(platform.run(Script()))
    await asyncio.sleep(0)
    running.cancel()
    async with asyncio.timeout(5):
        await asyncio.wait({running})
    await platform.close()
    assert missed.is_set()
    assert running.cancelled()
