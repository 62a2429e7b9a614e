"""`porchlight agency`: those who may ask the neighbourhood."""

from bot.app.agencies.commands import app

__all__ = ["app"]
