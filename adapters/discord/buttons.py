"""Buttons that survive a restart: all that they mean travels in their custom id."""

import re
from collections.abc import Sequence
from typing import Protocol, Self, cast

import discord
from discord import ui
from typing_extensions import override

from adapters.discord.limits import BUTTON_LABEL, ROWS
from bot.model.actions import Action, decoded
from bot.replies import Button, Rows
from bot.texts.render import Locale, plain

STYLES = {
    "main": discord.ButtonStyle.primary,
    "danger": discord.ButtonStyle.danger,
}

Interaction = discord.Interaction[discord.Client]
Shapes = ui.View | ui.LayoutView


class Presses(Protocol):
    """A client that wants to hear of every button pressed."""

    async def on_press(self, interaction: Interaction) -> None:
        """A button was pressed, one of ours or not."""
        ...


class Press(ui.DynamicItem[ui.Item[Shapes]], template=re.compile(r".+", re.DOTALL)):
    """Any button under a message of the bot, drawn now or before the last restart.

    The template takes every custom id: what is none of ours gets its answer, too.
    """

    @classmethod
    @override
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[discord.Client],
        item: ui.Item[Shapes],
        match: re.Match[str],
        /,
    ) -> Self:
        """The button that was pressed, made anew from its message."""
        return cls(item)

    @override
    async def callback(self, interaction: Interaction) -> None:
        """Tell the client."""
        client = cast("Presses", interaction.client)
        await client.on_press(interaction)


def view(rows: Rows, locale: Locale) -> ui.View:
    """The buttons under a message.

    Raises:
        ValueError: more buttons than a message can hold.
    """
    drawn = ui.View(timeout=None)
    for number, row in enumerate(_fitting(rows)):
        for button in row:
            drawn.add_item(Press(_drawn(button, locale), row=number))
    drawn.stop()  # presses come through `Press`; the library need not keep every message's view
    return drawn


def _drawn(button: Button, locale: Locale) -> ui.Button[ui.View]:
    return ui.Button(
        label=clipped(plain(button.label, locale), BUTTON_LABEL),
        custom_id=button.action.encoded(),
        style=STYLES.get(button.tone, discord.ButtonStyle.secondary),
    )


def _fitting(rows: Rows) -> Sequence[Sequence[Button]]:
    split = [row[at : at + ROWS] for row in rows for at in range(0, len(row), ROWS)]
    if len(split) <= ROWS:
        return split
    flat = [button for row in rows for button in row]
    return [flat[at : at + ROWS] for at in range(0, len(flat), ROWS)]


def actions(message: discord.Message) -> tuple[Action, ...]:
    """What the buttons under a message mean; those that are none of ours are left out."""
    found = (
        decoded(item.custom_id)
        for row in message.components
        if isinstance(row, discord.ActionRow)
        for item in row.children
        if isinstance(item, discord.Button) and item.custom_id
    )
    return tuple(action for action in found if action is not None)


def clipped(words: str, longest: int) -> str:
    """The words, cut with an ellipsis where they would be refused for their length."""
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"
