"""discord.py, unmodified, at home on the stand-in."""

import asyncio
import contextlib
import io
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol, TypeVar

import discord
import pytest
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from typing_extensions import override

from adapters.playground.screens import (
    Block,
    FieldKind,
    Press,
    RunCommand,
    SendFile,
    Submit,
    Upload,
    Write,
)
from tests.adapters.playground.discord.town import TOKEN, Town


class Report(discord.ui.Modal, title="Report"):
    what: discord.ui.Label["Report"] = discord.ui.Label(
        text="What happened?",
        description="In a few words",
        component=discord.ui.TextInput(
            custom_id="what", style=discord.TextStyle.paragraph, max_length=200
        ),
    )
    kind: discord.ui.Label["Report"] = discord.ui.Label(
        text="Kind",
        component=discord.ui.Select(
            custom_id="kind",
            options=[
                discord.SelectOption(label="Theft", value="theft"),
                discord.SelectOption(label="Noise", value="noise"),
            ],
        ),
    )
    photo: discord.ui.Label["Report"] = discord.ui.Label(
        text="Photo",
        component=discord.ui.FileUpload(custom_id="photo", required=False, max_values=2),
    )

    @override
    async def on_submit(self, interaction: discord.Interaction) -> None:
        assert isinstance(self.what.component, discord.ui.TextInput)
        assert isinstance(self.kind.component, discord.ui.Select)
        assert isinstance(self.photo.component, discord.ui.FileUpload)
        files = [f"{one.filename}:{len(await one.read())}" for one in self.photo.component.values]
        text = f"**{self.what.component.value}** {self.kind.component.values} {files}"
        view = discord.ui.View(timeout=None)
        view.add_item(
            discord.ui.Button(label="Post", custom_id="post", style=discord.ButtonStyle.primary)
        )
        await interaction.response.send_message(text, view=view, ephemeral=True)


class Lamp(discord.Client):
    def __init__(self, *, content: bool = False) -> None:
        intents = discord.Intents.default()
        intents.message_content = content
        super().__init__(intents=intents, guild_ready_timeout=0.05)
        self.tree = app_commands.CommandTree(self)
        self.heard: asyncio.Queue[str] = asyncio.Queue()
        self.ready = asyncio.Event()
        self.resumed = asyncio.Event()
        self.tree.command(name="report", description="Report something")(self.report)
        self.tree.command(name="near", description="What happened nearby")(self.near)

    async def report(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Report())

    @app_commands.describe(radius="In metres")
    async def near(
        self, interaction: discord.Interaction, radius: app_commands.Range[int, 100, 5000]
    ) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.followup.send(f"Nothing within {radius} m")

    @override
    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def on_ready(self) -> None:
        self.ready.set()

    async def on_resumed(self) -> None:
        self.resumed.set()

    async def on_message(self, message: discord.Message) -> None:
        if not message.author.bot:
            self.heard.put_nowait(message.content)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.component:
            assert interaction.message is not None
            await interaction.response.edit_message(
                content=interaction.message.content + " posted", view=None
            )
            await interaction.followup.send("Done", ephemeral=True)


class Shines(Protocol):
    """A client of the library; `ready` is set once it is at home."""

    ready: asyncio.Event

    async def start(self, token: str) -> None: ...

    async def close(self) -> None: ...


Light = TypeVar("Light", bound=Shines)


@asynccontextmanager
async def lit(town: Town, monkeypatch: pytest.MonkeyPatch, lamp: Light) -> AsyncIterator[Light]:
    monkeypatch.setattr(Route, "BASE", town.server.api_url)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(town.server.gateway_url))
    running = asyncio.create_task(lamp.start(TOKEN))
    try:
        await asyncio.wait_for(lamp.ready.wait(), 10)
        yield lamp
    finally:
        await lamp.close()
        with contextlib.suppress(asyncio.CancelledError):
            await running


async def test_a_command_opens_a_form_whose_answer_only_the_sender_sees(
    elm: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, ben = elm.server, elm.ben
    async with lit(elm, monkeypatch, Lamp()):
        hints = {one.name for one in elm.chat(ben, elm.street).commands}
        assert hints == {"report", "near"}
        await server.act(ben.id, RunCommand(chat=elm.street, name="report"))
        await server.until(lambda: server.screen(ben.id).form is not None)
        form = server.screen(ben.id).form
        assert form is not None
        assert [one.kind for one in form.fields] == [
            FieldKind.PARAGRAPH,
            FieldKind.CHOICE,
            FieldKind.FILES,
        ]
        photo = Upload(name="bike.png", content=b"not really a picture")
        submit = Submit(
            form=form.id,
            values={"what": ("A bike is gone",), "kind": ("theft",)},
            files={"photo": (photo,)},
        )
        await server.act(ben.id, submit)
        await server.until(lambda: bool(elm.chat(ben, elm.street).messages))
        answer = elm.last(ben, elm.street)
        assert answer.text == "A bike is gone ['theft'] ['bike.png:20']"
        assert answer.ephemeral
        assert server.screen(ben.id).form is None
        assert not elm.chat(elm.ana, elm.street).messages
        await server.act(ben.id, Press(chat=elm.street, message=answer.id, button="post"))
        await server.until(lambda: len(elm.chat(ben, elm.street).messages) == 2)
        first, second = elm.chat(ben, elm.street).messages
        assert first.text.endswith("posted")
        assert first.buttons == ()
        assert second.text == "Done"


async def test_a_deferred_answer_is_filled_in_by_the_first_follow_up(
    elm: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with lit(elm, monkeypatch, Lamp()):
        near = RunCommand(chat=elm.street, name="near", options={"radius": "500"})
        await elm.server.act(elm.ben.id, near)
        await elm.server.until(lambda: elm.texts(elm.ben, elm.street) == ["Nothing within 500 m"])
        assert not elm.last(elm.ben, elm.street).thinking


async def test_a_direct_message_arrives_until_the_person_closes_the_door(
    elm: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with lit(elm, monkeypatch, Lamp()) as lamp:
        user = await lamp.fetch_user(int(elm.ben.id))
        sent = await user.send("Hello", nonce="n-1")
        again = await user.send("Hello", nonce="n-1")
        assert again.id == sent.id
        dm = str(sent.channel.id)
        assert elm.texts(elm.ben, dm) == ["Hello"]
        await elm.server.act(elm.ben.id, Write(chat=dm, text="Hi lamp"))
        assert await asyncio.wait_for(lamp.heard.get(), 5) == "Hi lamp"
        await elm.server.act(elm.ben.id, Block())
        with pytest.raises(discord.Forbidden) as refused:
            await user.send("Still there?")
        assert refused.value.code == 50007


async def test_files_travel_both_ways(elm: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    async with lit(elm, monkeypatch, Lamp(content=False)) as lamp:
        channel = lamp.get_channel(int(elm.street))
        assert isinstance(channel, discord.TextChannel)
        embed = discord.Embed(title="Bike", description="Seen *here*").set_image(
            url="attachment://a.png"
        )
        picture = discord.File(io.BytesIO(b"picture"), filename="a.png")
        text = discord.File(io.BytesIO(b"words"), filename="b.txt")
        sent = await channel.send("look", embed=embed, files=[picture, text])
        assert [one.filename for one in sent.attachments] == ["b.txt"]
        assert await sent.attachments[0].read() == b"words"
        drawn = elm.last(elm.ana, elm.street)
        assert drawn.text == "look\nBike\nSeen here"
        assert [(one.kind, one.name) for one in drawn.attachments] == [
            ("photo", "a.png"),
            ("document", "b.txt"),
        ]
        assert elm.server.file(drawn.attachments[0].url) == (b"picture", "image/png")
        upload = Upload(name="c.jpg", content=b"jpeg")
        await elm.server.act(elm.ana.id, SendFile(chat=elm.street, upload=upload))
        assert elm.last(elm.ana, elm.street).attachments[0].name == "c.jpg"


async def test_a_lost_connection_is_resumed_with_what_was_missed(
    elm: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    dm = elm.server.open_dm(elm.ben.id, elm.bot)
    async with lit(elm, monkeypatch, Lamp()) as lamp:
        elm.server.hub.ask_reconnect()
        await elm.server.until(lambda: not elm.server.hub.online(int(elm.bot)))
        await elm.server.act(elm.ben.id, Write(chat=dm, text="meanwhile"))
        assert await asyncio.wait_for(lamp.heard.get(), 10) == "meanwhile"
        await asyncio.wait_for(lamp.resumed.wait(), 10)


class Vote(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=r"vote:(?P<n>\d+)"
):
    """A button whose custom id says all that there is to know."""

    def __init__(self, number: int) -> None:
        super().__init__(discord.ui.Button(label="Vote", custom_id=f"vote:{number}"))
        self.number = number

    @classmethod
    @override
    async def from_custom_id(
        cls,
        interaction: discord.Interaction,
        item: discord.ui.Item[discord.ui.View],
        match: re.Match[str],
    ) -> "Vote":
        return cls(int(match["n"]))

    @override
    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"Voted {self.number}", ephemeral=True)


class Voter(discord.Client):
    def __init__(self) -> None:
        super().__init__(intents=discord.Intents.default(), guild_ready_timeout=0.05)
        self.add_dynamic_items(Vote)
        self.ready = asyncio.Event()

    async def on_ready(self) -> None:
        self.ready.set()


async def test_a_button_outlives_the_bot_that_sent_it(
    elm: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with lit(elm, monkeypatch, Voter()) as first:
        channel = first.get_channel(int(elm.street))
        assert isinstance(channel, discord.TextChannel)
        view = discord.ui.View(timeout=None)
        view.add_item(Vote(7))
        await channel.send("Vote!", view=view)
    elm.clock.advance(200)  # longer than a session waits to be resumed
    press = Press(chat=elm.street, message=elm.last(elm.ben, elm.street).id, button="vote:7")
    await elm.server.act(elm.ben.id, press)
    assert elm.server.screen(elm.ben.id).popups[0].text == "This interaction failed"
    async with lit(elm, monkeypatch, Voter()):
        await elm.server.act(elm.ben.id, press)
        await elm.server.until(lambda: elm.texts(elm.ben, elm.street) == ["Vote!", "Voted 7"])


async def test_members_roles_and_threads_are_read_and_made(
    elm: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with lit(elm, monkeypatch, Voter()) as lamp:
        guild = lamp.get_guild(int(elm.guild))
        assert guild is not None
        owner = await guild.fetch_member(int(elm.ana.id))
        ben = await guild.fetch_member(int(elm.ben.id))
        assert owner.guild_permissions.administrator
        assert not ben.guild_permissions.manage_guild
        channel = guild.text_channels[0]
        assert channel.permissions_for(guild.me).send_messages
        assert not channel.permissions_for(guild.me).manage_channels
        message = await channel.send("start")
        thread = await message.create_thread(name="Details")
        await thread.send("inside")
        assert elm.texts(elm.ben, str(thread.id)) == ["inside"]
        async with channel.typing():
            assert [one.content async for one in channel.history()] == ["start"]
        with pytest.raises(discord.NotFound):
            await channel.fetch_message(1)
