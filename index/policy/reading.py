"""A policy document's pages → its Extraction.

>>> read_policy(path, sha256, pages).policy.title
'岚浦市市级机关差旅费管理办法'
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from index.facts.errors import DocumentError
from index.facts.extent.years import in_digits
from index.facts.given import NOTHING, Given
from index.facts.records import Document, Extraction, Kind, Page, Policy, Scope
from index.policy.articles import passages_of
from index.policy.recognise import policy_of
from index.policy.standards import standards_of


def read_policy(path: Path, sha256: str, pages: Sequence[Page], told: Given = NOTHING) -> Extraction | None:
    """All facts of a policy document, with what is `told` of it; None for a file that is none.

    Raises DocumentError where nothing says of which year it is, and where a file that is no policy document
    is told to be one.
    """
    policy = policy_of(path.name, pages)
    if policy is None:
        if told.kind is not Kind.POLICY:
            return None
        raise DocumentError(
            path.name,
            "不能按政策收录：看不出是政策文件（没有“…办法”“…通知”一类的标题）",
            "请指定为预算、决算等，或不指定种类",
        )
    policy = replace(policy, issuer=told.body or policy.issuer)
    known = told.year or _year(policy, path.stem)
    year = known or _year_guessed(pages)
    if not year:
        raise DocumentError(
            path.name,
            "看得出是政策文件，看不出是哪一年的",
            "请在文件名中写明年份，如“差旅费管理办法-2023.pdf”",
        )
    document = Document(
        name=path.name,
        sha256=sha256,
        title=policy.title,
        body=policy.issuer or "（文件没有写明制定机关）",
        year=year,
        kind=Kind.POLICY,
        scope=Scope.UNIT,
        pages=len(pages),
    )
    figures, words = standards_of(document, pages)
    passages = (*passages_of(policy, path.name, pages), *words)
    warnings = () if known else (_GUESSED.format(year),)
    return Extraction(document=document, figures=figures, passages=passages, policy=policy, warnings=warnings)


_GUESSED = "看不出是哪一年的政策文件，暂按文中最晚的{}年收录；请用 budget-qa docs set 指明年份"


def _year_guessed(pages: Sequence[Page]) -> int:
    """The latest year that the text names: in a date, a 文号 or a standard's number."""
    lines = [in_digits(line.text) for page in pages for line in page.lines]
    years = [int(year) for line in lines for year in _OF_WHEN.findall(line)]
    return max(years, default=0)


# 2024-03-01, 2024年3月, 〔2024〕, GB/T 1234-2024; not what is meant for later: 到2035年.
_OF_WHEN = re.compile(
    r"(?<!\d)(20\d\d)(?=年(?:\d{1,2}月|起|印发|发布|施行|修订)|[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)|[〕\]）)]|(?<=\d[-—]20\d\d)(?![\d年]))"
)


def _year(policy: Policy, stem: str) -> int:
    """The year of effect; else that of issue, of the 文号, of the file's name."""
    written = [policy.effective, policy.issued, *re.findall(r"〔(\d{4})〕", policy.number)]
    written += re.findall(r"(?<!\d)20\d\d(?=年)", policy.title)
    for said in (*written, *re.findall(r"(?<!\d)20\d\d(?!\d)", stem)):
        if said:
            return int(said[:4])
    return 0
