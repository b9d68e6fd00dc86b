"""Web pages and text files."""

import quopri

import pytest

from index.extract import extract
from index.facts.errors import DocumentError
from index.files.flowing.plain import read_text
from index.files.flowing.webpage import read_web_archive, read_webpage

PAGE = """<html><head><meta charset="{charset}"><title>某市商务局2025年部门预算_某市政府网</title>
<style>p {{}}</style></head><body><nav><p>不读的菜单</p></nav>
<p><a href="/">首页</a> &gt; <a href="/b">公开</a></p>
<table><tr><td>
<h2>2025年“三公”经费预算表</h2><p>单位：万元</p>
<table><tr><th rowspan="2">单位名称</th><th rowspan=2>合计</th><th colspan="2">公务用车购置及运行费</th>
<th rowspan=2>公务接待费</th></tr><tr><th>购置费</th><th>运行费</th></tr>
<tr><td>某市商务局</td><td>6.50</td><td>0.00</td><td>5.00</td><td>1.50</td></tr></table>
<p style="display:none">藏起的字</p>
<h2>情况说明</h2><p>公务接待费预算1.50万元，比上年增加0.50万元，<b>增长50%</b>，主要原因是新增接待任务。</p>
</td></tr></table><script>var x = 1;</script></body></html>"""


@pytest.mark.parametrize(("charset", "codec"), [("utf-8", "utf-8"), ("gb2312", "gb18030")])
def test_a_web_page_gives_the_figures_of_its_spanned_table(tmp_path, charset, codec):
    path = tmp_path / "a.html"
    path.write_bytes(PAGE.format(charset=charset).encode(codec))
    extraction = extract(path, "0" * 64)
    assert (extraction.document.body, extraction.document.year) == ("某市商务局", 2025)
    found = {(f.subject, f.printed, f.citation.page, f.citation.column) for f in extraction.figures}
    assert ("公务用车运行费", "5.00", 2, "公务用车购置及运行费/运行费") in found
    assert ("公务接待费", "1.50", 2, "公务接待费") in found
    assert {f.unit for f in extraction.figures} == {"万元"}
    (change,) = extraction.changes
    assert change.citation.page == 3 and "增长50%" in change.citation.quote


def test_menus_hidden_blocks_and_lines_of_links_are_left_out(tmp_path):
    path = tmp_path / "a.htm"
    path.write_text(PAGE.format(charset="utf-8"), encoding="utf-8")
    text = "".join(line.text for page in read_webpage(path)[0] for line in page.lines)
    assert "菜单" not in text and "藏起" not in text and "首页" not in text and "var" not in text


def test_what_the_site_says_of_its_page_is_no_text_of_the_disclosure(tmp_path):
    path = tmp_path / "a.html"
    path.write_text(
        "<title>某市商务局2025年部门预算</title>"
        "<table><tr><td><table><tr><td><a href=1>机构职能</a></td></tr>"
        "<tr><td><a href=2>财政信息</a></td></tr></table></td><td>"
        "<p>发布时间：2025-03-01　来源：商务局　字号：<a>大</a></p>"
        "<p>来源于财政拨款的收入12.00万元。</p><p>主办单位是商务局。</p><div>分享到：<a>微信</a></div>"
        "<p>上一篇：<a href=3>2024年部门决算</a></p><p>下一篇：无</p></td></tr></table>"
        "<p>主办：某市人民政府办公室　承办：某市大数据局</p><p>网站标识码：3500000001　闽ICP备05000001号</p>",
        encoding="utf-8",
    )
    lines = [line.text for page in read_webpage(path)[0] for line in page.lines]
    assert lines == ["某市商务局2025年部门预算", "来源于财政拨款的收入12.00万元。", "主办单位是商务局。"]


def test_a_text_file_is_narrative_in_either_encoding(tmp_path):
    for codec in ("utf-8-sig", "gb18030"):
        path = tmp_path / f"某市商务局2025年部门预算说明-{codec}.txt"
        path.write_bytes("一、主要职责\n拟订全市商务发展规划。\n组织实施。\n".encode(codec))
        extraction = extract(path, "0" * 64)
        assert not extraction.figures
        assert [p.headings for p in extraction.passages] == [("一、主要职责",)]
        assert extraction.passages[0].text == "拟订全市商务发展规划。\n组织实施。"


def test_a_line_wrapped_in_a_text_file_goes_on(tmp_path):
    wide = "甲" * 30
    path = tmp_path / "a.txt"
    path.write_text(f"{wide}\n{wide}\n{wide}\n完。\n", encoding="utf-8")
    assert [line.whole for line in read_text(path)[0].lines] == [False, False, False, True]


def test_bytes_that_are_no_text_are_a_document_error(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"\0\1\2\3" * 20)
    with pytest.raises(DocumentError, match=r"a\.txt"):
        read_text(path)


SITE = """<html><head><meta charset="gb2312"><title>某市商务局2025年部门预算_某市人民政府</title></head><body>
<div class="top"><span>网站支持IPv6</span><div>市 长 张三</div><div>热门搜索：</div></div>
<div class="crumbs"><a href="/">首页</a> &gt; <a href="/z">政务公开</a> &gt; 正文</div>
<div class="main"><h1>某市商务局2025年部门预算</h1><div>日期：2025-03-01 来源：某市商务局</div>
<div class="text"><p>2025年公务接待费预算<span>1</span><span>.50</span> 万元，比上年增加3,
 594, 026元，主要原因是新增接待。</p>
<table><tr><td>项目</td><td>预算数（万元）</td></tr><tr><td>公务接待费</td><td>1
.50</td></tr></table>
<p>附件：<a href="a.pdf?x=1">2025年部门预算表.pdf</a></p></div>
<div class="more"><h3>相关链接</h3><ul><li><a href="1">某市教育局2025年部门预算</a></li></ul></div></div>
<div class="links"><div>市政府部门</div><div>各县（市、区）</div></div></body></html>"""


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16"])
def test_what_stands_around_the_document_on_its_page_is_left_out(tmp_path, encoding):
    path = tmp_path / "某市商务局2025年部门预算.html"
    path.write_bytes(SITE.encode(encoding))
    pages, warnings = read_webpage(path)
    lines = [line.text for page in pages for line in page.lines]
    assert lines == [
        "某市商务局2025年部门预算",
        "2025年公务接待费预算1.50万元，比上年增加3,594,026元，主要原因是新增接待。",
        "项目 预算数（万元）",
        "公务接待费 1.50",
        "附件：2025年部门预算表.pdf",
        "某市人民政府",
    ]
    assert warnings == ("网页的附件没有收录：《2025年部门预算表.pdf》。请另行下载后建立索引",)


def test_a_page_in_one_file_is_read_like_the_page(tmp_path):
    path = tmp_path / "某市商务局2025年部门预算.mht"
    body = quopri.encodestring(SITE.encode("gb18030")).decode("ascii")
    path.write_text(
        "From: <Saved by a browser>\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related; boundary="cut"\n\n--cut\nContent-Type: image/png\n\nx\n'
        "--cut\nContent-Type: text/html; charset=gb2312\nContent-Transfer-Encoding: quoted-printable\n\n"
        f"{body}\n--cut--\n",
        "ascii",
    )
    pages, _ = read_web_archive(path)
    assert [line.text for page in pages for line in page.lines][1].startswith("2025年公务接待费预算1.50万元")
    assert {figure.printed for figure in extract(path, "0" * 64).figures} == {"1.50"}
    path.write_text("MIME-Version: 1.0\nContent-Type: text/plain\n\nx\n", "ascii")
    with pytest.raises(DocumentError, match="文件中没有网页"):
        read_web_archive(path)


def test_a_document_over_two_parts_of_a_page_keeps_both(tmp_path):
    path = tmp_path / "a.html"
    path.write_text(
        "<title>说明</title><div><div>栏目</div><div><p>公务接待费1.50万元，用于接待。</p></div>"
        "<div><p>培训费2.00万元，用于培训。</p></div></div>",
        "utf-8",
    )
    lines = [line.text for page in read_webpage(path)[0] for line in page.lines]
    assert lines[-2:] == ["公务接待费1.50万元，用于接待。", "培训费2.00万元，用于培训。"]


def test_what_a_page_says_of_a_document_beside_it_is_kept(tmp_path):
    path = tmp_path / "a.html"
    path.write_text(
        "<title>某办法</title><div><table><tr><td>文号</td><td>某财〔2025〕3号</td></tr></table>"
        "<div>成文日期：2025年3月1日</div><div>政务公开</div></div>"
        "<div><p>第一条 会议费每人每天不超过150元。</p><p>第二条 自印发之日起施行。</p></div>",
        "utf-8",
    )
    lines = [line.text for page in read_webpage(path)[0] for line in page.lines]
    assert "文号 某财〔2025〕3号" in lines and "成文日期：2025年3月1日" in lines and "政务公开" not in lines
