"""What the watch keeps, on SQLite or PostgreSQL, and the keys it is sealed with."""
