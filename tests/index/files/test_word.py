"""Word files: merged cells, page breaks, automatic numbers, hidden text."""

import docx
import pytest
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn

from index.extract import extract
from index.facts.errors import DocumentError
from index.files.flowing import word as reading
from index.files.flowing.word import read_word
from index.tables.tables import find_tables

ROWS = [
    ("201", "一般公共服务支出", "12.00", "10.00", "2.00"),
    ("20103", "政府办公厅（室）及相关机构事务", "12.00", "10.00", "2.00"),
    ("2010301", "行政运行", "12.00", "10.00", "2.00"),
]


def disclosure(path):
    word = docx.Document()
    word.add_paragraph("某市商务局2025年部门预算")
    word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    word.add_paragraph("2025年一般公共预算支出表")
    word.add_paragraph("单位：万元")
    table = word.add_table(6, 5)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "支出功能分类科目"
    table.cell(0, 2).merge(table.cell(1, 2)).text = "合计"
    table.cell(0, 3).merge(table.cell(0, 4)).text = "其中"
    for col, text in ((0, "科目编码"), (1, "科目名称"), (3, "基本支出"), (4, "项目支出")):
        table.cell(1, col).text = text
    for r, row in enumerate([*ROWS, ("合计", "", "12.00", "10.00", "2.00")], 2):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    table.cell(5, 0).merge(table.cell(5, 1))
    word.add_paragraph("一、预算收支增减变化情况")
    word.add_paragraph("公务接待费预算1.50万元，比上年增加0.50万元，增长50%，主要原因是新增接待任务。")
    word.save(path)


def test_a_word_file_gives_the_figures_of_its_merged_table(tmp_path):
    path = tmp_path / "公开.docx"
    disclosure(path)
    extraction = extract(path, "0" * 64)
    assert (extraction.document.body, extraction.document.year, extraction.document.pages) == (
        "某市商务局",
        2025,
        2,
    )
    (table,) = extraction.tables
    assert (table.title, table.unit) == ("2025年一般公共预算支出表", "万元")
    running = [f for f in extraction.figures if f.code == "2010301"]
    assert [(f.component, str(f.value)) for f in running] == [
        ("", "120000.00"),
        ("基本支出", "100000.00"),
        ("项目支出", "20000.00"),
    ]
    assert running[1].citation.column == "其中/基本支出" and running[1].citation.page == 2
    assert all(f.citation.bbox is None for f in extraction.figures)
    (change,) = extraction.changes
    assert (change.subject, change.reason.rstrip("。")) == ("公务接待费", "新增接待任务")
    assert change.citation.bbox is None and all(p.citation.bbox is None for p in extraction.passages)


def test_hidden_text_is_not_read(tmp_path):
    word = docx.Document()
    paragraph = word.add_paragraph("看得见")
    hidden = paragraph.add_run("看不见")
    hidden.font.hidden = True
    word.save(tmp_path / "a.docx")
    ((page,), _) = read_word(tmp_path / "a.docx")
    assert [line.text for line in page.lines] == ["看得见"]


def test_automatic_numbers_are_part_of_the_heading(tmp_path):
    word = docx.Document()
    numbering = word.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "77")
    level = OxmlElement("w:lvl")
    level.set(qn("w:ilvl"), "0")
    for name, value in (("w:start", "1"), ("w:numFmt", "chineseCountingThousand"), ("w:lvlText", "%1、")):
        child = OxmlElement(name)
        child.set(qn("w:val"), value)
        level.append(child)
    abstract.append(level)
    numbering.insert(0, abstract)
    number = numbering.add_num(77)
    for text in ("主要职责", "机构设置"):
        properties = word.add_paragraph(text)._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_numId().val = number.numId
        properties.get_or_add_ilvl().val = 0
    word.save(tmp_path / "a.docx")
    ((page,), _) = read_word(tmp_path / "a.docx")
    assert [line.text for line in page.lines] == ["一、主要职责", "二、机构设置"]


def test_a_word_file_without_numbering_is_read(tmp_path):
    word = docx.Document()
    word.add_paragraph("一、主要职责")
    numbering = next(key for key, rel in word.part.rels.items() if rel.reltype.endswith("/numbering"))
    word.part.drop_rel(numbering)
    word.save(tmp_path / "a.docx")
    ((page,), _) = read_word(tmp_path / "a.docx")
    assert [line.text for line in page.lines] == ["一、主要职责"]


@pytest.mark.parametrize("data", [b"PK\x03\x04 cut", b"\xd0\xcf\x11\xe0 old", b"text"])
def test_what_is_no_word_file_is_a_document_error(tmp_path, data):
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    with pytest.raises(DocumentError, match=r"a\.docx"):
        read_word(path)


def filled(table, rows):
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    return table


def test_a_table_beside_a_label_becomes_rows_of_the_table_it_stands_in(tmp_path):
    path = tmp_path / "某市水务局-2025-部门预算.docx"
    word = docx.Document()
    word.add_paragraph("2025年项目绩效目标表")
    outer = filled(word.add_table(3, 2), [("项目名称", "河道清淤"), ("资金（万元）", ""), ("说明", "无")])
    inner = outer.cell(1, 1).add_table(3, 2)
    filled(inner, [("年度资金总额", "108.00"), ("其中：财政拨款", "98.00"), ("其他资金", "10.00")])
    word.save(path)
    ((page,), _) = read_word(path)
    (grid,) = page.grids
    assert (grid.n_rows, grid.n_cols) == (5, 3)
    (label,) = [cell for cell in grid.cells if cell.text == "资金（万元）"]
    assert (label.row, label.rowspan) == (1, 3)
    named = {cell.text: (cell.row, cell.col, cell.colspan) for cell in grid.cells if cell.text}
    assert named["河道清淤"] == (0, 1, 2) and named["98.00"] == (2, 2, 1) and named["说明"] == (4, 0, 1)
    figures = {(figure.subject, figure.printed) for figure in extract(path, "0" * 64).figures}
    assert {("年度资金总额", "108.00"), ("财政拨款", "98.00")} <= figures


def test_a_table_that_only_arranges_tables_leaves_them_apart(tmp_path):
    word = docx.Document()
    outer = word.add_table(1, 2)
    for col, name in enumerate(("收入", "支出")):
        filled(outer.cell(0, col).add_table(2, 2), [("项目", name), ("合计", "1.50")])
    word.save(tmp_path / "a.docx")
    ((page,), _) = read_word(tmp_path / "a.docx")
    assert [(grid.n_rows, grid.n_cols) for grid in page.grids] == [(2, 2), (2, 2)]


def test_tables_below_one_another_in_one_table_are_read_each_by_its_title(tmp_path):
    path = tmp_path / "某市2025年预算执行情况.docx"
    word = docx.Document()
    word.add_paragraph("2025年全市收入完成情况表")
    word.add_paragraph("单位：万元")
    rows = [("科目", "预算数", "完成数"), ("税收收入", "10", "11"), ("附表2", "", "")]
    rows += [("2025年全市支出完成情况表", "", ""), ("", "", "单位：亿元"), ("科目", "调整预算数", "完成数")]
    table = filled(word.add_table(7, 3), [*rows, ("教育支出", "20", "21")])
    table.cell(3, 0).merge(table.cell(3, 2))
    word.save(path)
    ((page,), _) = read_word(path)
    assert [grid.n_rows for grid in page.grids] == [2, 2]
    found = {(t.title, t.unit, t.rows[0].labels) for t in find_tables([page])}
    assert found == {
        ("2025年全市收入完成情况表", "万元", ("税收收入",)),
        ("附表2 2025年全市支出完成情况表", "亿元", ("教育支出",)),
    }


def test_a_fault_in_one_table_of_a_word_file_costs_that_table(tmp_path, monkeypatch):
    word = docx.Document()
    word.add_paragraph("一、主要职责")
    filled(word.add_table(1, 2), [("坏的表", "1")])
    word.add_paragraph("拟订全市商务发展规划。")
    word.save(tmp_path / "a.docx")

    def faulty(reader, element):
        raise IndexError("merged")

    monkeypatch.setattr(reading._Reader, "_slots", faulty)
    ((page,), warnings) = read_word(tmp_path / "a.docx")
    assert [line.text for line in page.lines] == ["一、主要职责", "拟订全市商务发展规划。"]
    assert warnings[0].startswith("一张表（“坏的表1…”）读取时程序出错（IndexError merged")


def test_a_text_box_in_a_cell_is_read_once_and_what_was_deleted_in_it_not_at_all(tmp_path):
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = "<w:txbxContent><w:p><w:r><w:t>1.50</w:t></w:r></w:p></w:txbxContent>"
    both = f"<mc:Choice Requires='wps'>{box}</mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
    drawn = f"<w:r {w} {mc}><mc:AlternateContent>{both}</mc:AlternateContent></w:r>"
    word = docx.Document()
    table = filled(word.add_table(2, 2), [("项目", "预算数"), ("公务接待费", "")])
    table.cell(1, 1).paragraphs[0]._p.append(parse_xml(drawn))
    gone = parse_xml(f"<w:del {w}><w:r><w:delText>9.90</w:delText></w:r></w:del>")
    table.cell(1, 1).paragraphs[0]._p.append(gone)
    word.save(tmp_path / "a.docx")
    ((page,), _) = read_word(tmp_path / "a.docx")
    assert [cell.text for cell in page.grids[0].cells] == ["项目", "预算数", "公务接待费", "1.50"]
