"""The rules, as plain functions; they decide and never answer."""
