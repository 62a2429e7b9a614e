"""What the watch says: sentences by key, in the reader's language."""
