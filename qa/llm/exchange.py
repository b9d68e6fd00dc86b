"""What goes to a language model and what comes back, and every way in which nothing comes back.

>>> Prompt("plan", rules, question, schema).digest
'5f0c…'
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

Schema = Mapping[str, Any]
"""A JSON schema: flat, with enums and without patterns, as the weakest servers take them."""


class Failure(StrEnum):
    """Why a model had no say. The first five speak against the server, the others against the reply."""

    TIMEOUT = "timeout"  # no reply in time
    UNREACHABLE = "unreachable"  # no connection, an error of the server, half a reply
    REFUSED = "refused"  # the server or the model refuses
    RUBBISH = "rubbish"  # a reply that is not what the schema says
    CUT = "cut"  # a reply that came to the end of its tokens
    RESTING = "resting"  # left alone after failures in a row
    BUDGET = "budget"  # as many questions as a minute may have were sent
    UNABLE = "unable"  # no way was found in which it answers by a schema
    UNRECORDED = "unrecorded"  # a cassette holds no reply to this prompt


class NoReply(Exception):
    """A model had no say; `failure` tells why, and the rules' outcome holds."""

    def __init__(self, failure: Failure, detail: str = "") -> None:
        super().__init__(f"{failure}: {detail}" if detail else failure.value)
        self.failure = failure


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question to a model: `rules` are ours, `data` what others wrote, fenced; `schema` the reply's."""

    name: str
    rules: str
    data: str
    schema: Schema

    @property
    def digest(self) -> str:
        """SHA-256 of all that is sent, hexadecimal: by it a reply is found again in a cassette."""
        told = json.dumps([self.name, self.rules, self.data, self.schema], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model said by the schema, what that cost in tokens, and how long it took."""

    said: Mapping[str, Any]
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0.0


class Model(Protocol):
    """Whoever answers prompts: a server, a cassette."""

    def complete(self, prompt: Prompt) -> Reply:
        """The reply to a prompt. Raises NoReply."""
        ...

    def begin(self) -> None:
        """Get ready beside everything else."""
        ...

    def found(self) -> Mapping[str, str]:
        """What is known of it, for /readyz and the documents page: model, state, mode."""
        ...

    def close(self) -> None:
        """Give back what it holds."""
        ...


_OPEN, _SHUT = "<data>", "</data>"


def unfenced(text: str) -> Any:
    """The data that `fenced` put between its marks."""
    return json.loads(text.removeprefix(_OPEN).removesuffix(_SHUT))


def fenced(data: object) -> str:
    """Data of others as JSON between marks that it cannot hold itself: `<` is written as its code."""
    told = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f"{_OPEN}\n{told}\n{_SHUT}"
