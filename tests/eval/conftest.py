"""What tests of evaluation share: the samples indexed once, hand-made cells and answers."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from eval.probes.cells import Cell
from eval.probes.probe import Amount
from index.build import build
from index.facts.money import YUAN_PER_UNIT, is_money
from index.facts.records import Kind, Stage
from index.store.embed import load_model
from index.store.opening import open_stores
from qa import BudgetQA
from qa.records import Answer, AnswerFigure, Status

SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.fixture(scope="session")
def samples_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples, indexed."""
    store = tmp_path_factory.mktemp("samples")
    with open_stores(store, load_model()) as stores:
        summary = build([SAMPLES], stores)
    assert (summary.documents, summary.failed) == (9, [])
    return store


@pytest.fixture(scope="session")
def samples_desk(samples_store: Path) -> Iterator[BudgetQA]:
    """Answering over them."""
    with BudgetQA.open(samples_store) as desk:
        yield desk


def cell(name: str, value: str, **more: object) -> Cell:
    """A cell of 松湖市档案馆's 2025 budget, in yuan."""
    given: dict[str, object] = {
        "body": "松湖市档案馆",
        "year": 2025,
        "edition": 2025,
        "kind": Kind.BUDGET,
        "table": "2025年支出预算表",
        "row": name,
        "column": "预算数",
        "code": "",
        "subject": name,
        "stage": Stage.BUDGET,
        "part": False,
        "amount": Amount(Decimal(value), "元"),
        "place": f"a.pdf 第3页 {name}",
    }
    return Cell(**(given | more))  # type: ignore[arg-type]


def told(printed: str, unit: str = "元", **more: object) -> AnswerFigure:
    """A figure of an answer."""
    number = Decimal(printed.replace(",", ""))
    value = number * YUAN_PER_UNIT[unit] if is_money(unit) else number
    return AnswerFigure("某项", "", "松湖市档案馆", 2025, "预算", value, printed, unit, **more)  # type: ignore[arg-type]


def answer(
    *figures: AnswerFigure, status: Status = Status.ANSWERED, text: str = "", **more: object
) -> Answer:
    """An answer with those figures."""
    return Answer("1", "问", status, text, figures, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def make_cell() -> Callable[..., Cell]:
    """`cell`."""
    return cell


@pytest.fixture(scope="session")
def make_told() -> Callable[..., AnswerFigure]:
    """`told`."""
    return told


@pytest.fixture(scope="session")
def make_answer() -> Callable[..., Answer]:
    """`answer`."""
    return answer
