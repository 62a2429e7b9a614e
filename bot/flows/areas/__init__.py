"""Moderators draw the area of their chat."""
