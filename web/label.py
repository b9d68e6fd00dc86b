"""The mark of machine-generated content that a reader sees: 《人工智能生成合成内容标识办法》 (2025).

Beside the words goes a mark for machines: the header ``X-AIGC-Label``, the properties of a workbook,
``label`` in an object, a column of that name in a table that programs read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from qa.records import Answer

LABEL: Final = "本内容由人工智能根据公开文件自动生成，请以原文为准"


def labelled(answer: Answer) -> dict[str, Any]:
    """The answer object with its mark."""
    return {**answer.to_json(), "label": LABEL}
