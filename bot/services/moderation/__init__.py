"""Keeping channels decent without ever learning who is who."""
