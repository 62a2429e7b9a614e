"""Answering a request without being known, and asking back without knowing whom."""

from dataclasses import dataclass

from bot.errors import WatchError
from bot.events import Filled, Pictured, Pressed, Said, Shown
from bot.flows.base import (
    Answers,
    Flow,
    Question,
    Scene,
    begin,
    button,
    finish,
    number,
    say,
    told,
    written,
)
from bot.model.actions import Verb, act
from bot.model.ids import ReplyKey, RequestNumber
from bot.model.pictures import CleanPicture, RawPicture
from bot.model.policy import next_tick
from bot.model.relay import ReleasedReply
from bot.model.requests import RequestState
from bot.ports.inquiries import CleanUp
from bot.replies import (
    Ask,
    ErasePressed,
    EraseTheirs,
    FieldKind,
    Form,
    FormField,
    Pop,
    Rows,
    Say,
    Screen,
)
from bot.services import agencies, relay, requests
from bot.services.tokens import Token, mint, nonce, verified
from bot.texts.text import Hour, Line, Quote


async def open_copy(scene: Scene) -> Answers:
    """[Reply privately]: a private copy with a fresh token, which the watch then forgets."""
    found = RequestNumber(number(scene.arg, "button.gone"))
    request = await requests.known(scene.uow, found)
    if request.state is RequestState.CLOSED:
        raise WatchError("request.over", number=str(found))
    await refuse_own_officer(scene, found)
    account = scene.event.sender.account
    if await midway(scene):
        raise WatchError("copy.finish_first")
    if not scene.desk.may_open(account, found):
        raise WatchError("copy.enough", number=str(found))
    token = mint(found, scene.keyring, scene.random)
    scene.desk.lay_open(account, token.text)
    lines = (say("copy.head", number=str(found)), say("request.text", text=request.text))
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
    token = verified(scene.arg, scene.keyring)
    if scene.event.limits.forms:
        return (Ask(form=reply_form(token)),)
    scene.desk.lay_open(scene.event.sender.account, token.text)
    return told(say("copy.how"))


async def draft(scene: Scene) -> Answers:
    """The form came back, or the words of an open copy: show what would be sent."""
    token = verified(drafted_under(scene), scene.keyring)
    text, picture = brought(scene)
    clean = None if picture is None else scene.learn(CleanUp(picture=picture))
    reply = relay.sanitised(token.request, text, clean)
    return (EraseTheirs(), Say(screen=preview(reply, token, nonce(scene.random))))


def preview(reply: relay.Reply, token: Token, drawn: str) -> Screen:
    """Say "not sent yet", and all that the agency would see."""
    quote = (Quote(text=reply.text),) if reply.text else ()
    return Screen(
        lines=(say("draft.not_sent", number=str(reply.request)), *quote),
        picture=reply.picture,
        buttons=(
            (button("draft.send", Verb.DRAFT_SEND, token.text, drawn, tone="main"),),
            (button("draft.send_thread", Verb.DRAFT_SEND_THREAD, token.text, drawn),),
            (button("button.cancel", Verb.DRAFT_CANCEL),),
        ),
        sealed=True,
    )


def unsaid(scene: Scene) -> Answers:
    """An answer to a request, given where all can read: taken away, without a word."""
    act_ = scene.event.act
    if not isinstance(act_, Said | Pictured) or act_.answering is None:
        return ()
    asked = any(action.verb is Verb.COPY_OPEN for action in act_.answering.actions)
    return (EraseTheirs(),) if asked else ()


async def send(scene: Scene) -> Answers:
    """[Send, no questions back]."""
    return await sent(scene, thread=False)


async def send_thread(scene: Scene) -> Answers:
    """[Send, they may ask me]."""
    return await sent(scene, thread=True)


async def sent(scene: Scene, *, thread: bool) -> Answers:
    """One transaction: the reply, once per nonce. Nothing else is written on this way."""
    token = verified(scene.arg, scene.keyring)
    shown_draft = scene.event.act.shown if isinstance(scene.event.act, Pressed) else Shown()
    picture = shown_draft.picture
    clean = None if picture is None else scene.learn(CleanUp(picture=picture))
    reply = relay.sanitised(token.request, shown_draft.quote, clean)
    if not scene.desk.may_reply(token.text):
        raise WatchError("draft.enough", number=str(token.request))
    fresh = await relay.save(
        scene.uow,
        token,
        reply,
        nonce=scene.args[-1],
        thread=token.thread if thread else None,
        random=scene.random,
    )
    if fresh:
        scene.desk.replied(token.text)
    scene.desk.put_away(scene.event.sender.account)
    leaves = Hour(moment=next_tick(scene.clock.now(), scene.policy.tick))
    return (ErasePressed(), Pop(text=say("draft.saved", leaves=leaves)))


async def cancel_draft(scene: Scene) -> Answers:
    """[Cancel]: the preview goes, nothing was kept."""
    scene.desk.put_away(scene.event.sender.account)
    return (ErasePressed(), Pop(text=say("draft.cancelled")))


async def check(scene: Scene) -> Answers:
    """[Check for a question]: everyone may look; nobody's looking is written down."""
    token = verified(scene.arg, scene.keyring)
    questions = await scene.uow.relay.questions(token.request, token.thread)
    if not questions:
        return told(say("question.none", number=str(token.request)))
    text = relay.unsealed(questions[-1].sealed, token.key).decode()
    scene.desk.lay_open(scene.event.sender.account, token.text)
    writes = scene.event.limits.forms
    rows: Rows = ((button("copy.write", Verb.COPY_WRITE, token.text, tone="main"),),)
    head = say("question.for_you", number=str(token.request))
    how = say("copy.how_form" if writes else "copy.how")
    screen = Screen(lines=(head, Quote(text=text), how), buttons=rows, sealed=True)
    return (Say(screen=screen),)


async def bell(scene: Scene) -> Answers:
    """[See whether it is for me]: only the copy that was answered can tell."""
    return told(say("bell.how", number=scene.arg))


async def privacy(scene: Scene) -> Answers:
    """[How this stays private]."""
    del scene
    return told(say("privacy.how"), say("privacy.limits"))


@dataclass(frozen=True, slots=True, kw_only=True)
class AskQuestion:
    """What does the agency want to ask whoever wrote this reply?"""

    reply: str

    async def question(self, scene: Scene) -> Question:
        """One question, without links."""
        found = await own_reply(scene, self.reply)
        ask = say("ask.write", handle=found.handle, number=str(found.request))
        return Question(lines=(ask,), label=say("form.question"), words=relay.LONGEST_QUESTION)

    async def answered(self, scene: Scene) -> Answers:
        """It is kept under the thread, and the doorbell rings for everybody."""
        words = written(scene)
        if words is None:
            raise WatchError("words.empty")
        reply = await own_reply(scene, self.reply)
        await relay.ask(
            scene.uow,
            reply,
            words,
            key=key_of(scene, reply.request),
            random=scene.random,
            now=scene.clock.now(),
        )
        await finish(scene)
        return told(say("ask.done", handle=reply.handle))


async def ask(scene: Scene) -> Answers:
    """[Ask a question] under a reply."""
    reply = await own_reply(scene, scene.arg)
    if reply.thread is None:
        raise WatchError("ask.no_questions", handle=reply.handle)
    return await begin(scene, AskQuestion(reply=reply.key))


async def inbox(scene: Scene) -> Answers:
    """[Show replies]: all that came to a request, for its agency."""
    found = RequestNumber(number(scene.arg, "request.which"))
    request = await requests.own(scene.uow, scene.event.sender.account, found)
    if request.state is RequestState.CLOSED:
        raise WatchError("request.over", number=str(found))
    replies = await scene.uow.relay.of(found)
    if not replies:
        return told(say("inbox.empty", number=str(found)))
    key = key_of(scene, found)
    return tuple(Say(screen=letter(reply, key)) for reply in replies)


def letter(reply: ReleasedReply, key: bytes, *, repeat: bool = False) -> Screen:
    """A reply as its agency sees it: a handle, a tick, words and a picture."""
    text, picture = relay.opened(reply.sealed, reply.sealed_picture, key)
    head = say(
        "inbox.repeat" if repeat else "inbox.head",
        number=str(reply.request),
        handle=reply.handle,
        hour=Hour(moment=reply.released),
    )
    quote = (Quote(text=text),) if text else ()
    rows: Rows = ((button("inbox.ask", Verb.REPLY_ASK, reply.key),),) if reply.thread else ()
    note = () if reply.thread else (say("inbox.no_questions"),)
    return Screen(
        lines=(head, *quote, *note),
        picture=None if picture is None else CleanPicture(content=picture),
        buttons=rows,
    )


async def own_reply(scene: Scene, key: str) -> ReleasedReply:
    """A reply to a request of the officer's agency. Raises WatchError."""
    reply = await scene.uow.relay.get(ReplyKey(key))
    if reply is None:
        raise WatchError("request.gone")
    await requests.own(scene.uow, scene.event.sender.account, reply.request)
    return reply


async def refuse_own_officer(scene: Scene, request: RequestNumber) -> None:
    """An officer gets no copy of his own agency's requests."""
    serving = await agencies.serving(scene.uow, scene.event.sender.account)
    if serving is not None and serving[1].id == await relay.agency_of(scene.uow, request):
        raise WatchError("copy.own_agency")


async def midway(scene: Scene) -> bool:
    """Whether the person stands in another dialogue: its words must not get into this one."""
    person = await scene.uow.people.find(scene.event.sender.account)
    return person is not None and await scene.uow.dialogues.load(person.id) is not None


def key_of(scene: Scene, request: RequestNumber) -> bytes:
    """The data key of an open request. Raises WatchError `request.over`."""
    key = scene.keyring.key(request)
    if key is None:
        raise WatchError("request.over", number=str(request))
    return key


def drafted_under(scene: Scene) -> str:
    """The token that the words belong to: of the form, of the answered copy, or on the desk."""
    if isinstance(scene.event.act, Filled):
        return scene.arg
    return answered_token(scene) or scene.desk.open_copy(scene.event.sender.account) or ""


def answered_token(scene: Scene) -> str | None:
    """The token of the copy to which the words were written as an answer."""
    act_ = scene.event.act
    if not isinstance(act_, Said | Pictured) or act_.answering is None:
        return None
    for action in act_.answering.actions:
        if action.verb in {Verb.COPY_CHECK, Verb.COPY_WRITE} and action.args:
            return action.args[0]
    return None


def brought(scene: Scene) -> tuple[str, RawPicture | None]:
    """Words and picture of the draft. Raises WatchError for what replies cannot carry."""
    match scene.event.act:
        case Said(text=text):
            return text, None
        case Pictured(picture=picture, text=text):
            return text, picture
        case Filled(fields=fields, picture=picture, refused=refused):
            if refused is not None:
                key = f"sent.{refused.value}"
                raise WatchError(key)
            return fields.get("text", ""), picture
        case _:
            raise WatchError("button.gone")


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
                label=say("form.photo"),
                kind=FieldKind.PICTURE,
                hint=say("form.photo_hint"),
                required=False,
            ),
        ),
    )


FLOW = Flow(
    verbs={
        Verb.COPY_OPEN: open_copy,
        Verb.COPY_WRITE: write,
        Verb.COPY_FORM: draft,
        Verb.COPY_CHECK: check,
        Verb.DRAFT_SEND: send,
        Verb.DRAFT_SEND_THREAD: send_thread,
        Verb.DRAFT_CANCEL: cancel_draft,
        Verb.BELL: bell,
        Verb.PRIVACY: privacy,
        Verb.REPLY_ASK: ask,
        Verb.REQUEST_SHOW: inbox,
    },
    questions=(AskQuestion,),
)
