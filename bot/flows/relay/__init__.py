"""Answering a request without being known, and asking back without knowing whom."""

from bot.flows.base import Flow
from bot.flows.relay.codes import have_code, look_up, noted
from bot.flows.relay.copies import bell, check, open_copy, privacy, write
from bot.flows.relay.drafts import cancel_draft, clear, draft, keep, send, send_code, send_thread
from bot.flows.relay.inbox import AskQuestion, ask, block, block_surely, show_replies
from bot.model.actions import Verb

FLOW = Flow(
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
        Verb.REPLY_ASK: ask,
        Verb.REPLY_BLOCK: block,
        Verb.REPLY_BLOCK_SURELY: block_surely,
        Verb.REQUEST_SHOW: show_replies,
    },
    questions=(AskQuestion,),
)
