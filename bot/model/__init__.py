"""The nouns of the watch, geography among them."""
