"""Answers to interactions, and the messages that follow them."""

from adapters.playground.discord import posts
from adapters.playground.discord.bodies import Node
from adapters.playground.discord.forms.messages import Incoming
from adapters.playground.discord.forms.messages import message as message_form
from adapters.playground.discord.forms.modals import modal
from adapters.playground.discord.interactions import (
    CHOICES,
    DEFERRED,
    DEFERRED_UPDATE,
    MESSAGE,
    MODAL,
    UPDATE,
)
from adapters.playground.discord.nouns import Interaction, Message
from adapters.playground.discord.rest.calls import Answer, Call, Route
from adapters.playground.discord.shapes.interactions import callback as callback_shape
from adapters.playground.discord.shapes.messages import message
from adapters.playground.discord.wire import UNKNOWN_MESSAGE, ApiError


async def callback(call: Call) -> Answer:
    """The one answer to an interaction."""
    node, files = await call.form()
    found = call.desk.open(call.id("interaction"), call.word("token"))
    answer = node.choice("type", call.desk.permitted(found))
    node.settle()
    inner = node.child("data") or Node(fields={}, path=("data",), complaints=node.complaints)
    _answer(call, found, answer, node=inner, files=files)
    return callback_shape(call.realm, found) if call.flag("with_response") else None


def _answer(
    call: Call, found: Interaction, answer: int, *, node: Node, files: tuple[Incoming, ...]
) -> None:
    desk = call.desk
    if answer == MESSAGE:
        desk.answer_message(found, message_form(node, files))
    elif answer == DEFERRED:
        desk.answer_thinking(found, node.whole("flags"))
    elif answer == DEFERRED_UPDATE:
        desk.answer_later(found)
    elif answer == UPDATE:
        desk.answer_update(found, message_form(node, files))
    elif answer == MODAL:
        form = modal(node)
        node.settle()
        desk.answer_modal(found, form)
    elif answer == CHOICES:
        desk.settle(found, CHOICES)


def _behind(call: Call) -> Interaction:
    return call.desk.behind(call.id("application"), call.word("token"))


def _followed(call: Call) -> Message:
    """The message that a follow-up route is about: @original or one of the follow-ups."""
    found = _behind(call)
    if call.word("message") == "@original":
        return call.desk.original(found)
    named = found.channel.messages.get(call.id("message"))
    if named is None or named.application is not found.application:
        raise ApiError(UNKNOWN_MESSAGE)
    return named


async def follow_up(call: Call) -> Answer:
    """Say more."""
    found = _behind(call)
    if found.original is None:
        call.desk.original(found)
    node, files = await call.form()
    made = call.desk.follow_up(found, message_form(node, files))
    return message(call.realm, made, found.application)


async def one(call: Call) -> Answer:
    """A message that belongs to an interaction."""
    return message(call.realm, _followed(call), _behind(call).application)


async def edit(call: Call) -> Answer:
    """Edit a message that belongs to an interaction."""
    found, target = _behind(call), _followed(call)
    node, files = await call.form()
    form = message_form(node, files)
    if found.original is target:
        call.desk.edit_original(found, form)
    else:
        posts.edit(call.realm, form, target)
    return message(call.realm, target, found.application)


async def delete(call: Call) -> Answer:
    """Take a message that belongs to an interaction away."""
    posts.delete(call.realm, _followed(call))
    return None


WEBHOOK = "/webhooks/{application}/{token}"
ROUTES = (
    Route(
        method="POST",
        path="/interactions/{interaction}/{token}/callback",
        act=callback,
        public=True,
        webhook=True,
    ),
    Route(method="POST", path=WEBHOOK, act=follow_up, public=True, webhook=True, makes=True),
    *(
        Route(
            method=method,
            path=f"{WEBHOOK}/messages/{{message}}",
            act=act,
            public=True,
            webhook=True,
        )
        for method, act in (("GET", one), ("PATCH", edit), ("DELETE", delete))
    ),
)
