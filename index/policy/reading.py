"""A policy document's pages → its Extraction.

>>> read_policy(path, sha256, pages).policy.title
'岚浦市市级机关差旅费管理办法'
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from index.facts.errors import DocumentError
from index.facts.records import Document, Extraction, Kind, Page, Policy, Scope
from index.policy.articles import passages_of
from index.policy.recognise import policy_of
from index.policy.standards import standards_of


def read_policy(path: Path, sha256: str, pages: Sequence[Page]) -> Extraction | None:
    """All facts of a policy document; None for a file that is none.

    Raises DocumentError where it says neither who issued it nor of which year it is.
    """
    policy = policy_of(path.name, pages)
    if policy is None:
        return None
    year = _year(policy, path.stem)
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
    return Extraction(document=document, figures=figures, passages=passages, policy=policy)


def _year(policy: Policy, stem: str) -> int:
    """The year of effect; else that of issue, of the 文号, of the file's name."""
    written = [policy.effective, policy.issued, *re.findall(r"〔(\d{4})〕", policy.number)]
    written += re.findall(r"(?<!\d)20\d\d(?=年)", policy.title)
    for said in (*written, *re.findall(r"(?<!\d)20\d\d(?!\d)", stem)):
        if said:
            return int(said[:4])
    return 0
