"""Invented policy documents as text, and how they become what the index reads of them."""

from pathlib import Path

from index.extract import digest, extract
from index.facts.records import Extraction

RULE = """青禾市水利局 青禾市财政局
关于印发《青禾市防汛值班补贴管理办法》的通知
青水发〔2022〕7号
各县（区）水利局：
现将《青禾市防汛值班补贴管理办法》印发给你们，请遵照执行。
青禾市水利局
2022年4月2日
附件
青禾市防汛值班补贴管理办法
第一章 总则
第一条 为保障防汛值班，制定本办法。
第二条 本办法适用于市、县（区）两级水利部门的值班人员。
第二章 补贴标准
第三条 防汛值班补贴按班次发给：
（一）工作日夜班每人每天90元；
（二）休息日每人每天130元，法定节假日每人每天200元。
值班不足6小时的，减半发给。
第四条 值班补贴不得与加班工资重复领取。
第四条规定的情形由单位人事部门核对。
第五条 单位应当在每月10日前报送上月值班表，并附签到记录。
第三章 附则
第六条 本办法由青禾市水利局负责解释。
第七条 本办法自2022年5月1日起施行，有效期三年。《青禾市防汛值班费发放规定》（青水发〔2015〕3号）同时废止。
"""
CHANGE = """青禾市水利局
关于调整防汛值班补贴标准的通知
青水发〔2024〕2号
各县（区）水利局：
经研究，对《青禾市防汛值班补贴管理办法》（青水发〔2022〕7号）作如下调整：
一、将第三条中的“每人每天90元”修改为“每人每天110元”。
二、本通知自2024年6月1日起施行。
青禾市水利局
2024年5月20日
"""
NOTICE = """枫岭县教育局关于规范中小学研学旅行收费的通知
枫教〔2023〕18号
各中小学校：
为规范研学旅行收费，现就有关事项通知如下：
一、收费标准
县内研学每生每天不超过80元；县外研学每生每天不超过160元，其中用餐不超过45元、住宿不超过60元。
二、组织要求
研学旅行坚持自愿原则。不得把研学旅行与考试成绩挂钩。
三、本通知自2023年9月1日起执行。
枫岭县教育局
2023年8月21日
"""
ANSWERS = """<html><head><meta charset="utf-8"><title>《芦洲市住院护理补助办法》政策问答</title></head><body>
<h1>《芦洲市住院护理补助办法》政策问答</h1>
<p>一、问：护理补助一天补多少？</p><p>答：一级护理每天60元，二级护理每天40元。</p>
<p>二、问：什么时候开始补？</p><p>答：《芦洲市住院护理补助办法》自2024年7月1日起施行。</p>
</body></html>"""
BUDGET = """松湖市档案馆2025年度单位预算公开
第一部分 单位概况
松湖市档案馆的主要职责是保管全市档案。
第二部分 2025年单位预算说明
2025年收入预算120.50万元，比上年增加3.20万元，主要原因是人员增加。
本单位按照《松湖市预算管理办法》编制预算。
"""


def written(folder: Path, name: str, text: str) -> Path:
    """The text as a file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def read(folder: Path, name: str, text: str) -> Extraction:
    """What the index reads of the text."""
    path = written(folder, name, text)
    return extract(path, digest(path))
