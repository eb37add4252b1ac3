"""A codebook as DDI-Codebook: labels in three languages there and back, small counts never."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tayanch.survey.codebook import Codebook, CodebookError, Level, Variable
from tayanch.survey.ddi import NAMESPACE, as_ddi, from_ddi

SEX = Variable(
    "sex",
    "category",
    {"ky": "Жынысы", "ru": "Пол", "en": "Sex"},
    (Level(1, {"ky": "Эркек", "en": "Man"}), Level(2, {"ky": "Аял"}), Level(".a", {"": "refused"}, True)),
    "age >= 15 and `a b` < 3",
    {"en": "Aged 15 and over"},
)
BOOK = Codebook(
    {
        "sex": SEX,
        "wage": Variable("wage", "number", unit="som"),
        "born": Variable("born", "date"),
        "t": Variable("t", "text"),
    },
    "A survey",
    "s.dta",
    ("The encoding was guessed.",),
)


def names(path, text):
    root = etree.fromstring(text.encode())
    return root.xpath(path, namespaces={"d": NAMESPACE})


def test_a_codebook_comes_back_as_it_was():
    assert from_ddi(as_ddi(BOOK)) == BOOK


def test_the_parts_stand_where_the_standard_wants_them():
    text = as_ddi(BOOK)
    assert names("/d:codeBook/@version", text) == ["2.5"]
    assert [one.tag.split("}")[1] for one in names("/d:codeBook/*", text)] == ["stdyDscr", "fileDscr", "dataDscr"]
    assert names("//d:var[@name='sex']/d:labl[@xml:lang='ky']/text()", text) == ["Жынысы"]
    assert names("//d:var[@name='sex']/d:catgry[@missing='Y']/d:catValu/text()", text) == [".a"]
    parts = [one.tag.split("}")[1] for one in names("//d:var[@name='sex']/*", text)]
    order = ["labl", "qstn", "universe", "catgry", "varFormat", "notes"]
    assert parts == sorted(parts, key=order.index)
    assert len(set(names("//d:var/@ID", text))) == 4


def test_counts_are_written_only_as_they_may_be_shown():
    many = as_ddi(BOOK, {"sex": {1: 400, 2: 600}})
    assert names("//d:catgry/d:catStat/text()", many) == ["400", "600"]
    few = as_ddi(BOOK, {"sex": {1: 3, 2: 600, ".a": 50}})
    assert names("//d:catgry[d:catValu='1']/d:catStat", few) == []
    assert len(names("//d:catStat", few)) == 1  # the next smallest would give the hidden one away
    assert names("//d:catStat", as_ddi(BOOK)) == []


label = st.dictionaries(
    st.sampled_from(["ky", "ru", "en", ""]),
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=12),
    max_size=4,
)
levels = st.lists(st.tuples(st.integers(-5, 99), label, st.booleans()), max_size=4, unique_by=lambda level: level[0])


@settings(max_examples=50, deadline=None)
@given(label, levels, label)
def test_labels_survive_the_round_trip(labels, given_levels, universe):
    answers = tuple(Level(*one) for one in given_levels)
    variable = Variable("v", "category", labels, answers, None, universe)
    found = from_ddi(as_ddi(Codebook({"v": variable})))["v"]
    assert (found.labels, found.universe, found.levels) == (labels, universe, answers)


def test_signs_that_xml_cannot_hold_are_left_out():
    book = Codebook({"v": Variable("v", "text", {"en": "a\x00b\x0b<&>"})})
    assert from_ddi(as_ddi(book))["v"].labels == {"en": "ab<&>"}


@pytest.mark.parametrize(
    "text", ["", "no xml", "<html/>", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><codeBoo>&x;</codeBoo>']
)
def test_what_is_no_ddi_is_refused(text):
    with pytest.raises(CodebookError):
        from_ddi(text)
