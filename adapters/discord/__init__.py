"""The watch on Discord."""

import warnings

with warnings.catch_warnings():
    # Its voice half, unused here, imports audioop, which Python 3.11 declares deprecated.
    warnings.filterwarnings("ignore", message="'audioop'", category=DeprecationWarning)
    import discord as discord
