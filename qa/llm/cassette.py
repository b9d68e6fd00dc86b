"""Recorded replies in place of a server: one JSON object a line, a prompt's hash and the reply to it.

    {"prompt": "5f0c…", "question": "…", "reply": {…}, "tokens_in": 900, "tokens_out": 120, "seconds": 1.4}

`prompt` is `Prompt.digest`, `reply` what the model said as an object of the prompt's schema. `question`,
`words` (the question as it was cut) and `ids` (what each id of the reply stood for, kind and name) say what
it was a reply to: by them `eval.rerecord` finds it again where a changed lexicon made another prompt of it.
`Recording` writes such a file beside any model; lines that begin with # are remarks.

>>> Cassette.read(Path("eval/data/planner.jsonl")).complete(prompt).said["ask"]
['n1']
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from index.facts.errors import ModelError
from qa.llm.exchange import Failure, Model, NoReply, Prompt, Reply, unfenced
from qa.llm.replies import held_to


class Line(BaseModel):
    """One recorded reply."""

    model_config = ConfigDict(extra="ignore")

    prompt: str
    reply: dict[str, object]
    question: str = ""
    words: tuple[str, ...] = ()
    ids: dict[str, tuple[str, str]] = {}
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0.0


def lines(path: Path) -> Iterator[Line]:
    """The recorded replies of a file, in order. Raises ModelError naming the line."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"读不了语言模型答复的记录 {path}。应是 UTF-8 的 JSONL 文件") from error
    for number, told in enumerate(text.splitlines(), 1):
        if not told.strip() or told.startswith("#"):
            continue
        try:
            yield Line.model_validate_json(told)
        except ValidationError as error:
            raise ModelError(
                f"{path} 第{number}行不是一条录下的答复。应有 prompt（提示的散列值）和 reply（对象）"
            ) from error


def line_of(prompt: Prompt, reply: Reply) -> Line:
    """A reply as it is recorded, with what it was a reply to."""
    data = unfenced(prompt.data)
    kinds = data.get("offers", {})
    shown = {offer[0]: (kind, offer[1]) for kind, offers in kinds.items() for offer in offers}
    said = json.dumps(reply.said)
    return Line(
        prompt=prompt.digest,
        reply=dict(reply.said),
        question=data.get("question", ""),
        words=tuple(word[1] for word in data.get("words", ())),
        ids={id: shown[id] for id in shown if f'"{id}"' in said},
        tokens_in=reply.tokens_in,
        tokens_out=reply.tokens_out,
        seconds=round(reply.seconds, 3),
    )


def written(line: Line) -> str:
    """A line of a cassette, without its end."""
    return json.dumps(line.model_dump(exclude_defaults=True), ensure_ascii=False)


class Cassette:
    """A `Model` that says again what was recorded, and nothing else."""

    def __init__(self, by_prompt: Mapping[str, Line]) -> None:
        self._lines = by_prompt

    @classmethod
    def read(cls, path: Path) -> Cassette:
        """The replies of a file; of two to one prompt the last. Raises ModelError naming the line."""
        return cls({line.prompt: line for line in lines(path)})

    def __len__(self) -> int:
        return len(self._lines)

    def complete(self, prompt: Prompt) -> Reply:
        """What was recorded of this prompt, held to its schema. Raises NoReply."""
        line = self._lines.get(prompt.digest)
        if line is None:
            raise NoReply(Failure.UNRECORDED)
        return Reply(held_to(line.reply, prompt.schema), line.tokens_in, line.tokens_out, line.seconds)

    def begin(self) -> None:
        """Nothing to get ready."""

    def found(self) -> Mapping[str, str]:
        """That it is a recording."""
        return {"model": "cassette", "mode": "recorded", "state": "ready"}

    def close(self) -> None:
        """Nothing to give back."""


class Recording:
    """Any model, with its replies written to a file as they come."""

    def __init__(self, model: Model, path: Path) -> None:
        self._model, self._path = model, path
        self._lock = threading.Lock()

    def complete(self, prompt: Prompt) -> Reply:
        """The model's reply, written down. Raises NoReply."""
        reply = self._model.complete(prompt)
        with self._lock, self._path.open("a", encoding="utf-8") as out:
            out.write(written(line_of(prompt, reply)) + "\n")
        return reply

    def begin(self) -> None:
        """Get the model ready."""
        self._model.begin()

    def found(self) -> Mapping[str, str]:
        """What is known of the model."""
        return self._model.found()

    def close(self) -> None:
        """Close the model."""
        self._model.close()
