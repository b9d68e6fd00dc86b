"""A desk that answers everything alike, and the site over it as clients reach it."""

import threading
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from starlette.applications import Starlette
from starlette.testclient import TestClient

from index.facts.records import Citation, Document, Figure, Finding, Kind, Scope, Stage, TableKind
from qa.records import Answer, AnswerFigure, Status
from tests.fakes import MemoryFacts
from web.reception import Reception
from web.server import guarded, routes
from web.settings import Serving

CELL = Citation("a.pdf", 1, "1.50", "三公表", "公务接待费", "预算数", (40.0, 30.0, 70.0, 50.0))
SHOWN = AnswerFigure(
    "公务接待费", "30217", "某局", 2025, "预算", Decimal(15000), "1.50", "万元", citations=(0,)
)
READ = Figure(
    "公务接待费",
    "30217",
    "",
    "某局",
    2025,
    Stage.BUDGET,
    Decimal(15000),
    "1.50",
    "万元",
    TableKind.BASIC,
    CELL,
)
PDF = (
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 120]>>endobj\n"
    "trailer<</Size 4/Root 1 0 R>>\n%%EOF"
)


@dataclass
class FakeDesk:
    """Answers everything alike and keeps what it was asked; waits for `go` where there is one."""

    folder: Path
    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    facts: MemoryFacts = field(default_factory=MemoryFacts)
    go: threading.Event | None = None
    told: str = ""

    def ask(self, text, /, history=()):
        self.asked.append((text, tuple(history)))
        if self.go:
            self.go.wait(10)
        said = "2025年公务接待费预算1.50万元。"
        return Answer(
            "id1", text, Status.ANSWERED, said, (SHOWN,), (CELL,), timings_ms={"total": 1.0}, plan="查数"
        )

    def quietly(self, text, /):
        return self.ask(text)

    def documents(self):
        return (Document("a.pdf", "0", "某局2025年部门预算", "某局", 2025, Kind.BUDGET, Scope.DEPARTMENT, 1),)

    def findings(self):
        return (("a.pdf", Finding("收入总计=支出总计", "收支不平衡", Decimal(2), Decimal(1), (CELL,))),)

    def pdf_path(self, document_name):
        if document_name not in ("a.pdf", "b.html", "2025/a.pdf"):
            raise KeyError(document_name)
        return self.folder / Path(document_name).name

    def notice(self):
        return self.told

    def examples(self):
        return ()


@dataclass
class Notebook:
    kept: list[tuple[str, str]] = field(default_factory=list)

    def record(self, answer, channel):
        self.kept.append((answer.id, channel))


def served(desk, recorder=None, upload_pass=None, keeper=None, **limits):
    serving = Serving(**limits)
    reception = Reception(desk, serving, recorder)
    site = Starlette(
        routes=routes(reception, keeper=keeper), middleware=guarded(serving, upload_pass=upload_pass)
    )
    return TestClient(site, raise_server_exceptions=False)
