"""Reporting what happened, and changing what was reported."""

from bot.flows.base import Flow
from bot.flows.incidents.changes import AskUpdate, resolve, update, withdraw, withdraw_which
from bot.flows.incidents.comments import AskComment, comment, drop, keep
from bot.flows.incidents.comments import filled as commented
from bot.flows.incidents.forms import filled, start
from bot.flows.incidents.repeats import AskRepeat
from bot.flows.incidents.reports import (
    AskCategory,
    AskConsent,
    AskPhoto,
    AskPlace,
    AskStory,
    AskWhen,
    ChoosePlace,
)
from bot.flows.incidents.voices import denied, more, seen
from bot.model.actions import Verb
from bot.model.commands import Command

FLOW = Flow(
    commands={Command.REPORT: start, Command.WITHDRAW: withdraw_which},
    verbs={
        Verb.REPORT_FORM: filled,
        Verb.INCIDENT_SEEN: seen,
        Verb.INCIDENT_DENIED: denied,
        Verb.INCIDENT_MORE: more,
        Verb.INCIDENT_COMMENT: comment,
        Verb.INCIDENT_COMMENT_FORM: commented,
        Verb.INCIDENT_COMMENT_KEEP: keep,
        Verb.INCIDENT_COMMENT_DROP: drop,
        Verb.INCIDENT_UPDATE: update,
        Verb.INCIDENT_RESOLVE: resolve,
        Verb.INCIDENT_WITHDRAW: withdraw,
    },
    questions=(
        AskCategory,
        AskStory,
        AskPlace,
        ChoosePlace,
        AskWhen,
        AskPhoto,
        AskConsent,
        AskRepeat,
        AskUpdate,
        AskComment,
    ),
)
