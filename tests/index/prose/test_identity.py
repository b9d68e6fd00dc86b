from pathlib import Path

import pytest

from index.facts.errors import DocumentError
from index.facts.given import said
from index.facts.records import Document, Kind, Line, Page, Scope
from index.prose.identity import identify

NAMELESS = Path("1.pdf")


def page(number: int, *texts: str) -> Page:
    lines = tuple(
        Line(number, text, (90.0, 100.0 + 30 * at, 500.0, 120.0 + 30 * at), 20.0)
        for at, text in enumerate(texts)
    )
    return Page(number, 595.0, 842.0, lines, ())


def of(*pages: Page, path: Path = NAMELESS) -> Document:
    return identify(path, "ab" * 32, pages).document


@pytest.mark.parametrize(
    ("cover", "body"),
    [
        (("某市 12345 政务服务便民热线中心", "2025 年度单位预算"), "某市12345政务服务便民热线中心"),
        (("岭东市某区人民政府", "望潮街道办事处", "2025年部门预算"), "岭东市某区人民政府望潮街道办事处"),
        (("上海市某区规划和自然", "资源局", "2025 年度部门决算"), "上海市某区规划和自然资源局"),
        (("某省人大常委会办公厅2025年度部门", "预算公开"), "某省人大常委会办公厅"),
        (("2025年度", "某县第一中学部门预算"), "某县第一中学"),
        (("某县职业中专2025年单位预算",), "某县职业中专"),
        (("某市2025年区级部门预算", "预算主管部门：某市某区司法局"), "某市某区司法局"),
        (
            ("某市 2025 年市级单位预算", "预算主管部门：某市数据局", "预算单位：某市数据资源管理中心"),
            "某市数据资源管理中心",
        ),
        (
            ("某省2025年度", "省级部门预算公开报表", "部 门:某省交通运输厅", "某省财政厅印制"),
            "某省交通运输厅",
        ),
    ],
)
def test_the_cover_names_the_body_however_it_is_set(cover: tuple[str, ...], body: str) -> None:
    found = of(page(1, *cover))
    assert (found.body, found.year) == (body, 2025)


def test_without_a_cover_the_line_above_the_tables_names_the_body() -> None:
    tables = [
        page(1, "收支预算总表", "部门：某市财政局 单位：万元", "收入总计 8.00 9.00", "2025年预算数"),
        page(2, "支出预算总表", "部门：某市财政局 单位：万元"),
    ]
    assert of(*tables).body == "某市财政局"


def test_a_label_broken_by_its_line_does_not_shorten_the_name() -> None:
    tables = [
        page(1, "2025年收支预算总表", "部门：某省生态环境厅监测中心 单位：万元", "总计 1.00 2.00"),
        page(2, "2025年收入预算总表", "部门：某省生态环境厅监测"),
        page(3, "2025年支出预算总表", "部门：某省生态环境厅监测"),
    ]
    assert of(*tables).body == "某省生态环境厅监测中心"


def test_the_narrative_names_the_body_where_nothing_else_does() -> None:
    narrative = page(
        1, "一、主要职责", "某县农业农村局的主要职责是：负责全县农业。", "某县农业农村局2025年收入预算8万元。"
    )
    assert of(narrative).body == "某县农业农村局"


def test_the_file_name_is_asked_last() -> None:
    tables = page(1, "收支预算总表", "单位：万元", "收入总计 8.00 9.00")
    found = of(tables, path=Path("某市水务局-2024-部门预算公开表.pdf"))
    assert (found.body, found.year, found.kind, found.scope) == (
        "某市水务局",
        2024,
        Kind.BUDGET,
        Scope.DEPARTMENT,
    )
    assert found.title == "某市水务局2024年度部门预算"


@pytest.mark.parametrize("printed", ["中国共产党某省委员会办公厅", "中共某省委办公厅", "某省委办公厅"])
def test_party_bodies_have_one_name_in_all_their_editions(printed: str) -> None:
    assert of(page(1, f"{printed}2025年度部门预算")).body == "中共某省委办公厅"


def test_one_wrong_year_in_a_heading_does_not_win() -> None:
    found = of(
        page(1, "某市商务局", "2025年度部门预算"),
        page(2, "第三部分 2024年度部门预算情况说明", "2025年收入预算8万元，比2024年预算增加1万元。"),
        page(3, "2025年度收支预算总表"),
        page(4, "2025年度收入预算总表"),
    )
    assert found.year == 2025


def test_a_wrong_year_on_the_cover_is_outvoted_by_file_name_tables_and_text() -> None:
    found = of(
        page(1, "某市商务局", "2024年度部门预算"),
        page(2, "2025年度收支预算总表", "2025年度收入预算总表"),
        page(3, "2025年度某市商务局收入预算8万元，比2024年增加1万元。"),
        path=Path("某市商务局2025年部门预算.pdf"),
    )
    assert found.year == 2025


def test_the_year_before_in_comparisons_is_not_the_documents() -> None:
    text = [f"{item}8万元，比2024年预算增加1万元。" for item in ("收入", "支出", "公务接待费", "会议费")]
    found = of(page(1, "一、收支情况", "某市商务局2025年度部门预算如下。", *text))
    assert found.year == 2025


@pytest.mark.parametrize(
    ("title", "kind", "scope"),
    [
        ("某市商务局2024年度部门决算", Kind.FINAL, Scope.DEPARTMENT),
        ("某市商务局2025年单位预算", Kind.BUDGET, Scope.UNIT),
    ],
)
def test_kind_and_scope_are_those_of_the_title(title: str, kind: Kind, scope: Scope) -> None:
    found = of(page(1, title), page(2, "年初预算数 决算数"))
    assert (found.title, found.kind, found.scope) == (title, kind, scope)


def test_a_running_header_and_a_page_number_do_not_double_the_title() -> None:
    found = of(
        page(1, "某市城管局2025年度部门预算公开", "某市城管局", "2025 年度部门预算公开", "第 1 页 共 9 页")
    )
    assert found.title == "某市城管局2025年度部门预算公开"


def test_name_digest_and_pages_are_kept() -> None:
    found = of(page(1, "某市商务局", "2025年部门预算"), page(2, "正文"), path=Path("/data/x.pdf"))
    assert (found.name, found.sha256, found.pages) == ("x.pdf", "ab" * 32, 2)


def test_a_document_that_names_no_body_or_no_year_is_known_by_its_title_and_says_so() -> None:
    bodiless = identify(NAMELESS, "ab" * 32, [page(1, "2025年收支预算总表", "单位：万元")])
    assert (bodiless.document.body, bodiless.document.year) == ("2025年收支预算总表", 2025)
    assert ["哪个单位" in line and "文件名" in line for line in bodiless.warnings] == [True]
    yearless = identify(
        NAMELESS, "ab" * 32, [page(1, "收支预算总表", "部门：某市财政局 单位：万元", "总计 1.00 2.00")]
    )
    assert (yearless.document.body, yearless.document.year) == ("某市财政局", 0)
    assert ["哪一年" in line for line in yearless.warnings] == [True]


def test_what_is_told_is_not_missed_and_what_is_not_told_is() -> None:
    pages = [page(1, "收支预算总表", "单位：万元", "总计 1.00 2.00")]
    (missed,) = identify(NAMELESS, "ab" * 32, pages, said(year=2025)).warnings
    assert "哪个单位" in missed
    assert identify(NAMELESS, "ab" * 32, pages, said(body="某市财政局", year=2025)).warnings == ()
    with pytest.raises(DocumentError, match="扫描件"):
        of(Page(1, 595.0, 842.0, (), (), image_only=True), path=Path("scan-2025.pdf"))


@pytest.mark.parametrize(
    ("lines", "body", "year", "kind", "scope"),
    [
        (
            ("关于青石市2031年预算执行情况和2032年预算草案的报告", "——在青石市第三届人民代表大会上"),
            *("青石市", 2031, Kind.EXECUTION, Scope.WHOLE_CITY),
        ),
        (
            ("关于2031年全市和市级预算执行情况的报告", "在青石市第三届人民代表大会第二次会议上"),
            *("青石市", 2031, Kind.EXECUTION, Scope.WHOLE_CITY),
        ),
        (
            ("关于2031年全县财政决算的报告", "各位代表：", "石坪县财政局", "2032年8月9日"),
            *("石坪县", 2031, Kind.FINAL, Scope.WHOLE_COUNTY),
        ),
        (("2031年末青石市地方政府债务限额及余额决算情况表",), "青石市", 2031, Kind.DEBT, Scope.WHOLE_CITY),
        (("石坪县二○三一年政府性基金收入执行情况表",), "石坪县", 2031, Kind.EXECUTION, Scope.WHOLE_COUNTY),
        (("青石市2031年市本级财政预算",), "青石市", 2031, Kind.BUDGET, Scope.CITY),
        (
            ("青石市水湾区芦花镇人民政府", "2031年度“三公”经费支出说明"),
            *("青石市水湾区芦花镇", 2031, Kind.FINAL, Scope.WHOLE_TOWN),
        ),
        (("石坪县2031年6月财政收支情况",), "石坪县", 2031, Kind.EXECUTION, Scope.WHOLE_COUNTY),
        (("附件3：云岭州2031年社会保险基金决算",), "云岭州", 2031, Kind.FINAL, Scope.WHOLE_PREFECTURE),
    ],
)
def test_a_government_is_the_place_that_its_title_or_congress_or_signature_names(
    lines: tuple[str, ...], body: str, year: int, kind: Kind, scope: Scope
) -> None:
    found = of(page(1, *lines))
    assert (found.body, found.year, found.kind, found.scope) == (body, year, kind, scope)


def test_the_name_of_the_file_tells_the_place_that_the_text_leaves_out() -> None:
    found = of(page(1, "2031年全市决算草案的说明"), path=Path("青石市2031年全市及市本级决算草案的说明.pdf"))
    assert (found.body, found.title) == ("青石市", "青石市2031年全市决算草案的说明")


def test_the_name_of_the_site_that_a_page_was_saved_from_is_no_body() -> None:
    path = Path("2031年度收支决算情况 _ 石坪县人民政府门户网站.html")
    assert of(page(1, "石坪县2031年度财政决算收支情况"), path=path).body == "石坪县"


def test_a_department_of_a_place_is_not_the_place() -> None:
    found = of(page(1, "青石市财政局2031年度决算"), page(2, "2031年青石市政府债务余额表"))
    assert (found.body, found.kind) == ("青石市财政局", Kind.FINAL)


def test_a_scan_is_still_identified_by_a_telling_file_name() -> None:
    found = of(Page(1, 595.0, 842.0, (), (), image_only=True), path=Path("某县第一中学-2025-单位预算.pdf"))
    assert (found.body, found.year, found.scope) == ("某县第一中学", 2025, Scope.UNIT)


@pytest.mark.parametrize(
    ("cover", "expected"),
    [
        (("2025年部门预算", "某县农业农村局"), "某县农业农村局 2025 预算 部门"),
        (("附件2", "2023年度", "某市文化广电和旅游局部门决算"), "某市文化广电和旅游局 2023 决算 部门"),
        (("某县教育局（本级）2024年单位预算公开说明",), "某县教育局 2024 预算 单位"),
        (("某县卫生健康局（汇总）", "2025年部门预算"), "某县卫生健康局 2025 预算 部门"),
        (("2025年某省某某监狱单位预算",), "某省某某监狱 2025 预算 单位"),
        (("关于公开某县交通运输局2025年部门预算的说明",), "某县交通运输局 2025 预算 部门"),
        (("某经济技术开发区管理委员会", "二〇二五年部门预算"), "某经济技术开发区管理委员会 2025 预算 部门"),
        (("部门决算公开", "某市公安局某某分局", "2024年度"), "某市公安局某某分局 2024 决算 部门"),
        (("中共某县委员会办公室2024年度部门决算",), "中共某县委办公室 2024 决算 部门"),
        (("中国共产党某县委员会宣传部", "2024年度部门决算"), "中共某县委宣传部 2024 决算 部门"),
        (("某某省财政厅", "某某县统计局2025年部门预算"), "某某县统计局 2025 预算 部门"),
        (("财政部2025年部门预算",), "财政部 2025 预算 部门"),
        (
            ("2025年预算公开", "单位名称：某县妇幼保健院", "主管部门：某县卫生健康局"),
            "某县妇幼保健院 2025 预算 单位",
        ),
    ],
)
def test_covers_as_they_are_set_across_the_country(cover: tuple[str, ...], expected: str) -> None:
    found = of(page(1, *cover), page(2, "目录"), path=Path("P020250214.pdf"))
    assert f"{found.body} {found.year} {found.kind} {found.scope}" == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("某县水利局2025年部门预算.pdf", "某县水利局 2025 预算 部门"),
        ("2024部门决算-某县水利局.pdf", "某县水利局 2024 决算 部门"),
        ("某县水利局2024年度部门决算公开（定稿2025.9.10）.pdf", "某县水利局 2024 决算 部门"),
    ],
)
def test_a_cover_that_is_a_picture_leaves_it_to_the_file_name(name: str, expected: str) -> None:
    picture = Page(1, 595.0, 842.0, (), (), image_only=True)
    found = of(picture, page(2, "目录", "一、部门概况"), page(3, "一、部门概况"), path=Path(name))
    assert f"{found.body} {found.year} {found.kind} {found.scope}" == expected


def test_编制单位_over_the_tables_of_a_部门_does_not_make_it_a_单位() -> None:
    tables = [
        page(1, "部门收支总表", "编制单位：某市财政局 单位：万元", "收入总计 8.00 9.00", "2025年预算数"),
        page(2, "部门收入总表", "编制单位：某市财政局 单位：万元"),
    ]
    assert of(*tables).scope is Scope.DEPARTMENT


def test_a_code_before_the_bodys_name_is_no_part_of_it() -> None:
    tables = page(1, "2025年收支总表", "部门：012某县档案馆 单位：万元", "总计 1.00 2.00")
    assert of(tables).body == "某县档案馆"


def test_a_body_is_named_by_the_first_words_of_a_title_by_its_site_or_under_the_text() -> None:
    shown = page(1, "某区望潮街道办事处2025年第一季度“三公”经费支出情况公示", "共支出3.42万元。")
    assert (of(shown).body, of(shown).title) == (
        "某区望潮街道办事处",
        "某区望潮街道办事处2025年第一季度“三公”经费支出情况公示",
    )
    months = page(1, "2024年1—9月份财政预算执行情况", "全县财政运行平稳。")
    saved = of(months, path=Path("2024年1—9月份财政预算执行情况_青禾县人民政府.html"))
    assert (saved.body, saved.year, saved.kind) == ("青禾县", 2024, Kind.EXECUTION)
    assert saved.scope is Scope.WHOLE_COUNTY
    signed = page(1, "2025年“三公”经费公示", "共支出3.42万元。", "某区望潮街道办事处", "2025年4月8日")
    assert of(signed).body == "某区望潮街道办事处"


@pytest.mark.parametrize(
    ("title", "scope"),
    [
        ("关于2024年中央和地方预算执行情况的报告", Scope.NATION),
        ("国务院关于2024年中央决算的报告", Scope.CENTRAL),
        ("2024年全国一般公共预算收入决算表", Scope.NATION),
        ("2024年中央一般公共预算支出决算表", Scope.CENTRAL),
    ],
)
def test_the_country_discloses_as_a_whole_and_its_centre(title: str, scope: Scope) -> None:
    found = of(page(1, title, "收入9亿元。"))
    assert (found.body, found.year, found.scope) == ("全国", 2024, scope)


def test_what_the_centre_gives_or_employs_is_not_the_country() -> None:
    for body in ("中央财政大学", "中央某部"):
        assert of(page(1, f"{body}2024年部门预算")).body == body
