"""Moderators say which agencies may ask in their channel; anybody can read who they are."""

from bot.errors import WatchError
from bot.flows.base import Answers, Scene, button, number, say, shown, told
from bot.model.actions import Verb
from bot.model.agencies import Agency, AgencyState
from bot.model.channels import Channel, ChatKind
from bot.model.ids import AgencyId, ChannelId
from bot.permissions import Permission
from bot.replies import Rows, Screen
from bot.services import admissions
from bot.services.domains import readable
from bot.services.moderation.offices import channel_here, channel_of, standing_here
from bot.texts.text import Line, Text


async def listed(scene: Scene) -> Answers:
    """/agencies: those of this channel with what its moderators may do, or all of the watch."""
    chat = scene.event.chat
    here = await scene.uow.channels.at(chat.platform, chat.id)
    if chat.kind is not ChatKind.GROUP or here is None:
        return told(*await everybody(scene))
    found = await admissions.concerning(scene.uow, here)
    if not found:
        return told(say("agencies.none_here"))
    pages = [await page(scene, here, agency) for agency in found]
    return tuple(answer for each in pages for answer in told(*each.lines, buttons=each.buttons))


async def everybody(scene: Scene) -> tuple[Line, ...]:
    """All agencies that may ask somewhere."""
    lines = [
        presented(agency)
        for agency in await scene.uow.agencies.all()
        if agency.state is AgencyState.ACTIVE and agency.domain
    ]
    return (say("agencies.head"), *lines) if lines else (say("agencies.none"),)


async def page(scene: Scene, channel: Channel, agency: Agency) -> Screen:
    """An agency, what the channel says of it, and what its moderators may say instead."""
    taken = await scene.uow.admissions.decided(channel.id, agency.id)
    return asked(agency, channel.id, taken=taken)


def asked(agency: Agency, channel: ChannelId, *, taken: bool | None) -> Screen:
    """Whether a channel takes an agency's requests, for its moderators to say."""
    key = {None: "agencies.undecided", True: "agencies.admitted", False: "agencies.barred"}[taken]
    admit = button("agencies.admit", Verb.AGENCY_ADMIT, agency.id, channel)
    bar = button("agencies.bar", Verb.AGENCY_BAR, agency.id, channel, tone="danger")
    rows: Rows = ((admit, bar),) if taken is None else ((bar,),) if taken else ((admit,),)
    return Screen(lines=(presented(agency), say(key)), buttons=rows)


def presented(agency: Agency) -> Text:
    """Who an agency is, as residents may know it."""
    domain = readable(agency.domain)
    if not agency.contact:
        return say("agencies.one", agency=agency.name, domain=domain)
    return say("agencies.one_contact", agency=agency.name, domain=domain, contact=agency.contact)


async def admit(scene: Scene) -> Answers:
    """[Let it ask here]."""
    return await decided(scene, admitted=True)


async def bar(scene: Scene) -> Answers:
    """[Not here]: at once, for whatever was not posted yet."""
    return await decided(scene, admitted=False)


async def decided(scene: Scene, *, admitted: bool) -> Answers:
    """A moderator speaks for his channel, and no other."""
    agency, channel = await meant(scene)
    await admissions.decide(scene.uow, channel, agency, scene.clock.now(), admitted=admitted)
    return shown(scene, await page(scene, channel, agency))


async def meant(scene: Scene) -> tuple[Agency, Channel]:
    """The agency and the channel of a button. Raises WatchError."""
    if len(scene.args) != len(("agency", "channel")):
        raise WatchError("button.gone")
    which, where = (number(arg, "button.gone") for arg in scene.args)
    channel = await channel_meant(scene, ChannelId(where))
    agency = await scene.uow.agencies.get(AgencyId(which))
    if agency is None or agency not in await admissions.concerning(scene.uow, channel):
        raise WatchError("button.gone")
    return agency, channel


async def channel_meant(scene: Scene, wanted: ChannelId) -> Channel:
    """The moderator's own channel: the chat where he presses, or the one in the button."""
    permission = Permission.AGENCY_ADMIT
    if scene.event.chat.kind is not ChatKind.GROUP:
        account = scene.event.sender.account
        return await channel_of(scene.uow, wanted, account, scene.facts, permission=permission)
    standing_here(scene.event, scene.facts, permission)
    channel = await channel_here(scene.uow, scene.event)
    if channel.id != wanted:
        raise WatchError("button.gone")
    return channel
