"""What tests of the pages share."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from index.files.printed.drawing import draw
from web.page_images import PageImages


@pytest.fixture
def pages():
    """Pages drawn in the one thread that may draw here."""
    with ThreadPoolExecutor(1) as thread:
        yield PageImages(lambda *wanted: thread.submit(draw, *wanted))
