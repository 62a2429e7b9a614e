"""From what an officer wrote to what goes out: his signature, his letter, somebody else's yes."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.errors import WatchError
from bot.flows.base import (
    Answers,
    Question,
    Scene,
    begin,
    button,
    finish,
    number,
    pressed,
    put,
    say,
    shown,
    told,
    written,
)
from bot.flows.requests.posts import around, stretch
from bot.model.actions import Verb, act
from bot.model.agencies import Agency
from bot.model.audiences import Audience
from bot.model.channels import Channel
from bot.model.ids import ChannelId, ProposalId
from bot.model.moderation import Reach
from bot.model.proposals import Proposal, ProposalState
from bot.model.requests import RequestDraft
from bot.permissions import Permission
from bot.ports.mail import Letter
from bot.replies import Button, EraseTheirs, Reader, Rows, Screen
from bot.services import letters, policies, proposals, requests
from bot.services.letters import Post
from bot.services.moderation.offices import Office, channel_of, named
from bot.services.proposals import Second
from bot.texts.text import Day, Text

LONGEST_CODE = 40
AS_COLLEAGUE = 0
"""In a button, in place of a channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskSignature:
    """Which password does the officer's app show?"""

    draft: RequestDraft

    async def question(self, scene: Scene) -> Question:
        """Six digits."""
        del scene
        ask = say("proposal.sign")
        return Question(lines=(ask,), label=say("form.password"), words=LONGEST_CODE)

    async def answered(self, scene: Scene) -> Answers:
        """It is mailed to him in full, with a code; nothing is signed when no letter leaves."""
        agency, audience = await reaching(scene, self.draft)
        area = await scene.uow.areas.get(audience.area)
        post = post_of(scene, agency, self.draft, "" if area is None else area.name)
        proposal = await proposals.sign(post, self.draft, typed(scene))
        if proposal is None:
            return erased(await begin(scene, self, say("verify.wrong_password")))
        return erased(await begin(scene, AskConfirmation(proposal=proposal.id)))


@dataclass(frozen=True, slots=True, kw_only=True)
class AskConfirmation:
    """What is the code in the letter that shows the whole text?"""

    proposal: int

    async def question(self, scene: Scene) -> Question:
        """Eight digits."""
        del scene
        again = button("verify.mail_again", Verb.PROPOSAL_MAIL_AGAIN)
        ask, label = say("proposal.confirm"), say("form.code")
        return Question(lines=(ask,), label=label, words=LONGEST_CODE, buttons=((again,),))

    async def answered(self, scene: Scene) -> Answers:
        """Right: others look at it. Wrong: one try less."""
        account, now = scene.event.sender.account, scene.clock.now()
        proposal, agency = await proposals.own(scene.uow, account, ProposalId(self.proposal), now)
        _, audience = await reaching(scene, proposal.draft)
        area = await scene.uow.areas.get(audience.area)
        if pressed(scene, Verb.PROPOSAL_MAIL_AGAIN) is not None:
            name = "" if area is None else area.name
            await proposals.mail_again(post_of(scene, agency, proposal.draft, name), proposal)
            return await put(scene, self)
        right = await proposals.confirm(
            scene.uow, proposal, typed(scene), audience=audience, now=now
        )
        if not right:
            return erased(await begin(scene, self, say("verify.wrong_mailed")))
        await finish(scene)
        waits = say("proposal.waits", day=Day(moment=now + proposals.SECOND_WAITS))
        return erased(told(waits))


async def sign(scene: Scene, draft: RequestDraft) -> Answers:
    """[Ask the neighbourhood]: what keeps it from going out is said before anything is signed."""
    await reaching(scene, draft)
    return await put(scene, AskSignature(draft=draft))


async def reaching(scene: Scene, draft: RequestDraft) -> tuple[Agency, Audience]:
    """The officer's agency, and whom it would reach. Raises WatchError, RuleError."""
    account, now = scene.event.sender.account, scene.clock.now()
    person, agency = await requests.speaker(scene.uow, account, now)
    if (draft.officer, draft.agency) != (person, agency.id):
        raise WatchError("proposal.over")
    return agency, await requests.fitting(scene.uow, agency, draft, asking(scene))


async def read(scene: Scene) -> Answers:
    """[Read it]: the whole text, for somebody who may be the second."""
    wanted, second = await meant(scene)
    proposal, agency = await proposals.seen_by(scene.uow, wanted, second, scene.clock.now())
    screen = full(proposal, agency, channel=second.channel)
    return told(*screen.lines, buttons=screen.buttons)


async def approve(scene: Scene) -> Answers:
    """[Yes, ask]: it goes out."""
    wanted, second = await meant(scene)
    request = await proposals.approve(scene.uow, wanted, second, asking(scene))
    area = await scene.uow.areas.get(request.audience)
    name = "" if area is None else area.name
    done = say("proposal.approved", number=str(request.number), area=name)
    return shown(scene, Screen(lines=(done,)))


async def refuse(scene: Scene) -> Answers:
    """[No]."""
    wanted, second = await meant(scene)
    await proposals.refuse(scene.uow, wanted, second, scene.clock.now())
    return shown(scene, Screen(lines=(say("proposal.declined"),)))


async def meant(scene: Scene) -> tuple[ProposalId, Second]:
    """Which proposal a button is about, and as what it is looked at. Raises WatchError."""
    if len(scene.args) != len(("proposal", "channel")):
        raise WatchError("button.gone")
    wanted, where = (number(arg, "button.gone") for arg in scene.args)
    account = scene.event.sender.account
    person = await scene.uow.people.find(account)
    channel = None
    if where != AS_COLLEAGUE:
        channel = await channel_of(
            scene.uow,
            ChannelId(where),
            account,
            scene.facts,
            permission=Permission.PROPOSAL_JUDGE,
        )
        await within_reach(scene, channel)
    second = Second(account=account, person=None if person is None else person.id, channel=channel)
    return ProposalId(wanted), second


async def within_reach(scene: Scene, channel: Channel) -> None:
    """Anybody can make a group and be its admin: only a real channel's word counts.

    Raises:
        WatchError: `proposal.small_channel` or `setup.platform_silent`.
    """
    office = Office(
        uow=scene.uow,
        channel=channel,
        moderator=named(scene.event),
        facts=scene.facts,
        now=scene.clock.now(),
        random=scene.random,
        policy=scene.policy,
    )
    if await office.reach() is not Reach.EVERYWHERE:
        raise WatchError("proposal.small_channel")


def notice(proposal: Proposal, agency: Agency, channel: ChannelId) -> Screen:
    """What a channel sees: that its moderators are asked, and not a word of what."""
    way = Button(
        label=say("proposal.read"),
        action=act(Verb.PROPOSAL_READ, proposal.id, channel),
        private=True,
    )
    return Screen(lines=(say("proposal.notice", agency=agency.name),), buttons=((way,),))


def full(proposal: Proposal, agency: Agency, channel: Channel | None = None) -> Screen:
    """The whole text, with what the second person may do."""
    where = AS_COLLEAGUE if channel is None else channel.id
    head = say("proposal.head", agency=agency.name, day=Day(moment=proposal.expires))
    rows: Rows = (
        (
            button("proposal.approve", Verb.PROPOSAL_APPROVE, proposal.id, where, tone="main"),
            button("proposal.refuse", Verb.PROPOSAL_REFUSE, proposal.id, where, tone="danger"),
        ),
    )
    return Screen(lines=(head, *body(proposal.draft), *looks(proposal, agency)), buttons=rows)


def looks(proposal: Proposal, agency: Agency) -> tuple[Text, ...]:
    """What a moderator has to judge, each with the rule that it is about."""
    found = policies.doubts(proposal.draft.text, agency)
    rules = tuple(say(f"judge.{each.rule}", words=each.words) for each in found)
    return (say("judge.head"), *rules) if rules else ()


def outcome(proposal: Proposal) -> Screen:
    """What became of it, for its officer and for colleagues who were asked."""
    if proposal.request is not None:
        done = say("proposal.asked", number=str(proposal.request), case=proposal.draft.case)
        return Screen(lines=(done,))
    key = "proposal.refused" if proposal.state is ProposalState.REFUSED else "proposal.expired"
    return Screen(lines=(say(key, case=proposal.draft.case),))


def body(draft: RequestDraft) -> tuple[Text, ...]:
    """The words of a request before it has a number."""
    return (
        say("request.case", case=draft.case),
        say("request.text", text=draft.text),
        stretch(draft.near, draft.window_from, draft.window_until),
        around(draft.interest),
        say("request.until", day=Day(moment=draft.closes)),
    )


def asking(scene: Scene) -> requests.Asking:
    """What asking needs."""
    return requests.Asking(
        facts=scene.facts, clock=scene.clock, keyring=scene.keyring, policy=scene.policy
    )


def post_of(scene: Scene, agency: Agency, draft: RequestDraft, area: str) -> Post:
    """What mailing a proposal in full needs."""
    write = in_full(scene, agency, draft, area)
    return Post(uow=scene.uow, facts=scene.facts, now=scene.clock.now(), write=write)


def in_full(
    scene: Scene, agency: Agency, draft: RequestDraft, area: str
) -> Callable[[str, str], Letter]:
    """The letter that shows an officer all of what is about to be asked in his name."""
    reader = Reader(language=scene.event.sender.language, zone=scene.policy.zone)

    def letter(to: str, code: str) -> Letter:
        lines = (
            say("letter.request", agency=agency.name),
            *body(draft),
            say("letter.goes_to", area=area),
            say("letter.confirm", code=code),
            say("letter.minutes", count=letters.CODE_LIVES.seconds // 60),
            say("letter.not_you"),
        )
        return letters.letter(to, say("letter.request_subject", case=draft.case), lines, reader)

    return letter


def typed(scene: Scene) -> str:
    """The words that were written. Raises WatchError `proposal.digits` when none were."""
    words = written(scene)
    if words is None:
        raise WatchError("proposal.digits")
    return words


def erased(answers: Answers) -> Answers:
    """What he typed leaves the chat before he is answered."""
    return (EraseTheirs(), *answers)
