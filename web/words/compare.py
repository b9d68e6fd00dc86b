"""The words of the page that compares: key → zh-CN, zh-TW, en."""

from __future__ import annotations

from typing import Final

COMPARE: Final[dict[str, tuple[str, str, str]]] = {
    "compare": ("比较", "比較", "Compare"),
    "compare_lead": (
        "选几个单位、几年和一项，把它们并列：数、差额、比值、占合计的份额。每个数都能点开核对，算出来的都写明算式。",
        "選幾個單位、幾年和一項，把它們並列：數、差額、比值、占合計的份額。每個數都能點開核對，算出來的都寫明算式。",
        "Choose bodies, years and one item to see them side by side: amounts, differences, ratios, shares. "
        "Every amount opens at its cell; what is worked out shows how.",
    ),
    "compare_add": ("加一个单位", "加一個單位", "Add a body"),
    "compare_add_hint": ("单位名称或其中几个字", "單位名稱或其中幾個字", "A name, or a part of it"),
    "compare_subject": ("比哪一项", "比哪一項", "Item"),
    "compare_subject_hint": (
        "科目名称或编码，如 公务接待费",
        "科目名稱或編碼，如 公務接待費",
        "Name or code, such as 公务接待费",
    ),
    "compare_against": ("与谁比", "與誰比", "Against"),
    "against_before": ("各自的上年", "各自的上年", "Each one's year before"),
    "against_first": ("第一个单位", "第一個單位", "The first body"),
    "compare_do": ("比较", "比較", "Compare"),
    "compare_auto": ("自动（{value}）", "自動（{value}）", "Automatic ({value})"),
    "compare_any": ("自动", "自動", "Automatic"),
    "compare_all_years": ("不选就是最近{count}年", "不選就是最近{count}年", "None: the last {count}"),
    "compare_which": ("是哪一个单位？", "是哪一個單位？", "Which body?"),
    "compare_no_body": (
        "没有名称含“{typed}”的单位",
        "沒有名稱含「{typed}」的單位",
        "No body's name holds “{typed}”",
    ),
    "compare_begin": ("从一个单位开始", "從一個單位開始", "Begin with a body"),
    "compare_nothing": (
        "所选的单位没有“{subject}”。可以换一项：",
        "所選的單位沒有「{subject}」。可以換一項：",
        "The chosen bodies print no “{subject}”. Others to choose:",
    ),
    "compare_full": ("最多{count}个单位", "最多{count}個單位", "At most {count} bodies"),
    "compare_title": ("{subject}：{of}", "{subject}：{of}", "{subject}: {of}"),
    "compare_table": ("各单位各年对照", "各單位各年對照", "The bodies and years side by side"),
    "compare_chart": ("图", "圖", "Chart"),
    "compare_other_scale": (
        "不是同一种计量单位的数不画在图上。",
        "不是同一種計量單位的數不畫在圖上。",
        "What is in another kind of unit is not drawn.",
    ),
    "compare_apart": (
        "这些数口径不完全相同（{what}），口径不同的不相减、不相除。",
        "這些數口徑不完全相同（{what}），口徑不同的不相減、不相除。",
        "These amounts are not all alike ({what}): unlike ones are neither subtracted nor divided.",
    ),
    "compare_unsure": (
        "有的文件没有写明是哪种资金，相减、相除的结果可能不可比。",
        "有的文件沒有寫明是哪種資金，相減、相除的結果可能不可比。",
        "Some documents do not say of which money an amount is: what is worked out may not be comparable.",
    ),
    "col_difference": ("相差", "相差", "Difference"),
    "col_ratio": ("比值", "比值", "Ratio"),
    "col_share": ("占合计", "占合計", "Share of total"),
    "col_of": ("口径", "口徑", "Of"),
    "compare_missing": ("没有的：{what}", "沒有的：{what}", "Not there: {what}"),
    "compare_bodies": ("比较的单位", "比較的單位", "Bodies"),
    "note_missing": ("没有这个数", "沒有這個數", "Not there"),
    "note_no_base_before": ("没有上年的数", "沒有上年的數", "No year before"),
    "note_no_base_first": ("第一个单位没有这年的数", "第一個單位沒有這年的數", "None of the first body"),
    "note_is_base": ("比较的基数", "比較的基數", "What the others are compared with"),
    "note_apart": ("口径不同，不相减：{what}", "口徑不同，不相減：{what}", "Unlike, not subtracted: {what}"),
    "note_fund_unsaid": (
        "有一方没有写明是哪种资金，可能不可比",
        "有一方沒有寫明是哪種資金，可能不可比",
        "One of both does not say of which money it is: they may not be comparable",
    ),
    "note_no_ratio": (
        "基数不是正数，不算比值",
        "基數不是正數，不算比值",
        "No ratio: the base is not above zero",
    ),
    "note_others": ("表中还有{count}个不同的数", "表中還有{count}個不同的數", "{count} more amounts there"),
    "apart_kind": ("种类", "種類", "kind"),
    "apart_stage": ("预算或决算", "預算或決算", "stage"),
    "apart_scope": ("范围", "範圍", "scope"),
    "apart_fund": ("资金", "資金", "money"),
    "apart_period": ("期间", "期間", "period"),
    "apart_component": ("组成部分", "組成部分", "part"),
    "apart_unit": ("计量单位", "計量單位", "unit"),
    "compare_this": ("与别的单位、年份比较", "與別的單位、年份比較", "Compare with other bodies and years"),
    "bad_kind": (
        "“{value}”不是可以比较的种类",
        "「{value}」不是可以比較的種類",
        "“{value}” is no kind that can be compared",
    ),
    "bad_scope": ("没有“{value}”这种范围", "沒有「{value}」這種範圍", "There is no scope “{value}”"),
    "bad_table": ("没有“{value}”这种表", "沒有「{value}」這種表", "There is no table “{value}”"),
    "bad_against": (
        "“{value}”不是 before（上年）或 first（第一个单位）",
        "「{value}」不是 before（上年）或 first（第一個單位）",
        "“{value}” is neither before nor first",
    ),
}
