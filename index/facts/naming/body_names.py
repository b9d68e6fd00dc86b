"""How the official names of bodies end: 某市商务局, 某县第一中学, 某镇.

>>> bool(re.search(BODY_END + "$", "某市商务局"))
True
"""

from __future__ import annotations

import re
from functools import lru_cache

BODY_END = (
    r"(?:局|厅|委|院|部|会|处|站|所|队|馆|园|社|台|库|场|宫|校|站|署|中心|总队|支队|大队|办公室|办公厅|办事处|委员会|政府|"
    r"大学|学院|学校|中学|小学|高中|初中|中专|职高|技校|幼儿园|[一二三四五六七八九十]中|医院|卫生院|联合会|协会|学会|总工会|团委|妇联|街道|镇|乡|"
    r"档案馆|党校|杂志社|报社|电视台|公司|集团|基金会|管委会|指挥部|本级|机关|"
    r"监狱|团|文联|科协|残联|侨联|工商联|水库|苗圃|实验室|银行|分行|基地|开发区|园区|联社|商会)"
)


_KINDS = re.compile(
    r"(街道|镇|乡|委员会|检察院|法院|办公厅|中心|中学|小学|大学|学院|学校|幼儿园|医院|馆|站|所|队|局|厅|处|院)"
    r"(?:办事处|人民政府)?$"
)


@lru_cache(maxsize=65536)
def kind_of_body(body: str) -> str:
    """What sort of body a name ends in: 局, 中学, 街道; "" for any other."""
    found = _KINDS.search(body)
    return found[1] if found else ""


def is_body_name(text: str) -> bool:
    """True for a text that ends as the name of a body does."""
    return len(text) > 2 and bool(re.search(BODY_END + "$", text))
