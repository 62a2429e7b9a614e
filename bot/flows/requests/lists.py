"""An agency's requests."""

from bot.flows.base import Answers, Scene, button, number, only_in_private, say, shown, told
from bot.flows.requests.posts import listed, rows_of
from bot.model.actions import Verb
from bot.model.commands import Command
from bot.model.ids import RequestNumber
from bot.replies import Screen
from bot.services import requests


async def mine(scene: Scene) -> Answers:
    """/requests: the agency's requests, newest first."""
    elsewhere = only_in_private(scene, Command.REQUESTS)
    if elsewhere is not None:
        return elsewhere
    _, agency = await requests.asker(scene.uow, scene.event.sender.account, scene.clock.now())
    filed = await scene.uow.requests.of(agency.id)
    if not filed:
        return told(say("request.none"))
    return tuple(answer for each in filed for answer in told(listed(each), buttons=rows_of(each)))


async def resolve(scene: Scene) -> Answers:
    """/resolve 12, or [Resolve]: asks once more, because nothing can be brought back."""
    which = scene.called_with or scene.arg
    elsewhere = only_in_private(scene, Command.RESOLVE)
    if elsewhere is not None:
        return elsewhere
    if not which:
        return await mine(scene)
    found = RequestNumber(number(which, "request.which"))
    await requests.own(scene.uow, scene.event.sender.account, found, now=scene.clock.now())
    sure = button("request.resolve_surely", Verb.REQUEST_RESOLVE_SURELY, found, tone="danger")
    return told(say("request.resolve_ask", number=str(found)), buttons=((sure,),))


async def resolve_surely(scene: Scene) -> Answers:
    """The request ends; replies, pictures and questions are destroyed."""
    found = RequestNumber(number(scene.arg, "request.which"))
    request = await requests.own(
        scene.uow, scene.event.sender.account, found, now=scene.clock.now()
    )
    await requests.resolve(scene.uow, request, scene.keyring, scene.clock.now())
    return shown(scene, Screen(lines=(say("request.resolved", number=str(found)),)))
