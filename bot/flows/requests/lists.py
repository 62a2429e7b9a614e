"""An agency's requests."""

from bot.flows.base import Answers, Scene, button, number, only_in_private, say, shown, told
from bot.flows.requests import proposals
from bot.flows.requests.posts import listed, rows_of
from bot.model.actions import Verb
from bot.model.agencies import Agency
from bot.model.commands import Command
from bot.model.ids import PersonId, RequestNumber
from bot.model.proposals import WAITING, ProposalState
from bot.model.requests import Request
from bot.replies import Screen
from bot.services import requests
from bot.texts.text import Day


async def mine(scene: Scene) -> Answers:
    """/requests: the agency's requests, newest first."""
    elsewhere = only_in_private(scene, Command.REQUESTS)
    if elsewhere is not None:
        return elsewhere
    person, agency = await requests.asker(scene.uow, scene.event.sender.account, scene.clock.now())
    pending = await waiting(scene, person, agency)
    filed = await scene.uow.requests.of(agency.id)
    if not filed and not pending:
        return told(say("request.none"))
    screens = (*pending, *(Screen(lines=(listed(each),), buttons=rows_of(each)) for each in filed))
    return tuple(answer for each in screens for answer in told(*each.lines, buttons=each.buttons))


async def waiting(scene: Scene, person: PersonId, agency: Agency) -> list[Screen]:
    """What the agency wants to ask and has not yet: in full to whoever may be the second."""
    now, found = scene.clock.now(), list[Screen]()
    for each in await scene.uow.proposals.of(agency.id):
        over = each.state not in WAITING or each.expires <= now
        if each.state is ProposalState.SECOND and not over and each.officer != person:
            found.append(proposals.full(each, agency))
        elif over:
            found.append(proposals.outcome(each))
        else:
            key, day = f"proposal.listed_{each.state.value}", Day(moment=each.expires)
            found.append(Screen(lines=(say(key, case=each.draft.case, day=day),)))
    return found


async def theirs(scene: Scene, which: str) -> Request:
    """The request of this number, of the agency of whoever acts. Raises as `requests.own`."""
    found = RequestNumber(number(which, "request.which"))
    return await requests.own(scene.uow, scene.event.sender.account, found, now=scene.clock.now())


async def resolve(scene: Scene) -> Answers:
    """/resolve 12, or [Resolve]: asks once more, because nothing can be brought back."""
    which = scene.called_with or scene.arg
    elsewhere = only_in_private(scene, Command.RESOLVE)
    if elsewhere is not None:
        return elsewhere
    if not which:
        return await mine(scene)
    found = (await theirs(scene, which)).number
    sure = button("request.resolve_surely", Verb.REQUEST_RESOLVE_SURELY, found, tone="danger")
    return told(say("request.resolve_ask", number=str(found)), buttons=((sure,),))


async def resolve_surely(scene: Scene) -> Answers:
    """The request ends; replies, pictures and questions are destroyed."""
    request = await theirs(scene, scene.arg)
    await requests.resolve(scene.uow, request, scene.keyring, scene.clock.now())
    return shown(scene, Screen(lines=(say("request.resolved", number=str(request.number)),)))


async def withdraw(scene: Scene) -> Answers:
    """[Withdraw]: asks once more, because nothing can be brought back."""
    found = (await theirs(scene, scene.arg)).number
    sure = button("request.withdraw_surely", Verb.REQUEST_WITHDRAW_SURELY, found, tone="danger")
    return told(say("request.withdraw_ask", number=str(found)), buttons=((sure,),))


async def withdraw_surely(scene: Scene) -> Answers:
    """The request is taken back: it stands, marked as withdrawn, and its replies are destroyed."""
    request = await theirs(scene, scene.arg)
    await requests.withdraw(scene.uow, request, scene.keyring, scene.clock.now())
    return shown(scene, Screen(lines=(say("request.withdrawn", number=str(request.number)),)))
