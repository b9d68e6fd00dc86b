"""Which body a question names, and where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.language.whose.organisations import Span, bodies_in, is_organisation

RIVER = "云溪市河道管理处"
SCHOOL = "云溪市城郊中学"
FIRST = "云麓县第一中学"
DATA = "澄湖市数据资源管理中心"
HOTLINE = "岚浦市12345政务服务便民热线中心"
STREET = "岚浦市临汐区望潮街道办事处"
ALL = (RIVER, SCHOOL, FIRST, DATA, HOTLINE, STREET)


def named(text: str, bodies: tuple[str, ...] = ALL) -> tuple[str, ...]:
    """The bodies named, in order."""
    return tuple(dict.fromkeys(body for span in bodies_in(text, bodies) for body in span.bodies))


def unknown(text: str, bodies: tuple[str, ...] = ALL) -> tuple[str, ...]:
    """The organisations named that are not among the bodies."""
    return tuple(text[span.start : span.end] for span in bodies_in(text, bodies) if not span.bodies)


@pytest.mark.parametrize(
    ("question", "body"),
    [
        ("云溪市河道管理处2025年公务接待费", RIVER),
        ("2025年河道管理处的公务接待费", RIVER),
        ("云溪市河道处的培训费", RIVER),
        ("云麓县第一中学有多少个班", FIRST),
        ("云麓县一中的公用经费", FIRST),
        ("澄湖市数据资源中心公务接待费", DATA),
        ("数据资源管理中心的收入", DATA),
        ("岚浦市12345热线中心有几个人", HOTLINE),
        ("热线中心2025年总收入", HOTLINE),
        ("望潮街道办事处的项目", STREET),
        ("临汐区望潮街道2024年收入", STREET),
        ("望潮街道的社区经费", STREET),
        ("城郊中学学生有多少", SCHOOL),
    ],
)
def test_a_body_is_known_by_its_name_in_full_or_shortened(question, body):
    assert (named(question), unknown(question)) == ((body,), ())


@pytest.mark.parametrize(
    ("question", "organisation"),
    [
        ("云麓县教育局公务接待费", "云麓县教育局"),
        ("云溪市水务局2025年公务接待费", "云溪市水务局"),
        ("石桥县人民医院2025年收入多少", "石桥县人民医院"),
        ("星海街道2025年公务接待费", "星海街道"),
    ],
)
def test_another_organisation_is_unknown_and_no_near_name_stands_for_it(question, organisation):
    assert (named(question), unknown(question)) == ((), (organisation,))


@pytest.mark.parametrize("question", ["云路县第一中学公务接待费", "云麓县第一中雪公务接待费"])
def test_a_name_misheard_is_the_body_that_sounds_like_it(question):
    assert named(question) == (FIRST,)


@pytest.mark.parametrize(
    "question",
    [
        "公务接待费是多少",
        "单位的服务支出",
        "本部门有多少人",
        "预算公开什么时候发布",
        "政务服务做得怎么样",
        "什么是机关运行经费",
        "办公室的费用",
        "",
    ],
)
def test_common_words_name_no_body(question):
    assert bodies_in(question, ALL) == ()


def test_a_school_with_another_number_is_another_school():
    question = "云麓县第二中学公务接待费"
    assert named(question) == ()
    assert len(unknown(question)) == 1


def test_two_bodies_are_found_in_the_order_they_are_named():
    assert named("云溪市城郊中学和云溪市河道管理处谁的接待费高") == (SCHOOL, RIVER)


def test_a_name_is_found_whole_so_that_its_words_are_no_subjects():
    spans = bodies_in("岚浦市12345政务服务便民热线中心的服务支出", ALL)
    assert spans == (Span(0, len(HOTLINE), (HOTLINE,)),)


def test_a_shortened_name_that_fits_several_bodies_means_all_of_them():
    both = (RIVER, "石桥县河道管理处")
    assert set(named("河道管理处的收入", both)) == set(both)
    assert named("石桥县河道管理处的收入", both) == ("石桥县河道管理处",)


def test_a_row_of_anothers_table_names_no_body():
    unit = "云溪市河道管理处巡查大队"
    assert bodies_in(f"{unit}2025年办公费", (RIVER,), (unit,)) == ()


@given(
    st.sampled_from(ALL),
    st.sampled_from(["2025年", "去年", "请问", ""]),
    st.sampled_from(["公务接待费", "收入", ""]),
)
def test_a_whole_name_is_always_found_alone(body, before, after):
    question = f"{before}{body}{after}"
    assert (named(question), unknown(question)) == ((body,), ())


@given(st.text(st.sampled_from("云溪市河道管理处城郊中学局县12345热线费的和，"), max_size=30))
def test_spans_lie_in_the_question_in_order_and_name_known_bodies(text):
    spans = bodies_in(text, ALL)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert list(spans) == sorted(spans, key=lambda span: span.start)
    assert {body for span in spans for body in span.bodies} <= set(ALL)


@given(st.text(max_size=40))
def test_any_text_can_be_read_for_bodies(text):
    assert named(text, ()) == ()


def test_a_proper_name_alone_at_the_start_is_a_body():
    assert named("望潮2025年公务接待费", (STREET, "岚浦市教育局")) == (STREET,)
    assert named("岚浦2025年公务接待费", (STREET, "岚浦市教育局")) == ()
    assert named("观潮2025年公务接待费", (STREET,)) == ()


def test_a_body_beside_one_whose_name_it_could_also_be_is_found_by_its_own():
    both = ("岭东省人大常委会办公厅", "中共岭东省委办公厅")
    assert set(named("省人大和省委办公厅谁的三公经费高", both)) == set(both)
    assert named("省委办公厅的三公经费", both) == ("中共岭东省委办公厅",)


@pytest.mark.parametrize(
    ("question", "known"),
    [
        ("商委2025年电费", ("云溪市商务委员会",)),
        ("省检2025年电费", ("岭东省人民检察院",)),
        ("云溪市河道管理处和商委2025年电费谁高", (RIVER, "云溪市商务委员会")),
        ("全委2025年电费", ()),
    ],
)
def test_a_body_may_be_named_by_two_of_its_letters(question, known):
    assert named(question, (*ALL, "云溪市商务委员会", "岭东省人民检察院")) == known


def test_a_place_means_all_its_bodies_where_several_are_asked_of():
    bodies = ("岭东省人大常委会办公厅", "岭东省人民检察院", "中共岭东省委办公厅")
    assert set(named("三家岭东省级机关2025年谁的电费最高", bodies)) == set(bodies)


@pytest.mark.parametrize(
    ("question", "known", "organisations"),
    [
        ("岭东市临河区司法局2025年三公经费", ("岭东市临河区司法局",), ()),
        ("临河区司法局2025年三公经费", ("岭东市临河区司法局",), ()),
        ("岭东市望山区司法局2025年三公经费", (), ("岭东市望山区司法局",)),
        ("望山区司法局2025年三公经费", (), ("望山区司法局",)),
    ],
)
def test_an_organisation_of_another_district_is_another(question, known, organisations):
    bodies = ("岭东市临河区司法局", RIVER)
    assert (named(question, bodies), unknown(question, bodies)) == (known, organisations)


@pytest.mark.parametrize("name", ["云溪市河道管理处", "临汐区望潮街道", "石桥县人民医院", "城郊巡查大队"])
def test_names_end_as_those_of_organisations_do(name):
    assert is_organisation(name)


@pytest.mark.parametrize("name", ["公务接待费", "河道保洁", "行政单位离退休", "中心"])
def test_names_of_accounts_are_none_of_organisations(name):
    assert not is_organisation(name)
