"""The watch itself: no platform, no database, no environment."""
