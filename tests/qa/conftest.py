"""What the tests of answering share: an invented region with three bodies, in a store of known facts.

The facts are written by hand, a few dozen cells, so that every expected figure can be checked by eye:

>>> facts.figures(keys=["公务接待费"])[0].figure.printed
'1.00'
"""

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from decimal import Decimal

import pytest

from index.facts.money import YUAN_PER_UNIT, is_money, number, yuan
from index.facts.records import (
    Change,
    Citation,
    Document,
    Extraction,
    Figure,
    Finding,
    Kind,
    Passage,
    Scope,
    Stage,
    TableKind,
)
from index.store.figure_store import FigureStore
from qa.catalog import Catalog
from qa.language.vocabulary import Vocabulary
from qa.pipeline import Pipeline
from qa.records import Answer, Question

RIVER = "云溪市河道管理处"
SCHOOL = "云溪市城郊中学"
PARK = "云溪市园林养护中心"

Cells = Sequence[tuple[str, str, str]]
"""Code, row label, printed amount."""


def document(body: str, year: int, kind: Kind = Kind.BUDGET, scope: Scope = Scope.UNIT) -> Document:
    """The document a body disclosed for a year."""
    name = f"{body}-{year}-{kind.value}.pdf"
    sha = hashlib.sha256(name.encode()).hexdigest()
    return Document(name, sha, f"{year}年{body}{scope.value}{kind.value}", body, year, kind, scope, 20)


def cells(
    of: Document,
    kind: TableKind,
    page: int,
    rows: Cells,
    *,
    unit: str = "万元",
    stage: Stage = Stage.BUDGET,
    component: str = "",
) -> list[Figure]:
    """One column of one table as figures, twenty points to a row."""
    found = []
    for n, (code, label, printed) in enumerate(rows):
        value = yuan(printed, unit) if is_money(unit) else number(printed)
        assert value is not None
        place = Citation(
            of.name,
            page,
            printed,
            f"{of.year}年{kind.value}",
            label,
            component or stage.value,
            (60.0, 100.0 + 20 * n, 120.0, 118.0 + 20 * n),
        )
        subject = label.split("、")[-1]
        found.append(
            Figure(subject, code, component, of.body, of.year, stage, value, printed, unit, kind, place)
        )
    return found


def change(
    of: Document,
    subject: str,
    amount: str,
    direction: str,
    difference: str = "",
    percent: str = "",
    reason: str = "",
    code: str = "",
) -> Change:
    """A sentence of prose and what it says, in 万元."""
    said = (
        f"，比上年{direction}{difference}万元" if difference else f"，与上年{direction}" if direction else ""
    )
    rate = f"，{'增长' if direction == '增加' else '下降'}{percent}%" if percent else ""
    why = f"，主要原因是{reason}" if reason else ""
    sentence = f"{subject}{of.year}年预算安排{amount}万元{said}{rate}{why}。"
    exact = YUAN_PER_UNIT["万元"]
    return Change(
        subject,
        code,
        of.body,
        of.year,
        Stage.BUDGET,
        "万元",
        Decimal(amount) * exact,
        amount,
        direction,
        Decimal(difference) * exact if difference else Decimal(0) if direction == "持平" else None,
        difference,
        Decimal(percent) if percent else None,
        percent,
        reason,
        Citation(of.name, 12, sentence),
    )


def passage(of: Document, page: int, headings: tuple[str, ...], text: str) -> Passage:
    """A paragraph under its headings."""
    return Passage(text, headings, Citation(of.name, page, text))


def river_2025() -> Extraction:
    """The fullest document: every usual table, changes, narrative, one contradiction."""
    of = document(RIVER, 2025)
    office = cells(of, TableKind.BASIC, 8, [("30201", "办公费", "9.60")])
    said_office = Citation(of.name, 13, "办公费2025年预算安排9.80万元。")
    return Extraction(
        of,
        figures=(
            *cells(
                of,
                TableKind.BALANCE,
                5,
                [
                    ("", "一、一般公共预算拨款收入", "480.00"),
                    ("", "二、政府性基金预算拨款收入", "0.00"),
                    ("", "三、事业收入", "20.00"),
                    ("", "收入总计", "500.00"),
                    ("", "支出总计", "500.00"),
                ],
            ),
            *cells(of, TableKind.EXPENSE, 6, [("", "基本支出", "400.00"), ("", "项目支出", "100.00")]),
            *cells(
                of,
                TableKind.GENERAL,
                7,
                [
                    ("208", "社会保障和就业支出", "60.00"),
                    ("20805", "行政事业单位养老支出", "60.00"),
                    ("2080505", "机关事业单位基本养老保险缴费支出", "40.00"),
                    ("2080506", "机关事业单位职业年金缴费支出", "20.00"),
                    ("213", "农林水支出", "420.00"),
                    ("21303", "水利", "420.00"),
                    ("2130306", "水利工程运行与维护", "420.00"),
                ],
            ),
            *office,
            *cells(
                of,
                TableKind.BASIC,
                9,
                [
                    ("301", "工资福利支出", "320.00"),
                    ("30101", "基本工资", "120.00"),
                    ("30103", "奖金", "50.00"),
                    ("30107", "绩效工资", "80.00"),
                    ("30113", "住房公积金", "30.00"),
                    ("302", "商品和服务支出", "80.00"),
                    ("30205", "水费", "1.20"),
                    ("30206", "电费", "2.30"),
                    ("30216", "培训费", "3.00"),
                    ("30217", "公务接待费", "1.50"),
                ],
            ),
            *cells(
                of,
                TableKind.THREE_PUBLIC,
                10,
                [
                    ("", "“三公”经费合计", "4.50"),
                    ("", "1、因公出国（境）费用", "0.00"),
                    ("", "2、公务接待费", "1.50"),
                    ("", "3、公务用车购置及运行费", "3.00"),
                    ("", "（1）公务用车购置费", "0.00"),
                    ("", "（2）公务用车运行费", "3.00"),
                ],
            ),
            *cells(of, TableKind.PROJECTS, 11, [("", "河道保洁", "60.00"), ("", "堤防养护", "40.00")]),
        ),
        changes=(
            change(of, "公务接待费", "1.50", "增加", "0.50", "50.00", "新增流域联席会议接待任务", "30217"),
            change(of, "公务用车运行费", "3.00", "持平"),
            change(of, "培训费", "3.00", "减少", "1.00", "25.00", "无"),
            change(of, "收入预算", "500.00", "增加", "100.00", "25.00", "新增堤防养护项目"),
        ),
        passages=(
            passage(
                of,
                3,
                ("第一部分 单位概况", "一、主要职责"),
                "云溪市河道管理处的主要职责是：负责全市河道、堤防的日常巡查和养护；负责防汛物资的储备。",
            ),
            passage(
                of,
                14,
                ("第三部分 预算情况说明", "六、国有资产占用情况"),
                "截至上年末，本单位共有公务用车3辆，巡查船2艘。",
            ),
            passage(
                of,
                15,
                ("第四部分 名词解释",),
                "机关运行经费：指为保障行政单位运行用于购买货物和服务的各项资金。",
            ),
            passage(
                of,
                15,
                ("第四部分 名词解释",),
                "项目支出：指在基本支出之外为完成特定任务所发生的支出。",
            ),
        ),
        findings=(
            Finding(
                "prose",
                "办公费：表中为9.60万元，文字为9.80万元",
                Decimal(96000),
                Decimal(98000),
                (office[0].citation, said_office),
            ),
        ),
    )


def river_2024() -> Extraction:
    """The year before, smaller."""
    of = document(RIVER, 2024)
    return Extraction(
        of,
        figures=(
            *cells(of, TableKind.BALANCE, 5, [("", "收入总计", "400.00"), ("", "支出总计", "400.00")]),
            *cells(of, TableKind.BASIC, 9, [("30103", "奖金", "45.00"), ("30216", "培训费", "4.00")]),
            *cells(of, TableKind.THREE_PUBLIC, 10, [("", "2、公务接待费", "1.00")]),
        ),
    )


def school_2025() -> Extraction:
    """Another body, whose tables are in 元."""
    of = document(SCHOOL, 2025)
    return Extraction(
        of,
        figures=(
            *cells(
                of,
                TableKind.BALANCE,
                4,
                [("", "收入总计", "9,000,000.00"), ("", "支出总计", "9,000,000.00")],
                unit="元",
            ),
            *cells(of, TableKind.THREE_PUBLIC, 9, [("", "2、公务接待费", "8,000.00")], unit="元"),
        ),
        passages=(
            passage(of, 2, ("第一部分 学校概况", "二、机构设置"), "学校现有教学班24个，在校学生1080人。"),
        ),
    )


def words_only(query: str, k: int, refs: Collection[str] | None) -> Sequence[tuple[str, float]]:
    """A passage search that finds nothing, so that the words alone decide."""
    return ()


@pytest.fixture(scope="session")
def bodies() -> tuple[str, str, str]:
    """The invented bodies: with two years, with tables in 元, known by name only."""
    return RIVER, SCHOOL, PARK


@pytest.fixture(scope="session")
def make_document() -> Callable[..., Document]:
    """`document`."""
    return document


@pytest.fixture(scope="session")
def make_cells() -> Callable[..., list[Figure]]:
    """`cells`."""
    return cells


@pytest.fixture(scope="session")
def make_change() -> Callable[..., Change]:
    """`change`."""
    return change


@pytest.fixture(scope="session")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FigureStore]:
    """The store of the three hand-made documents."""
    with FigureStore.open(tmp_path_factory.mktemp("store"), create=True) as store:
        for extraction in (river_2024(), river_2025(), school_2025()):
            store.replace(extraction, source=f"/in/{extraction.document.name}", extractor="test")
        yield store


@pytest.fixture(scope="session")
def pipeline(facts: FigureStore) -> Pipeline:
    """Answering over those documents; the passage store is never asked."""
    return make_pipeline(facts)


def make_pipeline(store: FigureStore) -> Pipeline:
    """A pipeline over any store, with the search that finds nothing."""
    return Pipeline(store, Catalog(store.documents(), Vocabulary.of(store)), words_only)


@pytest.fixture(scope="session")
def pipeline_over() -> Callable[[FigureStore], Pipeline]:
    """`make_pipeline`."""
    return make_pipeline


@pytest.fixture(scope="session")
def ask(pipeline: Pipeline) -> Callable[..., Answer]:
    """``ask("公务接待费是多少", "earlier question", …)`` → its answer."""

    def asked(question: str, *history: str) -> Answer:
        return pipeline.ask(Question(question, history))

    return asked
