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

from web.compare_words import COMPARE
from web.office_words import OFFICE
from web.plain.interface.interface_words import INTERFACE

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
    "closed_now": ("问答暂停：", "問答暫停：", "Answering is off: "),
    "view_admin": ("管理", "管理", "Administer"),
    "login": ("坐席登录", "座席登入", "Log in to the desk"),
    "login_name": ("登录名", "登入名稱", "Name"),
    "login_password": ("口令", "口令", "Password"),
    "login_do": ("登录", "登入", "Log in"),
    "login_wrong": ("登录名或口令不正确。", "登入名稱或口令不正確。", "Wrong name or password."),
    "login_often": (
        "尝试太多，请{wait}秒后再试。",
        "嘗試太多，請{wait}秒後再試。",
        "Too many tries: please try again in {wait} s.",
    ),
    "logout": ("退出", "登出", "Log out"),
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
    "can_ask": ("能问什么", "能問什麼", "What you can ask"),
    "can_ask_told": (
        "某个单位或地方某一年的金额、比上年增减多少和原因；历年变化、占比、排序、几个单位的比较；职责和名词解释；"
        "收录了的办法、规定里的标准和条文。",
        "某個單位或地方某一年的金額、比上年增減多少和原因；歷年變化、占比、排序、幾個單位的比較；職責和名詞解釋；"
        "收錄了的辦法、規定裡的標準和條文。",
        "Amounts of a body or place in a year, how they changed and why; trends, shares, rankings, "
        "comparisons; duties and terms; standards and articles of the policies that are indexed.",
    ),
    "cannot_ask": ("不能问什么", "不能問什麼", "What you cannot ask"),
    "cannot_ask_told": (
        "文件没有公开的（个人工资、合同、明细账）；评价、建议和预测；预算、决算和相关规定以外的事。",
        "文件沒有公開的（個人工資、合約、明細帳）；評價、建議和預測；預算、決算和相關規定以外的事。",
        "What the documents do not disclose (a person's pay, contracts, ledgers); opinions, advice and "
        "forecasts; anything but budgets, accounts and their rules.",
    ),
    "try": ("试着问", "試著問", "Try"),
    "waiting": ("正在查阅公开文件…", "正在查閱公開文件…", "Reading the documents…"),
    "ahead": ("前面还有{n}个问题", "前面還有{n}個問題", "{n} questions are before yours"),
    "interrupted": (
        "这次查询没有完成，请稍后再问一次。",
        "這次查詢沒有完成，請稍後再問一次。",
        "This question could not be finished. Please ask again.",
    ),
    "model": ("语言模型", "語言模型", "Language model"),
    "model_ready": ("可用", "可用", "ready"),
    "model_resting": ("连续出错，暂停使用", "連續出錯，暫停使用", "failing, left alone for a while"),
    "model_unable": (
        "不能按格式回答，不使用",
        "不能按格式回答，不使用",
        "cannot answer by a schema, not used",
    ),
    "model_unknown": ("尚未检测", "尚未檢測", "not tried yet"),
    "model_lead": (
        "规则没有读懂的问题，连同相近的名称和词，会发给它理解；文件里的话和数字不发。数字仍然只从文件中读出。",
        "規則沒有讀懂的問題，連同相近的名稱和詞，會傳給它理解；文件裡的話和數字不傳。數字仍然只從文件中讀出。",
        "Questions that the rules do not understand are sent to it with the nearest names and words; "
        "sentences and figures of documents are not. Figures are still read from the documents alone.",
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
    "why_wrong": ("哪里有误？", "哪裡有誤？", "What is wrong?"),
    "wrong_amount": ("金额不对", "金額不對", "the amount"),
    "wrong_body": ("单位或年份不对", "單位或年份不對", "body or year"),
    "wrong_item": ("不是所问的项目", "不是所問的項目", "another item"),
    "wrong_source": ("出处不对", "出處不對", "the source"),
    "wrong_missing": ("文件里有，没有答出", "文件裡有，沒有答出", "it is in the documents"),
    "wrong_other": ("其他", "其他", "other"),
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
    "file_changed": (
        "文件已更换：现在同名的不是答复所据的那一份，所以不框出原页，只列当时的原文。",
        "文件已更換：現在同名的不是答覆所據的那一份，所以不框出原頁，只列當時的原文。",
        "Document replaced: the file of this name is not the one that was answered from, so no page is "
        "framed. What it said then stands with this source.",
    ),
    "file_unknown": (
        "这个答复没有记下文件的校验值，不能确认还是同一份，不框出原页。",
        "這個答覆沒有記下文件的校驗值，不能確認還是同一份，不框出原頁。",
        "The digest of the document was not kept with this answer: whether it is the same one cannot be "
        "told, and no page is framed.",
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
    "pick_body": ("单位", "單位", "Body"),
    "pick_year": ("年份", "年份", "Year"),
    "any_body": ("单位不限", "單位不限", "Any body"),
    "any_year": ("年份不限", "年份不限", "Any year"),
    "carried": ("沿用上一问", "沿用上一問", "Carried over"),
    "picked_by_hand": ("已选定", "已選定", "Chosen"),
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
    "gone_title": ("没有这一页", "沒有這一頁", "No such page"),
    "gone_address": (
        "这个地址没有内容，可能抄漏了几个字。可以从上面的各页进入。",
        "這個地址沒有內容，可能抄漏了幾個字。可以從上面的各頁進入。",
        "There is nothing at this address; a part of it may be missing. The pages above lead on.",
    ),
    "gone_page": (
        "没有这份文件，或者它没有这一页。",
        "沒有這份文件，或者它沒有這一頁。",
        "There is no such document, or it has no such page.",
    ),
    "cell_gone": (
        "原来框出的那一格现在找不到：文件重新读过，或换了版本。下面是整页。",
        "原來框出的那一格現在找不到：文件重新讀過，或換了版本。下面是整頁。",
        "The cell that was framed is not found: the document was read anew. Here is the whole page.",
    ),
    "no_picture": (
        "这种文件没有页面图片，请按表、行、栏目在原文件中核对。",
        "這種文件沒有頁面圖片，請按表、列、欄目在原文件中核對。",
        "This kind of file has no page pictures: check table, row and column in the original.",
    ),
    "bodies_lead": (
        "公开了预算、决算的单位和地方。点开看它的钱从哪里来、花在哪里、比上年多了还是少了。",
        "公開了預算、決算的單位和地方。點開看它的錢從哪裡來、花在哪裡、比上年多了還是少了。",
        "The bodies and places that published budgets or accounts: where their money comes from, "
        "where it goes, what is more or less than the year before.",
    ),
    "bodies_found": ("个单位和地方", "個單位和地方", "bodies and places"),
    "no_bodies": ("没有这样的单位。", "沒有這樣的單位。", "There is no such body."),
    "gone_body": (
        "没有这个单位的公开文件。",
        "沒有這個單位的公開文件。",
        "There are no published documents of this body.",
    ),
    "body_about": (
        "钱从哪里来、花在哪里，历年变化和原因，每个数都能点开核对原文",
        "錢從哪裡來、花在哪裡，歷年變化和原因，每個數都能點開核對原文",
        "Where the money comes from and goes, its years and the reasons; every figure opens at its cell",
    ),
    "editions": ("年份和种类", "年份和種類", "Years and kinds"),
    "money": ("钱", "錢", "Money"),
    "no_money": (
        "这份文件没有能拆开的总表。各个数字见下面的“全部数字”。",
        "這份文件沒有能拆開的總表。各個數字見下面的「全部數字」。",
        "No table of this document divides a total. Its figures are under “All figures” below.",
    ),
    "plain_spend": ("钱花在什么事上", "錢花在什麼事上", "What the money is spent on"),
    "plain_split": (
        "日常运转和专门项目各多少",
        "日常運轉和專門項目各多少",
        "Day-to-day running and projects",
    ),
    "plain_income": ("钱从哪里来", "錢從哪裡來", "Where the money comes from"),
    "plain_economic": (
        "日常开支买了什么：工资、办公、补助",
        "日常開支買了什麼：工資、辦公、補助",
        "What it pays for: wages, office costs, allowances",
    ),
    "plain_projects": ("每个项目多少钱", "每個項目多少錢", "What each project costs"),
    "more_tables": ("其他表怎样拆开", "其他表怎樣拆開", "How other tables divide"),
    "behind": ("图后面的表", "圖後面的表", "The table behind the picture"),
    "boxes_told": ("共{total}：{parts}", "共{total}：{parts}", "{total} in all: {parts}"),
    "no_boxes": (
        "有小于零的数，或合计是零，画不成图。",
        "有小於零的數，或合計是零，畫不成圖。",
        "An amount is below zero, or the total is zero: there is no picture.",
    ),
    "gap_left": ("各项之和不足的差额", "各項之和不足的差額", "Difference the parts leave"),
    "gap_over": ("各项之和多出的差额", "各項之和多出的差額", "Difference the parts exceed by"),
    "gap_formula": (
        "差额是推算的，算式在图后面的表里。",
        "差額是推算的，算式在圖後面的表裡。",
        "Differences are worked out; the table behind the picture shows how.",
    ),
    "years_title": ("各年对照", "各年對照", "Year by year"),
    "measure": ("项目", "項目", "Measure"),
    "spent": ("支出合计", "支出合計", "Total spending"),
    "spent_total": ("支出总计", "支出總計", "Total of the spending side"),
    "spent_appropriation": ("财政拨款支出", "財政撥款支出", "Spending of 财政拨款"),
    "spent_general": ("一般公共预算支出", "一般公共預算支出", "Spending of 一般公共预算"),
    "income": ("收入合计", "收入合計", "Total income"),
    "basic": ("基本支出", "基本支出", "Basic spending"),
    "project": ("项目支出", "項目支出", "Project spending"),
    "public": ("“三公”经费", "「三公」經費", "“Three public” expenses"),
    "moves": ("比上年多了什么、少了什么", "比上年多了什麼、少了什麼", "What rose and what fell"),
    "risen": ("增加", "增加", "Risen"),
    "fallen": ("减少", "減少", "Fallen"),
    "no_reason": ("文件没有写原因", "文件沒有寫原因", "The document gives no reason"),
    "moves_compared": (
        "文件没有逐项说明，以下由两年的表相减得出。",
        "文件沒有逐項說明，以下由兩年的表相減得出。",
        "The document does not tell each change: these are the two years' tables subtracted.",
    ),
    "before": ("上年", "上年", "Year before"),
    "now": ("本年", "本年", "This year"),
    "public_title": ("“三公”经费", "「三公」經費", "“Three public” expenses"),
    "public_lead": (
        "公务出国、公务用车、公务接待。",
        "公務出國、公務用車、公務接待。",
        "Travel abroad, official cars, receptions.",
    ),
    "projects_title": ("项目：新增和结束", "項目：新增和結束", "Projects: new and ended"),
    "projects_lead": (
        "按项目名称与上年的项目表比较；改了名的会同时出现在两边。",
        "按項目名稱與上年的項目表比較；改了名的會同時出現在兩邊。",
        "By name against last year's list of projects; a renamed one stands on both sides.",
    ),
    "new": ("上年没有的", "上年沒有的", "Not there last year"),
    "ended": ("今年没有的", "今年沒有的", "No longer there"),
    "debt_title": ("政府债务", "政府債務", "Government debt"),
    "findings_title": ("文件自身的矛盾", "文件自身的矛盾", "Where the document contradicts itself"),
    "findings_lead": (
        "自动核对发现，只列出，不修改。",
        "自動核對發現，只列出，不修改。",
        "Found by checks; listed, never repaired.",
    ),
    "sources_title": ("出处和下载", "出處和下載", "Sources and downloads"),
    "answered_on": (
        "这是 {when} 根据{count}份公开文件自动生成的答复，原样保存。",
        "這是 {when} 根據{count}份公開文件自動產生的答覆，原樣保存。",
        "Answered on {when} from {count} published documents, kept as it was.",
    ),
    "told_on": (
        "这是 {when} 自动生成的答复，原样保存。",
        "這是 {when} 自動產生的答覆，原樣保存。",
        "Answered on {when}, kept as it was.",
    ),
    "own_page": ("此答复的页面", "此答覆的頁面", "This answer's page"),
    "copy_link": ("复制链接", "複製連結", "Copy link"),
    "copy_answer": ("复制答复", "複製答覆", "Copy answer"),
    "share_it": ("分享", "分享", "Share"),
    "ask_again": ("再问一次", "再問一次", "Ask again"),
    "gone_edition": (
        "没有“{asked}”的公开",
        "沒有「{asked}」的公開",
        "Nothing of “{asked}” is indexed",
    ),
    "interrupted_page": ("现在读不了", "現在讀不了", "This cannot be read now"),
    "search_again": ("重新选择", "重新選擇", "Choose again"),
    "bad_address": (
        "地址中的条件不对",
        "網址中的條件不對",
        "The address asks for what cannot be",
    ),
    "bad_year": (
        "“{value}”不是1990年到2100年之间的年份",
        "「{value}」不是1990年到2100年之間的年份",
        "“{value}” is no year from 1990 to 2100",
    ),
    "bad_page": ("“{value}”不是页数", "「{value}」不是頁數", "“{value}” is no number of a page"),
    "bad_code": (
        "“{value}”不是科目编码（一到九位数字）",
        "「{value}」不是科目編碼（一到九位數字）",
        "“{value}” is no code (one to nine digits)",
    ),
    "bad_sort": (
        "不能按“{value}”排序",
        "不能按「{value}」排序",
        "Figures cannot be sorted by “{value}”",
    ),
    "bad_col": ("没有“{value}”这一栏", "沒有「{value}」這一欄", "There is no column “{value}”"),
    "bad_long": (
        "最多{words}个词、{letters}个字",
        "最多{words}個詞、{letters}個字",
        "At most {words} words and {letters} characters",
    ),
    "bad_many": ("最多选{count}个", "最多選{count}個", "At most {count} can be chosen"),
    "bad_text": ("含有不能用的字符", "含有不能用的字元", "Holds a character that cannot be used"),
    "gone_answer": (
        "没有这个答复，或者保存期已过。",
        "沒有這個答覆，或者保存期已過。",
        "There is no such answer, or it is no longer kept.",
    ),
    "front_about": (
        "用一句话问政府预算、决算，每个数字都能点开核对原文",
        "用一句話問政府預算、決算，每個數字都能點開核對原文",
        "Ask about published budgets and accounts; every figure opens at its cell",
    ),
    "here_title": ("这里有什么", "這裡有什麼", "What is here"),
    "here_told": (
        "{documents}份公开文件（{kinds}），{bodies}个单位和地方，{years}年。点开一个单位，看它的钱从哪里来、花在哪里。",
        "{documents}份公開文件（{kinds}），{bodies}個單位和地方，{years}年。點開一個單位，看它的錢從哪裡來、花在哪裡。",
        "{documents} documents ({kinds}), {bodies} bodies and places, {years}. Open one to see where its "
        "money comes from and goes.",
    ),
    "here_bodies": ("全部{count}个单位", "全部{count}個單位", "All {count} bodies"),
    **COMPARE,
    **OFFICE,
    **INTERFACE,
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
