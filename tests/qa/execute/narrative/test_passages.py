"""Which passages a question finds, and in what order."""

from __future__ import annotations

from hashlib import sha256

import pytest

from index.facts.records import Citation, Document, Extraction, Kind, Passage, Scope
from index.store.figure_store import FigureStore
from qa.execute.narrative.passages import Where, found, fused, one_of_each, relevant, section_of
from qa.language.topics import topic
from qa.plan.algebra import Cell, Name, Tell
from qa.records import Edition

SECTIONS = (
    (("一、主要职责",), "（一）拟订全市商贸流通规划；（二）推进市场体系建设。"),
    (("二、机构设置",), "本局内设办公室、市场科、外贸科，在职62人。"),
    (("三、“三公”经费情况",), "“三公”经费5.20万元。其中公务接待费1.20万元，减少0.30万元，原因是批次减少。"),
    (("四、国有资产占用情况",), "截至上年末共有车辆3辆。单价50万元以上设备0台。"),
    (("五、名词解释",), "公务接待费：指按规定开支的各类公务接待支出。"),
    (("六、项目情况", "（一）立项依据"), "根据市政府关于促进消费的工作方案设立。"),
    (("六、项目情况", "（二）实施主体"), "海澄市商务局。"),
)


def nothing(query, k, ids):
    """A search by meaning that has no opinion."""
    return []


def extraction(body, year, changed=()):
    name = f"{body}-{year}.pdf"
    document = Document(name, sha256(f"{body}{year}".encode()).hexdigest(), name, body, year, Kind.BUDGET,
                        Scope.DEPARTMENT, 9)  # fmt: skip
    sections = {headings: text for headings, text in SECTIONS} | dict(changed)
    return Extraction(
        document,
        passages=tuple(
            Passage(text, headings, Citation(name, page, text))
            for page, (headings, text) in enumerate(sections.items(), 1)
        ),
    )


@pytest.fixture
def store(tmp_path):
    with FigureStore.open(tmp_path, create=True) as facts:
        facts.replace(extraction("海澄市商务局", 2024), source="a", extractor="1")
        facts.replace(
            extraction(
                "海澄市商务局", 2025, [(SECTIONS[3][0], "截至上年末共有车辆5辆。单价50万元以上设备1台。")]
            ),
            source="b",
            extractor="1",
        )
        yield facts


def one_of(store, year=2025):
    return [d.id for d in store.documents() if d.document.year == year]


@pytest.mark.parametrize(
    ("words", "names", "heading"),
    [
        ("请客吃饭的钱咋少了", ("公务接待费",), "三、“三公”经费情况"),
        ("平时都管些啥", (), "一、主要职责"),
        ("有多少号人上班", (), "二、机构设置"),
        ("家里几辆车", (), "四、国有资产占用情况"),
        ("凭什么立的这个项目", (), "（一）立项依据"),
        ("公务接待费是什么意思", ("公务接待费",), "五、名词解释"),
    ],
)
def test_everyday_words_find_the_section_the_document_names_otherwise(store, words, names, heading):
    best = found(topic(words), names, store, nothing, one_of(store), k=3)
    assert heading in [p.passage.headings[-1] for p in best[:2]]


def test_passages_of_other_documents_are_never_given(store):
    documents = one_of(store)
    assert {p.document_id for p in found(topic("车辆"), (), store, nothing, documents)} == set(documents)


def test_meaning_alone_brings_a_passage_no_word_leads_to(store):
    wanted = store.passages(documents=one_of(store))[1]
    best = found(
        topic("组织架构图长什么样"), (), store, lambda q, k, ids: [(wanted.ref, 0.9)], one_of(store), k=3
    )
    assert wanted.ref in [p.ref for p in best]


def test_copies_of_one_boilerplate_take_one_of_the_first_places(store):
    both = [d.id for d in store.documents()]
    best = found(topic("车辆和设备，还有主要职责"), (), store, nothing, both, k=4)
    texts = ["".join(c for c in p.passage.text if not c.isdigit()) for p in best]
    assert len(set(texts)) == 4
    everything = found(topic("车辆和设备，还有主要职责"), (), store, nothing, both, k=50)
    assert {p.document_id for p in everything if "车辆" in p.passage.text} == set(both)


def test_the_order_does_not_depend_on_when_a_document_was_indexed(store):
    before = [p.passage for p in found(topic("车辆"), (), store, nothing, one_of(store))]
    store.replace(
        extraction(
            "海澄市商务局", 2025, [(SECTIONS[3][0], "截至上年末共有车辆5辆。单价50万元以上设备1台。")]
        ),
        source="b",
        extractor="2",
    )
    assert [p.passage for p in found(topic("车辆"), (), store, nothing, one_of(store))] == before


def editions_of(store):
    return tuple(
        Edition(
            d.document.body, d.document.year, d.document.kind, d.document.scope, (d.id,), (d.document.name,)
        )
        for d in store.documents()
    )


def asked(words, **at):
    return Tell(Cell(**at), topic(words), ())


def test_year_body_and_section_narrow_what_is_found(store):
    query, editions = asked("有几辆车"), editions_of(store)
    of_2024 = relevant(query, editions, store, nothing, where=Where(year=2024))
    assert {p.document_id for p in of_2024} == set(one_of(store, 2024))
    assert relevant(query, editions, store, nothing, where=Where(body="别的局")) == ()
    inside = relevant(query, editions, store, nothing, where=Where(section="国有资产"))
    assert {p.passage.headings for p in inside} == {SECTIONS[3][0]}


def test_a_body_named_in_part_comes_before_equals(store):
    store.replace(extraction("汀湾区城市管理局", 2025, [(SECTIONS[3][0], "共有车辆14辆，均为执法用车。")]),
                  source="c", extractor="1")  # fmt: skip
    editions = editions_of(store)
    own = next(e for e in editions if e.body == "汀湾区城市管理局")
    best = relevant(asked("汀湾城管家里几辆车"), editions, store, nothing)
    assert best[0].document_id in own.documents


def test_without_editions_nothing_is_found(store):
    assert relevant(asked("几辆车"), (), store, nothing) == ()


def test_what_is_asked_about_is_looked_for_by_its_printed_names(store):
    named = asked("那笔钱咋少了", subject=Name.of("公务接待费"))
    best = relevant(named, editions_of(store), store, nothing, k=1)
    assert "公务接待费" in best[0].passage.text


def test_the_section_is_all_that_stands_under_the_same_headings(store):
    passages = store.passages(documents=one_of(store))
    assert section_of(passages[0], store) == passages[0].passage.text
    long = Extraction(
        Document("长.pdf", "f" * 64, "长", "长局", 2025, Kind.BUDGET, Scope.UNIT, 2),
        passages=tuple(
            Passage(t, ("一、职责",), Citation("长.pdf", n, t)) for n, t in enumerate("甲乙丙", 1)
        ),
    )
    store.replace(long, source="d", extractor="1")
    ids = [d.id for d in store.documents() if d.document.name == "长.pdf"]
    assert section_of(store.passages(documents=ids)[1], store) == "甲\n乙\n丙"


def test_a_reference_high_in_two_rankings_beats_one_that_leads_a_single_one():
    scores = fused(((1.0, ["a", "b"]), (1.0, ["c", "b"])))
    assert scores["b"] > scores["a"] == scores["c"]


def test_copies_of_one_text_come_behind_what_is_no_copy(store):
    stored = {p.ref: p for p in store.passages()}
    order = [p.ref for p in store.passages() if p.passage.headings == SECTIONS[0][0]]
    other = next(p.ref for p in store.passages() if p.passage.headings == SECTIONS[1][0])
    assert one_of_each([*order, other], stored) == [order[0], other, order[1]]
