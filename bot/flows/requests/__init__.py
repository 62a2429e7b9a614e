"""Officers ask the neighbourhood for help and end what they asked."""

from bot.flows.base import Flow
from bot.flows.requests import proposals
from bot.flows.requests.asking import (
    AskCase,
    AskCloses,
    AskInterest,
    AskLeave,
    AskScene,
    AskText,
    AskWindow,
    ChooseScene,
)
from bot.flows.requests.forms import filled, start
from bot.flows.requests.lists import mine, resolve, resolve_surely, withdraw, withdraw_surely
from bot.model.actions import Verb
from bot.model.commands import Command

FLOW = Flow(
    commands={
        Command.REQUEST: start,
        Command.REQUESTS: mine,
        Command.RESOLVE: resolve,
    },
    verbs={
        Verb.REQUEST_FORM: filled,
        Verb.PROPOSAL_READ: proposals.read,
        Verb.PROPOSAL_APPROVE: proposals.approve,
        Verb.PROPOSAL_REFUSE: proposals.refuse,
        Verb.REQUEST_RESOLVE: resolve,
        Verb.REQUEST_RESOLVE_SURELY: resolve_surely,
        Verb.REQUEST_WITHDRAW: withdraw,
        Verb.REQUEST_WITHDRAW_SURELY: withdraw_surely,
    },
    questions=(
        AskText,
        AskCase,
        AskScene,
        ChooseScene,
        AskInterest,
        AskWindow,
        AskCloses,
        AskLeave,
        proposals.AskSignature,
        proposals.AskConfirmation,
    ),
)
