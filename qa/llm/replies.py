r"""The text of a reply → the object in it, held to its schema.

>>> read_object('<think>甲还是乙</think>```json\n{"ask": []}\n```', schema)
{'ask': []}
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from qa.llm.exchange import Failure, NoReply, Schema

_THOUGHT = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.S)
_OPEN_THOUGHT = re.compile(r"<think(?:ing)?>.*\Z", re.S)
_LONGEST = 100_000


def without_thoughts(text: str) -> str:
    """The text without what a reasoner thinks aloud, also where the thought does not end."""
    text = text.rpartition("</think>")[2] if "<think" not in text else text
    return _OPEN_THOUGHT.sub("", _THOUGHT.sub("", text)).strip()


def read_object(text: str, schema: Schema) -> dict[str, Any]:
    """The first JSON object of a text, as the schema wants it. Raises NoReply(RUBBISH)."""
    bare = without_thoughts(text[:_LONGEST])
    start = bare.find("{")
    if start < 0:
        raise NoReply(Failure.RUBBISH, "no object")
    try:
        found, _ = json.JSONDecoder().raw_decode(bare[start:])
    except (ValueError, RecursionError) as error:
        raise NoReply(Failure.RUBBISH, "no JSON") from error
    return held_to(found, schema)


def held_to(found: object, schema: Schema) -> dict[str, Any]:
    """What is found, where it is of the schema; keys that the schema lacks are left out.

    Raises NoReply(RUBBISH): a 200 proves nothing, and a schema that was sent need not have been read.
    """
    kept = _kept(found, schema)
    if not isinstance(kept, dict):
        raise NoReply(Failure.RUBBISH, "not of the schema")
    return kept


def _kept(found: object, schema: Schema) -> Any:
    match schema["type"]:
        case "object" if isinstance(found, Mapping):
            lacking = [name for name in schema["required"] if name not in found]
            if not lacking:
                return {
                    name: _kept(found[name], of) for name, of in schema["properties"].items() if name in found
                }
        case "array" if isinstance(found, list):
            return [_kept(part, schema["items"]) for part in found]
        case "string" if isinstance(found, str) and found in schema.get("enum", (found,)):
            return found
    raise NoReply(Failure.RUBBISH, f"{str(found)[:40]!r} is no {schema['type']} of the schema")
