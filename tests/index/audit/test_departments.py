"""What a 部门 discloses against what its 单位 disclose, over the documents that are indexed."""

import pickle
from dataclasses import replace
from decimal import Decimal

import pytest

from index.audit.departments import Disclosure, department_checks, how_many
from index.build import build, remove
from index.facts.identities import OF_UNITS, UNIT_OVER, UNIT_ROW
from index.facts.records import Citation, Document, Extraction, Figure, Kind, Passage, Scope, Stage, TableKind
from index.store.opening import open_stores

BUREAU, CENTRE = "某市甲县司法局", "某市甲县法律援助中心"
TWO = "本部门的汇总预算由局本级和下属1个事业单位编成：1.局本级2.甲县法律援助中心"


def disclosure(n, body, scope, value, *texts, rows=(), year=2026):
    document = Document(f"{n}.pdf", f"{n}", "", body, year, Kind.BUDGET, scope, 9)
    figures = [
        Figure(
            subject,
            "",
            "",
            body,
            year,
            Stage.BUDGET,
            Decimal(printed) * 10000,
            printed,
            "万元",
            kind,
            Citation(document.name, 3, printed, kind.value, subject, "合计", (0, 0, 9, 9)),
        )
        for kind, subject, printed in (*rows, (TableKind.GENERAL, "一般公共预算支出合计", value))
    ]
    return Disclosure(n, document, tuple(figures), texts)


def failed(*disclosures):
    return [(n, finding.check) for n, finding in department_checks(disclosures)]


def whole(value, *texts, **more):
    return disclosure(1, BUREAU, Scope.DEPARTMENT, value, *(texts or (TWO,)), **more)


OWN = disclosure(2, BUREAU, Scope.UNIT, "60.00")
BELOW = disclosure(3, CENTRE, Scope.UNIT, "40.00")


def test_the_units_add_up_to_the_department_where_all_of_them_are_there():
    assert failed(whole("100.00"), OWN, BELOW) == []
    assert failed(whole("109.00"), OWN, BELOW) == [(1, OF_UNITS)]


def test_a_part_of_the_units_proves_nothing_and_neither_does_another_year():
    other = disclosure(3, CENTRE, Scope.UNIT, "40.00", year=2025)
    assert failed(whole("109.00"), OWN) == []
    assert failed(whole("109.00"), OWN, other) == []
    assert failed(whole("109.00", "部门职责。"), OWN, BELOW) == []


def test_a_unit_with_more_than_the_whole_is_told_though_others_are_missing():
    assert failed(whole("59.00"), OWN) == [(1, UNIT_OVER)]
    stranger = disclosure(4, "某市乙局", Scope.UNIT, "500.00")
    assert failed(whole("100.00"), OWN, stranger) == []


def test_the_row_of_a_unit_is_what_the_unit_discloses():
    rows = [(TableKind.EXPENSE, "甲县法律援助中心", "41.00")]
    below = disclosure(3, CENTRE, Scope.UNIT, "40.00", rows=[(TableKind.EXPENSE, "支出合计", "40.00")])
    assert failed(whole("100.00", rows=rows), below) == [(1, UNIT_ROW)]


def test_tables_and_narrative_in_two_files_are_one_department():
    tables = disclosure(1, BUREAU, Scope.DEPARTMENT, "109.00")
    text = Disclosure(5, tables.document, (), (TWO,))
    assert failed(tables, text, OWN, BELOW) == [(1, OF_UNITS)]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        (TWO, 2),
        ("纳入本部门2018年部门汇总预算编制范围的预算单位共计1家，仅包括厅机关本级。", 1),
        ("纳入2025年部门决算编制范围的二级预算单位共有十二个，包括：", 12),
        ("2025年部门预算只包含局本级，没有下属预算单位。", 1),
        ("纳入部门预算编制范围的预算单位包括：局本级、执法支队。", 0),
        ("今年走访企业12家。", 0),
    ],
)
def test_how_many_units_a_department_says_it_has(text, units):
    assert how_many([text]) == units


def test_the_check_follows_what_is_indexed(tmp_path, encoder, write_disclosure):
    whole = write_disclosure(tmp_path / "in" / "a.pdf", "某市商务局", 2025, 100)
    unit = write_disclosure(tmp_path / "in" / "b.pdf", "某市商务局", 2025, 150, scope="单位")
    with open_stores(tmp_path / "store", encoder) as stores:
        summary = build([whole], stores, jobs=1)
        assert (summary.findings, stores.facts.findings()) == (0, ())
        assert build([unit], stores, jobs=1).findings == 2
        found = stores.facts.findings()
        assert {(name, finding.check) for name, finding in found} == {("a.pdf", UNIT_OVER)}
        assert [c.document for c in found[0][1].citations] == ["a.pdf", "b.pdf"]
        assert build([tmp_path / "in"], stores, jobs=1).findings == 0
        assert stores.facts.findings() == found
        (unit_id,) = (s.id for s in stores.facts.documents() if s.document.name == "b.pdf")
        remove(stores, unit_id)
        assert stores.facts.findings() == ()


def test_a_check_that_a_killed_run_left_undone_is_done_by_the_next(tmp_path, encoder, write_disclosure):
    write_disclosure(tmp_path / "in" / "a.pdf", "某市商务局", 2025, 100)
    write_disclosure(tmp_path / "in" / "b.pdf", "某市商务局", 2025, 90, scope="单位")

    class Stopped(Exception):
        """The power goes off here."""

    class Facts:
        """Those of the store, until findings are put."""

        def __init__(self, held):
            self._held = held

        def __getattr__(self, name):
            if name == "put_findings":
                raise Stopped
            return getattr(self._held, name)

    with open_stores(tmp_path / "store", encoder) as stores:
        assert build([tmp_path / "in"], stores, jobs=1).findings == 0
        write_disclosure(tmp_path / "in" / "b.pdf", "某市商务局", 2025, 150, scope="单位")
        with pytest.raises(Stopped):
            build([tmp_path / "in"], replace(stores, facts=Facts(stores.facts)), jobs=1)
        assert stores.facts.findings() == ()
        summary = build([tmp_path / "in"], stores, jobs=1)
        assert (summary.skipped, summary.findings) == (2, 2)


def test_only_the_year_and_kind_that_changed_are_checked_again(tmp_path, encoder, write_disclosure):
    for year in (2024, 2025):
        write_disclosure(tmp_path / "in" / f"a{year}.pdf", "某市商务局", year, 100)
        write_disclosure(tmp_path / "in" / f"b{year}.pdf", "某市商务局", year, 150, scope="单位")
    with open_stores(tmp_path / "store", encoder) as stores:
        assert build([tmp_path / "in"], stores, jobs=1).findings == 4
        write_disclosure(tmp_path / "in" / "b2025.pdf", "某市商务局", 2025, 90, scope="单位")
        read = []

        class Facts:
            """Those of the store; notes whose figures are read."""

            def __getattr__(self, name):
                return getattr(stores.facts, name)

            def figures(self, **wanted):
                read.extend(s.document.name for s in stores.facts.find(ids=wanted["documents"]))
                return stores.facts.figures(**wanted)

        assert build([tmp_path / "in"], replace(stores, facts=Facts()), jobs=1).findings == 0
        assert set(read) == {"a2025.pdf", "b2025.pdf"}
        assert {name for name, _ in stores.facts.findings()} == {"a2024.pdf"}


def test_a_unit_is_found_by_its_row_or_by_what_a_text_of_the_department_says(tmp_path, encoder, made_of):
    """Facts as they are read, none of them of a page: what is read of whom must not change what is found."""
    rows = [(TableKind.EXPENSE, "甲县法律援助中心", "41.00")]
    below = disclosure(3, CENTRE, Scope.UNIT, "40.00", rows=[(TableKind.EXPENSE, "支出合计", "40.00")])
    stranger = disclosure(4, "某市乙局", Scope.UNIT, "500.00")
    other = disclosure(6, "某市丙局", Scope.DEPARTMENT, "1.00", "本部门没有下属单位。")
    for n, (department, expected) in enumerate(
        [
            (whole("100.00", "部门职责。", rows=rows), [UNIT_ROW]),
            (whole("39.00"), [UNIT_OVER]),
            (whole("39.00", "部门职责。"), []),
        ]
    ):
        given = [department, below, stranger, other]
        with open_stores(tmp_path / f"store-{n}", encoder) as stores:
            build(made_of(given), stores, jobs=1, read=ready)
            found = {finding.check for _, finding in stores.facts.findings()}
        assert found == set(expected) == {finding.check for _, finding in department_checks(given)}


@pytest.fixture
def made_of(tmp_path):
    """``made_of(disclosures)`` → files that `ready` reads as these."""

    def write(given):
        paths = []
        for each in given:
            path = tmp_path / each.document.name
            path.write_bytes(pickle.dumps(each))
            paths.append(path)
        return paths

    return write


def ready(path, sha256, on_page):
    given = pickle.loads(path.read_bytes())
    passages = [Passage(text, ("机构概况",), Citation(path.name, 2, text)) for text in given.texts]
    return Extraction(replace(given.document, sha256=sha256), figures=given.figures, passages=tuple(passages))
