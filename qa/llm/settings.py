"""Which language model is asked, and how much it may cost: settings from the environment.

>>> ModelSettings(model="qwen3-32b", url="http://127.0.0.1:8000/v1").secret()
'none'
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, PositiveFloat, PositiveInt, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.facts.errors import ModelError


class ModelSettings(BaseSettings):
    """`model` is its name at the server (BUDGET_QA_LLM), "" where none is wanted; `url` ends in /v1.

    `key` or the file `key_file` admit to it. A question waits `timeout` seconds at most; `probe_timeout` is
    for each try of what the server can do. `a_minute` questions are sent, each reply of at most `tokens`
    tokens. After `failures` in a row it is left alone for `rest` seconds. It is asked where the rules do not
    answer or are less sure than `below` (0 to 1; 1 asks always), and what it makes out alone is told where
    that is as sure as `answers`. `sentences`: whether it sees sentences of the documents, without their
    numbers. `phrases`: whether it puts longer answers into other words.
    """

    model_config = SettingsConfigDict(env_prefix="BUDGET_QA_LLM_", populate_by_name=True)

    model: str = Field(default="", validation_alias="BUDGET_QA_LLM")
    url: str = ""
    key: SecretStr = SecretStr("")
    key_file: Path | None = None
    timeout: PositiveFloat = 20.0
    probe_timeout: PositiveFloat = 10.0
    a_minute: PositiveInt = 60
    tokens: PositiveInt = 1500
    failures: PositiveInt = 3
    rest: PositiveFloat = 60.0
    below: float = Field(default=0.5, ge=0, le=1)
    answers: float = Field(default=0.5, ge=0, le=1)
    sentences: bool = True
    phrases: bool = False

    def secret(self) -> str:
        """The key; a placeholder where the server wants none. Raises ModelError for a lost file."""
        if self.key_file is None:
            return self.key.get_secret_value() or "none"
        try:
            return self.key_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ModelError(
                f"读不了语言模型的密钥文件 {self.key_file}。请检查 BUDGET_QA_LLM_KEY_FILE"
            ) from error
