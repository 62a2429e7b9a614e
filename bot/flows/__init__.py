"""Dialogues: they ask and answer, one file per noun; they decide nothing."""
