"""The bots that are measured: the watch, and bare loops over the same libraries."""
