"""The same store in memory, for tests and trials: it forgets when the process ends."""
