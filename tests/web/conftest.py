"""What tests of the pages share."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from index.files.printed.drawing import draw
from tests.web.shown import PDF, FakeDesk
from web.page_images import PageImages


@pytest.fixture
def pages():
    """Pages drawn in the one thread that may draw here."""
    with ThreadPoolExecutor(1) as thread:
        yield PageImages(lambda *wanted: thread.submit(draw, *wanted))


@pytest.fixture
def desk(tmp_path):
    """A desk of one document, which it can show."""
    (tmp_path / "a.pdf").write_text(PDF, "ascii")
    return FakeDesk(tmp_path)
