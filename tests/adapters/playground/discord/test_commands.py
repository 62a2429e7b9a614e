import pytest

from adapters.playground.discord.permissions import Permission
from adapters.playground.discord.wire import JSON, as_object, as_objects
from adapters.playground.screens import CannotActError, RunCommand
from tests.adapters.playground.discord.asking import NEAR, register
from tests.adapters.playground.discord.bodies import complaint
from tests.adapters.playground.discord.town import Town
from tests.adapters.playground.discord.wires import asked, identified


def option(**more: object) -> JSON:
    return {"type": 3, "name": "place", "description": "Where", **more}


@pytest.mark.parametrize(
    ("command", "path"),
    [
        ({"name": "Near", "description": "d"}, ("name",)),
        ({"name": "near by", "description": "d"}, ("name",)),
        ({"name": "x" * 33, "description": "d"}, ("name",)),
        ({"name": "near"}, ("description",)),
        ({"name": "near", "description": "x" * 101}, ("description",)),
        ({**NEAR, "name_localizations": {"xx": "a"}}, ("name_localizations", "xx")),
        ({**NEAR, "name_localizations": {"de": "A B"}}, ("name_localizations", "de")),
        ({**NEAR, "options": [option()] * 2}, ("options", "1", "name")),
        (
            {**NEAR, "options": [option(), option(name="b", required=True)]},
            ("options", "1", "required"),
        ),
        (
            {**NEAR, "options": [option(name=f"o{n}") for n in range(26)]},
            ("options",),
        ),
        ({**NEAR, "options": [option(type=99)]}, ("options", "0", "type")),
        ({**NEAR, "options": [option(description="")]}, ("options", "0", "description")),
        (
            {**NEAR, "options": [option(choices=[{"name": "x" * 101, "value": "v"}])]},
            ("options", "0", "choices", "0", "name"),
        ),
        (
            {**NEAR, "options": [option(choices=[{"name": "n", "value": "v"}] * 26)]},
            ("options", "0", "choices"),
        ),
        ({"name": "Look", "type": 2, "description": "d"}, ("description",)),
    ],
)
async def test_commands_keep_their_limits(elm: Town, command: JSON, path: tuple[str, ...]) -> None:
    base = f"/applications/{elm.bot}/commands"
    assert complaint(await elm.call("POST", base, command), *path)
    assert complaint(await elm.call("PUT", base, [command]), "0", *path)


async def test_names_are_unique_and_a_hundred_at_most(elm: Town) -> None:
    base = f"/applications/{elm.bot}/commands"
    assert complaint(await elm.call("PUT", base, [NEAR, NEAR]), "1", "name")
    many = [{**NEAR, "name": f"near{n}"} for n in range(101)]
    assert (await elm.call("PUT", base, many)).code == 30032
    assert (await elm.call("GET", base)).items == []


async def test_a_sync_keeps_the_ids_of_what_stays(elm: Town) -> None:
    first = await register(elm, NEAR, {**NEAR, "name": "report"})
    second = await register(elm, {**NEAR, "description": "Other words"})
    assert second[0]["id"] == first[0]["id"]
    base = f"/applications/{elm.bot}/commands"
    assert [one["description"] for one in (await elm.call("GET", base)).items] == ["Other words"]
    changed = await elm.call("PATCH", f"{base}/{first[0]['id']}", {"name": "close"})
    assert (changed.body["name"], changed.body["description"]) == ("close", "Other words")
    assert (await elm.call("DELETE", f"{base}/{first[0]['id']}")).status == 204
    assert (await elm.call("GET", f"{base}/{first[0]['id']}")).code == 10063


async def test_a_guilds_commands_are_for_its_members_only(elm: Town) -> None:
    other = elm.server.add_guild("Oak Street", elm.ana)
    theirs = elm.server.add_channel(other, "talk")
    base = f"/applications/{elm.bot}/guilds"
    assert (await elm.call("PUT", f"{base}/{other}/commands", [NEAR])).code == 50001
    elm.server.invite(other, elm.bot)
    made = await elm.call("PUT", f"{base}/{elm.guild}/commands", [NEAR])
    assert made.items[0]["guild_id"] == elm.guild
    assert [one.name for one in elm.chat(elm.ana, elm.street).commands] == ["near"]
    assert elm.chat(elm.ana, theirs).commands == ()


async def test_only_those_who_may_are_offered_a_command(elm: Town) -> None:
    needs = str(int(Permission.MANAGE_GUILD))
    await register(elm, {**NEAR, "default_member_permissions": needs})
    assert elm.chat(elm.ben, elm.street).commands == ()
    assert len(elm.chat(elm.ana, elm.street).commands) == 1
    role = elm.server.add_role(elm.guild, "Keepers", int(needs))
    elm.server.give_role(elm.guild, elm.ben.id, role)
    assert len(elm.chat(elm.ben, elm.street).commands) == 1
    await register(elm, {**NEAR, "default_member_permissions": "0"})
    assert elm.chat(elm.ben, elm.street).commands == ()


async def test_contexts_say_where_a_command_is_offered(elm: Town) -> None:
    dm = elm.server.open_dm(elm.ben.id, elm.bot)
    await register(elm, {**NEAR, "contexts": [1]})
    assert elm.chat(elm.ben, elm.street).commands == ()
    assert len(elm.chat(elm.ben, dm).commands) == 1


async def test_a_person_sees_commands_in_their_own_language(elm: Town) -> None:
    await register(elm, {**NEAR, "name_localizations": {"es-ES": "cerca"}})
    assert elm.chat(elm.ben, elm.street).commands[0].name == "cerca"
    assert elm.chat(elm.ana, elm.street).commands[0].name == "near"
    async with identified(elm) as found:
        await elm.server.act(elm.ben.id, RunCommand(chat=elm.street, name="cerca"))
        assert as_object((await asked(found))["data"])["name"] == "near"


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"place": "p", "radius": "far"},
        {"place": "p", "radius": "99"},
        {"place": "p", "x": "y"},
        {"place": "p", "kind": "other"},
    ],
)
async def test_the_client_checks_parameters_first(elm: Town, options: dict[str, str]) -> None:
    radius = option(type=4, name="radius", min_value=100)
    kind = option(name="kind", choices=[{"name": "Theft", "value": "theft"}])
    await register(elm, {**NEAR, "options": [option(required=True), radius, kind]})
    with pytest.raises(CannotActError):
        await elm.server.act(elm.ben.id, RunCommand(chat=elm.street, name="near", options=options))
    with pytest.raises(CannotActError):
        await elm.server.act(elm.ben.id, RunCommand(chat=elm.street, name="unknown"))


async def test_an_interaction_is_complete(elm: Town) -> None:
    who = option(type=6, name="who")
    group = {"type": 1, "name": "people", "description": "d", "options": [who]}
    await register(elm, {**NEAR, "options": [group]})
    async with identified(elm) as found:
        run = RunCommand(chat=elm.street, name="near people", options={"who": elm.ana.id})
        await elm.server.act(elm.ben.id, run)
        told = await asked(found)
    data = as_object(told["data"])
    inner = as_objects(data["options"])[0]
    assert (inner["name"], as_objects(inner["options"])[0]["value"]) == ("people", elm.ana.id)
    resolved = as_object(data["resolved"])
    assert as_object(as_object(resolved["users"])[elm.ana.id])["username"] == "ana"
    member = as_object(told["member"])
    assert as_object(member["user"])["id"] == elm.ben.id
    assert int(str(member["permissions"])) & Permission.SEND_MESSAGES
    assert int(str(told["app_permissions"])) & Permission.MANAGE_MESSAGES
    assert (told["locale"], told["guild_locale"], told["context"]) == ("es-ES", "en-US", 0)
    assert told["authorizing_integration_owners"] == {"0": elm.guild}
    assert as_object(told["channel"])["id"] == told["channel_id"] == elm.street
    assert "user" not in told


async def test_in_a_direct_conversation_the_user_stands_alone(elm: Town) -> None:
    await register(elm, NEAR)
    dm = elm.server.open_dm(elm.ben.id, elm.bot)
    async with identified(elm) as found:
        await elm.server.act(elm.ben.id, RunCommand(chat=dm, name="near"))
        told = await asked(found)
    assert as_object(told["user"])["id"] == elm.ben.id
    assert not told.keys() & {"member", "guild_id", "guild_locale"}
    assert told["context"] == 1
