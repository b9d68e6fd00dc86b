"""How the pages and the API are served, from the environment; read by the entry points only.

>>> Serving(rate=30).rate              # BUDGET_QA_SERVE_RATE=30
30
"""

from __future__ import annotations

from typing import Annotated

from pydantic import IPvAnyNetwork, NonNegativeInt, PositiveInt, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class Serving(BaseSettings):
    """`rate`: requests a minute from one client. `at_once`: questions answered side by side.

    `waiting`: questions that may wait for a place. `body_kilobytes`: the largest request to the API.
    `days`: how long questions are kept, 0 keeps none. `admin_token`: who knows it may change what is
    indexed; without one nobody may. `operations_token`: with one, only who shows it reads /metrics and
    the OpenAPI description. `trusted_proxies`: addresses and networks, with commas between them, that
    may tell by X-Forwarded-For whom they ask for.
    """

    model_config = SettingsConfigDict(env_prefix="BUDGET_QA_SERVE_")

    rate: PositiveInt = 120
    at_once: PositiveInt = 8
    waiting: NonNegativeInt = 64
    body_kilobytes: PositiveInt = 64
    days: NonNegativeInt = 90
    admin_token: SecretStr = SecretStr("")
    operations_token: SecretStr = SecretStr("")
    trusted_proxies: Annotated[tuple[IPvAnyNetwork, ...], NoDecode] = ()

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _listed(cls, given: object) -> object:
        return (
            [part.strip() for part in given.split(",") if part.strip()] if isinstance(given, str) else given
        )
