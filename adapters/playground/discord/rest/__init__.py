"""The REST interface, version 10: one module per noun."""
