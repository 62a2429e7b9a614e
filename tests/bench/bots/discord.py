"""discord.py and nothing else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord
from discord import app_commands

from adapters.discord.settings import DiscordSettings, point_at
from tests.bench.bots.orders import Orders, bidden, clocked

WORDS = (
    "**Theft** near Rue Jarry\n"
    "Two parcels taken from a porch by someone in a grey van.\n"
    "*A neighbour, 10 minutes ago. Not verified.*"
)


async def echoes(orders: Orders) -> None:
    """Answer /echo with what was said."""
    async with _client(orders) as client:
        tree = app_commands.CommandTree(client)
        tree.command(name="echo", description="Say it again")(_echo)
        await tree.sync()
        connecting = asyncio.create_task(client.connect())
        await client.wait_until_ready()
        async for _ in bidden():
            pass
        connecting.cancel()


async def _echo(interaction: discord.Interaction, words: str) -> None:
    await interaction.response.send_message(words, ephemeral=True)


async def sends(orders: Orders) -> None:
    """Write into one channel after the other."""
    async with _client(orders) as client:

        async def send() -> None:
            for number in range(orders.messages):
                chat = int(orders.chats[number % len(orders.chats)])
                await client.get_partial_messageable(chat).send(WORDS)

        async for _ in bidden():
            await clocked(send)


@asynccontextmanager
async def _client(orders: Orders) -> AsyncIterator[discord.Client]:
    token = orders.discord_token
    gateway = orders.discord_gateway_url
    point_at(DiscordSettings(token=token, api_url=orders.discord_api_url, gateway_url=gateway))
    async with discord.Client(intents=discord.Intents(guilds=True)) as client:
        await client.login(token)
        yield client
