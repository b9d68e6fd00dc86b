"""Floors over the corpus of real and varied disclosures: no change may make these numbers worse.

``BUDGET_QA_CORPUS`` names the corpus (seed/, real/, variants/, score_cells.py) and
``BUDGET_QA_CORPUS_STORE`` its index, made by ``budget-qa index $BUDGET_QA_CORPUS``. Questions are
asked over the documents of their own part, as a user of that part would ask them.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from rapidfuzz.distance import Levenshtein

from eval.cases import load_cases
from eval.report import Report, Result, reasons
from eval.run import evaluate
from index.extract import digest, extract
from index.files.printed import pdf
from index.store.export import export
from index.store.figure_store import FigureStore
from qa import BudgetQA
from qa.records import Status

pytestmark = pytest.mark.corpus

Scores = dict[str, dict[str, float]]
"""values, strict, loose → P, R, F."""


def score_file(corpus: Path, part: str, figures: Path, result: Path, *, cells: str = "cells.jsonl") -> Scores:
    """The exported figures against the cells of a part, by the corpus's own scorer."""
    gold, covered = corpus / part / cells, corpus / part / "covered.json"
    scorer = [sys.executable, corpus / "score_cells.py", figures]
    done = subprocess.run(
        [*scorer, "--gold", gold, "--covered", covered, "--show", "10", "--json", result],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    sys.stdout.write(done.stdout)  # pytest shows the misses where a floor breaks
    return json.loads(result.read_text(encoding="utf-8"))["ALL"]


@pytest.fixture(scope="module")
def scored(
    corpus: Path, facts: FigureStore, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Scores]:
    """``scored("real")`` → its cells against the index's figures, by the corpus's own scorer."""
    folder = tmp_path_factory.mktemp("cells")
    figures = folder / "figures.jsonl"
    with figures.open("wb") as out:
        export((stored.figure for stored in facts.stream_figures()), "jsonl", out)

    def score(part: str) -> Scores:
        return score_file(corpus, part, figures, folder / f"{part}.json")

    return score


@pytest.fixture(scope="module")
def asked(corpus: Path, part_store: Callable[[str], Path]) -> Callable[[str], Report]:
    """``asked("seed")`` → its questions scored over an index of its own documents; once each."""
    reports: dict[str, Report] = {}

    def ask(part: str) -> Report:
        if part not in reports:
            with closing(BudgetQA.open(part_store(part))) as desk:
                cases = load_cases(corpus / part / "questions.jsonl")
                reports[part] = evaluate(cases, lambda text, history: desk.ask(text, history=history))
        return reports[part]

    return ask


def told(results: list[Result]) -> str:
    """The cases and why each is here, for the message of a broken floor."""
    return "\n".join(f"{r.case.id} {r.case.question} {' '.join(reasons(r))}" for r in results)


def failing(report: Report) -> str:
    return told([result for result in report.results if not result.scores.passed])


@pytest.mark.parametrize(
    ("part", "values", "strict"),
    [
        ("seed", 0.995, 0.995),
        ("real", 0.998, 0.99),
        ("variants", 0.993, 0.99),
        ("elsewhere", 0.99, 0.98),
    ],
)
def test_cells_are_read_with_their_row_column_and_table(scored, part, values, strict):
    scores = scored(part)
    assert scores["values"]["F"] >= values
    assert scores["strict"]["F"] >= strict


@pytest.mark.parametrize(("part", "values", "strict"), [("real", 0.92, 0.79), ("variants", 0.975, 0.95)])
def test_most_cells_are_read_where_all_rulings_are_taken_away(
    corpus, monkeypatch, tmp_path, part, values, strict
):
    ruled = pdf.find_grids
    monkeypatch.setattr(pdf, "find_grids", lambda number, edges, chars: ruled(number, [], chars))
    files = [path for path in sorted((corpus / part).glob("*.pdf")) if "scan" not in path.name]
    figures = [figure for path in files for figure in extract(path, digest(path)).figures]
    with (tmp_path / "figures.jsonl").open("wb") as out:
        export(figures, "jsonl", out)
    scores = score_file(corpus, part, tmp_path / "figures.jsonl", tmp_path / "scores.json")
    assert scores["values"]["F"] >= values
    assert scores["strict"]["F"] >= strict


@pytest.mark.parametrize("part", ["seed", "real"])
def test_every_real_pdf_is_indexed(corpus, facts, part):
    indexed = {Path(stored.source).resolve() for stored in facts.documents()}
    files = sorted((corpus / part).glob("*.pdf"))
    assert files
    assert [path.name for path in files if path.resolve() not in indexed] == []


def test_every_variant_is_indexed_and_the_scan_too(corpus, facts):
    indexed = {Path(stored.source).resolve() for stored in facts.documents()}
    assert [p.stem for p in (corpus / "variants").glob("*.pdf") if p.resolve() not in indexed] == []


def test_every_cell_of_the_scan_is_read_with_its_row_column_and_table(corpus, facts, tmp_path):
    scanned = [f.figure for f in facts.stream_figures() if "-scan" in f.figure.citation.document]
    with (tmp_path / "figures.jsonl").open("wb") as out:
        export(scanned, "jsonl", out)
    result = tmp_path / "scores.json"
    scores = score_file(corpus, "variants", tmp_path / "figures.jsonl", result, cells="cells_scan.jsonl")
    assert scores["values"]["F"] == scores["strict"]["F"] == 1.0


def test_of_the_scans_prose_no_character_in_a_hundred_is_misread(facts):
    """Against the same document with its text, page by page."""
    prose: dict[str, dict[int, str]] = {}
    for stored in facts.passages():
        own = prose.setdefault(Path(stored.passage.citation.document).stem, {})
        page = stored.passage.citation.page
        own[page] = own.get(page, "") + "".join(stored.passage.text.split())
    (name,) = [name for name in prose if name.endswith("-scan")]
    scanned, printed = prose[name], prose[name.removesuffix("-scan")]
    assert sum(map(len, printed.values())) > 2000
    wrong = sum(Levenshtein.distance(text, scanned.get(page, "")) for page, text in printed.items())
    assert wrong <= 0.01 * sum(map(len, printed.values()))


def test_no_cell_is_exported_twice(facts):
    places = Counter(
        (figure.citation.document, figure.citation.page, figure.citation.bbox, figure.printed)
        for figure in (stored.figure for stored in facts.stream_figures())
        if figure.citation.bbox is not None  # a cell of a workbook has no place on a page
    )
    assert places
    assert [place for place, times in places.items() if times > 1] == []


@pytest.mark.parametrize(("part", "floor"), [("seed", 0.95), ("variants", 0.91)])
def test_questions_are_answered_as_they_should_be(asked, part, floor):
    report = asked(part)
    assert report.pass_rate >= floor, failing(report)


@pytest.mark.parametrize("part", ["seed", "variants"])
def test_no_answer_holds_a_numeral_without_a_source(asked, part):
    loose = [
        result
        for result in asked(part).results
        if result.answer.status is Status.ANSWERED and not result.scores.grounded.passed
    ]
    assert not loose, told(loose)


@pytest.mark.parametrize("part", ["seed", "variants"])
def test_wrong_figures_are_all_but_never_given(asked, part):
    wrong = [result for result in asked(part).results if result.scores.wrong]
    assert len(wrong) <= 5, told(wrong)


@pytest.mark.parametrize("part", ["seed", "variants"])
def test_no_question_makes_answering_fail(asked, part):
    broken = [result for result in asked(part).results if result.answer.status is Status.FAILED]
    assert not broken, told(broken)
