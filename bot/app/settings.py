"""What the operator sets: environment variables, or lines in `.env`."""

import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from socket import gethostname
from typing import Self
from urllib.parse import urljoin
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from typing_extensions import override

from bot.model.bots import bot_name
from bot.model.ids import PlatformName
from bot.model.policy import Policy
from bot.texts.catalogue import LANGUAGES

TICKS_S = (1, 3_600)
"""Shortest and longest tick in seconds: seconds for trying out, an hour at most in life."""


MOST_SHARDS = 1_024
"""Each is a session of its own, for about 1,000 servers: more than any watch has."""


class Settings(BaseSettings):
    """Everything that can be set; `.env.example` shows all of it with comments."""

    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", hide_input_in_errors=True, frozen=True
    )

    telegram_token: str = Field(default="", repr=False)
    telegram_token_file: Path | None = None
    telegram_api_url: str = "https://api.telegram.org/bot"
    telegram_file_url: str = "https://api.telegram.org/file/bot"
    telegram_webhook_url: str = ""
    discord_token: str = Field(default="", repr=False)
    discord_token_file: Path | None = None
    discord_api_url: str = ""
    discord_gateway_url: str = ""
    discord_shards: int = 1
    database_url: str = "sqlite+aiosqlite:///porchlight.db"
    master_key_file: Path = Path("porchlight.key")
    keyring_file: Path = Path("porchlight-keyring.json")
    relay_tick: int = 900
    relay_min_audience: int = Field(default=25, ge=1)
    relay_min_age: int = Field(default=14, ge=0)
    relay_apart: int = Field(default=24, ge=0)
    verify_days: int = Field(default=90, ge=1)
    geocoder_url: str = ""
    maps: bool = True
    tile_url: str = Field(default="", repr=False)
    tile_attribution: str = "© OpenStreetMap contributors"
    tile_cache: Path = Path("porchlight-tiles")
    time_zone: str = "UTC"
    emergency_number: str = "911"
    acts_a_minute: int = Field(default=30, ge=1)
    smtp_url: str = Field(default="", repr=False)
    mail_from: str = ""
    flags_to_rest: int = Field(default=3, ge=1)
    reach_min_members: int = Field(default=25, ge=1)
    trusted_after: int = Field(default=3, ge=1)
    audit_kept: int = Field(default=365, ge=1)
    incidents_kept: int = Field(default=90, ge=1)
    requests_a_case: int = Field(default=2, ge=1)
    request_window_min: int = Field(default=15, ge=1)
    request_window_max: int = Field(default=720, ge=1)
    request_interest_min: float = Field(default=0.025, gt=0)
    request_interest_max: float = Field(default=0.5, gt=0)
    media_kept: int = Field(default=30, ge=1)
    http_listen: str = "127.0.0.1:8080"
    http_peer: str = ""
    metrics_listen: str = ""
    operator_chat: str = ""
    operator_mail: str = ""
    operator_language: str = LANGUAGES[0]
    feeds_url: str = ""
    log_level: str = "INFO"

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            message = "TIME_ZONE must be an IANA name such as America/Toronto"
            raise ValueError(message) from error
        return name

    @field_validator("tile_url")
    @classmethod
    def _names_tiles(cls, url: str) -> str:
        try:
            different = {url.format(z=z, x=x, y=y) for z in "12" for x in "34" for y in "56"}
        except (LookupError, ValueError):
            different = set[str]()
        if url and len(different) < 2**3:
            message = "TILE_URL holds {z}, {x} and {y} and no other braces, or is empty"
            raise ValueError(message)
        return url

    @field_validator("relay_tick")
    @classmethod
    def _sane_tick(cls, seconds: int) -> int:
        if not TICKS_S[0] <= seconds <= TICKS_S[1]:
            message = f"RELAY_TICK is in seconds, {TICKS_S[0]} to {TICKS_S[1]}; 900 is usual"
            raise ValueError(message)
        return seconds

    @field_validator("discord_shards")
    @classmethod
    def _some_shards(cls, shards: int) -> int:
        if not 1 <= shards <= MOST_SHARDS:
            message = (
                f"DISCORD_SHARDS is how many shards each bot on Discord has, 1 to {MOST_SHARDS}; "
                "`porchlight check` says how many Discord recommends"
            )
            raise ValueError(message)
        return shards

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, name: str) -> str:
        known = ("DEBUG", "INFO", "WARNING", "ERROR")
        if name.upper() not in known:
            message = f"LOG_LEVEL is one of {', '.join(known)}"
            raise ValueError(message)
        return name.upper()

    @field_validator("http_listen", "http_peer", "metrics_listen")
    @classmethod
    def _names_a_door(cls, listen: str) -> str:
        if listen and not re.fullmatch(r"[^\s:]*:[0-9]{1,5}|\[[0-9a-fA-F:]+\]:[0-9]{1,5}", listen):
            message = "is a host and a port, such as 127.0.0.1:9464"
            raise ValueError(message)
        return listen

    @field_validator("operator_chat")
    @classmethod
    def _names_a_chat(cls, chat: str) -> str:
        if chat and not re.fullmatch(r"[a-z]+:-?[0-9/]+", chat):
            message = "OPERATOR_CHAT is a platform and a chat's number: telegram:12345678"
            raise ValueError(message)
        return chat

    @field_validator("operator_language")
    @classmethod
    def _known_language(cls, language: str) -> str:
        if language not in LANGUAGES:
            message = f"OPERATOR_LANGUAGE is one of {', '.join(LANGUAGES)}"
            raise ValueError(message)
        return language

    @model_validator(mode="after")
    def _doors_apart(self) -> Self:
        if self.metrics_listen and self.metrics_listen == self.http_listen:
            message = "METRICS_LISTEN is a door of its own: what HTTP_LISTEN serves is for anybody"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _one_token_each(self) -> Self:
        for name in ("telegram", "discord"):
            token, file = getattr(self, f"{name}_token"), getattr(self, f"{name}_token_file")
            if token and file:
                upper = name.upper()
                message = f"Set {upper}_TOKEN or {upper}_TOKEN_FILE, not both"
                raise ValueError(message)
        return self

    @property
    def policy(self) -> Policy:
        """The numbers of the house."""
        return Policy(
            zone=self.time_zone,
            emergency=self.emergency_number,
            tick=timedelta(seconds=self.relay_tick),
            audience_floor=self.relay_min_audience,
            young=timedelta(days=self.relay_min_age),
            apart=timedelta(hours=self.relay_apart),
            verified_for=timedelta(days=self.verify_days),
            acts_a_minute=self.acts_a_minute,
            maps=self.maps,
            page=urljoin(self.feeds_url, "transparency") if self.feeds_url else "",
            flags_to_rest=self.flags_to_rest,
            reach_floor=self.reach_min_members,
            trusted_after=self.trusted_after,
            audit_kept=timedelta(days=self.audit_kept),
            incidents_kept=timedelta(days=self.incidents_kept),
            requests_a_case=self.requests_a_case,
            window_least=timedelta(minutes=self.request_window_min),
            window_most=timedelta(minutes=self.request_window_max),
            interest_least=self.request_interest_min,
            interest_most=self.request_interest_max,
            media_kept=timedelta(days=self.media_kept),
        )

    @property
    def telegram(self) -> Mapping[PlatformName, str]:
        """The tokens of the bots on Telegram, by name, from the environment or a file."""
        return _tokens("telegram", self.telegram_token, self.telegram_token_file)

    @property
    def discord(self) -> Mapping[PlatformName, str]:
        """The tokens of the bots on Discord, by name, from the environment or a file."""
        return _tokens("discord", self.discord_token, self.discord_token_file)

    @property
    def listen(self) -> tuple[str, int]:
        """Host and port of the watch's own HTTP server."""
        return _door(self.http_listen)

    @property
    def peer(self) -> str:
        """Host and port at which other processes of the watch reach that server."""
        host, port = self.listen
        anywhere = host in {"0.0.0.0", "::"}  # noqa: S104 - compared with, not listened at
        return self.http_peer or f"{gethostname() if anywhere else host}:{port}"

    @property
    def metrics(self) -> tuple[str, int] | None:
        """Host and port of the operator's own HTTP server; None without one."""
        return _door(self.metrics_listen) if self.metrics_listen else None


class GivenSettings(Settings):
    """Settings that come from the program alone: neither environment nor `.env` is read."""

    @classmethod
    @override
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what was given."""
        return (init_settings,)


def _door(listen: str) -> tuple[str, int]:
    host, _, port = listen.rpartition(":")
    return host.strip("[]") or "127.0.0.1", int(port)


def _tokens(kind: str, tokens: str, file: Path | None) -> dict[PlatformName, str]:
    """Each is known by its place, so an empty place keeps the others' names."""
    written = tokens if file is None else file.read_text(encoding="utf-8").strip()
    parts = written.replace("\n", ",").split(",")
    return {
        bot_name(kind, number): token.strip()
        for number, token in enumerate(parts, start=1)
        if token.strip()
    }
