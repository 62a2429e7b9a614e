"""Answering a request without being known, and asking back without knowing whom."""

from bot.events import Called, Event, Filled, Mapped, Pictured, Pinned, Pressed, Said, SentElse
from bot.flows.base import Flow
from bot.flows.relay.codes import have_code, look_up, noted
from bot.flows.relay.copies import answered_token, bell, check, open_copy, privacy, write
from bot.flows.relay.drafts import cancel_draft, clear, draft, keep, send, send_code, send_thread
from bot.flows.relay.inbox import AskQuestion, ask, block, block_surely, show_replies
from bot.model.actions import Verb
from bot.model.commands import Command
from bot.services.desk import Desk

RESIDENTS = Flow(
    verbs={
        Verb.COPY_OPEN: open_copy,
        Verb.COPY_WRITE: write,
        Verb.COPY_FORM: draft,
        Verb.COPY_CHECK: check,
        Verb.DRAFT_SEND: send,
        Verb.DRAFT_SEND_THREAD: send_thread,
        Verb.DRAFT_SEND_CODE: send_code,
        Verb.DRAFT_CLEAR: clear,
        Verb.DRAFT_KEEP: keep,
        Verb.DRAFT_CANCEL: cancel_draft,
        Verb.CODE_ASK: have_code,
        Verb.CODE_FORM: look_up,
        Verb.CODE_NOTED: noted,
        Verb.BELL: bell,
        Verb.PRIVACY: privacy,
    },
    commands={Command.PRIVACY: privacy},
)
AGENCIES = Flow(
    verbs={
        Verb.REPLY_ASK: ask,
        Verb.REPLY_BLOCK: block,
        Verb.REPLY_BLOCK_SURELY: block_surely,
        Verb.REQUEST_SHOW: show_replies,
    },
    questions=(AskQuestion,),
)
FLOWS = (RESIDENTS, AGENCIES)


def unseen(event: Event, desk: Desk) -> bool:
    """Whether this belongs to answering a request: then no mark of the update may be kept.

    Only Telegram's updates leave marks; one that is committed with a reply, or just before it,
    would tell on which platform the reply was written. Nothing is lost without: sending is told
    apart by its nonce, and whatever else is done twice only looks so.
    """
    match event.act:
        case Pressed(action=action) | Filled(action=action):
            return action is not None and action.verb in RESIDENTS.verbs
        case Called(command=command):
            return command in RESIDENTS.commands
        case Said() | Pictured() | Mapped() | Pinned() | SentElse():
            account = event.sender.account
            copies = (answered_token(event), desk.open_copy(account), desk.copy_for_code(account))
            return any(copies)
    return False
