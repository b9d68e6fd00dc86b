"""Questions of rules and of budgets over one store: each is answered from its own documents, or declined."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from index.store.figure_store import FigureStore
from qa.execute.results import Force
from qa.pipeline import Pipeline
from qa.records import Answer, Question, Status
from tests.policies import ANSWERS, CHANGE, NOTICE, RULE, read
from tests.qa.conftest import make_pipeline, river_2025

Ask = Callable[..., Answer]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    """Answering over four policy documents and one budget."""
    folder = tmp_path_factory.mktemp("policies")
    with FigureStore.open(folder / "store", create=True) as store:
        for name, text in (("a.txt", RULE), ("b.txt", CHANGE), ("c.txt", NOTICE), ("d.html", ANSWERS)):
            store.replace(read(folder / "in", name, text), source=f"/in/{name}", extractor="test")
        river = river_2025()
        store.replace(river, source=f"/in/{river.document.name}", extractor="test")
        yield make_pipeline(store)


@pytest.fixture(scope="module")
def ask(desk: Pipeline) -> Ask:
    return lambda question, *history: desk.ask(Question(question, history))


@pytest.fixture(scope="module")
def budgets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Answering over a budget alone."""
    with FigureStore.open(tmp_path_factory.mktemp("budgets"), create=True) as store:
        river = river_2025()
        store.replace(river, source=f"/in/{river.document.name}", extractor="test")
        pipeline = make_pipeline(store)
        yield lambda question, *history: pipeline.ask(Question(question, history))


def asked_for(answer: Answer) -> list[str]:
    return [figure.shown for figure in answer.figures if figure.role == "asked"]


@pytest.mark.parametrize(
    ("question", "shown", "held"),
    [
        ("防汛休息日值班一天补贴多少", ["130元"], "第三条"),
        ("节假日防汛值班每天给多少钱", ["200元"], "第三条"),
        ("研学去县外每生每天最多收多少钱", ["160元"], "一、收费标准"),
        ("县外研学用餐一天最多多少钱", ["45元"], "一、收费标准"),
        ("一级护理补助一天补多少", ["60元"], "护理补助一天补多少"),
    ],
)
def test_an_amount_is_that_of_the_words_around_it(ask, question, shown, held):
    answer = ask(question)
    assert (answer.status, asked_for(answer)) == (Status.ANSWERED, shown)
    assert held in answer.text
    assert all(figure.citations and figure.stage == "标准" for figure in answer.figures)


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("值班补贴能和加班工资一起领吗", "第四条"),
        ("研学旅行能和考试成绩挂钩吗", "不得把研学旅行与考试成绩挂钩"),
        ("防汛值班补贴办法由谁解释", "第六条"),
        ("防汛值班办法适用于哪些人", "第二条"),
        ("防汛值班补贴办法什么时候施行", "2022年5月1日起施行"),
        ("防汛值班补贴办法是谁印发的", "青禾市水利局"),
        ("青水发〔2022〕7号还有效吗", "有效期三年"),
        ("青水发〔2015〕3号还能用吗", "同时废止"),
        ("防汛值班补贴办法第五条怎么规定的", "每月10日前"),
        ("哪一条说了要附签到记录", "第五条"),
    ],
)
def test_a_rule_is_told_in_its_own_words_with_its_article(ask, question, held):
    answer = ask(question)
    assert answer.status is Status.ANSWERED
    assert held in answer.text
    assert answer.citations


def test_an_amended_amount_wins_and_the_old_one_is_told_of_what_held_before(ask):
    now = ask("防汛值班工作日夜班一天多少钱")
    assert asked_for(now) == ["110元"] and "青水发〔2024〕2号" in now.text
    old = ask("修改前防汛值班工作日夜班一天多少钱")
    assert asked_for(old) == ["90元"] and "110元" in old.text
    assert asked_for(ask("2023年防汛值班工作日夜班一天多少钱")) == ["90元"]


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("量子通信值班一天补贴多少", "量子"),
        ("白沙市防汛值班一天补贴多少", "白沙"),
        ("防汛值班的滑翔伞一天补贴多少", "滑翔伞"),
        ("出差一天伙食补助多少", "出差"),
    ],
)
def test_a_word_that_no_document_holds_stops_the_answer_and_is_told(ask, question, word):
    answer = ask(question)
    assert answer.status is Status.NOT_FOUND
    assert (answer.figures, word in answer.text) == ((), True)
    assert any(word in one for one in answer.unaccounted)


def test_a_document_without_such_an_article_and_a_year_before_all_say_so(ask):
    none = ask("防汛值班补贴办法第四十条是什么")
    assert (none.status, "没有第40条" in none.text) == (Status.NOT_FOUND, True)
    before = ask("2019年防汛值班一天补贴多少")
    assert (before.status, "2019年" in before.text) == (Status.NOT_FOUND, True)


def test_a_budget_is_never_told_for_a_question_of_rules_nor_a_rule_for_one_of_budgets(ask, budgets):
    for question in ("培训费一天的标准是多少", "公务接待费能报销烟酒吗", "培训费超标了怎么办"):
        for answer in (ask(question), budgets(question)):
            assert answer.status is not Status.ANSWERED
            assert answer.figures == ()
    assert "没有政策文件" in budgets("培训费一天的标准是多少").text
    for answers in (ask, budgets):
        answer = answers("河道管理处2025年培训费是多少")
        assert asked_for(answer) == ["3.00万元"] and all(f.stage == "预算" for f in answer.figures)


def test_a_question_of_both_is_answered_from_both(ask):
    answer = ask("防汛休息日值班一天补多少和河道管理处2025年的培训费")
    assert asked_for(answer) == ["130元", "3.00万元"]
    answer = ask("防汛休息日值班一天补多少？河道管理处2025年的培训费呢")
    assert asked_for(answer) == ["130元", "3.00万元"]


def test_a_follow_up_keeps_what_it_does_not_say_anew(ask):
    answer = ask("那法定节假日呢", "防汛值班休息日一天补多少")
    assert asked_for(answer) == ["200元"]


def test_so_many_days_are_worked_out_by_a_formula_that_is_shown(ask):
    answer = ask("防汛休息日值班三天补多少钱")
    (total,) = [figure for figure in answer.figures if figure.role == "asked"]
    assert (total.shown, total.derived) == ("390.00元", True)
    assert total.formula == "130元×3＝390.00元"


def test_an_amount_taken_for_granted_is_set_right(ask):
    answer = ask("防汛休息日值班一天补贴是不是150元")
    assert asked_for(answer) == ["130元"] and "与文件不符" in answer.text


def test_whether_a_rule_holds_depends_on_the_day(tmp_path):
    with FigureStore.open(tmp_path / "store", create=True) as store:
        store.replace(read(tmp_path / "in", "a.txt", RULE), source="/in/a.txt", extractor="test")
        for day, force in (
            (date(2022, 4, 20), Force.LATER),
            (date(2023, 1, 1), Force.IN_FORCE),
            (date(2025, 5, 1), Force.EXPIRED),
        ):
            pipeline = make_pipeline(store)
            object.__setattr__(pipeline.world, "today", lambda day=day: day)
            answer = pipeline.ask(Question("防汛值班补贴办法还有效吗"))
            assert force.value in answer.text


def test_rules_of_two_issuers_that_fit_alike_are_asked_back(tmp_path):
    other = RULE.replace("青禾", "红枫").replace("青水发", "红水发").replace("130元", "150元")
    with FigureStore.open(tmp_path / "store", create=True) as store:
        for name, text in (("a.txt", RULE), ("b.txt", other)):
            store.replace(read(tmp_path / "in", name, text), source=f"/in/{name}", extractor="test")
        pipeline = make_pipeline(store)
        answer = pipeline.ask(Question("防汛休息日值班一天补多少"))
        assert (answer.status, asked_for(answer)) == (Status.CLARIFY, [])
        assert {figure.shown for figure in answer.figures} == {"130元", "150元"}
        assert asked_for(pipeline.ask(Question("红枫市防汛休息日值班一天补多少"))) == ["150元"]


def test_of_two_documents_of_one_issuer_that_say_the_same_the_later_is_told(tmp_path):
    later = """青禾市水利局关于提高夜班补贴的通知
青水发〔2025〕4号
各县（区）水利局：
自2025年7月1日起执行。防汛值班工作日夜班补贴由每人每天90元提高到140元。
青禾市水利局
2025年6月20日
"""
    with FigureStore.open(tmp_path / "store", create=True) as store:
        for name, text in (("a.txt", RULE), ("b.txt", later)):
            store.replace(read(tmp_path / "in", name, text), source=f"/in/{name}", extractor="test")
        answer = make_pipeline(store).ask(Question("防汛值班工作日夜班一天补贴多少"))
        assert asked_for(answer) == ["140元"] and "青水发〔2025〕4号" in answer.text


def test_a_clause_that_narrows_by_words_that_nobody_holds_stops_the_answer(ask):
    answer = ask("只算食堂装修那部分，防汛休息日值班一天补多少")
    assert (answer.status, answer.figures) == (Status.NOT_FOUND, ())


def test_each_clause_of_a_question_of_rules_is_answered(ask):
    answer = ask("防汛休息日值班一天补多少，法定节假日补多少")
    assert asked_for(answer) == ["130元", "200元"]
