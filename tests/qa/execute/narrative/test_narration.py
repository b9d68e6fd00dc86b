"""What only the narrative tells, over documents made for it."""

from dataclasses import replace

import pytest

from index.facts.records import Extraction, Kind, Passage
from index.store.figure_store import FigureStore
from qa.execute.evaluate import evaluate
from qa.execute.narrative.narration import editions_of
from qa.execute.results import Missing
from qa.language.topics import topic
from qa.plan.algebra import Cell, Define, Name, Tell
from qa.plan.ground import Why
from tests.qa.conftest import document, passage
from tests.qa.execute.conftest import over

BUREAU, SCHOOL = "云溪市水务局", "云溪市城郊中学"


def narrative(body: str, year: int, kind: Kind, *passages: tuple[str, str]) -> Extraction:
    of = document(body, year, kind)
    told: tuple[Passage, ...] = tuple(
        passage(of, page, (heading,), text) for page, (heading, text) in enumerate(passages, 2)
    )
    return Extraction(of, passages=told)


EXTRACTIONS = (
    narrative(BUREAU, 2024, Kind.BUDGET, ("二、人员情况", "在职人员126人。")),
    narrative(
        BUREAU,
        2025,
        Kind.BUDGET,
        ("一、主要职责", "云溪市水务局负责全市水资源的统一监督管理。"),
        ("二、人员情况", "核定编制140名，在职人员135人。"),
        ("三、预算说明", "堤防巡查项目79.50万元，其中人工30.00万元。"),
        ("四、名词解释", "项目支出：指在基本支出之外为完成特定任务所发生的支出。"),
        ("四、名词解释", "“三公”经费：指因公出国（境）费、公务用车费和公务接待费。"),
    ),
    narrative(BUREAU, 2025, Kind.FINAL, ("二、人员情况", "年末实有在职人员133人。")),
    narrative(SCHOOL, 2025, Kind.BUDGET, ("二、机构设置", "学校现有教学班24个。")),
)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with FigureStore.open(tmp_path_factory.mktemp("facts"), create=True) as store:
        for extraction in EXTRACTIONS:
            store.replace(extraction, source=f"/in/{extraction.document.name}", extractor="test")
        yield over(store)


AT = Cell(body=BUREAU, year=2025)


def asked(said: str, *words: str, at: Cell = AT) -> Tell:
    return Tell(at, topic(said), words)


# -- what is said ----------------------------------------------------------------------------


def test_a_section_is_quoted(world):
    result = evaluate(asked("主要职责是什么"), world)
    assert [quote.text for quote in result.quotes] == ["云溪市水务局负责全市水资源的统一监督管理。"]
    assert (result.told, result.missing) == ((), ())


@pytest.mark.parametrize(
    ("said", "words", "shown", "sentence"),
    [
        ("在职人员多少人", ("在职人员",), "135人", "核定编制140名，在职人员135人。"),
        ("堤防巡查安排多少钱", ("堤防", "巡查"), "79.50万元", "堤防巡查项目79.50万元，其中人工30.00万元。"),
    ],
)
def test_a_number_is_told_with_its_sentence(world, said, words, shown, sentence):
    result = evaluate(asked(said, *words), world)
    assert [told.value.shown for told in result.told] == [shown]
    assert [quote.text for quote in result.quotes] == [sentence]


def test_what_no_passage_tells_is_missing(world):
    (missing,) = evaluate(asked("量子通信花了多少钱", "量子通信"), world).missing
    assert (missing.why, missing.body) == (Why.PASSAGE, BUREAU)


def test_a_count_that_nobody_counts_is_missing(world):
    result = evaluate(asked("堤防巡查多少公里", "堤防", "巡查"), world)
    assert (result.told, [one.why for one in result.missing]) == ((), [Why.PASSAGE])


# -- what a term means -----------------------------------------------------------------------


def test_the_longest_term_that_is_explained_is_defined(world):
    result = evaluate(Define(AT, ("项目支出", "支出")), world)
    assert [quote.text[:5] for quote in result.quotes] == ["项目支出："]


def test_a_part_is_explained_by_its_whole(world):
    at = replace(AT, subject=Name.of("公务接待费"))
    (quote,) = evaluate(Define(at, ("公务接待费",)), world).quotes
    assert quote.text.startswith("“三公”经费")


def test_a_term_that_no_glossary_explains_is_missing(world):
    (missing,) = evaluate(Define(AT, ("量子通信",)), world).missing
    assert missing.why is Why.PASSAGE


# -- whose documents -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "found"),
    [
        (Cell(body=BUREAU), [(BUREAU, 2025, Kind.BUDGET)]),
        (Cell(body=BUREAU, year=2024), [(BUREAU, 2024, Kind.BUDGET)]),
        (Cell(body=BUREAU, kind=Kind.FINAL), [(BUREAU, 2025, Kind.FINAL)]),
        (Cell(), [(SCHOOL, 2025, Kind.BUDGET), (BUREAU, 2025, Kind.BUDGET)]),
    ],
)
def test_the_newest_budgets_are_read_where_nothing_else_is_said(world, at, found):
    editions = editions_of(at, world)
    assert not isinstance(editions, Missing)
    assert sorted((e.body, e.year, e.kind) for e in editions) == sorted(found)


def test_a_year_and_a_body_without_documents_are_missing(world):
    year = editions_of(Cell(body=BUREAU, year=2019), world)
    assert isinstance(year, Missing)
    assert (year.why, year.there) == (Why.YEAR, ("2024年", "2025年"))
    body = editions_of(Cell(body="云溪市教育局"), world)
    assert isinstance(body, Missing)
    assert body.why is Why.BODY
