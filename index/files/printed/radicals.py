"""Radicals and compatibility forms → the characters they are drawn as.

A PDF names the glyphs it draws, and many a producer (Chromium, Quartz, some of Word's fonts) names
一, 门 and 户 by the radical of the same shape. NFKC knows the Kangxi radicals and the compatibility
ideographs; the simplified radicals of CJK Radicals Supplement it leaves as they are.

>>> unified("⼀、部⻔及⽤⼾")
'一、部门及用户'
"""

from __future__ import annotations

import re
import unicodedata

_FORMS = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
# Unicode's EquivalentUnifiedIdeograph.txt, the radicals that are characters of their own today.
_SIMPLIFIED = dict(
    zip(
        "⺁⺄⺇⺊⺎⺒⺓⺟⺠⺩⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
        "厂乙几卜兀巳幺母民王虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
        strict=True,
    )
)
_DRAWN_ALIKE = {"戶": "户"}  # NFKC reads ⼾ as the traditional form, simplified fonts draw the other


def unified(text: str) -> str:
    """The text with each radical or compatibility form replaced by its character."""
    return _FORMS.sub(lambda form: _character(form.group()), text)


def _character(form: str) -> str:
    plain = _SIMPLIFIED.get(form) or unicodedata.normalize("NFKC", form)
    return _DRAWN_ALIKE.get(plain, plain)
