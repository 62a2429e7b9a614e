"""Keeping a channel decent: what waits, what is taken off, who did it; never whose it was."""

from bot.flows.base import Flow
from bot.flows.moderation import (
    appeals,
    audits,
    corrections,
    flags,
    hiding,
    pending,
    policies,
    snippets,
)
from bot.model.actions import Verb
from bot.model.commands import Command

FLOW = Flow(
    commands={
        Command.FLAG: flags.called,
        Command.POLICY: policies.start,
        Command.PENDING: pending.start,
        Command.HIDE: hiding.hide,
        Command.UNHIDE: hiding.unhide,
        Command.SETTLE: corrections.settle,
        Command.STRIKE: corrections.start,
        Command.MUTE: hiding.mute,
        Command.UNMUTE: hiding.unmute,
        Command.BAN: hiding.ban,
        Command.SAY: snippets.speak,
        Command.SNIPPETS: snippets.edit,
        Command.AUDIT: audits.start,
    },
    verbs={
        Verb.INCIDENT_FLAG: flags.press,
        Verb.INCIDENT_APPEAL: appeals.start,
        Verb.JUDGE: policies.judge,
        Verb.PENDING_SHOW: pending.show,
        Verb.PENDING_ALLOW: pending.allow,
        Verb.PENDING_REFUSE: pending.refuse,
        Verb.PENDING_REASON: pending.reasoned,
        Verb.STRIKE_SHOW: corrections.show,
        Verb.STRIKE: corrections.strike,
        Verb.AUDIT_SHOW: audits.show,
    },
    questions=(appeals.AskAppeal,),
)
