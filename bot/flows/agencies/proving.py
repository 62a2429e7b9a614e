"""Somebody proves that he speaks for an agency: invitation, mailbox, authenticator app."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.errors import WatchError
from bot.flows.base import (
    Answers,
    Asks,
    Question,
    Scene,
    begin,
    button,
    finish,
    pressed,
    put,
    say,
    told,
    written,
)
from bot.model.actions import Verb
from bot.model.agencies import Agency, Badge, Probation
from bot.ports.mail import Letter
from bot.replies import ErasePressed, EraseTheirs, Reader, Say
from bot.services import agencies, letters, officers, passwords
from bot.services.domains import readable
from bot.services.letters import Post
from bot.texts.text import Quote

LONGEST_CODE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class AskCode:
    """What is the operator's one-time code?"""

    async def question(self, scene: Scene) -> Question:
        """The invitation."""
        del scene
        return Question(lines=(say("verify.ask"),), label=say("form.code"), words=LONGEST_CODE)

    async def answered(self, scene: Scene) -> Answers:
        """The code is used up by this."""
        return await invited(scene, typed(scene))


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAddress:
    """What is his work address?"""

    async def question(self, scene: Scene) -> Question:
        """An address on the agency's own domain."""
        _, agency = await probation_of(scene)
        ask = say("verify.ask_address", agency=agency.name, domain=readable(agency.domain))
        return Question(lines=(ask,), label=say("form.address"), words=officers.LONGEST_ADDRESS)

    async def answered(self, scene: Scene) -> Answers:
        """A letter with a code goes there."""
        probation, agency = await probation_of(scene)
        await officers.claim(post_of(scene, agency.name), probation, agency, typed(scene))
        return erased(await begin(scene, AskMailed()))


@dataclass(frozen=True, slots=True, kw_only=True)
class AskMailed:
    """What is the code in the letter?"""

    async def question(self, scene: Scene) -> Question:
        """Eight digits."""
        del scene
        again = button("verify.mail_again", Verb.VERIFY_MAIL_AGAIN)
        ask, label = say("verify.ask_mailed"), say("form.code")
        return Question(lines=(ask,), label=label, words=LONGEST_CODE, buttons=((again,),))

    async def answered(self, scene: Scene) -> Answers:
        """Right, or one try less."""
        if pressed(scene, Verb.VERIFY_MAIL_AGAIN) is not None:
            return await mailed_again(scene)
        person, now = await scene.person(), scene.clock.now()
        words, random = typed(scene), scene.random
        if not await officers.received(scene.uow, person.id, words, now=now, random=random):
            return erased(await begin(scene, self, say("verify.wrong_mailed")))
        novice = await officers.begun(scene.uow, person.id, now)
        if novice is None:
            return erased(await begin(scene, AskPassword()))
        return erased(await shown_secret(scene))


@dataclass(frozen=True, slots=True, kw_only=True)
class AskScanned:
    """Has the authenticator app read the picture?"""

    async def question(self, scene: Scene) -> Question:
        """The picture, and the same as words; both go when the button is pressed."""
        probation, agency = await probation_of(scene)
        done = button("verify.scanned", Verb.VERIFY_SCANNED, tone="main")
        return Question(
            lines=(say("verify.scan"), Quote(text=passwords.in_groups(probation.secret))),
            label=say("form.code"),
            buttons=((done,),),
            shows=passwords.picture(probation.secret, agency.name),
            alt=say("alt.secret"),
        )

    async def answered(self, scene: Scene) -> Answers:
        """The message with the secret leaves the chat."""
        if pressed(scene, Verb.VERIFY_SCANNED) is None:
            raise WatchError("verify.scan_first")
        return await gone_before(scene, AskPassword())


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPassword:
    """Which password does the authenticator app show?"""

    async def question(self, scene: Scene) -> Question:
        """Six digits."""
        del scene
        ask = say("verify.ask_password")
        return Question(lines=(ask,), label=say("form.password"), words=LONGEST_CODE)

    async def answered(self, scene: Scene) -> Answers:
        """He speaks for his agency from now on, or again."""
        person, now = await scene.person(), scene.clock.now()
        novice = await officers.begun(scene.uow, person.id, now)
        if novice is not None:
            done = await officers.sworn_in(
                scene.uow, novice[0], typed(scene), now=now, policy=scene.policy
            )
            return await sworn(scene, novice[1], self, done=done)
        badge, agency = await badge_of(scene)
        done = await officers.signed(scene.uow, badge, typed(scene), now)
        if done:
            await scene.uow.badges.renew(person.id, now + scene.policy.verified_for)
        return await sworn(scene, agency, self, done=done)


async def verify(scene: Scene) -> Answers:
    """/verify: with an invitation or without; never where others read it."""
    if not scene.in_private:
        return (EraseTheirs(), *told(say("verify.in_private")))
    if scene.called_with:
        return await invited(scene, scene.called_with)
    person = await scene.uow.people.find(scene.event.sender.account)
    if person is None:
        return await begin(scene, AskCode())
    if await officers.begun(scene.uow, person.id, scene.clock.now()) is not None:
        return await went_on(scene)
    if await scene.uow.badges.of(person.id) is not None:
        return await renewed(scene)
    return await begin(scene, AskCode())


async def invited(scene: Scene, code: str) -> Answers:
    """An agency's invitation is taken up; the code leaves the chat."""
    person = await scene.person()
    await officers.invited(scene.uow, person.id, code, scene.clock.now())
    return erased(await begin(scene, AskAddress()))


async def went_on(scene: Scene) -> Answers:
    """Where he stopped, or with the address, when the letter's code is over."""
    probation, _ = await probation_of(scene)
    if probation.secret:
        return await shown_secret(scene)
    expires = await scene.uow.mailed.expires(probation.person, officers.ABOUT)
    waits = expires is not None and scene.clock.now() < expires
    return await begin(scene, AskMailed() if waits else AskAddress())


async def renewed(scene: Scene) -> Answers:
    """An officer proves himself once more: by the same mailbox and the same app."""
    badge, agency = await badge_of(scene)
    await officers.mail(post_of(scene, agency.name), badge.person, badge.address)
    return await begin(scene, AskMailed())


async def mailed_again(scene: Scene) -> Answers:
    """[Mail another code]."""
    novice = await officers.begun(scene.uow, (await scene.person()).id, scene.clock.now())
    if novice is None:
        return await renewed(scene)
    probation, agency = novice
    await officers.mail(post_of(scene, agency.name), probation.person, probation.address)
    return await put(scene, AskMailed())


async def shown_secret(scene: Scene) -> Answers:
    """The picture for the app, which nobody can forward or save where that can be forbidden."""
    answers = await begin(scene, AskScanned())
    return tuple(
        Say(screen=replace(each.screen, sealed=True)) if isinstance(each, Say) else each
        for each in answers
    )


async def gone_before(scene: Scene, state: Asks) -> Answers:
    """The next question; what was pressed leaves the chat."""
    return (ErasePressed(), *await begin(scene, state))


async def sworn(scene: Scene, agency: Agency, state: Asks, *, done: bool) -> Answers:
    """Right: he is verified. Wrong: the question once more; it counts."""
    if not done:
        return erased(await begin(scene, state, say("verify.wrong_password")))
    await finish(scene)
    return erased(told(say("verify.done", agency=agency.name)))


def erased(answers: Answers) -> Answers:
    """What he typed leaves the chat before he is answered."""
    return (EraseTheirs(), *answers)


def typed(scene: Scene) -> str:
    """The words that were written. Raises WatchError `verify.write` when none were."""
    words = written(scene)
    if words is None:
        raise WatchError("verify.write")
    return words


async def probation_of(scene: Scene) -> tuple[Probation, Agency]:
    """How far he has come. Raises WatchError `verify.over` when his invitation is over."""
    person = await scene.person()
    novice = await officers.begun(scene.uow, person.id, scene.clock.now())
    if novice is None:
        raise WatchError("verify.over")
    return novice


async def badge_of(scene: Scene) -> tuple[Badge, Agency]:
    """His badge, good or lapsed, and his agency. Raises WatchError `verify.over`."""
    officer = await agencies.officer_of(scene.uow, scene.event.sender.account)
    badge = None if officer is None else await scene.uow.badges.of(officer.person)
    agency = None if officer is None else await scene.uow.agencies.get(officer.agency)
    if badge is None or agency is None:
        raise WatchError("verify.over")
    return badge, agency


def post_of(scene: Scene, agency: str) -> Post:
    """What mailing a code needs."""
    return Post(
        uow=scene.uow, facts=scene.facts, now=scene.clock.now(), write=proof(scene, agency)
    )


def proof(scene: Scene, agency: str) -> Callable[[str, str], Letter]:
    """The letter by which somebody proves that a mailbox is his."""
    reader = Reader(language=scene.event.sender.language, zone=scene.policy.zone)

    def letter(to: str, code: str) -> Letter:
        lines = (
            say("letter.proof", agency=agency, code=code),
            say("letter.minutes", count=letters.CODE_LIVES.seconds // 60),
            say("letter.not_you"),
        )
        return letters.letter(to, say("letter.proof_subject"), lines, reader)

    return letter
