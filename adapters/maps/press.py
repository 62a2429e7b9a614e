"""The printing press: sheets and charts become JPEG pictures (matplotlib and Pillow).

It uses matplotlib's objects alone, not pyplot: nothing global is changed and nothing kept.
"""

import io
import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch, PathPatch, Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from PIL import Image

from adapters.maps.sheets import (
    Block,
    Chart,
    Job,
    Line,
    Patch,
    Pin,
    Pixels,
    Poster,
    Scale,
    Sheet,
    Tile,
)

DPI: Final = 100
QUALITY: Final = 90

GROUND: Final = "#eceae5"
GRID: Final = "#e0ddd6"
LAND: Final = "#f8f7f3"
INK: Final = "#2b2e33"
FAINT: Final = "#8b8880"
EDGE: Final = "#c9c5bb"
WATCHED: Final = "#2f5d9e"
PAPER: Final = "#ffffff"

POINT: Final = 72 / DPI
"""Typographic points in a pixel."""

LARGEST_TILE: Final = 1_024
USUAL: Final = 256
"""Pixels a side of a tile; some servers send 512."""

PALER: Final = 0.22
"""How much of white is mixed into ready-made maps, so that what is drawn on them stands out."""

TILE_KINDS: Final = ("PNG", "JPEG", "WEBP")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """How words are written; `size` in pixels."""

    size: float
    colour: str = INK
    weight: str = "normal"


def ready() -> None:
    """Load what is slow to load: fonts, mostly."""
    warnings.simplefilter("ignore")  # a letter that the font lacks is a box, not a message
    printed(Sheet(width=80, height=60, scale=Scale(pixels=20, label="1 m")))


def printed(job: Job) -> bytes:
    """The picture as JPEG."""
    match job:
        case Poster(sheet=sheet, chart=chart):
            picture = _below(_drawn(sheet), _drawn(chart))
        case _:
            picture = _drawn(job)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, subsampling=0, optimize=True)
    return out.getvalue()


def _drawn(job: Sheet | Chart) -> Image.Image:
    figure = Figure(figsize=(job.width / DPI, job.height / DPI), dpi=DPI, facecolor=GROUND)
    if isinstance(job, Sheet):
        _draw_sheet(figure, job)
    else:
        _draw_chart(figure, job)
    raw = io.BytesIO()
    figure.savefig(raw, format="raw", dpi=DPI)  # Agg's own pixels
    return Image.frombytes("RGBA", (job.width, job.height), raw.getvalue()).convert("RGB")


def _below(upper: Image.Image, lower: Image.Image) -> Image.Image:
    whole = Image.new("RGB", (upper.width, upper.height + lower.height))
    whole.paste(upper, (0, 0))
    whole.paste(lower, (0, upper.height))
    return whole


def _draw_sheet(figure: Figure, sheet: Sheet) -> None:
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, sheet.width)
    axes.set_ylim(sheet.height, 0)
    _ground(axes, sheet)
    for patch in sheet.patches:
        _patch(axes, patch, tiled=bool(sheet.tiles))
    _grid(axes, sheet)
    _circle(axes, sheet)
    for block in sheet.blocks:
        _block(axes, block)
    for pin in sheet.pins:
        _leader(axes, pin)
    for pin in reversed(sheet.pins):  # the first of the list lies uppermost
        _pin(axes, pin)
    _furniture(axes, sheet)


def _ground(axes: Axes, sheet: Sheet) -> None:
    if not sheet.tiles:
        return
    axes.imshow(
        _mosaic(sheet),
        extent=(0, sheet.width, sheet.height, 0),
        interpolation="nearest",
        aspect="auto",
        zorder=0,
    )


def _mosaic(sheet: Sheet) -> Image.Image:
    """All tiles in one piece, cut to the sheet, a little paler than they came."""
    first = sheet.tiles[0]
    left, top = (min(getattr(tile, side) for tile in sheet.tiles) for side in ("left", "top"))
    read = [(tile, _decoded(tile)) for tile in sheet.tiles]
    side = max((picture.width for _, picture in read if picture is not None), default=USUAL)
    across = math.ceil((sheet.width - left) / first.side)
    down = math.ceil((sheet.height - top) / first.side)
    whole = Image.new("RGB", (across * side, down * side), GROUND)
    for tile, picture in read:
        if picture is not None:
            place = (
                round((each - start) / tile.side) * side
                for each, start in ((tile.left, left), (tile.top, top))
            )
            whole.paste(picture.resize((side, side)), tuple(place))
    part = side / first.side
    window = (-left * part, -top * part, (sheet.width - left) * part, (sheet.height - top) * part)
    cut = whole.resize((sheet.width, sheet.height), Image.Resampling.LANCZOS, box=window)
    return Image.blend(cut, Image.new("RGB", cut.size, PAPER), PALER)


def _decoded(tile: Tile) -> Image.Image | None:
    """A tile's picture; none where it cannot be read: the ground shows there."""
    try:
        with Image.open(io.BytesIO(tile.content), formats=TILE_KINDS) as found:
            if max(found.size) > LARGEST_TILE:
                return None
            return found.convert("RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None


def _grid(axes: Axes, sheet: Sheet) -> None:
    axes.add_collection(
        LineCollection(sheet.grid, colors=GRID, linewidths=0.8, zorder=1.5), autolim=False
    )


def _patch(axes: Axes, patch: Patch, *, tiled: bool) -> None:
    for polygon in patch.polygons:
        rings = [_closed(ring) for ring in polygon]
        shape = Path.make_compound_path(*rings)
        if not tiled:
            axes.add_patch(PathPatch(shape, facecolor=LAND, edgecolor="none", zorder=1))
        elif patch.whole:
            axes.add_patch(PathPatch(shape, facecolor=INK, alpha=0.05, linewidth=0, zorder=1))
        halo = [withStroke(linewidth=4, foreground=PAPER, alpha=0.8)] if tiled else []
        axes.add_patch(
            PathPatch(
                shape,
                fill=False,
                edgecolor=INK if patch.whole else FAINT,
                linewidth=2.0 if patch.whole else 1.6,
                linestyle="solid" if patch.whole else (0, (5, 3)),
                joinstyle="round",
                path_effects=halo,
                zorder=2,
            )
        )


def _closed(ring: Line) -> Path:
    return Path([*ring], closed=True)


def _circle(axes: Axes, sheet: Sheet) -> None:
    if sheet.circle:
        axes.add_patch(
            Polygon(sheet.circle, facecolor=WATCHED, alpha=0.09, edgecolor="none", zorder=1.8)
        )
        axes.add_patch(
            Polygon(sheet.circle, fill=False, edgecolor=WATCHED, linewidth=2.2, zorder=2.2)
        )


def _block(axes: Axes, block: Block) -> None:
    axes.add_patch(
        Polygon(block.ring, facecolor=block.colour, alpha=0.30, edgecolor="none", zorder=3)
    )
    axes.add_patch(
        Polygon(block.ring, fill=False, edgecolor=block.colour, linewidth=1.8, zorder=3)
    )


def _leader(axes: Axes, pin: Pin) -> None:
    if pin.of != pin.at:
        across, down = zip(pin.of, pin.at, strict=True)
        axes.plot(across, down, color=PAPER, linewidth=4.5, zorder=4, solid_capstyle="round")
        axes.plot(across, down, color=pin.colour, linewidth=2.2, zorder=4.1)
        axes.add_patch(Circle(pin.of, 4, facecolor=pin.colour, edgecolor=PAPER, zorder=4.2))


def _pin(axes: Axes, pin: Pin) -> None:
    radius = 19.0 if pin.number else 10.0
    axes.add_patch(Circle(pin.at, radius + 3.5, facecolor=PAPER, linewidth=0, zorder=5))
    axes.add_patch(Circle(pin.at, radius, facecolor=pin.colour, linewidth=0, zorder=5))
    if pin.number:
        axes.text(
            *pin.at,
            pin.number,
            fontsize=21 * POINT,
            fontweight="bold",
            color=PAPER,
            ha="center",
            va="center_baseline",
            zorder=5,
            parse_math=False,
        )


def _furniture(axes: Axes, sheet: Sheet) -> None:
    _scale(axes, sheet)
    _north(axes, sheet)
    _title(axes, sheet)
    if sheet.attribution:
        _credit(axes, sheet)
    axes.add_patch(
        Rectangle(
            (0.5, 0.5),
            sheet.width - 1,
            sheet.height - 1,
            fill=False,
            edgecolor=EDGE,
            linewidth=POINT,
            zorder=9,
        )
    )


def _scale(axes: Axes, sheet: Sheet) -> None:
    left, base = 24.0, sheet.height - 26.0
    right = left + sheet.scale.pixels
    bracket = ((left, base - 8), (left, base), (right, base), (right, base - 8))
    across, down = zip(*bracket, strict=True)
    axes.plot(across, down, color=PAPER, linewidth=5, alpha=0.9, zorder=8)
    axes.plot(across, down, color=INK, linewidth=2, zorder=8, solid_joinstyle="miter")
    _words(axes, ((left + right) / 2, base - 14), sheet.scale.label, Hand(size=18))


def _title(axes: Axes, sheet: Sheet) -> None:
    if sheet.title:
        axes.text(
            20,
            22,
            sheet.title,
            fontsize=20 * POINT,
            fontweight="bold",
            color=INK,
            ha="left",
            va="top",
            zorder=8,
            parse_math=False,
            path_effects=[withStroke(linewidth=3.4, foreground=PAPER, alpha=0.9)],
        )


def _north(axes: Axes, sheet: Sheet) -> None:
    x, top = sheet.width - 34.0, 22.0
    arrow = ((x, top), (x + 9, top + 26), (x, top + 20), (x - 9, top + 26))
    axes.add_patch(
        Polygon(arrow, facecolor=INK, edgecolor=PAPER, linewidth=1.4, joinstyle="round", zorder=8)
    )
    _words(axes, (x, top + 46), "N", Hand(size=18, weight="bold"))


def _credit(axes: Axes, sheet: Sheet) -> None:
    words = axes.text(
        sheet.width - 8,
        sheet.height - 7,
        sheet.attribution,
        fontsize=14 * POINT,
        color=INK,
        ha="right",
        va="bottom",
        zorder=8,
        parse_math=False,
    )
    words.set_bbox({"facecolor": PAPER, "alpha": 0.85, "edgecolor": "none", "pad": 3})


def _words(axes: Axes, at: Pixels, words: str, hand: Hand) -> None:
    """Words that can be read on any ground."""
    axes.text(
        *at,
        words,
        fontsize=hand.size * POINT,
        color=hand.colour,
        fontweight=hand.weight,
        ha="center",
        va="baseline",
        zorder=8,
        parse_math=False,
        path_effects=[withStroke(linewidth=3.4, foreground=PAPER, alpha=0.9)],
    )


def _draw_chart(figure: Figure, chart: Chart) -> None:
    left = figure.add_axes((0.30, 0.56, 0.62, 0.32))
    right = figure.add_axes((0.07, 0.12, 0.86, 0.26))
    _by_kind(left, chart)
    _by_hour(right, chart)
    for title, y in ((chart.by_kind, 0.925), (chart.by_hour, 0.425)):
        figure.text(
            0.045,
            y,
            title,
            fontsize=22 * POINT,
            fontweight="bold",
            color=INK,
            parse_math=False,
        )


def _by_kind(axes: Axes, chart: Chart) -> None:
    _bared(axes)
    rows = range(len(chart.bars))
    axes.set_ylim(max(len(rows), 4) - 0.5, -0.5)
    most = max((bar.count for bar in chart.bars), default=1)
    axes.set_xlim(0, most * 1.1)
    for row, bar in zip(rows, chart.bars, strict=True):
        axes.add_patch(
            FancyBboxPatch(
                (0, row - 0.32),
                bar.count,
                0.64,
                boxstyle="square,pad=0",
                facecolor=bar.colour,
                linewidth=0,
            )
        )
        axes.text(
            -most * 0.015,
            row,
            bar.label,
            ha="right",
            va="center",
            fontsize=18 * POINT,
            color=INK,
            parse_math=False,
        )
        axes.text(
            bar.count + most * 0.015,
            row,
            str(bar.count),
            ha="left",
            va="center",
            fontsize=18 * POINT,
            fontweight="bold",
            color=INK,
        )


def _by_hour(axes: Axes, chart: Chart) -> None:
    _bared(axes)
    axes.set_xlim(-0.7, 23.7)
    axes.set_ylim(0, max(*chart.hours, 1) * 1.12)
    axes.bar(range(len(chart.hours)), chart.hours, width=0.72, color=WATCHED)
    axes.axhline(0, color=INK, linewidth=1.6)
    for hour, label in _clock():
        axes.text(
            hour,
            -0.07,
            label,
            transform=axes.get_xaxis_transform(),
            ha="center",
            va="top",
            fontsize=17 * POINT,
            color=INK,
        )
    peak = max(chart.hours, default=0)
    for hour, count in enumerate(chart.hours):
        if count and count == peak:
            axes.text(
                hour,
                count,
                str(count),
                ha="center",
                va="bottom",
                fontsize=17 * POINT,
                fontweight="bold",
                color=INK,
            )


def _clock() -> Iterator[tuple[int, str]]:
    return ((hour, f"{hour}:00") for hour in range(0, 24, 6))


def _bared(axes: Axes) -> None:
    axes.set_axis_off()
    axes.patch.set_visible(False)
