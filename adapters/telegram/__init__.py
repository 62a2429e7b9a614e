"""The watch on Telegram, through python-telegram-bot."""

import os

# The library's own switch to exact time spans; without it every 429 raises a deprecation warning.
os.environ.setdefault("PTB_TIMEDELTA", "true")
