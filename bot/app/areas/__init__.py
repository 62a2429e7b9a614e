"""`porchlight areas`: the ground that the watch watches over."""

from bot.app.areas.commands import app

__all__ = ["app"]
