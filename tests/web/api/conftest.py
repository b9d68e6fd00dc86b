"""A desk over one file, and a client of the site over it."""

from dataclasses import replace

import pytest

from index.facts.records import Extraction
from tests.web.api.served import PDF, READ, FakeDesk, served


@pytest.fixture
def desk(tmp_path):
    (tmp_path / "a.pdf").write_text(PDF, "ascii")
    (tmp_path / "b.html").write_text("<script>alert(1)</script>", "ascii")
    desk = FakeDesk(tmp_path)
    held = Extraction(*desk.documents(), (), (READ, replace(READ, subject="培训费"), READ, READ))
    desk.facts.replace(held, source="a.pdf", extractor="")
    return desk


@pytest.fixture
def client(desk):
    with served(desk) as client:
        yield client
