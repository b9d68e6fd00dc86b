"""What a person typed of himself, hidden before a question is logged or kept.

Phone, identity card and bank card numbers, e-mail addresses, and the names people introduce
themselves by. Amounts, years, 科目 codes and the names of bodies stay.

>>> masked("我叫张三丰，电话138 1234 5678，想问公务接待费15000元")
'我叫〔姓名〕，电话〔号码〕，想问公务接待费15000元'
"""

from __future__ import annotations

import re
import unicodedata

_GAP = r"[\s\-—]?"
_NOT_AMOUNT = r"(?!\s*(?:元|万|亿|%|年|[.,]\d))"
# Longest first, so that a card is not taken for a phone number.
_BORN = rf"(?:19|20)\d{{2}}{_GAP}(?:0[1-9]|1[0-2]){_GAP}(?:[0-2]\d|3[01])"
# An identity card before a bank card, and both before a phone number.
_NUMBERS = (
    (re.compile(rf"(?<!\d)[1-9]\d{{5}}{_GAP}{_BORN}{_GAP}\d{{3}}{_GAP}[\dXx](?!\d)"), "〔证件号〕"),
    (
        re.compile(rf"(?<!\d)[1-9]\d{{7}}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{{3}}(?!\d){_NOT_AMOUNT}"),
        "〔证件号〕",
    ),
    (re.compile(rf"(?<![\d.])\d(?:{_GAP}\d){{15,18}}(?![\d.]){_NOT_AMOUNT}"), "〔卡号〕"),
    (re.compile(rf"(?<![\d.])(?:\+?86{_GAP})?1[3-9]\d(?:{_GAP}\d){{8}}(?![\d.]){_NOT_AMOUNT}"), "〔号码〕"),
    (re.compile(r"(?<!\d)[（(]?0\d{2,3}[）)]?[\s\-—]\d{7,8}(?!\d)|(?<!\d)0\d{2,3}\d{8}(?!\d)"), "〔号码〕"),
    (re.compile(rf"(?<!\d)[48]00{_GAP}\d{{3,4}}{_GAP}\d{{3,4}}(?!\d){_NOT_AMOUNT}"), "〔号码〕"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "〔邮箱〕"),
)
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭郎鲁韦马苗方俞任袁"
    "柳史唐费廉薛雷贺倪汤罗毕郝安常乐于傅齐康伍余顾孟黄穆萧尹姚邵汪毛米贝戴宋庞熊纪舒屈项祝董梁杜阮闵席季贾路江"
    "童郭梅林钟徐邱骆高夏蔡田樊胡凌霍万柯卢莫丁邓洪包左石崔吉龚程邢裴陆翁侯段焦谷车全班仰宁仇武刘叶白赖卓池乔"
    "谭申冉桑桂牛寿通边温庄晏柴阎连习古易廖聂晁曾关相游权盖桓岳缪肖"
)
_NAME = rf"[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}"
_INTRODUCED = re.compile(
    rf"(?P<lead>我叫|我的名字(?:叫|是)|本人(?:姓名)?[:：]?(?:叫|是)?|姓名(?:是|为)?[:：]?|联系人(?:是|为)?[:：]?|我是)(?P<name>{_NAME})"
    r"(?=$|[\s，。,.!！？?；;、：:]|电话|手机|身份证|住|想|的电话|，)"
)
_TITLED = re.compile(rf"(?<![\u4e00-\u9fff])[{_SURNAMES}][\u4e00-\u9fff]{{0,2}}(?=先生|女士|小姐|同志)")


def masked(text: str) -> str:
    """The text with what tells who asked replaced; everything else as it was."""
    text = _half_width_digits(text)
    for pattern, instead in _NUMBERS:
        text = pattern.sub(instead, text)
    text = _INTRODUCED.sub(lambda match: f"{match['lead']}〔姓名〕", text)
    return _TITLED.sub("〔姓名〕", text)


def _half_width_digits(text: str) -> str:
    return "".join(
        unicodedata.normalize("NFKC", c) if c in "０１２３４５６７８９Ｘｘ＠．" else c for c in text
    )
