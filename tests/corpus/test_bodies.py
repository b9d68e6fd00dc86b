"""Over every body of the corpus: the parts of each picture, with the gap as a mark, equal its total."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.web.plain.drawn import adds_up, fills
from web.plain.bodies import shown_of
from web.plain.editions import editions_of
from web.plain.picture import boxes_of
from web.plain.routes import plain_routes

pytestmark = pytest.mark.corpus


def every_edition(facts):
    for editions in editions_of(facts.documents()).values():
        for edition in editions:
            yield editions, edition


def test_the_parts_of_every_picture_equal_its_total(facts):
    pictures = 0
    for editions, edition in every_edition(facts):
        shown = shown_of(facts, editions, edition)
        for whole in (*shown.wholes, *shown.owed):
            assert adds_up(whole.mark), (edition.body, edition.year, whole.table)
            if whole.mark.value > 0 and all(part.is_gap or part.value >= 0 for part in whole.mark.parts):
                fills(whole.mark, list(boxes_of(whole.mark)))
                pictures += 1
    assert pictures


def test_every_body_has_a_page_and_whoever_prints_a_coded_table_has_a_picture(facts):
    with TestClient(Starlette(routes=plain_routes(lambda: facts))) as client:
        for _, edition in every_edition(facts):
            of = {"year": edition.year, "kind": edition.kind.value, "scope": edition.scope.value}
            reply = client.get(f"/bodies/{edition.body}", params=of)
            assert reply.status_code == 200
            coded = [s for s in facts.figures(documents=edition.ids) if s.figure.code[:1] == "2"]
            if coded:
                assert 'class="boxes"' in reply.text, (edition.body, edition.year)
