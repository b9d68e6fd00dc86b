"""The words of the pages in three languages; answers stay in the language of the documents.

In: what a reader's browser asks for, or a choice made by hand. Out: the pages' own words.

>>> language_of(None, "zh-HK,zh;q=0.9")
'zh-TW'
>>> words_for("en")["ask"]
'Ask'
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Words = Mapping[str, str]

LANGUAGES: Final = {"zh-CN": "简体", "zh-TW": "繁體", "en": "English"}
FIRST: Final = "zh-CN"

# key: zh-CN, zh-TW, en
_TABLE: Final[dict[str, tuple[str, str, str]]] = {
    "title": ("预算公开问答", "預算公開問答", "Public budget answers"),
    "notice": (
        "答案由人工智能根据公开文件自动生成，请以原文为准",
        "答案由人工智慧根據公開文件自動產生，請以原文為準",
        "Answers are AI-generated from the published documents; the original prevails",
    ),
    "ai_tag": ("AI 生成", "AI 產生", "AI-generated"),
    "ai_short": ("AI 生成，以原文为准", "AI 產生，以原文為準", "AI-generated; check the original"),
    "languages": ("界面语言", "介面語言", "Language"),
    "view_chat": ("公众问答", "公眾問答", "Ask"),
    "view_desk": ("坐席工作台", "座席工作臺", "Hotline desk"),
    "view_documents": ("文档", "文件", "Documents"),
    "question": ("问题", "問題", "Question"),
    "placeholder": ("请输入问题", "請輸入問題", "Ask in Chinese about a published budget"),
    "ask": ("提问", "提問", "Ask"),
    "asked_by": ("问：", "問：", "Asked: "),
    "again": ("新对话", "新對話", "New chat"),
    "welcome": ("想了解哪一项预算？", "想了解哪一項預算？", "Which budget figure are you looking for?"),
    "welcome_lead": (
        "输入一个问题，例如某单位某年的收入、支出、“三公”经费，或增减原因。每个数字都可以点开核对原文。",
        "輸入一個問題，例如某單位某年的收入、支出、「三公」經費，或增減原因。每個數字都可以點開核對原文。",
        "Ask about a body's income, spending or 三公 expenses in a year, or why they changed. "
        "Every figure opens at the cell it was read from. Answers are in Chinese, like the documents.",
    ),
    "try": ("试着问", "試著問", "Try"),
    "waiting": ("正在查阅公开文件…", "正在查閱公開文件…", "Reading the documents…"),
    "ahead": ("前面还有{n}个问题", "前面還有{n}個問題", "{n} questions are before yours"),
    "interrupted": (
        "这次查询没有完成，请稍后再问一次。",
        "這次查詢沒有完成，請稍後再問一次。",
        "This question could not be finished. Please ask again.",
    ),
    "fault": ("没有完成", "沒有完成", "Not done"),
    "lost": (
        "与服务器的连接断了，正在重新连接。恢复后请再问一次。",
        "與伺服器的連線中斷，正在重新連線。恢復後請再問一次。",
        "The server cannot be reached; trying again. Ask once more when it is back.",
    ),
    "too_often": (
        "每分钟最多{rate}次请求，请{wait}秒后再试",
        "每分鐘最多{rate}次請求，請{wait}秒後再試",
        "At most {rate} requests a minute: please try again in {wait} s",
    ),
    "answered": ("已查到", "已查到", "Found"),
    "clarify": ("请补充", "請補充", "Please specify"),
    "not_found": ("未查到", "未查到", "Not found"),
    "refused": ("不在范围内", "不在範圍內", "Out of scope"),
    "failed": ("未能完成", "未能完成", "Not finished"),
    "reason": ("原因", "原因", "Reason"),
    "choose": ("请选择", "請選擇", "Choose one"),
    "more_options": ("还有{count}项", "還有{count}項", "{count} more"),
    "follow": ("接着可以问", "接著可以問", "Ask next"),
    "findings": ("原文件提示", "原文件提示", "Note on the document"),
    "details": ("全部数字与出处", "全部數字與出處", "All figures and sources"),
    "taken_for": ("问题这样理解", "問題這樣理解", "How the question was understood"),
    "read_as": ("理解为", "理解為", "Taken for"),
    "unaccounted": ("没有看懂的词", "沒有看懂的詞", "Words not understood"),
    "set_aside": ("没有当作问题的话", "沒有當作問題的話", "Set aside as talk"),
    "figures": ("数字", "數字", "Figures"),
    "metric": ("指标", "指標", "Item"),
    "code": ("科目编码", "科目編碼", "Code"),
    "body": ("单位", "單位", "Body"),
    "year": ("年份", "年份", "Year"),
    "stage": ("口径", "口徑", "Stage"),
    "amount": ("金额", "金額", "Amount"),
    "source": ("来源", "來源", "Source"),
    "formula": ("算式", "算式", "Formula"),
    "document": ("文件", "文件", "Document"),
    "converted": ("换算", "換算", "converted"),
    "derived": ("推算", "推算", "derived"),
    "sources": ("来源（点开核对原文）", "來源（點開核對原文）", "Sources (open to check)"),
    "see_source": ("查看来源", "查看來源", "See source"),
    "prose": ("正文", "正文", "Text"),
    "page": ("第{page}页", "第{page}頁", "p. {page}"),
    "pdf_page": ("PDF 第{page}页", "PDF 第{page}頁", "PDF p. {page}"),
    "pdf_label": (
        "在新窗口打开《{name}》第{page}页",
        "在新視窗開啟《{name}》第{page}頁",
        "Open “{name}” at page {page} in a new window",
    ),
    "download_csv": ("下载 CSV", "下載 CSV", "Download CSV"),
    "download_xlsx": ("下载 Excel", "下載 Excel", "Download Excel"),
    "trend": ("历年变化", "歷年變化", "Over the years"),
    "ranking": ("从高到低", "從高到低", "Ranked"),
    "share": ("占比", "占比", "Share"),
    "chart_alt": ("图：", "圖：", "Chart: "),
    "chart_table": ("图中数字", "圖中數字", "Figures of the chart"),
    "useful": ("有用", "有用", "Helpful"),
    "wrong": ("有误", "有誤", "Wrong"),
    "rate": ("这个答案怎么样？", "這個答案怎麼樣？", "How is this answer?"),
    "comment": ("补充说明（可不填）", "補充說明（可不填）", "Comment (optional)"),
    "send": ("提交", "提交", "Send"),
    "thanks": ("已记录，谢谢。", "已記錄，謝謝。", "Recorded, thank you."),
    "not_recorded": (
        "没有记录成功，请稍后再试。",
        "沒有記錄成功，請稍後再試。",
        "Not recorded; please try again.",
    ),
    "answer_id": ("答复编号", "答覆編號", "Answer id"),
    "check_title": ("原文核对", "原文核對", "Check the original"),
    "check_lead": (
        "点答案中的来源，这里会打开文件的那一页，并框出数字所在的位置。",
        "點答案中的來源，這裡會開啟文件的那一頁，並框出數字所在的位置。",
        "Press a source: its page opens here with the cell or sentence framed.",
    ),
    "whole": ("看整页", "看整頁", "Whole page"),
    "enlarge": ("放大", "放大", "Enlarge"),
    "open_original": ("打开原文件", "開啟原文件", "Open the PDF"),
    "close": ("关闭", "關閉", "Close"),
    "close_source": ("关闭原文", "關閉原文", "Close the source"),
    "scrolling_page": ("原文页面，可滚动", "原文頁面，可捲動", "Page of the document, scrolls"),
    "page_number": ("页码", "頁碼", "Page"),
    "table": ("表", "表", "Table"),
    "row": ("行", "列", "Row"),
    "column": ("列", "欄", "Column"),
    "quote": ("原文", "原文", "Printed"),
    "gone": (
        "该文件已不在库中，无法显示原文。",
        "該文件已不在庫中，無法顯示原文。",
        "This document is no longer indexed.",
    ),
    "desk_lead": (
        "输入来电人的问题，按回车。答复、数据和工单内容会一次给出。",
        "輸入來電人的問題，按 Enter。答覆、數據和工單內容會一次給出。",
        "Type the caller's question and press Enter: script, figures and ticket appear at once.",
    ),
    "new_call": ("新来电", "新來電", "New call"),
    "follows": (
        "按同一来电的追问理解。换了来电人，请先按“新来电”。",
        "按同一來電的追問理解。換了來電人，請先按「新來電」。",
        "Understood as a follow-up of the same call. For another caller press “New call” first.",
    ),
    "desk_question": ("来电问题", "來電問題", "Caller's question"),
    "script": ("照此答复", "照此答覆", "Read aloud"),
    "copy": ("复制", "複製", "Copy"),
    "copied": ("已复制", "已複製", "Copied"),
    "spoken": ("读作", "讀作", "read as"),
    "cards": ("数据卡", "數據卡", "Figure cards"),
    "citation_line": ("引用", "引用", "Citation"),
    "ticket": ("工单摘要", "工單摘要", "Ticket summary"),
    "ticket_answer": ("答复", "答覆", "Answer"),
    "ticket_time": ("时间", "時間", "Time"),
    "related": ("相关名词", "相關名詞", "Related terms"),
    "calls": ("本班次来电", "本班次來電", "Calls this shift"),
    "no_calls": ("还没有来电记录。", "還沒有來電紀錄。", "No calls yet."),
    "escalate": ("转办提示", "轉辦提示", "Escalate"),
    "escalate_lead": (
        "已公开的文件中没有这项内容。请不要估算数字，按下面的说明登记转办。",
        "已公開的文件中沒有這項內容。請不要估算數字，按下面的說明登記轉辦。",
        "The published documents do not say this. Do not estimate; register it with the note below.",
    ),
    "escalate_note": (
        "转办：来电人询问“{question}”。{text}建议由业务单位核实后回复，或告知来电人可依法申请政府信息公开。",
        "轉辦：來電人詢問「{question}」。{text}建議由業務單位核實後回覆，或告知來電人可依法申請政府資訊公開。",
        "Escalate: the caller asked “{question}”. {text} Have the body concerned verify and reply, "
        "or tell the caller how to request disclosure.",
    ),
    "rest_on_request": ("其余各项可以逐项为您报。", "其餘各項可以逐項為您報。", "其余各项可以逐项为您报。"),
    "keys": ("快捷键", "快速鍵", "Keys"),
    "key_question": ("输入问题", "輸入問題", "question"),
    "key_script": ("复制答复", "複製答覆", "copy script"),
    "key_citation": ("复制引用", "複製引用", "copy citation"),
    "key_ticket": ("复制工单", "複製工單", "copy ticket"),
    "key_source": ("打开原文", "開啟原文", "open source"),
    "key_option": ("选择追问", "選擇追問", "choose"),
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
        "上传文件（PDF、docx、xlsx、html、txt）",
        "上傳檔案（PDF、docx、xlsx、html、txt）",
        "Upload (PDF, docx, xlsx, html, txt)",
    ),
    "uploading": ("正在收录", "正在收錄", "Indexing"),
    "uploaded": ("已收录：{name}", "已收錄：{name}", "Indexed: {name}"),
    "removed": ("已移除：{name}", "已移除：{name}", "Removed: {name}"),
    "reindexed": ("已重新索引：{name}", "已重新索引：{name}", "Re-indexed: {name}"),
    "remove": ("移除", "移除", "Remove"),
    "reindex": ("重新索引", "重新索引", "Re-index"),
    "sure": ("再按一次确认", "再按一次確認", "Press again to confirm"),
}


def words_for(language: str) -> Words:
    """The words of one of `LANGUAGES`. Raises KeyError for another."""
    column = list(LANGUAGES).index(language) if language in LANGUAGES else None
    if column is None:
        raise KeyError(language)
    return {key: texts[column] for key, texts in _TABLE.items()}


def language_of(chosen: str | None, accepted: str) -> str:
    """The language chosen by hand, else the first the browser's ``Accept-Language`` names.

    Traditional Chinese by script or region (Hant, TW, HK, MO); a language the pages do not
    speak gets English; none named gets simplified Chinese, as the documents are written.
    """
    if chosen in LANGUAGES:
        return str(chosen)
    first = accepted.split(",")[0].split(";")[0].strip().lower()
    if not first or first == "*":
        return FIRST
    if first.split("-")[0] != "zh":
        return "en"
    return "zh-TW" if {"hant", "tw", "hk", "mo"} & set(first.split("-")) else "zh-CN"
