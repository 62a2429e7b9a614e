import asyncio

import pytest

from adapters.playground.discord.wire import as_object, as_text
from adapters.playground.screens import (
    CannotActError,
    Press,
    Remove,
    Restart,
    RunCommand,
)
from tests.adapters.playground.discord.asking import NEAR, SECRET, register, respond, run
from tests.adapters.playground.discord.bodies import BUTTON, complaint, row, select
from tests.adapters.playground.discord.town import Town, town
from tests.adapters.playground.discord.wires import (
    asked,
    client,
    identified,
    webhook,
)


async def test_an_answer_is_seen_and_given_once(elm: Town) -> None:
    async with identified(elm) as found:
        told = await run(elm, found)
        answer = await respond(elm, told, 4, "?with_response=true", content="hello")
        assert answer.status == 200
        resource = as_object(answer.body["resource"])
        assert as_object(resource["message"])["content"] == "hello"
        assert elm.texts(elm.ana, elm.street) == ["hello"]
        again = await respond(elm, told, 4, content="again")
        assert (again.status, again.code) == (400, 40060)


async def test_an_ephemeral_answer_is_for_one_pair_of_eyes(elm: Town) -> None:
    async with identified(elm) as found:
        told = await run(elm, found)
        assert (await respond(elm, told, 4, content="psst", flags=SECRET)).status == 204
        assert elm.texts(elm.ben, elm.street) == ["psst"]
        assert elm.texts(elm.ana, elm.street) == []
        event = await found.event("MESSAGE_CREATE")
        assert not event.keys() & {"guild_id", "member"}
        path = f"/channels/{elm.street}/messages"
        assert (await elm.call("GET", path)).items == []
        assert (await elm.call("GET", f"{path}/{event['id']}")).code == 10008
        await elm.server.act(elm.ben.id, Restart())
        assert elm.texts(elm.ben, elm.street) == []


async def test_a_late_answer_is_unknown_and_the_person_was_told() -> None:
    async with town(answer_within=0.05) as elm, identified(elm) as found:
        told = await run(elm, found)
        await elm.server.until(lambda: bool(elm.server.screen(elm.ben.id).popups))
        popup = elm.server.screen(elm.ben.id).popups[0]
        assert popup.text == "The application did not respond"
        answer = await respond(elm, told, 4, content="late")
        assert (answer.status, answer.code) == (404, 10062)
        assert elm.texts(elm.ben, elm.street) == []
        assert (await elm.call("POST", webhook(told), {"content": "x"}, token="")).code == 10015


async def test_three_seconds_of_the_servers_clock_are_the_limit(elm: Town) -> None:
    async with identified(elm) as found:
        told = await run(elm, found)
        elm.clock.advance(3.1)
        assert (await respond(elm, told, 4, content="late")).code == 10062


async def test_without_a_bot_the_interaction_fails_at_once(elm: Town) -> None:
    await elm.say({"content": "press", "components": [row(BUTTON)]})
    message = elm.last(elm.ben, elm.street)
    await elm.server.act(elm.ben.id, Press(chat=elm.street, message=message.id, button="press"))
    texts = [one.text for one in elm.server.screen(elm.ben.id).popups]
    assert texts == ["This interaction failed"]
    await elm.server.act(elm.ben.id, Restart())
    assert elm.server.screen(elm.ben.id).popups == ()


async def test_tokens_end_after_a_quarter_of_an_hour(elm: Town) -> None:
    async with identified(elm) as found:
        told = await run(elm, found)
        await respond(elm, told, 4, content="hello")
        assert (await elm.call("POST", webhook(told), {"content": "more"}, token="")).status == 200
        elm.clock.advance(901)
        answer = await elm.call("POST", webhook(told), {"content": "more"}, token="")
        assert (answer.status, answer.code) == (401, 50027)
        wrong = await elm.call("POST", f"/webhooks/{elm.bot}/wrong", {"content": "x"}, token="")
        assert (wrong.status, wrong.code) == (404, 10015)


async def test_an_unknown_interaction_is_unknown(elm: Town) -> None:
    answer = await elm.call("POST", "/interactions/1/token/callback", {"type": 4}, token="")
    assert (answer.status, answer.code) == (404, 10062)


async def test_thinking_ends_with_the_first_word(elm: Town) -> None:
    async with identified(elm) as found:
        told = await run(elm, found)
        await respond(elm, told, 5, flags=SECRET)
        assert elm.last(elm.ben, elm.street).thinking
        base = f"{webhook(told)}/messages/@original"
        assert (await elm.call("PATCH", base, {"content": "done"}, token="")).status == 200
        drawn = elm.last(elm.ben, elm.street)
        assert (drawn.text, drawn.thinking, drawn.edited) == ("done", False, False)
        assert (await elm.call("GET", base, token="")).body["content"] == "done"
        more = await elm.call(
            "POST", webhook(told), {"content": "more", "flags": SECRET}, token=""
        )
        assert elm.texts(elm.ben, elm.street) == ["done", "more"]
        own = f"{webhook(told)}/messages/{more.body['id']}"
        assert (await elm.call("PATCH", own, {"content": "less"}, token="")).status == 200
        assert (await elm.call("DELETE", own, token="")).status == 204
        assert (await elm.call("DELETE", base, token="")).status == 204
        assert elm.texts(elm.ben, elm.street) == []
        assert (await elm.call("PATCH", base, {"content": "x"}, token="")).code == 10008


@pytest.mark.parametrize("answer", [6, 7, 8, 1, 99])
async def test_a_command_takes_only_answers_that_fit(elm: Town, answer: int) -> None:
    async with identified(elm) as found:
        told = await run(elm, found)
        assert complaint(await respond(elm, told, answer, content="x"), "type")
        assert (await respond(elm, told, 4, content="x")).status == 204


async def test_a_button_edits_its_message_or_promises_to(elm: Town) -> None:
    async with identified(elm) as found:
        told = await run(elm, found)
        rows = [row(BUTTON), row(select(min_values=1, max_values=1))]
        await respond(elm, told, 4, content="choose", components=rows, flags=SECRET)
        message = elm.last(elm.ben, elm.street)
        press = Press(chat=elm.street, message=message.id, button="press")
        await elm.server.act(elm.ben.id, press)
        pressed = await asked(found)
        assert as_object(pressed["message"])["content"] == "choose"
        assert as_object(pressed["data"])["component_type"] == 2
        assert (await respond(elm, pressed, 6)).status == 204
        base = f"{webhook(pressed)}/messages/@original"
        await elm.call("PATCH", base, {"content": "later"}, token="")
        assert elm.texts(elm.ben, elm.street) == ["later"]
        choose = Press(chat=elm.street, message=message.id, button="menu", values=("1",))
        await elm.server.act(elm.ben.id, choose)
        chosen = await asked(found)
        assert as_object(chosen["data"])["values"] == ["1"]
        await respond(elm, chosen, 7, content="chosen", components=[])
        drawn = elm.last(elm.ben, elm.street)
        assert (drawn.text, drawn.buttons) == ("chosen", ())


async def test_what_is_not_offered_cannot_be_chosen_and_what_is_dismissed_not_pressed(
    elm: Town,
) -> None:
    async with identified(elm) as found:
        told = await run(elm, found)
        rows = [row(BUTTON), row(select(min_values=1, max_values=1))]
        await respond(elm, told, 4, content="choose", components=rows, flags=SECRET)
        message = elm.last(elm.ben, elm.street)
        press = Press(chat=elm.street, message=message.id, button="press")
        for values in ((), ("1", "2"), ("9",)):
            with pytest.raises(CannotActError):
                await elm.server.act(
                    elm.ben.id,
                    Press(chat=elm.street, message=message.id, button="menu", values=values),
                )
        await elm.server.act(elm.ben.id, Remove(chat=elm.street, message=message.id))
        assert elm.texts(elm.ben, elm.street) == []
        with pytest.raises(CannotActError):
            await elm.server.act(elm.ben.id, press)


async def test_what_a_detached_bot_missed_waits_for_its_resume() -> None:
    async with town() as elm:
        await register(elm, NEAR)
        async with client(elm) as found:
            await found.identify()
            session = as_text((await found.event("READY"))["session_id"])
            await found.event("GUILD_CREATE")
            sequence = found.sequence
            elm.server.hub.drop()
            await elm.server.until(lambda: not elm.server.hub.online(int(elm.bot)))
        await elm.server.act(elm.ben.id, RunCommand(chat=elm.street, name="near"))
        assert elm.server.screen(elm.ben.id).popups == ()
        async with client(elm) as found:
            await found.resume(session, sequence)
            told = await asked(found)
            assert (await respond(elm, told, 4, content="back")).status == 204
        assert elm.texts(elm.ben, elm.street) == ["back"]
    await asyncio.sleep(0)


async def test_menus_of_people_roles_and_channels_are_filled_in_by_the_server(elm: Town) -> None:
    kinds = {"who": 5, "role": 6, "any": 7, "where": 8}
    rows = [row({"type": kind, "custom_id": name}) for name, kind in kinds.items()]
    role = elm.server.add_role(elm.guild, "Keepers", 0)
    async with identified(elm) as found:
        await elm.say({"content": "choose", "components": rows})
        message = elm.last(elm.ben, elm.street)
        for name, value, part in (
            ("who", elm.ana.id, "users"),
            ("role", role, "roles"),
            ("any", elm.ben.id, "members"),
            ("where", elm.street, "channels"),
        ):
            press = Press(chat=elm.street, message=message.id, button=name, values=(value,))
            await elm.server.act(elm.ben.id, press)
            data = as_object((await asked(found))["data"])
            assert data["values"] == [value]
            assert list(as_object(as_object(data["resolved"])[part])) == [value]
