"""Drafts that stand in the chat alone, and the sending of them."""

from dataclasses import replace
from enum import StrEnum
from functools import partial

from bot.errors import WatchError
from bot.events import Filled, Pictured, Pressed, Said, Shown
from bot.flows.base import Answers, Scene, button, say, shown
from bot.flows.relay import codes
from bot.flows.relay.copies import answered_token
from bot.model.actions import Verb
from bot.model.pictures import CleanMedia, RawMedia, RawPicture
from bot.model.policy import next_tick
from bot.ports.inquiries import CleanUp, CleanUpVideo
from bot.replies import ErasePressed, EraseTheirs, Pop, Replace, Say, Screen
from bot.services import blocks, guard, relay, requests
from bot.services.codes import in_all_languages, thread_of
from bot.services.tokens import Token, nonce, presented
from bot.texts.text import Hour, Quote

TOKEN_AND_NONCE = 2


class Way(StrEnum):
    """How a reply is sent: whether the agency may ask back, and how its question is found."""

    NO_QUESTIONS = "no questions"
    ASKED = "asked"
    ASKED_BY_CODE = "asked, by code"


async def draft(scene: Scene) -> Answers:
    """The form came back, or the words of an open copy: show what would be sent."""
    token = await presented(scene.uow, drafted_under(scene), scene.keyring)
    await requests.taking(scene.uow, token.request, scene.clock.now())
    text, media = brought(scene)
    reply = relay.sanitised(token.request, text, cleaned(scene, media))
    seen = Say(screen=looked_over(scene, reply, token))
    return (seen, EraseTheirs())  # in this order: a crash in between takes no words away


def looked_over(scene: Scene, reply: relay.Reply, token: Token) -> Screen:
    """The preview; before it, where words may tell who wrote them, the warning."""
    marks = guard.marks(reply.text, scene.event.sender.names, in_all_languages(token))
    return warning(reply, token, marks) if marks else preview(reply, token, nonce(scene.random))


def warning(reply: relay.Reply, token: Token, marks: tuple[guard.Mark, ...]) -> Screen:
    """Say "not sent yet", with all that may tell who wrote it marked."""
    quote = Quote(text=reply.text, marks=tuple((mark.start, mark.end) for mark in marks))
    return Screen(
        lines=(say("draft.not_sent", number=str(reply.request)), quote, say("draft.marked")),
        media=reply.media,
        buttons=(
            (
                button("draft.clear", Verb.DRAFT_CLEAR, token.text, tone="main"),
                button("draft.keep", Verb.DRAFT_KEEP, token.text),
            ),
            (button("button.cancel", Verb.DRAFT_CANCEL),),
        ),
        sealed=True,
    )


def preview(reply: relay.Reply, token: Token, drawn: str) -> Screen:
    """Say "not sent yet", and all that the agency would see."""
    quote = (Quote(text=reply.text),) if reply.text else ()
    return Screen(
        lines=(say("draft.not_sent", number=str(reply.request)), *quote, say("draft.look")),
        media=reply.media,
        buttons=(
            (button("draft.send", Verb.DRAFT_SEND, token.text, drawn, tone="main"),),
            (button("draft.send_thread", Verb.DRAFT_SEND_THREAD, token.text, drawn),),
            (button("draft.send_code", Verb.DRAFT_SEND_CODE, token.text, drawn),),
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


async def clear(scene: Scene) -> Answers:
    """[Remove them]: without the marked words, on to the preview."""
    token, reply = await warned_of(scene)
    left = guard.cleared(reply.text, scene.event.sender.names, in_all_languages(token))
    if not left and reply.media is None:
        raise WatchError("draft.nothing_left")
    return shown(scene, looked_over(scene, replace(reply, text=left), token))


async def keep(scene: Scene) -> Answers:
    """[Keep them]: as it is, on to the preview."""
    token, reply = await warned_of(scene)
    return shown(scene, preview(reply, token, nonce(scene.random)))


async def warned_of(scene: Scene) -> tuple[Token, relay.Reply]:
    """The copy and the draft under whose warning a button was pressed. Raises WatchError."""
    token = await presented(scene.uow, scene.arg, scene.keyring)
    await requests.taking(scene.uow, token.request, scene.clock.now())
    return token, read_back(scene, token)


async def send(scene: Scene) -> Answers:
    """[Send, no questions back]."""
    return await sent(scene, Way.NO_QUESTIONS)


async def send_thread(scene: Scene) -> Answers:
    """[Send, they may ask me]."""
    return await sent(scene, Way.ASKED)


async def send_code(scene: Scene) -> Answers:
    """[Send, give me a code]."""
    return await sent(scene, Way.ASKED_BY_CODE)


async def sent(scene: Scene, way: Way) -> Answers:
    """One transaction: the reply, once per nonce. Nothing else is written on this way.

    Pressing twice is no second reply, whatever is left of the token: so the nonce comes first.
    """
    token = await presented(scene.uow, scene.arg, scene.keyring)
    if len(scene.args) != TOKEN_AND_NONCE or not scene.args[1]:
        raise WatchError("button.gone")
    await requests.taking(scene.uow, token.request, scene.clock.now())
    reply = read_back(scene, token)
    own = None if way is Way.NO_QUESTIONS else thread_of(token, scene.facts)
    fresh = await relay.save(
        scene.uow,
        token,
        reply,
        nonce=scene.args[1],
        thread=own and (scene.desk.held(token.text) or own),
        random=scene.random,
    )
    if fresh:
        await count(scene, token)
    scene.desk.put_away(scene.event.sender.account)
    leaves = Hour(moment=next_tick(scene.clock.now(), scene.policy.tick))
    said = Pop(text=say("draft.saved", leaves=leaves))
    # In this order: the preview stays until "Saved" is shown.
    if not coded(scene, way):
        return (said, ErasePressed())
    return (said, Replace(screen=await codes.words_of(scene, token, reply.media)))


async def count(scene: Scene, token: Token) -> None:
    """One reply more from this copy; the same refusal whether it has sent enough or is blocked.

    Raises:
        WatchError: `draft.enough`.
    """
    blocked = await blocks.blocked(scene.uow, token)
    if blocked or not scene.desk.may_reply(token.text):
        raise WatchError("draft.enough", number=str(token.request))
    scene.afterwards.append(partial(scene.desk.replied, token.text))


def coded(scene: Scene, way: Way) -> bool:
    """Whether the code is told: where forms are, copies vanish, so there with every thread."""
    return way is Way.ASKED_BY_CODE or (way is Way.ASKED and scene.event.limits.forms)


def read_back(scene: Scene, token: Token) -> relay.Reply:
    """The draft, from the message that was pressed: it stands in the chat alone."""
    held = scene.event.act.shown if isinstance(scene.event.act, Pressed) else Shown()
    return relay.sanitised(token.request, held.quote, cleaned(scene, held.media))


def cleaned(scene: Scene, media: RawMedia | None) -> CleanMedia | None:
    """The picture or video, drawn anew each time that it comes in. Raises WatchError."""
    if media is None:
        return None
    if isinstance(media, RawPicture):
        return scene.learn(CleanUp(picture=media))
    return scene.learn(CleanUpVideo(video=media))


async def cancel_draft(scene: Scene) -> Answers:
    """[Cancel]: the preview goes, nothing was kept."""
    scene.desk.put_away(scene.event.sender.account)
    return (ErasePressed(), Pop(text=say("draft.cancelled")))


def drafted_under(scene: Scene) -> str:
    """The token that the words belong to: of the form, of the answered copy, or on the desk."""
    if isinstance(scene.event.act, Filled):
        return scene.arg
    return answered_token(scene.event) or scene.desk.open_copy(scene.event.sender.account) or ""


def brought(scene: Scene) -> tuple[str, RawMedia | None]:
    """Words and media of the draft. Raises WatchError for what replies cannot carry."""
    match scene.event.act:
        case Said(text=text):
            return text, None
        case Pictured(media=media, text=text):
            return text, media
        case Filled(fields=fields, media=media, refused=refused):
            if refused is not None:
                key = f"sent.{refused.value}"
                raise WatchError(key)
            return fields.get("text", ""), media
        case _:
            raise WatchError("button.gone")
