"""The words of the documents page, and of who may change them: key → zh-CN, zh-TW, en."""

from __future__ import annotations

from typing import Final

DOCUMENTS: Final[dict[str, tuple[str, str, str]]] = {
    "shelf": ("已收录公开文件", "已收錄公開文件", "Indexed documents"),
    "shelf_lead": (
        "问答只依据下列文件。自动核对会比较文件内部的合计、百分比和表文是否一致，不一致之处列在该文件下。",
        "問答只依據下列文件。自動核對會比較文件內部的合計、百分比和表文是否一致，不一致之處列在該文件下。",
        "Answers rest on these documents only. Sums, percentages and text against tables are checked; "
        "mismatches are listed under the document.",
    ),
    "shelf_empty": (
        "尚未收录文件。请先索引公开的预算、决算文件。",
        "尚未收錄文件。請先索引公開的預算、決算文件。",
        "Nothing is indexed yet.",
    ),
    "unread": ("未能读取的文件", "未能讀取的文件", "Files that could not be read"),
    "arriving": (
        "正在索引 {done}/{total}。已收录的文件可以先问。",
        "正在索引 {done}/{total}。已收錄的文件可以先問。",
        "Indexing {done} of {total}. Documents already in can be asked about.",
    ),
    "arriving_name": ("索引进度", "索引進度", "Progress of indexing"),
    "arriving_broken": (
        "索引没有完成，原因见服务器终端。已收录的文件可以问。",
        "索引沒有完成，原因見伺服器終端。已收錄的文件可以問。",
        "Indexing did not finish; the server's terminal says why. Documents already in can be asked about.",
    ),
    "page_of": ("第{page}/{pages}页", "第{page}/{pages}頁", "p. {page} of {pages}"),
    "kind": ("种类", "種類", "Kind"),
    "scope": ("口径", "口徑", "Scope"),
    "pages": ("页数", "頁數", "Pages"),
    "checks": ("核对", "核對", "Checks"),
    "no_findings": ("未发现不一致", "未發現不一致", "No mismatch"),
    "some_findings": ("{count} 处不一致", "{count} 處不一致", "{count} mismatch(es)"),
    "years": ("收录年份", "收錄年份", "Years"),
    "admin": ("文件管理", "文件管理", "Manage documents"),
    "token": ("管理口令", "管理口令", "Administrator token"),
    "enter": ("进入", "進入", "Enter"),
    "bad_token": ("口令不正确。", "口令不正確。", "Wrong token."),
    "upload": (
        "上传文件（PDF、Word、Excel、网页、txt、csv、zip）",
        "上傳檔案（PDF、Word、Excel、網頁、txt、csv、zip）",
        "Upload (PDF, Word, Excel, web pages, txt, csv, zip)",
    ),
    "uploading": ("正在收录", "正在收錄", "Indexing"),
    "uploaded": ("已收录：{name}", "已收錄：{name}", "Indexed: {name}"),
    "removed": ("已移除：{name}", "已移除：{name}", "Removed: {name}"),
    "reindexed": ("已重新索引：{name}", "已重新索引：{name}", "Re-indexed: {name}"),
    "remove": ("移除", "移除", "Remove"),
    "reindex": ("重新索引", "重新索引", "Re-index"),
    "sure": ("再按一次确认", "再按一次確認", "Press again to confirm"),
    "assign": ("指定单位、年份", "指定單位、年份", "Set body and year"),
    "body_name": ("单位全称", "單位全稱", "Full name of the body"),
    "save": ("保存并重新读取", "儲存並重新讀取", "Save and read again"),
    "unassign": ("恢复为读出的", "恢復為讀出的", "As read from the file"),
    "given": ("人工指定", "人工指定", "set by hand"),
    "assigned": (
        "已按 {body}、{year}年、{kind} 收录：{name}",
        "已按 {body}、{year}年、{kind} 收錄：{name}",
        "Indexed as {body}, {year}, {kind}: {name}",
    ),
    "round": ("全站", "全站", "Site"),
    "skip": ("跳到正文", "跳到正文", "Skip to content"),
}
