"""Settings from the environment, read by the entry points only.

BUDGET_QA_EMBEDDING names any sentence-transformers model or folder in place of the bundled one.
"""

from __future__ import annotations

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """`embedding`: a model name or folder, None for the bundled model."""

    model_config = SettingsConfigDict(env_prefix="BUDGET_QA_")

    embedding: str | None = None
