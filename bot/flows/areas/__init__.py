"""Moderators draw the area of their chat."""

from bot.flows.areas.drawing import FLOW, TAKES_MAPS

__all__ = ["FLOW", "TAKES_MAPS"]
