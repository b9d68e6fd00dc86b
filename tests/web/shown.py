"""What tests of the pages share: an answer, a desk that gives it, and what a browser makes of HTML."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

from index.facts.errors import StoreError
from index.facts.records import Citation, Document, Kind, Passage, Scope
from index.store.protocols import StoredPassage
from qa.records import Answer, AnswerFigure, Status
from web.pages import answer_html as html
from web.pages.parts import Turn
from web.words import words_for

ZH = words_for("zh-CN")


EVIL = """<script>alert(1)</script><img src=x onerror=alert(2)>"' [点我](http://evil) ${1+1} {{value}}"""


CELL = Citation("a.pdf", 1, "1.50", "三公表", "公务接待费", "预算数", (40.0, 30.0, 70.0, 50.0))


FIGURE = AnswerFigure(
    "公务接待费", "30217", "某局", 2025, "预算", Decimal(15000), "1.50", "万元", citations=(0,)
)


PRIOR = AnswerFigure(
    "公务接待费",
    "30217",
    "某局",
    2024,
    "上年预算",
    Decimal(10000),
    "1.00",
    "万元",
    True,
    "1.50 − 0.50",
    (0, 1),
)


TEXT = "某局2025年公务接待费预算1.50万元，增长50.00%，主要原因是新增每月领导接线。这是预算数。"


NUMBERS = re.compile(r"\d[\d,.]*")


WHEN = datetime(2025, 3, 4, 9, 30, tzinfo=UTC)


PDF = (
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 120]>>endobj\n"
    "trailer<</Size 4/Root 1 0 R>>\n%%EOF"
)


def answer(**parts) -> Answer:
    said = {"id": "1", "question": "问", "status": Status.ANSWERED, "text": TEXT}
    return Answer(**(said | parts))


@dataclass
class FakeDesk:
    """Answers everything with `reply`, unless `replies` names the question."""

    folder: Path
    reply: Answer = field(default_factory=lambda: answer(figures=(FIGURE,), citations=(CELL,)))
    replies: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    glossary: list[str] = field(default_factory=list)
    held_elsewhere: bool = False

    def quietly(self, text, /):
        return self.ask(text)

    def ask(self, text, /, history=()):
        self.asked.append((text, tuple(history)))
        return self.replies.get(text, self.reply)

    def documents(self):
        return (Document("a.pdf", "0", "某局2025年部门预算", "某局", 2025, Kind.BUDGET, Scope.DEPARTMENT, 1),)

    def passages(self, question, k=8, *, where=None):
        if self.held_elsewhere:
            raise StoreError("另一个进程正在使用")
        place = Citation("a.pdf", 9, "原文")
        told = (Passage(text, ("名词解释",), place) for text in self.glossary)
        return [
            (StoredPassage(n, str(n), 1, one), self.documents()[0], one.text) for n, one in enumerate(told)
        ][:k]

    def findings(self):
        return ()

    def pdf_path(self, document_name):
        if document_name != "a.pdf":
            raise KeyError(document_name)
        return self.folder / document_name

    def notice(self):
        return ""

    def examples(self):
        return ("公务接待费是多少？",)


class Reader(HTMLParser):
    """What a browser would make of the HTML: its tags, their attributes, its text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def having(self, name: str) -> list[str | None]:
        return [attributes[name] for _, attributes in self.tags if name in attributes]


def card(reply: Answer, **how) -> Reader:
    return Reader(html.turn_html(Turn("问", reply), how.pop("number", 0), ZH, **how))
