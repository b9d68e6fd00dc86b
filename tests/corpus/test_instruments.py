"""The corpus's own instruments hold their floors: every cell asked for, questions in changed wordings, sets.

They lie beside the corpus (``instruments/``, or where ``BUDGET_QA_INSTRUMENTS`` says), are called as they
are, and judge what `BudgetQA.ask` gives. Floors and ceilings are what is reached today, rounded; they rise
with what is understood, up to those of the design: table 0.97, row 0.97, code 0.99, same 0.99,
answered 0.01, named 0.97, RS(10) 0.85.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from eval.cases import Asked, load_questions
from eval.run import opened
from eval.sample_set.make_samples_questions import DATA

pytestmark = pytest.mark.corpus

PARTS = ("seed", "real", "variants")
# Cells of each document and origins of each part; None for every cell.
PER_DOCUMENT = {"seed": None, "real": 60, "variants": 60}
ORIGINS = 60

# Share right alone, share wrong.
CELLS = {
    "seed": {"table": (0.99, 0.000), "row": (0.99, 0.000), "code": (1.00, 0.000)},
    "real": {"table": (0.95, 0.003), "row": (0.95, 0.030), "code": (0.99, 0.003)},
    "variants": {"table": (0.96, 0.009), "row": (0.95, 0.030), "code": (1.00, 0.000)},
}
# The plain question right, said otherwise the same; with words nobody knows: answered, refused and said why.
REWORDED = {part: {"origin": 0.99, "same": 0.99, "wrong": 0.01, "named": 0.97} for part in PARTS}
# RS(10) and wrong answers.
SETS = {
    "seed": (0.90, 1),
    "variants": (0.55, 3),
    "real": (0.75, 4),
    "real_second": (0.40, 20),
}

Run = Callable[..., str]
Ask = Callable[[str, Path, Path], Path]


@pytest.fixture(scope="module")
def instrument(corpus: Path) -> Run:
    """``instrument("every_cell.py", …)`` → what it prints; its failure is the test's."""
    folder = Path(os.environ.get("BUDGET_QA_INSTRUMENTS", corpus.parent / "instruments"))
    assert folder.is_dir(), f"no instruments in {folder}: set BUDGET_QA_INSTRUMENTS to their folder"

    def run(name: str, *arguments: str | Path) -> str:
        done = subprocess.run(
            [sys.executable, str(folder / name), *map(str, arguments)], capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        sys.stdout.write(done.stdout)  # pytest shows the failures where a floor breaks
        return done.stdout

    return run


@pytest.fixture(scope="module")
def answered(part_store: Callable[[str], Path]) -> Ask:
    """``answered("real", questions, folder)`` → the file of their answers over that part."""

    def answer(part: str, questions: Path, folder: Path) -> Path:
        out = folder / f"{questions.stem}.answers.jsonl"
        with opened(part_store(part)) as ask, out.open("w", encoding="utf-8") as lines:
            for asked in load_questions(questions):
                assert isinstance(asked, Asked), asked
                told = {**ask(asked.question, asked.history).to_json(), "id": asked.id}
                lines.write(json.dumps(told, ensure_ascii=False) + "\n")
        return out

    return answer


@pytest.fixture(scope="module")
def cells(corpus: Path, instrument: Run, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """``cells("real")`` → the questions for the cells of that part."""
    folder = tmp_path_factory.mktemp("cells")

    def made(part: str) -> Path:
        out = folder / f"{part}.jsonl"
        if not out.exists():
            gold, documents = corpus / part / "cells.jsonl", corpus / part / "docs.jsonl"
            few = PER_DOCUMENT[part]
            drawn = () if few is None else ("--per-doc", str(few))
            instrument("every_cell.py", "make", gold, documents, out, *drawn)
        return out

    return made


def scores(path: Path) -> dict[str, Mapping[str, float]]:
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("part", PARTS)
def test_every_cell_can_be_asked_for_and_is_told_alone(
    part: str, cells: Callable[[str], Path], answered: Ask, instrument: Run, tmp_path: Path
):
    questions, result = cells(part), tmp_path / "scores.json"
    answers = answered(part, questions, tmp_path)
    instrument("every_cell.py", "score", questions, answers, "--show", "5", "--json", result)
    found = scores(result)
    assert set(found) == set(CELLS[part])
    for kind, (floor, ceiling) in CELLS[part].items():
        of = found[kind]
        assert of.get("right", 0) / of["total"] >= floor, kind
        assert of.get("wrong", 0) / of["total"] <= ceiling, kind


@pytest.mark.parametrize("part", PARTS)
def test_other_words_change_nothing_and_unknown_ones_stop_the_answer(
    part: str, cells: Callable[[str], Path], answered: Ask, instrument: Run, tmp_path: Path
):
    questions, result = tmp_path / "reworded.jsonl", tmp_path / "scores.json"
    instrument("metamorphic.py", "make", cells(part), questions, "--n", str(ORIGINS))
    answers = answered(part, questions, tmp_path)
    instrument("metamorphic.py", "score", questions, answers, "--show", "3", "--json", result)
    found, held = scores(result), REWORDED[part]
    assert found["n"] >= ORIGINS
    assert found["wrong"] <= held["wrong"]
    assert all(found[share] >= held[share] for share in ("origin", "same", "named")), found


@pytest.mark.parametrize("name", SETS)
def test_questions_with_known_answers_are_answered_rightly_and_hardly_any_wrongly(
    name: str, corpus: Path, answered: Ask, instrument: Run, tmp_path: Path
):
    part = name.removesuffix("_second")
    questions = DATA / f"{name}.jsonl" if part == "real" else corpus / part / "questions.jsonl"
    floor, most = SETS[name]
    answers, result = answered(part, questions, tmp_path), tmp_path / "scores.json"
    instrument("score_answers.py", questions, answers, "--show", "10", "--json", result)
    found = scores(result)
    assert found["rs10"] >= floor
    assert found["ends"].get("wrong", 0) <= most
