"""What Discord allows, as data."""

from typing import Final

from bot.events import Limits
from bot.model.ids import PlatformName
from bot.model.rates import Rates

PLATFORM: Final = PlatformName("discord")

CONTENT: Final = 2_000
"""Characters of a message (discord.com/developers/docs/resources/message#create-message)."""

DESCRIPTION: Final = 4_096
"""Characters of an embed's description: where what does not fit the message goes."""

ALT: Final = 1_024
"""Characters of what an attachment is described with (.../resources/message#attachment-object)."""

ROWS: Final = 5
"""Rows of buttons under a message, and buttons in a row (.../components/reference)."""

BUTTON_LABEL: Final = 80
FORM_LABEL: Final = 45
"""Characters of a modal's title and of its labels."""

FORM_HINT: Final = 100
OPTION_LABEL: Final = 100
OPTIONS: Final = 25
INPUT: Final = 4_000

DESCRIBED: Final = 100
"""Characters of a command's or its parameter's description."""

DEFER_AFTER_S: Final = 1.5
"""Seconds until "is thinking": the first answer is due within 3, the network takes some."""

LIMITS: Final = Limits(
    text=CONTENT,  # escaped at worst twice as long, which the embed still holds
    caption=CONTENT,
    button_label=BUTTON_LABEL,
    file_bytes=10 * 1024 * 1024,
    forms=True,
    pins=False,
    private_answers=True,
    knows_repeats=True,
)

RATES: Final = Rates(per_second=49.7, window=50, chat_gap=1.0, in_flight=24)
"""Just under 50 requests a second, of which answering uses none; 5 in 5 seconds in a channel.

The second is what a channel's bucket is seen to hold. Whatever buckets there are beside it, the
library learns from Discord's answers and waits for.
"""
