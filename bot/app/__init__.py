"""The outer ring, the only place that knows every part: settings, wiring, logs, commands."""
