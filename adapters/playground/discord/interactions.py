"""Interactions: what a person asks, and the application's one answer in time."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from adapters.playground.discord import posts
from adapters.playground.discord.forms.messages import MessageForm
from adapters.playground.discord.forms.modals import Modal
from adapters.playground.discord.nouns import (
    Application,
    Channel,
    Guild,
    Interaction,
    InteractionKind,
    Message,
    MessageFlag,
    MessageKind,
    OpenForm,
    User,
)
from adapters.playground.discord.realm import Event, Realm
from adapters.playground.discord.shapes import interactions as shapes
from adapters.playground.discord.wire import (
    ALREADY_ANSWERED,
    INVALID_TOKEN,
    JSON,
    UNKNOWN_INTERACTION,
    UNKNOWN_MESSAGE,
    UNKNOWN_WEBHOOK,
    ApiError,
)

ANSWER_WITHIN = 3.0  # seconds
TOKEN_LIFE = 900.0  # seconds
NO_ANSWER = {
    InteractionKind.COMMAND: "The application did not respond",
    InteractionKind.COMPONENT: "This interaction failed",
    InteractionKind.MODAL: "Something went wrong. Try again.",
}
MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
PERMITTED = {
    InteractionKind.COMMAND: (MESSAGE, DEFERRED, MODAL),
    InteractionKind.COMPONENT: (MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, MODAL),
    InteractionKind.MODAL: (MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE),
    InteractionKind.AUTOCOMPLETE: (CHOICES,),
    InteractionKind.PING: (),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a person asks of an application."""

    kind: InteractionKind
    application: Application
    user: User
    channel: Channel
    data: JSON
    name: str = ""
    source: Message | None = None
    trigger: Interaction | None = None  # the one whose answer was the form now sent in
    form: int | None = None


@dataclass(slots=True, kw_only=True)
class Desk:
    """Where interactions wait for their answers."""

    realm: Realm
    reachable: Callable[[int, Guild | None], bool] = lambda _application, _guild: False
    answer_within: float = ANSWER_WITHIN
    timers: set[asyncio.TimerHandle] = field(default_factory=set)

    def ask(self, ask: Ask) -> Interaction:
        """Bring an interaction before its application."""
        realm = self.realm
        one = Interaction(
            id=realm.snowflake(),
            token=secrets.token_urlsafe(96),
            kind=ask.kind,
            application=ask.application,
            user=ask.user,
            channel=ask.channel,
            time=realm.now(),
            origin={},
            name=ask.name,
            source=ask.source,
            form=ask.form,
        )
        one.origin = shapes.origin(one, ask.trigger.origin if ask.trigger else None)
        realm.interactions[one.id] = one
        realm.by_token[one.token] = one
        if self._present(one) and self.reachable(ask.application.id, ask.channel.guild):
            self._wait(one)
            self._tell(one, ask.data)
        else:
            self._fail(one)
        return one

    def _present(self, one: Interaction) -> bool:
        guild = one.channel.guild
        return guild is None or one.application.user.id in guild.members

    def _tell(self, one: Interaction, data: JSON) -> None:
        event = Event(
            name="INTERACTION_CREATE",
            body=shapes.interaction(self.realm, one, data),
            guild=one.channel.guild,
            application=one.application.id,
        )
        self.realm.announce(event)

    def _wait(self, one: Interaction) -> None:
        loop = asyncio.get_running_loop()
        self.timers = {timer for timer in self.timers if timer.when() > loop.time()}
        self.timers.add(loop.call_later(self.answer_within, self._fail, one))

    def _fail(self, one: Interaction) -> None:
        if not one.answered and not one.failed:
            one.failed = True
            self.realm.notify(one.user, NO_ANSWER.get(one.kind, ""))

    def close(self) -> None:
        """Wait for nothing more."""
        for timer in self.timers:
            timer.cancel()

    def open(self, found: int, token: str) -> Interaction:
        """The interaction that an answer is for, if there is still time."""
        one = self.realm.interactions.get(found)
        if one is None or not secrets.compare_digest(one.token.encode(), token.encode()):
            raise ApiError(UNKNOWN_INTERACTION)
        if one.answered:
            raise ApiError(ALREADY_ANSWERED)
        if one.failed or self.realm.now() - one.time > self.answer_within:
            raise ApiError(UNKNOWN_INTERACTION)
        return one

    def behind(self, application: int, token: str) -> Interaction:
        """The answered interaction whose token serves as a webhook's."""
        one = self.realm.by_token.get(token)
        if one is None or one.application.id != application or not one.answered:
            raise ApiError(UNKNOWN_WEBHOOK)
        if self.realm.now() - one.time > TOKEN_LIFE:
            raise ApiError(INVALID_TOKEN)
        return one

    def permitted(self, one: Interaction) -> tuple[int, ...]:
        """The types of answer that this interaction takes."""
        allowed = PERMITTED[one.kind]
        if one.kind is InteractionKind.MODAL and one.source is None:
            return tuple(kind for kind in allowed if kind not in (DEFERRED_UPDATE, UPDATE))
        return allowed

    def settle(self, one: Interaction, answer: int) -> None:
        """Note that the application answered; a form that was sent in closes."""
        one.answered = True
        one.answer = answer
        form = self.realm.forms.get(one.user.id)
        if one.form is not None and form is not None and form.id == one.form:
            del self.realm.forms[one.user.id]
        self.realm.changed()

    def answer_message(self, one: Interaction, form: MessageForm) -> None:
        """Answer with a message."""
        message = _response(self.realm, one, form.flags)
        _first_kind(one, message)
        posts.fill(self.realm, form, message)
        one.original = message
        self.settle(one, MESSAGE)
        posts.publish(self.realm, message)

    def answer_thinking(self, one: Interaction, flags: int) -> None:
        """Answer that a message will follow."""
        message = _response(self.realm, one, flags)
        _first_kind(one, message)
        message.flags |= MessageFlag.LOADING
        one.original, one.thinking = message, True
        self.settle(one, DEFERRED)
        posts.publish(self.realm, message)

    def answer_later(self, one: Interaction) -> None:
        """Answer that the message pressed will be edited, or not."""
        one.original = one.source
        self.settle(one, DEFERRED_UPDATE)

    def answer_update(self, one: Interaction, form: MessageForm) -> None:
        """Answer by editing the message that was pressed."""
        if one.source is None or one.source.id not in one.source.channel.messages:
            raise ApiError(UNKNOWN_MESSAGE)
        one.original = one.source
        posts.edit(self.realm, form, one.source)
        self.settle(one, UPDATE)

    def answer_modal(self, one: Interaction, modal: Modal) -> None:
        """Answer with a form."""
        self.settle(one, MODAL)
        self.realm.forms[one.user.id] = OpenForm(
            id=one.id,
            interaction=one,
            custom_id=modal.custom_id,
            title=modal.title,
            components=modal.components,
        )
        self.realm.changed()

    def follow_up(self, one: Interaction, form: MessageForm) -> Message:
        """Say more; right after "thinking" it is the first answer that is edited."""
        if one.thinking and one.original is not None:
            return self.edit_original(one, form)
        message = _response(self.realm, one, form.flags)
        if one.original is not None:
            message.kind, message.reply_to = MessageKind.REPLY, one.original.id
            told: JSON = {"original_response_message_id": str(one.original.id)}
            message.origin = {**one.origin, **told}
        posts.fill(self.realm, form, message)
        posts.publish(self.realm, message)
        return message

    def edit_original(self, one: Interaction, form: MessageForm) -> Message:
        """Edit the first answer."""
        message = self.original(one)
        posts.edit(self.realm, form, message)
        if one.thinking:
            one.thinking = False
            message.edited = None
        return message

    def original(self, one: Interaction) -> Message:
        """The first answer."""
        if one.original is None:
            raise ApiError(UNKNOWN_WEBHOOK)
        if one.original.id not in one.original.channel.messages:
            raise ApiError(UNKNOWN_MESSAGE)
        return one.original


def _response(realm: Realm, one: Interaction, flags: int) -> Message:
    secret = bool(flags & MessageFlag.EPHEMERAL)
    kept = flags & (posts.SENDABLE | MessageFlag.EPHEMERAL)
    return Message(
        id=realm.snowflake(),
        channel=one.channel,
        author=one.application.user,
        content="",
        time=realm.now(),
        flags=int(kept),
        application=one.application,
        origin=one.origin,
        webhook=True,
        addressee=one.user if secret else None,
    )


def _first_kind(one: Interaction, message: Message) -> None:
    if one.kind is InteractionKind.COMMAND:
        message.kind = MessageKind.COMMAND
    elif one.source is not None:
        message.kind, message.reply_to = MessageKind.REPLY, one.source.id
