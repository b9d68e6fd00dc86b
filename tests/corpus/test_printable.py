"""Every figure of the corpora's PDFs is printed by the glyphs in its box, nothing added and nothing lost."""

from pathlib import Path

import pytest

from index.extract import digest, extract
from tests.index.glyphs_in_boxes import misprinted

pytestmark = pytest.mark.corpus


@pytest.mark.parametrize("part", ["seed", "real", "variants", "elsewhere"])
def test_every_figure_is_printed_by_the_glyphs_in_its_box(corpus: Path, part: str) -> None:
    files = [path for path in sorted((corpus / part).glob("*.pdf")) if "scan" not in path.name]
    assert files
    found = [said for path in files for said in misprinted(path, extract(path, digest(path)).figures)]
    assert found == []
