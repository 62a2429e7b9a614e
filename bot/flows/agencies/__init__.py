"""Officers prove who they are."""

from bot.flows.agencies.proving import (
    AskAddress,
    AskCode,
    AskMailed,
    AskPassword,
    AskScanned,
    verify,
)
from bot.flows.base import Flow
from bot.model.commands import Command

FLOW = Flow(
    commands={Command.VERIFY: verify},
    questions=(AskCode, AskAddress, AskMailed, AskScanned, AskPassword),
)
