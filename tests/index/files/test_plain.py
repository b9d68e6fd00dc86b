"""Text files: encodings that nobody declares, menus of the page they are copied from, tables by tabs."""

from __future__ import annotations

import pytest

from index.extract import extract
from index.files.flowing.encodings import decoded
from index.files.flowing.plain import read_commas, read_text
from index.files.flowing.site import is_of_the_site, is_trail, without_menus
from index.files.flowing.spaces import whole_numbers

SAID = "某市商务局2025年公务接待费预算1.50万元。\n"


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("gbk", b""),
        ("gb18030", b""),
        ("utf-16", b""),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("utf-16-be", b"\xfe\xff"),
    ],
)
@pytest.mark.parametrize("declared", [None, "gb2312", "utf-8", "no-such"])
def test_text_is_read_in_what_it_is_written_in_whatever_is_declared(encoding, mark, declared):
    assert decoded(mark + SAID.encode(encoding), declared) == SAID


def test_a_character_cut_in_two_costs_itself_and_bytes_of_no_text_are_none():
    assert decoded((SAID * 20).encode("gbk")[:-2] + b"\x81").count("公务接待费") == 20
    assert decoded(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4) is None


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("总计3,594, 026万元", "总计3,594,026万元"),
        ("总计3 ,594万元", "总计3,594万元"),
        ("增长 6 .5 %", "增长 6.5%"),
        ("收入77. 2亿元", "收入77.2亿元"),
        ("支出1 037.15亿元", "支出1037.15亿元"),
        ("预算12 万元", "预算12万元"),
        ("1. 2025年收入", "1. 2025年收入"),
        ("2024 1200万元", "2024 1200万元"),
        ("完成2024 1200万元", "完成2024 1200万元"),
        ("第1, 2号", "第1, 2号"),
        ("12 34", "12 34"),
    ],
)
def test_spaces_inside_a_number_are_no_part_of_it(typed, read):
    assert whole_numbers(typed) == read


@pytest.mark.parametrize(
    "line",
    [
        "发布时间：2025-03-01",
        "日期：2026-07-13 10:18 来源：某市财政局",
        "首页 > 政务公开 > 财政预决算",
        "当前位置：首页>公开",
        "【我要打印】",
        "字体：[大 中 小]",
        "大 中 小",
        "责任编辑：张三",
        "扫一扫在手机上查看当前页面",
        "相关链接",
        "附件下载：",
        "| | |",
        "某公网安备：35010202001851 闽ICP备11009988号",
    ],
)
def test_what_a_site_says_of_its_page_is_left_out(line):
    assert is_of_the_site(line)


@pytest.mark.parametrize(
    "line",
    [
        "来源于财政拨款的收入12.00万元。",
        "主办单位是商务局。",
        "日期安排如下",
        "一、收入情况",
        "分享经济发展专项资金3.00万元",
        "编制日期：某市财政局",
        "增长率>5%，<10%",
        "下载量3.5万次",
        "相关信息公开情况",
        "相关信息化建设",
        "中文域名注册费0.30万元",
        "访问量大的系统运维费3.00万元",
        "当前位置偏远的学校补助3.00万元",
        "扫描二维码缴费系统建设5.00万元",
    ],
)
def test_what_a_document_says_stays(line):
    assert not is_of_the_site(line) and not is_trail(line)


def test_a_menu_above_a_copied_page_is_left_out_and_a_list_below_it_stays():
    said = ["某市商务局2025年预算", SAID.strip(), "特此公开。"]
    menu = ["网站首页", "政务公开", "互动交流", "办事服务", "走进我市"]
    units = ["下属单位名单", "某市第一中学", "某市第二中学", "某市少年宫", "某市电化教育站"]
    assert without_menus([*menu, *said, *units]) == [*said, *units]
    assert without_menus(["某市商务局", *said]) == ["某市商务局", *said]
    assert without_menus([*menu, "某市人民政府办公室", SAID]) == ["某市人民政府办公室", SAID]
    cover = ["某市财政局", "部门决算", "目录", "部门概况", "主要职责"]
    assert without_menus([*cover, SAID]) == [*cover[:4], SAID]
    assert without_menus(menu) == menu, "a text of nothing but names is no menu of anything"


def test_lines_of_cells_between_tabs_are_a_table(tmp_path):
    path = tmp_path / "某市商务局2025年部门预算.txt"
    table = "项目\t预算数\n公务接待费\t1.50\n合计\t1.50\n"
    path.write_text(f"网站首页\n2025年“三公”经费预算表\n单位：万元\n{table}{SAID}", "gb18030")
    found = extract(path, "0" * 64)
    figures = {(f.subject, f.printed, f.unit, f.citation.column) for f in found.figures}
    assert ("公务接待费", "1.50", "万元", "预算数") in figures
    (page,) = read_text(path)
    assert [line.text for line in page.lines][-1] == SAID.strip() and len(page.grids) == 1


def test_values_between_commas_are_a_table_called_by_its_file(tmp_path):
    path = tmp_path / "某市商务局2025年部门支出预算表.csv"
    path.write_bytes('单位：万元,\n科目名称,预算数\n"教育支出","1,234.50"\n支出合计,1234.50\n'.encode("gbk"))
    found = extract(path, "0" * 64)
    figures = {(f.subject, f.printed, str(f.value), f.citation.table) for f in found.figures}
    assert ("教育支出", "1,234.50", "12345000.00", "某市商务局2025年部门支出预算表") in figures
    assert len(read_commas(path)) == 1


def test_a_table_may_have_bars_between_its_cells(tmp_path):
    path = tmp_path / "某市商务局2025年公务支出.txt"
    rows = ["项目 | 预算数 | 决算数", "| --- | --- | --- |", "接待经费 | 8 | 2.26", "车辆购置 | 13.2 | 12.51"]
    path.write_text("某市商务局2025年决算\n单位：万元\n" + "\n".join(rows), encoding="utf-8")
    figures = extract(path, "0" * 64).figures
    assert [(f.subject, f.printed) for f in figures] == [
        ("接待经费", "8"),
        ("接待经费", "2.26"),
        ("车辆购置", "13.2"),
        ("车辆购置", "12.51"),
    ]
