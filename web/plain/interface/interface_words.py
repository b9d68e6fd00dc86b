"""The words of the page that tells of the interfaces: key → zh-CN, zh-TW, en; of the table of `web.words`."""

from __future__ import annotations

from typing import Final

INTERFACE: Final[dict[str, tuple[str, str, str]]] = {
    "interface": ("接口", "介面", "Interfaces"),
    "interface_lead": (
        "供程序使用的地址。"
        "回答、文件、数字、矛盾和原页图片，都是 JSON 或 PNG；错误是 application/problem+json。",
        "供程式使用的網址。"
        "回答、文件、數字、矛盾和原頁圖片，都是 JSON 或 PNG；錯誤是 application/problem+json。",
        "Addresses for programs: answers, documents, figures, findings and pages as JSON or PNG; "
        "errors are application/problem+json. What each parameter means is told in Chinese.",
    ),
    "interface_file": ("下载 openapi.json", "下載 openapi.json", "openapi.json"),
    "interface_round": ("各个地址", "各個網址", "Addresses"),
    "interface_parameters": ("参数", "參數", "Parameters"),
    "interface_body": ("请求的内容（JSON）", "請求的內容（JSON）", "Body (JSON)"),
    "interface_reply": ("返回", "傳回", "Reply"),
    "interface_statuses": ("状态", "狀態", "Statuses"),
    "interface_example": ("例子", "例子", "Example"),
    "interface_models": ("返回的对象", "傳回的物件", "Objects"),
    "interface_token": ("要带管理口令：", "要帶管理口令：", "Wants the administrator's token: "),
    "interface_name": ("名称", "名稱", "Name"),
    "interface_type": ("类型", "類型", "Type"),
    "interface_must": ("必填", "必填", "Required"),
    "interface_yes": ("是", "是", "yes"),
    "interface_meaning": ("含义", "含義", "Meaning"),
}
