"""The words of the pages of bodies and of answers, and of what is not there: key → zh-CN, zh-TW, en."""

from __future__ import annotations

from typing import Final

BODIES: Final[dict[str, tuple[str, str, str]]] = {
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
    "ledgers_title": (
        "几本账各收多少、支多少",
        "幾本帳各收多少、支多少",
        "What each ledger takes in and spends",
    ),
    "ledgers_lead": (
        "当年的收入和支出；写“各项”“总计”的连同转移支付和上年结转。账本之间有调入调出，不要相加。",
        "當年的收入和支出；寫「各項」「總計」的連同轉移支付和上年結轉。帳本之間有調入調出，不要相加。",
        "Income and spending of the year; 各项 and 总计 also hold transfers and what was carried over. "
        "Ledgers lend to each other: do not add them up.",
    ),
    "ledger": ("账本", "帳本", "Ledger"),
    "in": ("收入", "收入", " income"),
    "out": ("支出", "支出", " spending"),
    "plain_chain": (
        "钱怎么分：哪本账、日常还是项目、用在哪里",
        "錢怎麼分：哪本帳、日常還是項目、用在哪裡",
        "How the money is divided: ledger, running or projects, what for",
    ),
    "chain_told": (
        "从左到右：支出合计、账本、基本支出和项目支出、用途、具体项目。每一块打开它自己的那一格。",
        "從左到右：支出合計、帳本、基本支出和項目支出、用途、具體項目。每一塊打開它自己的那一格。",
        "From left to right: all spending, ledgers, basic (基本支出) and projects (项目支出), purposes, "
        "single projects. Each box opens its own cell.",
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
}
