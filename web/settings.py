"""How the pages and the API are served, from the environment; read by the entry points only.

>>> Serving(rate=30).rate              # BUDGET_QA_SERVE_RATE=30
30
"""

from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import (
    Field,
    HttpUrl,
    IPvAnyNetwork,
    NonNegativeInt,
    PositiveInt,
    SecretStr,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from web.staff.schedule import Schedule

Networks = Annotated[tuple[IPvAnyNetwork, ...], NoDecode]
# As Content-Security-Policy names a source, and nothing that would end it: https://*.example.gov.cn:8443
Origin = Annotated[str, Field(pattern=r"^https?://(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:[0-9]{1,5})?$")]
Names = Annotated[tuple[str, ...], NoDecode]


def _listed(given: object) -> object:
    """What stands between commas."""
    return [part.strip() for part in given.split(",") if part.strip()] if isinstance(given, str) else given


class Serving(BaseSettings):
    """`rate`: requests a minute from one client. `at_once`: questions answered side by side.

    `waiting`: questions that may wait for a place. `body_kilobytes`: the largest request to the API.
    `days`: how long questions are kept, 0 keeps none. `admin_token`: who knows it may change what is
    indexed; without one nobody may. `operations_token`: with one, only who shows it reads /metrics and
    the OpenAPI description, as JSON and as a page. `trusted_proxies`: addresses and networks, with commas
    between them, that may tell by X-Forwarded-For whom they ask for. `limits`: the address of a Valkey,
    Redis or Memcached that counts requests for all replicas; "" where each process counts by itself.
    `embed`: origins whose pages may hold /embed in a frame; all other pages, and with none that one too,
    stand in no frame.
    """

    model_config = SettingsConfigDict(env_prefix="BUDGET_QA_SERVE_")

    rate: PositiveInt = 120
    at_once: PositiveInt = 8
    waiting: NonNegativeInt = 64
    body_kilobytes: PositiveInt = 64
    days: NonNegativeInt = 90
    admin_token: SecretStr = SecretStr("")
    operations_token: SecretStr = SecretStr("")
    limits: SecretStr = SecretStr("")
    trusted_proxies: Networks = ()
    embed: Annotated[tuple[Origin, ...], NoDecode] = ()

    _lists = field_validator("trusted_proxies", "embed", mode="before")(_listed)


class DeskSettings(BaseSettings):
    """Who comes in at /desk; where none of `login`, `users` and `header` is set, there is no such address.

    `login`: the people of `budget-qa users` log in. `users`: a file of people, of whom that is so too; it is
    taken in once. `hours`: how long a log-in holds. `header`: where a proxy at one
    of `proxies` tells who asks, `administrators` those of its names who may administer. `timezone`: the
    agents' own, such as Asia/Shanghai, where the machine's is another. `webhook`: where calls that are
    handed on are posted, signed with `webhook_secret`. `sync`: when `budget-qa sync` is run by cron or a
    timer, as cron's five fields in the agents' time, to be told to administrators.
    """

    model_config = SettingsConfigDict(env_prefix="BUDGET_QA_DESK_")

    login: bool = False
    users: Path | None = None
    hours: PositiveInt = 12
    header: str = ""
    proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = ()
    administrators: Names = ()
    timezone: ZoneInfo | None = None
    webhook: HttpUrl | None = None
    webhook_secret: SecretStr = SecretStr("")
    sync: Schedule | None = None

    _lists = field_validator("proxies", "administrators", mode="before")(_listed)

    @field_validator("sync", mode="before")
    @classmethod
    def _scheduled(cls, given: object) -> object:
        return (Schedule(given) if given.strip() else None) if isinstance(given, str) else given

    def now(self) -> datetime:
        """The time on an agent's clock, with its offset."""
        return datetime.now(UTC).astimezone(self.timezone)

    @property
    def logs_in(self) -> bool:
        """Whether people log in by a password."""
        return bool(self.login or self.users)

    @property
    def closed(self) -> bool:
        """Whether the desk has an address of its own, closed to strangers."""
        return bool(self.logs_in or self.header)

    @model_validator(mode="after")
    def _believed(self) -> Self:
        if self.header and not self.proxies:
            raise ValueError("BUDGET_QA_DESK_HEADER 要与 BUDGET_QA_DESK_PROXIES 一起设：谁的这个请求头才算数")
        if self.webhook and not (self.closed and self.webhook_secret.get_secret_value()):
            raise ValueError(
                "BUDGET_QA_DESK_WEBHOOK 要与 BUDGET_QA_DESK_WEBHOOK_SECRET 一起设，"
                "并设 BUDGET_QA_DESK_LOGIN 或 BUDGET_QA_DESK_HEADER：谁都能开的坐席不能转办"
            )
        return self
