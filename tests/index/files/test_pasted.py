"""Tables pasted as text: what is a row, what is a header, and what is neither."""

import pytest

from index.extract import digest, extract
from index.files.flowing.pasted import rows_in

HEAD = "项目 2023年决算数 2024年决算数"
ROWS = ["公务接待费 3.20 2.41", "合计 11.70 10.03"]


def tables(*lines: str) -> list[list[list[str]]]:
    return [rows for _, _, rows in rows_in(lines)]


def test_a_header_and_rows_of_as_many_figures_are_a_table():
    (rows,) = tables("单位：万元", HEAD, *ROWS, "某乡人民政府")
    assert rows == [
        ["项目", "2023年决算数", "2024年决算数"],
        ["公务接待费", "3.20", "2.41"],
        ["合计", "11.70", "10.03"],
    ]


def test_spaces_inside_a_label_are_no_cells_and_dashes_are():
    (rows,) = tables("项 目 年初预算数 占预算%", "其中： 税收 收入 1,200 74.7%", "合 计 - 80.1%")
    assert rows == [
        ["项目", "年初预算数", "占预算%"],
        ["其中：税收收入", "1,200", "74.7%"],
        ["合计", "-", "80.1%"],
    ]


def test_codes_stand_in_a_column_of_their_own():
    (rows,) = tables("科目编码 科目名称 合计 基本支出", "205 教育支出 9.00 8.00", "20502 普通教育 9.00 8.00")
    assert rows[0] == ["科目编码", "科目名称", "合计", "基本支出"]
    assert rows[2] == ["20502", "普通教育", "9.00", "8.00"]


def test_a_label_alone_between_rows_has_no_figures():
    (rows,) = tables(HEAD, ROWS[0], "其中：", ROWS[1])
    assert rows[2] == ["其中：", "", ""]


@pytest.mark.parametrize(
    "lines",
    [
        [HEAD, ROWS[0]],
        [HEAD, "公务接待费 2.41", "合计 10.03"],
        ["项目 占预算 % 累计", *ROWS],
        ["目录 名称 页码", "收支总表 3 4", "收入总表 5 6"],
        ["2024年，全镇支出10万元。", *ROWS],
        [HEAD, "公务接待费3.20万元，比上年下降 2.41", "合计，增长 11.70 10.03"],
    ],
)
def test_where_heads_and_figures_do_not_match_nothing_is_guessed(lines):
    assert tables(*lines) == []


@pytest.mark.parametrize("suffix", ["html", "txt"])
def test_a_pasted_table_is_read_under_its_title_and_its_unit(tmp_path, suffix):
    said = ["河东乡2024年“三公”经费决算", "河东乡2024年“三公”经费支出10.03万元。"]
    said += [
        "河东乡2024年“三公”经费支出决算表",
        "单位：万元",
        *(x.replace(" ", "\u3000\u3000") for x in (HEAD, *ROWS)),
    ]
    path = tmp_path / f"河东乡2024年三公经费.{suffix}"
    page = f"<html><body>{''.join(f'<p>{line}</p>' for line in said)}</body></html>"
    path.write_text(page if suffix == "html" else "\n".join(said), encoding="utf-8")
    found = extract(path, digest(path)).figures
    assert [(f.citation.table, f.citation.row, f.year, f.printed, f.unit) for f in found] == [
        (said[2], "公务接待费", 2023, "3.20", "万元"),
        (said[2], "公务接待费", 2024, "2.41", "万元"),
        (said[2], "合计", 2023, "11.70", "万元"),
        (said[2], "合计", 2024, "10.03", "万元"),
    ]
