"""科目 codes and labels: 类/款/项, parents, names fit for comparison.

财政部《政府收支分类科目》: 功能分类 codes have 3 (类), 5 (款) and 7 (项) digits,
经济分类 codes 3 (类) and 5 (款).

>>> join_code(("212", "01", "01")), level("2120101")
('2120101', '项')
>>> label_without_ordinal("一、一般公共服务支出"), normal("其中：（1）公务用车 购置费")
('一般公共服务支出', '公务用车购置费')
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_LEVELS = {3: "类", 5: "款", 7: "项"}
_ORDINAL = re.compile(
    r"^(?:(?:其中|减|加)[:：]\s*)?"
    r"(?:[(（]\s*(?:[一二三四五六七八九十]+|\d{1,2})\s*[)）][、.．]?"
    r"|[一二三四五六七八九十]+\s*[、，,.．]"
    r"|\d{1,2}\s*(?:、|[.．](?!\d))"
    r"|[①-⑳])\s*"
)
_OF_WHICH = re.compile(r"^(?:其中|减|加|项目)[:：]\s*")
_TOTAL = re.compile(r"^(?:本年|当年|收入|支出|预算|总|合|小|本页|累计)*(?:合计|总计|小计|总额|共计)$")
_STAGE = re.compile(r"(?<=[\u4e00-\u9fff])[（(](?:预算|决算|预计|执行|快报|调整|年初)+数?[)）]$")
_PUNCTUATION = re.compile(r"[\s、，,。.·:：;；“”\"'‘’《》<>〈〉\[\]【】（）()_\-—－–~*#|/]+")
# The 类 in use: 收入 101-110, 支出功能 201-239, 部门经济 301-319 and 399, 政府经济 501-519 and 599.
_CLASSES = r"(?:10[1-5]|110|2[0-3]\d|3[01]\d|399|5[01]\d|599)"
_WRITTEN_CODE = re.compile(
    rf"^[\[(（]?({_CLASSES}(?:\d\d){{0,2}})[\])）]?"
    r"[\s\-－—_:：、.]*(?=[^\d\s.,，%])(.+)$",
    re.S,
)


@lru_cache(maxsize=65536)
def normal(label: str) -> str:
    """A label as compared with others: NFKC, no ordinal, 其中, punctuation or space."""
    text = unicodedata.normalize("NFKC", label_without_ordinal(label))
    return _PUNCTUATION.sub("", text) or _PUNCTUATION.sub("", unicodedata.normalize("NFKC", label))


def without_stage(label: str) -> str:
    """The head of a column without its stage in brackets: 债务余额（决算数） → 债务余额."""
    return _STAGE.sub("", label)


def label_without_ordinal(label: str) -> str:
    """The label without 一、 （一） 1. ① and without 其中：, spaces inside Chinese text closed."""
    text = tidy(label)
    while True:
        rest = _OF_WHICH.sub("", _ORDINAL.sub("", text, count=1), count=1).strip()
        if not rest or rest == text:
            return text
        text = rest


def has_ordinal(label: str) -> bool:
    """True for a label that opens with an ordinal: 一、 （一） 1. ①."""
    return bool(_ORDINAL.match(label.strip()))


def squeezed(text: str) -> str:
    """Text without the spaces that typesetting leaves: "1.50 万元" → "1.50万元"; "a b" stays."""
    return re.sub(r"(?<![A-Za-z0-9])\s+|\s+(?![A-Za-z0-9])", "", text.strip())


def tidy(text: str) -> str:
    """Wrapped lines joined, and no space but between two Latin words: ``tidy("合 计") == "合计"``."""
    return squeezed(re.sub(r"\s*\n\s*", "", text))


def is_total(text: str) -> bool:
    """True for 合计, 总计, 小计, 本年收入合计 and the like."""
    return bool(_TOTAL.match(tidy(text)))


def is_code(text: str) -> bool:
    """True for a whole 科目 code of 3, 5 or 7 digits."""
    return bool(re.fullmatch(r"\d{3}(?:\d\d){0,2}", text))


def is_subject_code(code: str) -> bool:
    """True for a whole code of a 类 that is in use; 001001 is the code of a body."""
    return bool(re.fullmatch(rf"{_CLASSES}(?:\d\d){{0,2}}", code))


def level(code: str) -> str:
    """类, 款 or 项 by the number of digits; "" for anything else."""
    return _LEVELS.get(len(code), "") if code.isdigit() else ""


def join_code(parts: Sequence[str]) -> str:
    """The full code from its printed parts, outermost first; a part may repeat its parents' digits.

    A single digit below 类 is a lost zero: ("301", "2") → "30102".
    """
    code = ""
    for part in parts:
        digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", part))
        if code and len(digits) > len(code) and digits.startswith(code):
            code = digits
        else:
            code += digits.zfill(2) if code and len(digits) == 1 else digits
    return code


def inherit_code(printed: Sequence[str], above: Sequence[str]) -> tuple[str, ...]:
    """The parts of a row's code: columns left of its first own digits are those of the row above.

    ``inherit_code(("", "", "01"), ("212", "01", "")) == ("212", "01", "01")``; a row that prints
    nothing has no code.
    """
    if not any(printed):
        return ()
    last = max(i for i, part in enumerate(printed) if part)
    first = min(i for i, part in enumerate(printed) if part)
    whole = len(re.sub(r"\D", "", printed[first])) >= 3
    return tuple(
        printed[i] or ("" if whole or i >= len(above) else above[i] if i < first else "")
        for i in range(last + 1)
    )


def split_label(label: str) -> tuple[str, str]:
    """Code and name of a label that prints both: "2010301-行政运行" → ("2010301", "行政运行")."""
    match = _WRITTEN_CODE.match(unicodedata.normalize("NFKC", label).strip())
    if not match or (len(match.group(1)) == 3 and match.group(2)[0] in "年月个人辆台万亿元"):
        return "", label
    return match.group(1), match.group(2).strip()
