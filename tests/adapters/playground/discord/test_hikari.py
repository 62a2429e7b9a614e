"""hikari, unmodified, at home on the stand-in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import hikari
import pytest
from hikari.impl import HTTPSettings

from adapters.playground.screens import Press, RunCommand, Submit, Write
from tests.adapters.playground.discord.town import TOKEN, Town


@asynccontextmanager
async def rest(town: Town) -> AsyncIterator[hikari.api.RESTClient]:
    app = hikari.RESTApp()
    await app.start()
    async with app.acquire(TOKEN, hikari.TokenType.BOT) as client:
        client._rest_url = town.server.api_url  # noqa: SLF001 - RESTApp takes no address in 2.7
        yield client
    await app.close()


async def test_rest_reads_what_there_is(elm: Town) -> None:
    async with rest(elm) as client:
        me = await client.fetch_my_user()
        assert (str(me.id), me.username, me.is_bot) == (elm.bot, "lamp", True)
        application = await client.fetch_application()
        assert application.owner.username == "lamp-owner"
        guild = await client.fetch_guild(int(elm.guild))
        assert guild.name == "Elm Street"
        channel = await client.fetch_channel(int(elm.street))
        assert isinstance(channel, hikari.GuildTextChannel)
        member = await client.fetch_member(int(elm.guild), int(elm.ben.id))
        assert member.username == "ben"
        roles = await client.fetch_roles(int(elm.guild))
        assert {one.name for one in roles} == {"@everyone", "lamp"}
        assert (await client.fetch_gateway_bot_info()).url == elm.server.gateway_url


async def test_rest_writes_messages_files_and_threads(elm: Town) -> None:
    async with rest(elm) as client:
        row = client.build_message_action_row().add_interactive_button(
            hikari.ButtonStyle.SUCCESS, "yes", label="Yes"
        )
        embed = hikari.Embed(title="Title", description="Text").add_field("Name", "Value")
        sent = await client.create_message(
            int(elm.street),
            "Hello",
            embed=embed,
            component=row,
            attachment=hikari.Bytes(b"words", "notes.txt"),
        )
        assert elm.last(elm.ben, elm.street).text == "Hello\nTitle\nText\nName\nValue"
        assert elm.last(elm.ben, elm.street).buttons[0][0].label == "Yes"
        edited = await client.edit_message(int(elm.street), sent, "Changed", components=[])
        assert edited.edited_timestamp is not None
        thread = await client.create_message_thread(int(elm.street), sent, "Details")
        await client.create_message(thread, "inside")
        assert elm.texts(elm.ben, str(thread.id)) == ["inside"]
        await client.delete_message(int(elm.street), sent)
        assert elm.texts(elm.ben, elm.street) == []
        with pytest.raises(hikari.NotFoundError) as refused:
            await client.fetch_message(int(elm.street), sent)
        assert refused.value.code == 10008


@asynccontextmanager
async def bot(town: Town) -> AsyncIterator[hikari.GatewayBot]:
    found = hikari.GatewayBot(
        TOKEN,
        rest_url=town.server.api_url,
        banner=None,
        logs=None,
        http_settings=HTTPSettings(),
        intents=hikari.Intents.ALL_UNPRIVILEGED,
    )
    await found.start(check_for_updates=False)
    try:
        yield found
    finally:
        await found.close()


class Lamp:
    """A bot that answers a command with a button, the button with a form, the form with a word."""

    def __init__(self, found: hikari.GatewayBot) -> None:
        self.bot = found
        self.heard: asyncio.Queue[str] = asyncio.Queue()
        found.subscribe(hikari.DMMessageCreateEvent, self.hear)
        found.subscribe(hikari.InteractionCreateEvent, self.answer)

    async def hear(self, event: hikari.DMMessageCreateEvent) -> None:
        if event.is_human:
            await self.heard.put(event.content or "")

    async def answer(self, event: hikari.InteractionCreateEvent) -> None:
        found = event.interaction
        if isinstance(found, hikari.CommandInteraction):
            await self.offer(found)
        elif isinstance(found, hikari.ComponentInteraction):
            text = self.bot.rest.build_modal_action_row().add_text_input("why", "Why?")
            await found.create_modal_response("A question", "form", component=text)
        elif isinstance(found, hikari.ModalInteraction):
            why = found.components[0].components[0].value
            await found.create_initial_response(
                hikari.ResponseType.MESSAGE_UPDATE, f"because {why}", components=[]
            )

    async def offer(self, found: hikari.CommandInteraction) -> None:
        assert found.options
        row = self.bot.rest.build_message_action_row().add_interactive_button(
            hikari.ButtonStyle.PRIMARY, "more", label="More"
        )
        await found.create_initial_response(
            hikari.ResponseType.MESSAGE_CREATE,
            f"near {found.options[0].value}",
            component=row,
            flags=hikari.MessageFlag.EPHEMERAL,
        )

    async def sync(self, own: str) -> None:
        command = self.bot.rest.slash_command_builder("near", "What happened nearby")
        place = hikari.CommandOption(
            type=hikari.OptionType.STRING, name="place", description="Where", is_required=True
        )
        await self.bot.rest.set_application_commands(int(own), [command.add_option(place)])


async def test_the_gateway_brings_commands_buttons_and_forms(elm: Town) -> None:
    server, ben, street = elm.server, elm.ben.id, elm.street
    async with bot(elm) as found:
        await Lamp(found).sync(elm.bot)
        near = RunCommand(chat=street, name="near", options={"place": "the park"})
        await server.act(ben, near)
        await server.until(lambda: elm.texts(elm.ben, street) == ["near the park"])
        press = Press(chat=street, message=elm.last(elm.ben, street).id, button="more")
        await server.act(ben, press)
        await server.until(lambda: server.screen(ben).form is not None)
        form = server.screen(ben).form
        assert form is not None
        await server.act(ben, Submit(form=form.id, values={"why": ("it rained",)}))
        await server.until(lambda: elm.texts(elm.ben, street) == ["because it rained"])
        assert not elm.texts(elm.ana, street)


async def test_a_cut_connection_is_resumed(elm: Town) -> None:
    dm = elm.server.open_dm(elm.ben.id, elm.bot)
    async with bot(elm) as found:
        lamp = Lamp(found)
        elm.server.hub.drop()
        await elm.server.until(lambda: not elm.server.hub.online(int(elm.bot)))
        await elm.server.act(elm.ben.id, Write(chat=dm, text="meanwhile"))
        assert await asyncio.wait_for(lamp.heard.get(), 10) == "meanwhile"
        assert len(elm.server.hub.sessions) == 1
