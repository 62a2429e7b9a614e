"""Coming into a channel that is for the residents of its area, on both stand-ins."""

from adapters.playground.actors import Actor
from adapters.playground.discord.permissions import EVERYONE, Permission
from adapters.playground.screens import OpenLink
from bot.app.demo import lived_in
from bot.app.town import Town
from tests.proof.house import until

PLACE = (45.5432, -73.6281)


async def test_a_neighbour_joins_on_telegram() -> None:
    async with lived_in() as (town, _):
        telegram = town.telegram
        bot = next(iter(telegram.bots.values()))
        group = telegram.groups[int(town.villeray_group)]
        telegram.promote(group, bot)
        maya = town.person("Maya")
        await maya.command(town.villeray_group, "setup", area="Villeray")
        await maya.press("Villeray", town.villeray_group)
        await maya.press("Residents of the area", town.villeray_group)
        await maya.sees("I let in whoever watches a place", chat=town.villeray_group)
        link = next(each.url for each in group.invites.values() if not each.revoked)
        human = telegram.add_person("Zoe", "zoe", "en")
        zoe = Actor(world=telegram, id=str(human.id), name="Zoe")
        await zoe.do(OpenLink(url=link))
        await zoe.sees("for people who watch a place in")
        assert not group.membership(human.id).present
        await zoe.write(town.bot, "/start")
        await zoe.command(town.bot, "watch")
        await zoe.sees("Tell me where to watch")
        await zoe.locate(town.bot, *PLACE)
        await zoe.press("Save", town.bot)
        await zoe.sees("Neighbours around there talk in")
        await zoe.press("I watch a place there now", town.bot)
        await zoe.sees("You are in")
        assert group.membership(human.id).present


async def led(town: Town) -> str:
    """Wait for the bot, let it manage roles and channels; another channel of Villeray's guild."""
    discord = town.discord
    villeray = discord.realm.channels[int(town.villeray_channel)]
    assert villeray.guild is not None
    guild = str(villeray.guild.id)
    bits = int(EVERYONE | Permission.MANAGE_ROLES | Permission.MANAGE_CHANNELS)
    bot = next(iter(discord.realm.applications))
    discord.give_role(guild, str(bot), discord.add_role(guild, "Watch", bits))
    await until(lambda: discord.hub.online(bot), "Discord's gateway")
    return discord.add_channel(guild, "lobby")


async def test_a_neighbour_joins_on_discord() -> None:
    async with lived_in() as (town, _):
        lobby = await led(town)
        morgan, dana = town.person("Morgan"), town.person("Dana")
        await morgan.command(town.villeray_channel, "setup", area="Villeray")
        await morgan.press("Villeray", town.villeray_channel)
        await morgan.press("Residents of the area", town.villeray_channel)
        await morgan.sees("I let in whoever watches a place")
        assert town.villeray_channel not in {each.id for each in dana.screen.chats}
        await dana.command(lobby, "watch")
        await dana.press("Write your answer")
        await until(lambda: dana.screen.form is not None, "a form")
        form = dana.screen.form
        assert form is not None
        await dana.fills({form.fields[0].label: "8140 rue St-Denis, Montréal"})
        await dana.press("Save")
        await dana.sees("Saved. I tell you")
        await dana.press("Join")
        await dana.sees("You are in")
        assert town.villeray_channel in {each.id for each in dana.screen.chats}
