"""The words of the desk: key → zh-CN, zh-TW, en."""

from __future__ import annotations

from typing import Final

DESK: Final[dict[str, tuple[str, str, str]]] = {
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
}
