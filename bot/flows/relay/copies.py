"""Private copies: opened, looked into, all alike."""

from functools import partial

from bot.errors import WatchError
from bot.events import Event, Pictured, Said
from bot.flows.base import Answers, Scene, button, number, only_in_private, say, told
from bot.model.actions import Verb, act
from bot.model.commands import Command
from bot.model.ids import RequestNumber
from bot.model.relay import Question
from bot.replies import Ask, Button, FieldKind, Form, FormField, Rows, Say, Screen
from bot.services import agencies, relay, requests
from bot.services.tokens import Token, mint, presented
from bot.texts.text import Line, Quote


async def open_copy(scene: Scene) -> Answers:
    """[Reply privately]: a private copy with a fresh token, which the watch then forgets."""
    found = RequestNumber(number(scene.arg, "button.gone"))
    request = await requests.taking(scene.uow, found, scene.clock.now())
    await refuse_own_officer(scene, found)
    account = scene.event.sender.account
    await refuse_midway(scene)
    if not scene.desk.may_open(account, found):
        raise WatchError("copy.enough", number=str(found))
    token = mint(found, scene.keyring, scene.random)
    scene.afterwards.append(partial(scene.desk.opened, account, found))
    scene.desk.lay_open(account, token.text)
    band = (say("copy.band", band=request.band),) if request.band else ()
    lines = (say("copy.head", number=str(found)), say("request.text", text=request.text), *band)
    return (Say(screen=copy(lines, token.text, writes=scene.event.limits.forms)),)


def copy(body: tuple[Line, ...], token: str, *, writes: bool) -> Screen:
    """A private copy: all look alike but for the token in their buttons."""
    write = (button("copy.write", Verb.COPY_WRITE, token, tone="main"),) if writes else ()
    rows: Rows = (
        *((write,) if write else ()),
        (button("copy.check", Verb.COPY_CHECK, token),),
        (button("request.privacy", Verb.PRIVACY),),
    )
    last = say("copy.how_form" if writes else "copy.how")
    return Screen(lines=(*body, say("copy.promise"), last), buttons=rows, sealed=True)


async def write(scene: Scene) -> Answers:
    """[Write a reply]: the form, or the invitation to write here."""
    token = await presented(scene.uow, scene.arg, scene.keyring)
    if scene.event.limits.forms:
        return (Ask(form=reply_form(token)),)
    await refuse_midway(scene)
    scene.desk.lay_open(scene.event.sender.account, token.text)
    return told(say("copy.how"))


def reply_form(token: Token) -> Form:
    """The reply's form."""
    return Form(
        title=say("form.reply_title", number=str(token.request)),
        action=act(Verb.COPY_FORM, token.text),
        fields=(
            FormField(
                name="text",
                label=say("form.reply"),
                kind=FieldKind.PARAGRAPH,
                hint=say("form.reply_hint"),
                required=False,
                longest=relay.LONGEST_REPLY,
            ),
            FormField(
                name="photo",
                label=say("form.media"),
                kind=FieldKind.FILE,
                hint=say("form.media_hint"),
                required=False,
            ),
        ),
    )


async def check(scene: Scene) -> Answers:
    """[Check for a question]: everyone may look; nobody's looking is written down."""
    token = await presented(scene.uow, scene.arg, scene.keyring)
    await refuse_midway(scene)
    questions = await scene.uow.relay.questions(token.request, token.thread)
    if not questions:
        none = say("question.none", number=str(token.request))
        return told(none, buttons=(row_for_code(token),))
    return (Say(screen=the_question(scene, token, questions[-1])),)


def the_question(scene: Scene, token: Token, question: Question) -> Screen:
    """A question, with a way to answer it: the copy lies open for it."""
    text = relay.unsealed(question.sealed, token.key).decode()
    scene.desk.lay_open(scene.event.sender.account, token.text)
    rows: Rows = (
        (button("copy.write", Verb.COPY_WRITE, token.text, tone="main"),),
        row_for_code(token),
    )
    head = say("question.for_you", number=str(token.request))
    how = say("copy.how_form" if scene.event.limits.forms else "copy.how")
    return Screen(lines=(head, Quote(text=text), how), buttons=rows, sealed=True)


def row_for_code(token: Token) -> tuple[Button, ...]:
    """Whoever lost the copy that was answered may have a code."""
    return (button("code.have", Verb.CODE_ASK, token.text),)


def answered_token(event: Event) -> str | None:
    """The token of the copy to which the words were written as an answer."""
    act_ = event.act
    if not isinstance(act_, Said | Pictured) or act_.answering is None:
        return None
    for action in act_.answering.actions:
        if action.verb in {Verb.COPY_CHECK, Verb.COPY_WRITE} and action.args:
            return action.args[0]
    return None


async def bell(scene: Scene) -> Answers:
    """[See whether it is for me]: only the copy that was answered can tell."""
    return told(say("bell.how", number=str(number(scene.arg, "button.gone"))))


async def privacy(scene: Scene) -> Answers:
    """/privacy and [How this stays private]: the threat model on one screen.

    Whoever asks leaves no row.
    """
    elsewhere = only_in_private(scene, Command.PRIVACY)
    return elsewhere or told(
        say("privacy.how"),
        say("privacy.platforms"),
        say("privacy.agency"),
        say("privacy.limits"),
        say("privacy.reports"),
    )


async def refuse_own_officer(scene: Scene, request: RequestNumber) -> None:
    """An officer gets no copy of his own agency's requests."""
    officer = await agencies.officer_of(scene.uow, scene.event.sender.account)
    if officer is not None and officer.agency == await relay.agency_of(scene.uow, request):
        raise WatchError("copy.own_agency")


async def refuse_midway(scene: Scene) -> None:
    """Who stands in another dialogue ends it first: its words must not get into this one."""
    person = await scene.uow.people.find(scene.event.sender.account)
    if person is not None and await scene.uow.dialogues.load(person.id) is not None:
        raise WatchError("copy.finish_first")
