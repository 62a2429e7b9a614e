"""Areas, the channels bound to them, and who watches what."""

from datetime import datetime

from sqlalchemy import BigInteger, PrimaryKeyConstraint, Text, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel

from storage.tables.shapes import NEVER_AGAIN, NO_ROWID, NOUGHT, of_some


class AreaRow(SQLModel, table=True):
    """A named piece of the map; `outline` is a GeoJSON MultiPolygon, `size` counts blocks.

    One that is `gone` has no cells, channels or watches; requests may still name it.
    """

    __tablename__ = "area"
    __table_args__ = NEVER_AGAIN

    id: int = Field(default=None, primary_key=True)
    name: str
    parent: int | None = Field(default=None, foreign_key="area.id")
    outline: str = Field(sa_type=Text)
    size: int
    drawn: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    changed: datetime | None = None
    gone: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class AreaCellRow(SQLModel, table=True):
    """A compacted cell of an area; `first` to `last` are the blocks within it."""

    __tablename__ = "area_cell"
    __table_args__ = NO_ROWID

    cell: int = Field(primary_key=True, sa_type=BigInteger)
    area: int = Field(primary_key=True, foreign_key="area.id", ondelete="CASCADE", index=True)
    first: int = Field(sa_type=BigInteger)
    last: int = Field(sa_type=BigInteger)


class ChannelRow(SQLModel, table=True):
    """A chat bound to an area; `recapped` is up to when its recaps have told, if it has any."""

    __tablename__ = "channel"
    __table_args__ = (UniqueConstraint("platform", "chat"), NEVER_AGAIN)

    id: int = Field(default=None, primary_key=True)
    platform: str
    chat: str
    title: str
    area: int = Field(foreign_key="area.id", index=True)
    language: str
    openness: str = Field(default="open", sa_column_kwargs={"server_default": "open"})
    door: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    recap: str = Field(default="off", sa_column_kwargs={"server_default": "off"})
    recapped: datetime | None = None
    review: str = Field(default="at_once", sa_column_kwargs={"server_default": "at_once"})
    daily: int = Field(default=0, sa_column_kwargs=NOUGHT)
    strict: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class WatchRow(SQLModel, table=True):
    """A circle (cell and radius) or an area, of a person or a channel.

    `block` is the block in the middle of `cell`; `categories` is a bit mask; `rhythm` is 0 for at
    once, 1 for hourly, 2 for daily. The circles that a `crowd` sizes are measured every night.
    `platform` is the person's or the channel's, so that an alert need not look it up; none where
    a program of before kept the watch.
    """

    __tablename__ = "watch"
    __table_args__ = (
        of_some("crowd IS NOT NULL", "crowd", "id"),
        NEVER_AGAIN,
    )

    id: int = Field(default=None, primary_key=True)
    person: int | None = Field(
        foreign_key="person.id", sa_type=BigInteger, ondelete="CASCADE", index=True
    )
    channel: int | None = Field(foreign_key="channel.id", ondelete="CASCADE", index=True)
    area: int | None = Field(foreign_key="area.id", index=True)
    cell: int | None = Field(sa_type=BigInteger)
    block: int | None = Field(sa_type=BigInteger, index=True)
    radius: int | None
    near: str
    categories: int
    rhythm: int = Field(default=0, sa_column_kwargs=NOUGHT)
    crowd: int | None = None
    resumes: datetime | None = None
    platform: str | None = None


class CoverRow(SQLModel, table=True):
    """A circle on the map of one cell of its cover (see CoverCell); found by cell, then edge."""

    __tablename__ = "cover"
    __table_args__ = (
        PrimaryKeyConstraint(
            "cell", "edge", "watch", postgresql_include=["east", "north", "power"]
        ),
        NO_ROWID,
    )

    cell: int = Field(primary_key=True, sa_type=BigInteger)
    edge: int = Field(primary_key=True)
    watch: int = Field(primary_key=True, foreign_key="watch.id", ondelete="CASCADE", index=True)
    east: int
    north: int
    power: int = Field(sa_type=BigInteger)


class PlaceAskedRow(SQLModel, table=True):
    """What a map service answered; `day` counts from 1970. Words and answer are not readable."""

    __tablename__ = "place_asked"
    __table_args__ = NO_ROWID

    digest: bytes = Field(primary_key=True)
    sealed: bytes
    day: int = Field(index=True)
