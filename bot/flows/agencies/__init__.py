"""Officers prove who they are, moderators say which agencies may ask in their channels."""

from bot.flows.agencies import admitting
from bot.flows.agencies.proving import (
    AskAddress,
    AskCode,
    AskMailed,
    AskPassword,
    AskScanned,
    verify,
)
from bot.flows.base import Flow
from bot.model.actions import Verb
from bot.model.commands import Command

FLOW = Flow(
    commands={Command.VERIFY: verify, Command.AGENCIES: admitting.listed},
    verbs={Verb.AGENCY_ADMIT: admitting.admit, Verb.AGENCY_BAR: admitting.bar},
    questions=(AskCode, AskAddress, AskMailed, AskScanned, AskPassword),
)
