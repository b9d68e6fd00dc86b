"""The words of the page of all figures: key → zh-CN, zh-TW, en."""

from __future__ import annotations

from typing import Final

FIGURES: Final[dict[str, tuple[str, str, str]]] = {
    "bodies": ("各单位", "各單位", "Bodies"),
    "explore": ("全部数字", "全部數字", "All figures"),
    "label_plain": (
        "本页由人工智能根据公开文件自动生成，每个数字都可点开核对，请以原文为准。",
        "本頁由人工智慧根據公開文件自動產生，每個數字都可點開核對，請以原文為準。",
        "AI-generated from the published documents; each figure opens at its cell. The original prevails.",
    ),
    "explore_title": ("全部数字", "全部數字", "All figures"),
    "explore_lead": (
        "公开文件各张表里的每一个数字。可以搜索、挑选、排序、下载；点一个数，打开它所在的那一页。",
        "公開文件各張表裡的每一個數字。可以搜尋、挑選、排序、下載；點一個數，開啟它所在的那一頁。",
        "Every figure of every table in the documents. Search, choose, sort, download; "
        "a figure opens at the page it stands on.",
    ),
    "search": ("搜索", "搜尋", "Search"),
    "search_do": ("搜索", "搜尋", "Search"),
    "search_hint": (
        "单位、表、科目、项目、编码或金额",
        "單位、表、科目、項目、編碼或金額",
        "Body, table, item, project, code or amount, in Chinese",
    ),
    "facets": ("挑选", "挑選", "Filters"),
    "columns": ("显示哪些栏", "顯示哪些欄", "Columns"),
    "apply": ("应用", "套用", "Apply"),
    "unsaid": ("（未写明）", "（未寫明）", "(not said)"),
    "more_values": (
        "还有{count}个，可以搜索",
        "還有{count}個，可以搜尋",
        "{count} more: search for them",
    ),
    "figures_found": ("个数字", "個數字", "figures"),
    "take_away": ("去掉", "去掉", "remove"),
    "chosen": ("已挑选", "已挑選", "Chosen"),
    "no_figures": (
        "没有这样的数字。请去掉一两个条件，或换个说法。",
        "沒有這樣的數字。請去掉一兩個條件，或換個說法。",
        "No such figure. Take a filter away, or search for another word.",
    ),
    "sort": ("排序", "排序", "Sort"),
    "as_read": ("原文次序", "原文次序", "as printed"),
    "page_of_pages": ("第{page}/{pages}页", "第{page}/{pages}頁", "Page {page} of {pages}"),
    "earlier": ("上一页", "上一頁", "Previous"),
    "later": ("下一页", "下一頁", "Next"),
    "pager": ("翻页", "翻頁", "Pages"),
    "download_these": ("下载这些数字", "下載這些數字", "Download these"),
    "whole_index": ("全部数据（zip）", "全部資料（zip）", "All data (zip)"),
    "col_body": ("单位", "單位", "Body"),
    "col_year": ("年份", "年份", "Year"),
    "col_kind": ("种类", "種類", "Kind"),
    "col_stage": ("口径", "口徑", "Stage"),
    "col_scope": ("范围", "範圍", "Scope"),
    "col_table": ("表", "表", "Table"),
    "col_unit": ("计量单位", "計量單位", "Unit"),
    "col_code": ("编码", "編碼", "Code"),
    "col_row": ("行", "列", "Row"),
    "col_column": ("栏目", "欄目", "Column"),
    "col_value": ("数", "數", "Figure"),
    "col_item": ("项目", "項目", "Project"),
    "col_period": ("期间", "期間", "Period"),
    "col_unit_row": ("行所属单位", "列所屬單位", "Row's body"),
    "col_fund": ("资金", "資金", "Money"),
    "col_page": ("页", "頁", "Page"),
    "unit": ("计量单位", "計量單位", "Unit"),
}
