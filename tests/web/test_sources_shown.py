"""The page an answer cites, shown or not to be shown."""

from dataclasses import replace

import pytest

from index.facts.records import Citation, Extraction
from tests.fakes import MemoryFacts
from tests.web.shown import ZH, Reader, answer
from web.pages.parts import Turn
from web.pages.source import source


def test_a_source_shows_its_page_with_words_for_those_who_cannot_see_it(desk, pages):
    shown = Reader(source(desk, pages, (Turn("问", desk.reply),), 0, 0, ZH))
    cut, image = shown.all("img")
    assert cut["alt"] == "行“公务接待费”，红框标出1.50"
    assert (image["width"], image["height"]) == ("400", "240")
    assert image["alt"] == "a.pdf 第1页，红框标出1.50，表“三公表”，行“公务接待费”，列“预算数”"
    assert (image["data-x"], image["data-y"]) == ("0.2750", "0.3333")
    assert shown.all("a")[0]["href"] == "documents/a.pdf#page=1"


@pytest.mark.parametrize(
    ("citation", "problem"),
    [
        (Citation("gone.pdf", 1, "1.50"), "该文件已不在库中"),
        (Citation("a.pdf", 7, "1.50"), "没有这一页，全文共1页"),
    ],
)
def test_a_page_that_cannot_be_shown_says_why_and_keeps_the_quote(desk, pages, citation, problem):
    shown = Reader(source(desk, pages, (Turn("问", answer(citations=(citation,))),), 0, 0, ZH))
    assert problem in shown.text and "1.50" in shown.text
    assert not shown.all("img")


@pytest.mark.parametrize(("turn", "citation"), [(1, 0), (0, 1), (-1, 0), (0, -1)])
def test_only_sources_of_this_conversation_can_be_opened(desk, pages, turn, citation):
    with pytest.raises(IndexError):
        source(desk, pages, (Turn("问", desk.reply),), turn, citation, ZH)


@pytest.mark.parametrize(("then", "framed"), [("0", True), ("another", False)])
def test_a_file_that_was_replaced_since_it_was_cited_is_quoted_and_not_framed(desk, pages, then, framed):
    desk.facts = MemoryFacts()
    desk.facts.replace(Extraction(desk.documents()[0]), source="a.pdf", extractor="")
    said = replace(desk.reply, originals={"a.pdf": then})
    shown = Reader(source(desk, pages, (Turn("问", said),), 0, 0, ZH))
    assert bool(shown.all("img")) is framed and "1.50" in shown.text
    assert (ZH["file_changed"] in shown.text) is not framed
