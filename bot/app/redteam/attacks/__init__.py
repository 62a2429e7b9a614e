"""Ways to find out who replied, one file per kind."""
