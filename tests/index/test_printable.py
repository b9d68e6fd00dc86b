"""Every figure of the samples is printed by the glyphs in its box, nothing added and nothing lost."""

from dataclasses import replace
from pathlib import Path

import pytest

from index.extract import digest, extract
from tests.conftest import SAMPLES, pdf_bytes, ruled
from tests.index.glyphs_in_boxes import misprinted

FILES = sorted(SAMPLES.glob("*.pdf"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_figure_is_printed_by_the_glyphs_in_its_box(path: Path) -> None:
    read = extract(path, digest(path))
    assert read.figures or read.policy is not None  # a notice may amend an article and print no table
    assert misprinted(path, read.figures) == []


def test_a_figure_that_lost_its_point_is_found_out(tmp_path: Path) -> None:
    path = tmp_path / "某市商务局-2025-部门预算.pdf"
    table = ruled([["项目", "预算数"], ["合计", "12.50"], ["办公费", "12.50"]], widths=(120, 120))
    head = [
        (60, 780, 16, "某市商务局2025年部门预算"),
        (60, 720, 14, "2025年支出预算表"),
        (300, 700, 9, "单位：万元"),
    ]
    path.write_bytes(pdf_bytes([[*head, *table]]))
    figures = extract(path, digest(path)).figures
    assert figures and misprinted(path, figures) == []
    lost = [replace(figure, printed=figure.printed.replace(".", "")) for figure in figures]
    assert len(misprinted(path, lost)) == len(lost)
