"""Settings from the environment, read by the entry points only.

BUDGET_QA_EMBEDDING names any sentence-transformers model or folder in place of the bundled one;
BUDGET_QA_DATABASE a PostgreSQL database that holds the facts in place of the store's folder;
BUDGET_QA_VECTORS a Chroma server that holds the vectors; BUDGET_QA_ORIGINALS where the files lie;
BUDGET_QA_MAX_… limit what one file may cost to read; BUDGET_QA_LLM names a language model, whose own settings
are `qa.llm.settings.ModelSettings`.

>>> Settings(max_pages=50).limits().pages
50
"""

from __future__ import annotations

from pathlib import Path

from pydantic import PositiveFloat, PositiveInt, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.facts.limits import LIMITS, Limits
from index.store.protocols import Location


class Settings(BaseSettings):
    """`embedding`: a model name or folder, None for the bundled model. `max_…`: see `Limits`.

    `database`: the address of a PostgreSQL database, `vectors` of a Chroma server, which wants to see
    `vectors_token`, `originals` a URL of fsspec where the indexed files lie; "" for the store's folder.
    `lease_seconds`: how long documents that a process has claimed stay its own after a sign of life.
    `llm`: the name of a language model at its server, "" where none is asked.
    """

    model_config = SettingsConfigDict(env_prefix="BUDGET_QA_")

    embedding: str | None = None
    database: SecretStr = SecretStr("")
    vectors: str = ""
    vectors_token: SecretStr = SecretStr("")
    originals: str = ""
    llm: str = ""
    lease_seconds: PositiveFloat = 60.0
    max_pages: PositiveInt = LIMITS.pages
    max_megabytes: PositiveInt = LIMITS.megabytes
    max_objects: PositiveInt = LIMITS.objects
    max_seconds: PositiveFloat = LIMITS.seconds
    max_page_seconds: PositiveFloat = LIMITS.page_seconds
    max_memory_megabytes: PositiveInt = LIMITS.memory_megabytes

    def location(self, folder: Path) -> Location:
        """Where the store of that folder is."""
        return Location(
            folder,
            self.database.get_secret_value(),
            self.vectors,
            self.vectors_token.get_secret_value(),
            self.originals,
        )

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
