"""What answers over the invented region tell, apart by role."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.build import build
from index.store.embed import load_model
from index.store.opening import open_stores
from qa import BudgetQA
from qa.records import Answer, Status
from qa.settings import Settings

RIVER = "云溪市河道管理处"
FIRST = "河道管理处2025年公务接待费是多少"


def shown(answer: Answer) -> list[str]:
    return [figure.shown for figure in answer.figures]


def asked(answer: Answer) -> list[str]:
    """What the question asked for, without what stands beside it."""
    return [figure.shown for figure in answer.figures if figure.role == "asked"]


def told(answer: Answer) -> tuple[Status, list[str]]:
    """How it ends, and what the cells and sentences print that the question asked for."""
    return answer.status, [figure.printed for figure in answer.figures if figure.role == "asked"]


def beside(answer: Answer) -> list[str]:
    """What stands beside it."""
    return [figure.shown for figure in answer.figures if figure.role == "context"]


def over(files: Mapping[str, str]) -> Callable[..., Iterator[BudgetQA]]:
    """A fixture of a module: what answers over an index of these texts by their names."""

    @pytest.fixture(scope="module")
    def qa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BudgetQA]:
        with opened_over(files, tmp_path_factory.mktemp("index")) as opened:
            yield opened

    return qa


@contextmanager
def opened_over(files: Mapping[str, str], folder: Path) -> Iterator[BudgetQA]:
    """What answers over an index of these texts by their names, made in a folder."""
    (folder / "files").mkdir()
    for name, text in files.items():
        (folder / "files" / name).write_text(text, encoding="utf-8")
    with open_stores(folder / "store", load_model(Settings().embedding)) as stores:
        assert not build([folder / "files"], stores).failed
    with BudgetQA.open(folder / "store") as opened:
        yield opened
