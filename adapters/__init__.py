"""The outer ring towards the world: one package per platform, one per outside service."""
