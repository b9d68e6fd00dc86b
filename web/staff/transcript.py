"""What one caller asked and was told, as a file: text to read, JSON for another program.

>>> transcript = Transcript("t1", when, "王芳", "请核实", (Exchange(when, "接待费多少", answer),))
>>> transcript.to_json()["calls"][0]["question"]
'接待费多少'
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qa.records import Answer
from web.label import LABEL, labelled


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question of the caller, when it was asked, what was answered."""

    at: datetime
    question: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Transcript:
    """All exchanges with one caller, handed on by an agent with a note."""

    id: str
    at: datetime
    agent: str
    note: str
    exchanges: tuple[Exchange, ...]

    def to_json(self) -> dict[str, Any]:
        """An object ready for ``json.dumps``; each answer is the answer object with its mark."""
        return {
            "id": self.id,
            "at": self.at.isoformat(timespec="seconds"),
            "agent": self.agent,
            "note": self.note,
            "calls": [
                {
                    "at": each.at.isoformat(timespec="seconds"),
                    "question": each.question,
                    "answer": labelled(each.answer),
                }
                for each in self.exchanges
            ],
            "label": LABEL,
        }

    def to_text(self) -> str:
        """Lines to read: who, when, and each question with its answer and where that stands."""
        lines = [f"来电记录 {self.id}", f"时间：{self.at.isoformat(sep=' ', timespec='seconds')}"]
        lines += [f"坐席：{self.agent}"] if self.agent else []
        lines += [f"说明：{self.note}"] if self.note else []
        for number, each in enumerate(self.exchanges, 1):
            places = "；".join(dict.fromkeys(f"《{c.document}》第{c.page}页" for c in each.answer.citations))
            lines += ["", f"{number}. {each.at:%H:%M:%S} 问：{each.question}", f"答：{each.answer.text}"]
            lines += [f"来源：{places}"] if places else []
            lines += [f"答复编号：{each.answer.id}"]
        return "\n".join([*lines, "", LABEL]) + "\n"


def transcript_of(exchanges: Sequence[Exchange], at: datetime, agent: str, note: str) -> Transcript:
    """A transcript under an id of its own."""
    return Transcript(secrets.token_hex(6), at, agent, note.strip(), tuple(exchanges))
