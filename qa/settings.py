"""Settings from the environment, read by the entry points only.

BUDGET_QA_EMBEDDING names any sentence-transformers model or folder in place of the bundled one;
BUDGET_QA_MAX_… limit what one file may cost to read.

>>> Settings(max_pages=50).limits().pages
50
"""

from __future__ import annotations

from pydantic import PositiveFloat, PositiveInt
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.facts.limits import LIMITS, Limits


class Settings(BaseSettings):
    """`embedding`: a model name or folder, None for the bundled model. `max_…`: see `Limits`."""

    model_config = SettingsConfigDict(env_prefix="BUDGET_QA_")

    embedding: str | None = None
    max_pages: PositiveInt = LIMITS.pages
    max_megabytes: PositiveInt = LIMITS.megabytes
    max_objects: PositiveInt = LIMITS.objects
    max_seconds: PositiveFloat = LIMITS.seconds
    max_page_seconds: PositiveFloat = LIMITS.page_seconds
    max_memory_megabytes: PositiveInt = LIMITS.memory_megabytes

    def limits(self) -> Limits:
        """What one file may cost to read."""
        return Limits(
            pages=self.max_pages,
            megabytes=self.max_megabytes,
            objects=self.max_objects,
            seconds=self.max_seconds,
            page_seconds=self.max_page_seconds,
            memory_megabytes=self.max_memory_megabytes,
        )
