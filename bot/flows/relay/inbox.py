"""What an agency receives, and its questions back."""

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
    say,
    shown,
    told,
    written,
)
from bot.model.actions import Verb
from bot.model.ids import ReplyKey, RequestNumber
from bot.model.relay import ReleasedReply
from bot.permissions import Permission
from bot.replies import Rows, Say, Screen
from bot.services import blocks, relay, requests
from bot.texts.text import Hour, Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class AskQuestion:
    """What does the agency want to ask whoever wrote this reply?"""

    reply: str

    async def question(self, scene: Scene) -> Question:
        """One question, without links."""
        found = await own_reply(scene, self.reply, Permission.REPLY_ASK)
        ask = say("ask.write", handle=found.handle, number=str(found.request))
        return Question(lines=(ask,), label=say("form.question"), words=relay.LONGEST_QUESTION)

    async def answered(self, scene: Scene) -> Answers:
        """It is kept under the thread, and the doorbell rings for everybody, now or later."""
        words = written(scene)
        if words is None:
            raise WatchError("words.empty")
        reply = await own_reply(scene, self.reply, Permission.REPLY_ASK)
        now = scene.clock.now()
        rings = await relay.ask(
            scene.uow,
            reply,
            words,
            key=key_of(scene, reply.request),
            random=scene.random,
            now=now,
        )
        await finish(scene)
        if rings <= now:
            return told(say("ask.done", handle=reply.handle))
        number_, hour = str(reply.request), Hour(moment=rings)
        return told(say("ask.waits", handle=reply.handle, number=number_, hour=hour))


async def ask(scene: Scene) -> Answers:
    """[Ask a question] under a reply."""
    reply = await own_reply(scene, scene.arg, Permission.REPLY_ASK)
    if reply.thread is None:
        raise WatchError("ask.no_questions", handle=reply.handle)
    return await begin(scene, AskQuestion(reply=reply.key))


async def block(scene: Scene) -> Answers:
    """[Block this handle]: surely?"""
    reply = await own_reply(scene, scene.arg, Permission.REPLY_BLOCK)
    surely = say("block.surely", handle=reply.handle, number=str(reply.request))
    do = button("block.do", Verb.REPLY_BLOCK_SURELY, reply.key, tone="danger")
    return told(surely, buttons=((do,),))


async def block_surely(scene: Scene) -> Answers:
    """[Block]: the same answer however often, and whatever was blocked before."""
    reply = await own_reply(scene, scene.arg, Permission.REPLY_BLOCK)
    await blocks.block(scene.uow, reply, key_of(scene, reply.request))
    done = say("block.done", handle=reply.handle, number=str(reply.request))
    return shown(scene, Screen(lines=(done,)))


async def show_replies(scene: Scene) -> Answers:
    """[Show replies]: all that came to a request, for its agency."""
    found = RequestNumber(number(scene.arg, "request.which"))
    account = scene.event.sender.account
    await requests.own(scene.uow, account, found, Permission.REPLY_READ, now=scene.clock.now())
    replies = await scene.uow.relay.of(found)
    if not replies:
        return told(say("inbox.empty", number=str(found)))
    key = key_of(scene, found)
    return tuple(Say(screen=letter(reply, key)) for reply in replies)


def letter(reply: ReleasedReply, key: bytes, *, repeat: bool = False) -> Screen:
    """A reply as its agency sees it: a handle, a tick, words, a picture or a video."""
    text, media = relay.opened(reply.sealed, reply.sealed_picture, key)
    head = say(
        "inbox.repeat" if repeat else "inbox.head",
        number=str(reply.request),
        handle=reply.handle,
        hour=Hour(moment=reply.released),
    )
    quote = (Quote(text=text),) if text else ()
    asks = ((button("inbox.ask", Verb.REPLY_ASK, reply.key),),) if reply.thread else ()
    rows: Rows = (*asks, (button("inbox.block", Verb.REPLY_BLOCK, reply.key),))
    note = () if reply.thread else (say("inbox.no_questions"),)
    return Screen(
        lines=(head, *quote, *note),
        media=media,
        buttons=rows,
    )


async def own_reply(scene: Scene, key: str, permission: Permission) -> ReleasedReply:
    """A reply to the officer's own agency, with which he may do this. Raises WatchError."""
    reply = await scene.uow.relay.get(ReplyKey(key))
    if reply is None:
        raise WatchError("request.gone")
    account = scene.event.sender.account
    await requests.own(scene.uow, account, reply.request, permission, now=scene.clock.now())
    return reply


def key_of(scene: Scene, request: RequestNumber) -> bytes:
    """The data key of an open request. Raises WatchError `request.over`."""
    key = scene.keyring.key(request)
    if key is None:
        raise WatchError("request.over", number=str(request))
    return key
