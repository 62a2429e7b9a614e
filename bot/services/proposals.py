"""What an agency wants to ask, until two have looked at it.

A stolen chat account alone posts nothing: the officer signs with a password of his app, confirms
with a code that was mailed to him together with the whole text, and then somebody else, a
colleague or a moderator of a channel that takes the agency's requests, says yes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import WatchError
from bot.model.agencies import Agency, AgencyState
from bot.model.audiences import Audience
from bot.model.channels import Channel
from bot.model.deliveries import DeliveryKind
from bot.model.ids import PersonId, ProposalId
from bot.model.ledger import Verdict
from bot.model.people import Account
from bot.model.proposals import Proposal, ProposalState
from bot.model.requests import Request, RequestDraft
from bot.permissions import Permission, Standing, require
from bot.ports.stores import UnitOfWork
from bot.services import agencies, audiences, ledger, letters, officers, policies, requests
from bot.services.letters import Post

CODE_WAITS, SECOND_WAITS = timedelta(hours=1), timedelta(hours=24)
"""How long a proposal waits for its officer's code, and for a second person."""

KEPT = timedelta(days=7)
"""How long it can be seen what became of it."""

RULE = "second_person"
"""What the ledger calls the second look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Second:
    """Who looks at a proposal: somebody of the agency, or a moderator of `channel`."""

    account: Account
    person: PersonId | None
    channel: Channel | None = None


async def sign(post: Post, draft: RequestDraft, typed: str) -> Proposal | None:
    """Keep what an officer signed, and mail it to him with a code; None: not the digits of now.

    Raises:
        WatchError: `verify.again`, or as `letters.mail_code`: then nothing was signed either.
    """
    badge = await post.uow.badges.of(draft.officer)
    if badge is None:
        raise WatchError("verify.again")
    if not await officers.signed(post.uow, badge, typed, post.now):
        return None
    proposal = await post.uow.proposals.add(draft, post.now + CODE_WAITS)
    await letters.mail_code(post, draft.officer, _about(proposal.id), badge.address)
    return proposal


async def mail_again(post: Post, proposal: Proposal) -> None:
    """Mail it once more, with another code. Raises WatchError as `letters.mail_code`."""
    badge = await post.uow.badges.of(proposal.officer)
    if badge is None:
        raise WatchError("verify.again")
    await letters.mail_code(post, proposal.officer, _about(proposal.id), badge.address)


async def confirm(
    uow: UnitOfWork, proposal: Proposal, typed: str, *, audience: Audience, now: datetime
) -> bool:
    """Whether its officer typed the code that was mailed; others are asked then."""
    about = _about(proposal.id)
    if not await letters.right(uow, proposal.officer, about, typed=typed, now=now):
        return False
    expires = min(now + SECOND_WAITS, proposal.draft.closes)
    if not await uow.proposals.turn(
        proposal.id, ProposalState.SECOND, ProposalState.CODE, expires
    ):
        raise WatchError("proposal.over")
    agency = await uow.agencies.get(proposal.agency)
    judged = () if agency is None else policies.doubts(proposal.draft.text, agency)
    colleagues = [
        officer.person
        for officer in await uow.agencies.officers(proposal.agency)
        if officer.person != proposal.officer and not judged
    ]
    admitting = await uow.admissions.admitting(proposal.agency)
    areas = await audiences.everything_in(uow, audience.area)
    channels = [each.id for each in await uow.channels.within(areas) if each.id in admitting]
    await uow.deliveries.tell(
        DeliveryKind.PROPOSAL, str(proposal.id), channels=channels, people=colleagues, now=now
    )
    return True


async def own(
    uow: UnitOfWork, account: Account, wanted: ProposalId, now: datetime
) -> tuple[Proposal, Agency]:
    """A proposal that waits for the code of this very officer.

    Raises:
        WatchError: as `requests.speaker`, or `proposal.over`.
    """
    person, agency = await requests.speaker(uow, account, now)
    proposal = await uow.proposals.get(wanted)
    if proposal is None or proposal.officer != person or proposal.agency != agency.id:
        raise WatchError("proposal.over")
    if proposal.state is not ProposalState.CODE or proposal.expires <= now:
        raise WatchError("proposal.over")
    return proposal, agency


async def seen_by(
    uow: UnitOfWork, wanted: ProposalId, second: Second, now: datetime
) -> tuple[Proposal, Agency]:
    """A proposal that waits for a second person, for somebody who may be that.

    Its own officer never is, whatever else he may be.

    Raises:
        WatchError: `proposal.over`, the same for what never was; `proposal.own`;
            `refused.proposal.judge`; `verify.suspended` or `verify.again`.
    """
    proposal = await uow.proposals.get(wanted)
    agency = None if proposal is None else await uow.agencies.get(proposal.agency)
    if proposal is None or agency is None:
        require(Permission.PROPOSAL_JUDGE, frozenset())
        raise WatchError("proposal.over")
    require(Permission.PROPOSAL_JUDGE, await _standings(uow, proposal, second, now))
    if proposal.officer == second.person:
        raise WatchError("proposal.own")
    if second.channel is None and policies.doubts(proposal.draft.text, agency):
        raise WatchError("proposal.moderator")
    if proposal.state is not ProposalState.SECOND or proposal.expires <= now:
        raise WatchError("proposal.over")
    await _still_may(uow, proposal, agency, now)
    return proposal, agency


async def approve(
    uow: UnitOfWork, wanted: ProposalId, second: Second, with_: requests.Asking
) -> Request:
    """A second person says yes: the request goes out.

    Raises:
        WatchError: as `seen_by` and `requests.ask`: then it waits on.
    """
    now = with_.clock.now()
    proposal, agency = await seen_by(uow, wanted, second, now)
    await _turn(uow, proposal, ProposalState.ASKED, now)
    request = await requests.ask(uow, agency, proposal.draft, with_)
    await uow.proposals.number(proposal.id, request.number)
    await _note(uow, proposal, agency, Verdict.PASSED, now=now)
    await _tell(uow, proposal, now)
    return request


async def refuse(uow: UnitOfWork, wanted: ProposalId, second: Second, now: datetime) -> None:
    """A second person says no. Raises WatchError as `seen_by`."""
    proposal, agency = await seen_by(uow, wanted, second, now)
    await _turn(uow, proposal, ProposalState.REFUSED, now)
    await _note(uow, proposal, agency, Verdict.DECLINED, now=now)
    await _tell(uow, proposal, now)


async def _note(
    uow: UnitOfWork, proposal: Proposal, agency: Agency, verdict: Verdict, *, now: datetime
) -> None:
    """Write down what was judged: the rules that code could not, or the second look itself."""
    rules = [each.rule for each in policies.doubts(proposal.draft.text, agency)] or [RULE]
    for rule in rules:
        await ledger.reviewed(uow, agency.id, rule, verdict, now=now)


async def expire(uow: UnitOfWork, now: datetime) -> int:
    """What waited too long waits no more, and its officer is told; how many."""
    due = await uow.proposals.due(now)
    for proposal in due:
        if await uow.proposals.turn(
            proposal.id, ProposalState.EXPIRED, proposal.state, now + KEPT
        ):
            await _tell(uow, proposal, now)
    return len(due)


async def _standings(
    uow: UnitOfWork, proposal: Proposal, second: Second, now: datetime
) -> frozenset[Standing]:
    if second.channel is not None:
        admitting = await uow.admissions.admitting(proposal.agency)
        return frozenset({Standing.ADMIN} if second.channel.id in admitting else ())
    serving = await agencies.serving(uow, second.account, now)
    colleague = serving is not None and serving[1].id == proposal.agency
    return frozenset({Standing.COLLEAGUE} if colleague else ())


async def _still_may(uow: UnitOfWork, proposal: Proposal, agency: Agency, now: datetime) -> None:
    """What its agency or its officer may do no more, nobody does for them."""
    if agency.state is not AgencyState.ACTIVE:
        raise WatchError("verify.suspended", agency=agency.name)
    officer = await uow.agencies.officer(proposal.officer)
    serves = officer is not None and officer.agency == agency.id
    if not serves or not await agencies.proved(uow, proposal.officer, now):
        raise WatchError("proposal.over")


async def _turn(uow: UnitOfWork, proposal: Proposal, state: ProposalState, now: datetime) -> None:
    """Of two who decide at once, one is too late."""
    if not await uow.proposals.turn(proposal.id, state, proposal.state, now + KEPT):
        raise WatchError("proposal.over")


async def _tell(uow: UnitOfWork, proposal: Proposal, now: datetime) -> None:
    """Everybody who was asked, and its officer, sees what became of it."""
    subject = str(proposal.id)
    await uow.deliveries.revise(DeliveryKind.PROPOSAL, subject, now)
    await uow.deliveries.tell(DeliveryKind.PROPOSAL, subject, people=[proposal.officer], now=now)


def _about(proposal: ProposalId) -> str:
    return f"request {proposal}"
