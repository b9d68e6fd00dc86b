"""`budget-qa index` and `docs`: what it says it did, one plain line for each bad file."""

from __future__ import annotations

import json
import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.cli.told import (
    A,
    B,
    cells,
    cut,
    documents,
    one_line,
)


def test_index_ends_with_a_table_of_what_it_did(indexed):
    counted = dict(cells((indexed.parent / "summary.txt").read_text(encoding="utf-8")))
    assert {name: counted[name] for name in ("文件", "页", "表格", "未变跳过", "失败")} == {
        "文件": "2",
        "页": "7",
        "表格": "2",
        "未变跳过": "0",
        "失败": "0",
    }
    assert all(int(counted[name]) > 0 for name in ("数字", "文字说明的增减", "文段"))
    assert {"发现", "移除"} <= set(counted)


def test_indexing_again_skips_what_is_unchanged(store, indexed, run):
    done = run("index", indexed.parent / "in", "--store", store)
    assert (done.returncode, done.err) == (0, "")
    assert done.out.splitlines()[-1] == "2 份未变" and "数量" not in done.out


def test_prune_tells_how_many_it_removed(store, tmp_path, indexed, run, write_disclosure):
    extra = write_disclosure(tmp_path / "more" / "丙.pdf", "某县水利局", 2024)
    assert run("index", extra, "--store", store).returncode == 0
    extra.unlink()
    done = run("index", indexed.parent / "in", "--store", store, "--prune")
    assert (done.returncode, dict(cells(done.out))["移除"]) == (0, "1")
    assert "丙.pdf" not in run("docs", "--store", store).out


IMAGE = b"q 500 0 0 700 50 50 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q"
LOCK = (
    "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <" + "ab" * 32 + "> /U <" + "cd" * 32 + "> >>"
    " /ID [<" + "01" * 16 + "> <" + "01" * 16 + ">]"
)


@pytest.fixture
def rubbish(tmp_path, make_pdf, sample, write_disclosure):
    """A folder of files that cannot be read, with two among them that can."""
    folder = tmp_path / "inbox"
    write_disclosure(folder / "好的.pdf", "某县水利局", 2025)
    bad = {
        "空的.pdf": b"",
        "图片.pdf": b"\x89PNG\r\n\x1a\n" + b"\x00" * 200,
        "加密.pdf": make_pdf([[(60, 700, 12, "某市财政局2025年部门预算")]], trailer=LOCK),
        "半个.pdf": sample.read_bytes()[: sample.stat().st_size // 2],
        "某市扫描局-2025-部门预算.pdf": make_pdf([[IMAGE], [IMAGE]]),
        "没有页.pdf": make_pdf([]),
        "乱码.pdf": b"%PDF-1.7\n" + bytes(range(256)) * 20 + b"\n%%EOF\n",
    }
    for name, data in bad.items():
        (folder / name).write_bytes(data)
    told = "某市文字局是市政府工作部门，主要职责是起草全市文字工作的规划，并组织实施。"
    (folder / "某市文字局-2025-部门预算说明.pdf").write_bytes(
        make_pdf(
            [
                [(60, 760, 16, "某市文字局2025年部门预算说明")],
                [(60, 760, 14, "一、主要职责"), (84, 730, 10, told[:36]), (60, 714, 10, told[36:])],
            ]
        )
    )
    return folder, bad


def test_each_bad_file_is_one_plain_line_and_the_good_ones_beside_it_are_indexed(
    store, rubbish, run, tmp_path
):
    folder, bad = rubbish
    (tmp_path / "empty").mkdir()
    done = run("index", folder, tmp_path / "empty", tmp_path / "nowhere", "--store", store, "--jobs", 1)
    assert done.returncode == 1
    lines = done.err.splitlines()
    assert len(lines) == len(bad) + 2, done.err
    assert all(line.startswith("错误：") for line in lines)
    said = {
        "空的.pdf": "空",
        "图片.pdf": "不是 PDF",
        "加密.pdf": "加密",
        "半个.pdf": "不完整",
        "某市扫描局-2025-部门预算.pdf": "扫描",
        "没有页.pdf": "没有页面",
        "乱码.pdf": "损坏",
        "empty": "文件夹中没有可索引的文件",
        "nowhere": "不存在",
    }
    for name, problem in said.items():
        (line,) = [line for line in lines if name in line]
        assert problem in line
    assert dict(cells(done.out))["失败"] == str(len(lines))
    rows = documents(run("docs", "--store", store, "--json"))
    assert set(rows) == {"甲.pdf", "乙.pdf", "好的.pdf", "某市文字局-2025-部门预算说明.pdf"}
    assert rows["某市文字局-2025-部门预算说明.pdf"]["figures"] == 0
    assert rows["某市文字局-2025-部门预算说明.pdf"]["passages"] > 0


def test_a_good_edition_stays_when_its_file_is_overwritten_with_rubbish(store, indexed, run, tmp_path):
    inbox = Path(shutil.copytree(indexed.parent / "in", tmp_path / "in"))
    assert run("index", inbox, "--store", tmp_path / "s").returncode == 0
    (inbox / "甲.pdf").write_bytes(b"")
    done = run("index", inbox, "--store", tmp_path / "s", "--prune")
    assert done.returncode == 1
    assert one_line(done, "甲.pdf")
    assert {"甲.pdf", "乙.pdf"} <= set(documents(run("docs", "--store", tmp_path / "s", "--json")))


def test_verbose_adds_the_traceback(tmp_path, run):
    done = run("docs", "--store", tmp_path / "nowhere", "--verbose")
    assert done.returncode == 1
    assert "Traceback" in done.err
    assert done.err.splitlines()[-1].startswith("错误：")


def test_docs_lists_what_is_indexed(indexed, run):
    done = run("docs", "--store", indexed, "--json")
    assert (done.returncode, done.err) == (0, "")
    rows = documents(done)
    keys = ("body", "year", "kind", "scope", "pages", "superseded_by")
    assert {name: tuple(row[key] for key in keys) for name, row in rows.items()} == {
        "甲.pdf": (A, 2025, "预算", "部门", 4, None),
        "乙.pdf": (B, 2025, "预算", "部门", 3, None),
    }
    assert all(row["figures"] > 0 and row["passages"] > 0 and row["findings"] >= 0 for row in rows.values())


def test_docs_keeps_every_name_whole_in_a_narrow_terminal(store, tmp_path, run, write_disclosure):
    body = "某省某某自治州某某市人民政府政务服务和大数据管理办公室"
    long = write_disclosure(tmp_path / "more" / f"附件三：{body}2025年度部门预算公开（定稿）.pdf", body, 2025)
    assert run("index", long, "--store", store).returncode == 0
    done = run("docs", "--store", store, columns=80)
    assert (done.returncode, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0].split() == "编号 文件 单位 年份 种类 口径 页 数字 文段 发现".split()
    assert all(cell_len(line) <= 80 for line in lines)
    first = next(n for n, line in enumerate(lines) if "附件三" in line)
    last = next(n for n in range(first, len(lines) + 1) if n == len(lines) or "─" in lines[n])
    at = [cell_len(lines[0][: lines[0].index(label)]) for label in ("文件", "单位", "年份")]
    for whole, start, end in zip((long.name, body), at, at[1:], strict=False):
        assert "".join(cut(line, start, end).strip() for line in lines[first:last]) == whole


def test_docs_remove_forgets_the_document_and_answers_no_more_from_it(store, run):
    number = documents(run("docs", "--store", store, "--json"))["甲.pdf"]["id"]
    done = run("docs", "remove", number, "--store", store)
    assert (done.returncode, done.err) == (0, "")
    assert set(documents(run("docs", "--store", store, "--json"))) == {"乙.pdf"}
    assert A not in run("figures", "--store", store).out
    again = run("docs", "--store", store, "remove", number)
    assert again.returncode == 1
    assert one_line(again, number)


def test_docs_set_says_what_a_document_is_and_reset_takes_it_back(store, run):
    rows = documents(run("docs", "--store", store, "--json"))
    name, number = next((name, row["id"]) for name, row in rows.items() if row["body"] == A)
    done = run(
        "docs", "set", number, "--body", "某市审计局", "--year", "2023", "--kind", "决算", "--store", store
    )
    assert (done.returncode, done.err) == (0, "")
    assert done.out.strip().endswith(f"{name} 按 某市审计局、2023年、决算 收录")
    row = documents(run("docs", "--store", store, "--json"))[name]
    assert row["given"] == {"body": "某市审计局", "year": 2023, "kind": "决算"}
    assert {row["body"], row["year"], row["kind"]} == {"某市审计局", 2023, "决算"}
    assert "（指定）" in run("docs", "--store", store).out
    exported = run("figures", "--store", store).out.splitlines()
    own = [json.loads(line) for line in exported if json.loads(line)["pdf"] == name]
    assert own and {(figure["body"], figure["year"]) for figure in own} == {("某市审计局", 2023)}
    assert run("docs", "set", row["id"], "--reset", "--store", store).returncode == 0
    assert documents(run("docs", "--store", store, "--json"))[name]["given"] == {}


def test_what_docs_set_cannot_do_is_one_line(store, run):
    done = run("docs", "set", 99, "--year", "2024", "--store", store)
    assert (done.returncode, done.err.strip()) == (
        1,
        "错误：没有编号为 99 的文件。用 budget-qa docs 查看编号",
    )
    done = run("docs", "set", 1, "--kind", "预测", "--store", store)
    assert done.returncode == 1 and done.err.startswith("错误：没有“预测”这一种类。可选：预算、决算")
    assert run("docs", "set", 1, "--store", store).returncode == 2
    assert run("docs", "set", 1, "--reset", "--year", "2024", "--store", store).returncode == 2


def test_a_url_of_a_folder_is_indexed_and_followed_and_one_that_cannot_be_read_is_told(
    tmp_path, run, write_disclosure
):
    write_disclosure(tmp_path / "公开" / "甲.pdf", A, 2025)
    url, at = f"file://{tmp_path}/公开", ("--store", tmp_path / "store")
    done = run("index", url, "nowhere://bucket/folder", *at)
    assert (done.returncode, dict(cells(done.out))["失败"]) == (1, "1")
    assert "nowhere://bucket/folder：不认得的地址" in done.err
    write_disclosure(tmp_path / "公开" / "乙.pdf", B, 2025)
    assert "添加 1，替换 0，移除 0，失败 0" in run("sync", url, *at).out
    refused = run("sync", "nowhere://bucket/folder", *at)
    assert refused.returncode == 1 and "不认得的地址" in refused.err


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *told):
        pass


def test_a_folder_of_a_web_server_is_indexed_asked_about_and_shared(tmp_path, run, write_disclosure):
    write_disclosure(tmp_path / "www" / "公开" / "甲.pdf", A, 2025, 150)
    serving = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path / "www")))
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    try:
        url, at = f"http://127.0.0.1:{serving.server_port}/公开/", ("--store", tmp_path / "store")
        done = run("index", url, *at, "--jobs", 1)
        assert (done.returncode, done.err, dict(cells(done.out))["文件"]) == (0, "", "1")
        assert "1.50万元" in run("ask", f"{A}2025年公务接待费是多少", *at).out
        write_disclosure(tmp_path / "www" / "公开" / "乙.pdf", B, 2025, 260)
        shared = run("index", url, *at, "--share", "--jobs", 1)
        assert (shared.returncode, shared.err) == (0, "")
        told = dict(cells(shared.out))
        assert (told["文件"], told["未变跳过"]) == ("1", "1")
        assert "2.60万元" in run("ask", f"{B}2025年公务接待费是多少", *at).out
    finally:
        serving.shutdown()
        serving.server_close()
