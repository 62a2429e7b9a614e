"""How each noun is written in JSON."""
