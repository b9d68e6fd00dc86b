"""What a site puts around a document on its pages: menus, bread crumbs, dates of release, links.

>>> is_of_the_site("日期：2026-07-13 10:18 来源：某市财政局"), is_trail("首页 > 政务公开 > 财政预决算")
(True, True)
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_DATE = r"\d{4}[-/.年]\d{1,2}"
# What stands at the head of a line above or below a document.
_LINE = re.compile(
    r"(?:(?:(?:发布|发文|更新)?(?:时间|日期))\s*[：:]?\s*"
    + _DATE
    + r"|(?:发布|发文|更新)(?:时间|日期)\s*[：:]"
    r"|(?:信息|文章|稿件)?来源\s*[：:]|(?:责任|网站|本页)?(?:编辑|校对)\s*[：:]"
    r"|(?:浏览|点击|阅读|访问)(?:次数|量|数)?\s*[：:]"
    r"|【?\s*字(?:体|号)(?:大小)?\s*[：:】\[【]|(?:分享|转发)到?\s*[：:]|上一[篇条]\s*[：:]|下一[篇条]\s*[：:]"
    r"|您?(?:现在|当前)的?(?:所在)?位置\s*[：:]|网站标识码|版权所有|(?:主办|承办)(?:单位)?[：:].*(?:办|承办|维护|局|府)"
    r"|[\u4e00-\u9fff]ICP备\s*\d+|[\u4e00-\u9fff]公网安备|中文域名\s*[：:]|建议使用.{0,20}浏览器"
    r"|扫(?:一扫|描二维码).{0,6}(?:手机|微信|查看|打开|分享|页面))"
)
# What is a line of its own there.
_WHOLE = re.compile(
    r"[【\[（(]?(?:我要)?(?:打印|关闭|收藏|返回|朗读|下载|纠错|分享|复制链接|加入收藏)(?:本页|窗口|页面|正文|顶部|列表)?[】\]）)]?"
    r"|(?:相关|推荐|延伸|热门|智能)(?:链接|阅读|文章|新闻|信息|推荐|文件|稿件|搜索)\s*(?:[：:]|[>＞»]+|更多.*|点击.*)?"
    r"|附件下载\s*[：:]?|点击(?:查看|进入|下载).{0,6}|网站(?:地图|支持IPv6|首页)|无障碍(?:浏览|阅读)?|长者(?:版|模式)"
    r"|简体|繁体|繁體|English|登录|注册|首页|打印|关闭|[大中小](?:\s*[大中小]){1,2}|[\W_]+"
)
_LINK = re.compile(r"[>＞»›]")
_OWN = re.compile(
    r"预算|决算|经费|情况|说明|报告|通知|办法|规定|概况|目录|(?:[局委府处院室办会站所队馆校]|中心)$"
)
_SHORT = 12  # characters of the name of a menu
_MENU = 4  # names in a row that are one


def is_of_the_site(line: str) -> bool:
    """True for what the site says of the page, not the document of its matter."""
    return bool(_LINE.match(line) or _WHOLE.fullmatch(line) or is_trail(line))


def is_trail(line: str) -> bool:
    """True for bread crumbs: names with › between them."""
    parts = [part.strip() for part in _LINK.split(line)]
    return len(parts) >= 3 and all(parts) and not re.search(r"[。；]|\d\s*[>＞]\s*\d", line)


def without_menus(lines: Sequence[str]) -> list[str]:
    """The lines without the menu above the first one that says something.

    A menu is names in a row, or one line of many names, in which nothing is said: no stop, digit or colon.
    What may be the document's own name, or that of its body, stays: a cover too is names in a row. Below the
    last line that says something a document may list its units: nothing goes there.
    """
    run = 0
    while run < len(lines) and _is_name(lines[run]):
        run += 1
    if not _MENU <= run < len(lines):
        return list(lines)
    return [line for line in lines[:run] if _OWN.search(line)] + list(lines[run:])


def _is_name(line: str) -> bool:
    words = line.split()
    return all(len(word) <= _SHORT for word in words) and not re.search(r"[，。；：:、（(\d“《]|\t", line)
