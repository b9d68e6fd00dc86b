import unicodedata

import pytest

from index.facts.records import Cell, Grid, Line, Page
from index.facts.subjects import squeezed
from index.prose.paragraphs import Paragraph, ordinal, paragraphs_of

FULL = 500.0


def line(
    text: str, top: float, x0: float = 90.0, x1: float = FULL, size: float = 14.0, page: int = 1
) -> Line:
    return Line(page, text, (x0, top, x1, top + size), size)


def page(number: int, *lines: Line, grids: tuple[Grid, ...] = ()) -> Page:
    return Page(number, 595.0, 842.0, lines, grids)


def grid(number: int, top: float, bottom: float, cells: int = 4) -> Grid:
    box = (90.0, top, FULL, bottom)
    return Grid(number, box, 1, cells, tuple(Cell(0, col, 1, 1, "", box) for col in range(cells)))


def texts(paragraphs: tuple[Paragraph, ...]) -> list[str]:
    return [paragraph.text for paragraph in paragraphs]


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("1.50 万元", "1.50万元"),
        ("2025 年， 某 市", "2025年，某市"),
        ("增长 20.52 %。", "增长20.52%。"),
        ("苏财预[ 2017 ]19 号", "苏财预[2017]19号"),
        ("A B 12 34", "A B 12 34"),
        ("\u3000\u3000人员经费", "人员经费"),
    ],
)
def test_spaces_of_typesetting_go_and_spaces_between_words_stay(printed: str, read: str) -> None:
    assert squeezed(printed) == read


@pytest.mark.parametrize(
    ("text", "depth", "rest"),
    [
        ("第三部分 情况说明", 10, "情况说明"),
        ("十一、名词", 20, "名词"),
        ("（二）接待费", 30, "接待费"),
        ("(三)接待费", 30, "接待费"),
        ("1．因公出国", 40, "因公出国"),
        ("1.2025年收支总表", 40, "2025年收支总表"),
        ("1.50万元", 0, "1.50万元"),
        ("（1）购置费", 50, "购置费"),
        ("一般公共预算", 0, "一般公共预算"),
    ],
)
def test_ordinals_are_told_from_amounts_and_words(text: str, depth: int, rest: str) -> None:
    assert ordinal(text) == (depth, rest)


def test_lines_join_without_a_space_and_a_paragraph_starts_at_its_indent() -> None:
    paragraphs = paragraphs_of(
        [
            page(
                1,
                line("2025 年收入预算 8 万元，比上年增加 1 万", 100, x0=118),
                line("元，主要原因是工资调整。", 120, x1=250),
                line("支出预算 8 万元。", 140, x0=118, x1=250),
                line("其余不变，其余不变，其余不变，其余不变。", 160),
            )
        ]
    )
    assert texts(paragraphs)[0] == "2025年收入预算8万元，比上年增加1万元，主要原因是工资调整。"
    assert texts(paragraphs)[1].startswith("支出预算8万元。")


def test_a_paragraph_goes_on_over_the_page_break_past_footer_and_header() -> None:
    pages = [
        page(
            number,
            line("某局2025年度部门预算公开", 39, page=number, size=10),
            line("公务接待费1.5万元，比上年增加0.5万元，增长", 100, x0=118, page=number),
            line("50%，主要原因是接待任务增加，此后各项工作仍", 120, page=number),
            line(f"- {number} -", 800, x0=280, x1=300, size=10, page=number),
        )
        for number in (1, 2, 3)
    ]
    tail = page(4, line("需加强。", 100, x0=118, x1=180, page=4), line("- 4 -", 800, x0=280, x1=300, page=4))
    paragraphs = paragraphs_of([*pages, tail])
    assert [p.text.endswith("仍需加强。") for p in paragraphs] == [False] * (len(paragraphs) - 1) + [True]
    assert not any("公开" in text or text.startswith("-") for text in texts(paragraphs))


def test_a_sentence_gives_its_page_and_the_box_of_its_lines_there() -> None:
    (paragraph,) = paragraphs_of(
        [
            page(
                1,
                line("收入预算总计8万元。与上年相比增加了1万元，", 100),
                line("支出预算总计8万元，与上年相比", 120),
            ),
            page(2, line("也增加了1万元。", 100, x1=200, page=2)),
        ]
    )
    start = paragraph.text.index("支出")
    assert paragraph.place(0, start) == (1, (90.0, 100, FULL, 114.0))
    assert paragraph.place(0, len(paragraph.text)) == (1, (90.0, 100, FULL, 134.0))
    assert paragraph.place(len(paragraph.text) - 2, len(paragraph.text)) == (2, (90.0, 100, 200, 114.0))
    with pytest.raises(IndexError):
        paragraph.place(999, 1000)


def test_headings_are_a_path_and_a_wrapped_heading_is_one() -> None:
    (paragraph,) = paragraphs_of(
        [
            page(
                1,
                line("第三部分", 60, x0=250, x1=340, size=22),
                line("2025 年度部门预算情况说明", 90, x0=180, x1=410, size=22),
                line("九、一般公共预算“三公”经费、会议费、培训费支出", 130, x0=118),
                line("预算情况说明", 150, x1=170),
                line("（一）公务接待费", 170, x0=118, x1=230),
                line("2025年预算安排1.50万元，比上年增加0.50万元。", 190, x0=118),
            )
        ]
    )
    assert paragraph.headings == (
        "第三部分 2025年度部门预算情况说明",
        "九、一般公共预算“三公”经费、会议费、培训费支出预算情况说明",
        "（一）公务接待费",
    )


def test_a_numbered_list_is_text_and_not_headings() -> None:
    paragraphs = paragraphs_of(
        [
            page(
                1,
                line("二、机构设置", 100, x0=118, x1=200),
                line("本部门的内设机构共三个，均为行政机构，具体如下：", 120, x0=118),
                line("1.办公室", 140, x0=118, x1=180),
                line("2.公诉处", 160, x0=118, x1=180),
                line("3.监察处", 180, x0=118, x1=180),
                line("三、其他", 200, x0=118, x1=180),
                line("没有其他事项需要在这里特别加以说明，特此公开。", 220, x0=118),
            )
        ]
    )
    assert [p.headings for p in paragraphs] == [("二、机构设置",)] * 4 + [("三、其他",)]
    assert texts(paragraphs)[1:4] == ["1.办公室", "2.公诉处", "3.监察处"]


def test_text_in_grids_and_titles_of_tables_are_not_prose_but_notes_are() -> None:
    (note,) = paragraphs_of(
        [
            page(
                1,
                line("第二部分 预算表", 60, x0=200, x1=380, size=18),
                line("表六 政府性基金预算支出预算表", 90, x0=180, x1=410),
                line("单位：万元", 110, x0=440),
                line("合计 0.00", 140),
                line("注：本单位2025年没有政府性基金预算安排的支出。", 220),
                grids=(grid(1, 130, 200),),
            )
        ]
    )
    assert note.text.startswith("注：本单位")
    assert note.headings == ("第二部分 预算表", "政府性基金预算支出预算表")


def test_a_frame_round_the_page_hides_no_text() -> None:
    frame = grid(1, 60, 800, cells=1)
    found = paragraphs_of([page(1, line("本部门没有政府性基金预算安排的收入和支出。", 100), grids=(frame,))])
    assert len(found) == 1


def test_cover_and_contents_are_left_out_until_the_first_heading_comes_again() -> None:
    paragraphs = paragraphs_of(
        [
            page(1, line("某市商务局", 300, x0=200, x1=390, size=26), line("2025年度部门预算", 340, size=26)),
            page(
                2,
                line("目 录", 80, x0=268, x1=327, size=22, page=2),
                line("一、主要职责.............3", 120, page=2),
                line("二、机构设置", 140, x1=180, page=2),
            ),
            page(
                3,
                line("一、主要职责", 80, x0=118, x1=200, page=3),
                line("某市商务局负责商贸流通管理和招商引资等各项工作。", 100, x0=118, page=3),
            ),
        ]
    )
    assert [(p.headings, p.spans[0].line.page) for p in paragraphs] == [(("一、主要职责",), 3)]


POINTED = (
    "全市收入２４．６亿元，增长４.１％.其中税收收入１８.２亿元．",
    "教育支出３.５亿元，比上年增加0.2亿元.主要是新建学校．",
    "社会保障支出２.１亿元，比上年增加0.1亿元．",
)


def test_a_point_that_stands_for_every_full_stop_ends_a_sentence() -> None:
    read = texts(paragraphs_of([page(1, *(line(text, 100 + 20 * n) for n, text in enumerate(POINTED)))]))
    whole = "".join(read)
    assert whole.count("。") == 5
    assert "增长4.1%。其中税收收入18.2亿元。" in unicodedata.normalize("NFKC", whole)
    assert "0.2亿元。主要是新建学校。" in whole


def test_a_point_beside_full_stops_is_left_as_it_stands() -> None:
    stops = [line("全市财政运行总体平稳，各项重点支出得到保障。", 100 + 20 * n) for n in range(2)]
    read = texts(paragraphs_of([page(1, line(POINTED[1], 80), *stops)]))
    assert "0.2亿元.主要是新建学校．" in "".join(read)


@pytest.mark.parametrize(("number", "kept"), [("—３—", False), ("- 12 -", False), ("—３", True)])
def test_the_number_of_a_page_between_dashes_is_no_text_wherever_it_stands(number: str, kept: bool) -> None:
    above = line("本部门2025年没有政府性基金预算安排的收入，", 400)
    below = line("也没有政府性基金预算安排的支出，特此说明。", 440)
    whole = "".join(texts(paragraphs_of([page(1, above, line(number, 420, x0=280, x1=310), below)])))
    assert whole.startswith("本部门2025年") and whole.endswith("特此说明。")
    assert (squeezed(number) in whole) is kept


def test_text_beyond_the_page_is_not_read() -> None:
    hidden = line("这一行在页面之外，读者看不见，也不应当被读取。", -165)
    assert texts(
        paragraphs_of([page(1, hidden, line("这一行在页面之内，读者看得见，应当被读取到。", 100))])
    ) == ["这一行在页面之内，读者看得见，应当被读取到。"]


def test_no_pages_and_pages_without_text_give_no_paragraphs() -> None:
    assert paragraphs_of([]) == ()
    assert paragraphs_of([Page(1, 595.0, 842.0, (), (), image_only=True)]) == ()
