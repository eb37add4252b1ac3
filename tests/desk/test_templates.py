"""Own templates: what is refused and why, that nothing in one can run, and that values come out as they are."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import docx
import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import nodes

from tayanch.accounts.models import Organisation
from tayanch.desk import docx_templates as own
from tayanch.desk.actions import cases, claims, people, templates
from tayanch.desk.docx_templates import grammar, rendering
from tayanch.desk.models import Case, Document, LetterTemplate
from tayanch.vault import files
from tayanch.vault.models import DataKey
from tests.desk.docx_files import letter, rewritten, with_body, with_tie
from tests.desk.test_documents import signed_in
from tests.traces import Traces

GOOD = letter("Кимге: {{ employer_name }}", "{%p if written_contract %}", "от {{ contract_date }}", "{%p endif %}")
HOSTILE = "‹ООО \"Рога & Копыта\" <b>{{x}}› {{ 7*7 }} {% raw %} {_{ 1 }_} &amp; '%s' ${x} ]]>"


def codes(data: bytes) -> set[str]:
    return {problem.code for problem in own.check(data).problems}


def filled(data: bytes, **facts: Any) -> str:
    return "\n".join(own.text_of(own.render(data, {**own.invented(), **facts})))


# --- an honest template ------------------------------------------------------------------------------------


def test_an_honest_template_is_taken_and_its_variables_are_named() -> None:
    report = own.check(GOOD)
    assert report.is_good, report.problems
    assert set(report.variables) == {"employer_name", "written_contract", "contract_date"}


def test_every_known_name_can_be_used() -> None:
    lines = []
    for key, variable in own.VARIABLES.items():
        if variable.type == "yes":
            lines.append("{% if " + key + " %}да{% else %}нет{% endif %}")
        elif variable.type == "rows":
            row = " ".join("{{ row." + column + " }}" for column in variable.columns)
            lines += ["{%p for row in " + key + " %}", "{{ loop.index }}. " + row, "{%p endfor %}"]
        elif variable.type == "lines":
            lines += ["{%p for line in " + key + " %}", "{{ line }}", "{%p endfor %}"]
        else:
            lines.append("{{ " + key + " }}")
    data = letter(*lines)
    report = own.check(data)
    assert report.is_good, report.problems
    assert set(report.variables) == set(own.VARIABLES)
    assert "2. сверхурочные 01.04.2025 30.04.2025 05.05.2025 50 000,00 ₽" in filled(data)


def test_days_numbers_choices_and_filters_come_out_as_people_write_them() -> None:
    data = letter(
        "{{ letter_date }} {{ answer_days }} {{ worker_name|upper }}",
        "{{ 'договор есть' if written_contract else 'договора нет' }}",
        "{% if answer_days > 5 and not employment_ended %}долго{% elif debts|length == 2 %}два{% endif %}",
    )
    assert own.check(data).is_good
    text = filled(data, letter_date=date(2026, 3, 4), answer_days=7, worker_name="Асель", written_contract=False)
    assert "04.03.2026 7 АСЕЛЬ" in text
    assert "договора нет" in text
    assert "два" in text


def test_variables_in_header_footer_and_rows_of_a_table_are_filled() -> None:
    rows = (("{%tr for row in debts %}", ""), ("{{ row.due_on }}", "{{ row.unpaid }}"), ("{%tr endfor %}", ""))
    data = letter("x", header="{{ organisation_name }}", footer="{{ case_reference }}", table=rows)
    assert own.check(data).is_good
    made = docx.Document(io.BytesIO(own.render(data, own.invented())))
    assert [[cell.text for cell in row.cells] for row in made.tables[0].rows] == [["05.05.2025", "50 000,00 ₽"]] * 2
    assert made.sections[0].header.paragraphs[0].text == "ОФ «Пример»"
    assert made.sections[0].footer.paragraphs[0].text == "7F3-K2M"


def test_a_tag_that_word_split_over_runs_is_read_as_one() -> None:
    split = "<w:p><w:r><w:t>{</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>{ worker_</w:t></w:r>"
    split += "<w:r><w:t>name }</w:t></w:r><w:r><w:t>}</w:t></w:r></w:p>"
    data = with_body(letter("x"), split)
    assert own.check(data).variables == ("worker_name",)
    assert HOSTILE in filled(data, worker_name=HOSTILE)


def test_a_split_tag_hides_nothing() -> None:
    split = "<w:p><w:r><w:t>{{ work</w:t></w:r><w:r><w:t>.__cl</w:t></w:r><w:r><w:t>ass__ }}</w:t></w:r></w:p>"
    assert codes(with_body(letter("x"), split)) == {"attribute"}


def test_a_template_without_a_variable_is_no_template() -> None:
    assert codes(letter("Просто текст")) == {"no-variables"}


# --- what is said of mistakes --------------------------------------------------------------------------------


def test_an_unknown_name_is_told_with_the_nearest_known_one_and_its_line() -> None:
    (problem,) = own.check(letter("Хорошо {{ worker_name }}", "Имя: {{ worker_nmae }}")).problems
    assert (problem.code, problem.found, problem.instead) == ("unknown", "worker_nmae", "worker_name")


def test_every_mistake_is_told_and_where_it_is() -> None:
    found = own.check(letter("{{ foo_bar }}", "{{ x|e }}", header="{{ worker_adress }}", footer="{{ a.b }}")).problems
    assert {(one.code, one.where) for one in found} >= {
        ("unknown", "text"),
        ("filter", "text"),
        ("unknown", "header"),
        ("attribute", "footer"),
    }
    assert "worker_address" in {one.instead for one in found}


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["{{ worker_name"], "brace"),
        (["worker_name }}"], "brace"),
        (["a { b"], "brace"),
        (["{{ worker_name } }"], "brace"),
        (["{% if written_contract %}", "x"], "syntax"),
        (["{{ worker name }}"], "syntax"),
        (["{{ }}"], "syntax"),
        (["Слово {%p if written_contract %}", "x", "{%p endif %}"], "alone"),
        (["{%tr if written_contract %}", "x", "{%tr endif %}"], "alone"),
        (["{%r if written_contract %}x{%r endif %}"], "tag"),
        (["{{r worker_name }}"], "tag"),
        (["{% colspan answer_days %}"], "tag"),
        (["{% vm %}"], "tag"),
        (["{{ debts }}"], "print-list"),
        (["{% for d in debts %}{{ d }}{% endfor %}"], "print-row"),
        (["{% for d in debts %}{{ d.paid }}{% endfor %}"], "attribute"),
        (["{{ written_contract }}"], "print-yes"),
        (["{{ 'да' if written_contract }}"], "no-else"),
        (["{% for worker_name in debts %}x{% endfor %}"], "loop-name"),
        (["{% for a, b in debts %}x{% endfor %}"], "loop-name"),
        (["{{ answer_days|upper }}"], "render"),
        (["{% if answer_days > worker_name %}x{% endif %}"], "render"),
        (["{% if written_contract %}{{ worker_name }}", "{% endif %}{{ work|trim }}"], ""),
    ],
)
def test_a_mistake_in_the_text_is_named(lines: list[str], code: str) -> None:
    assert codes(letter(*lines)) == ({code} if code else set())


# --- attacks on the language ---------------------------------------------------------------------------------

ATTACKS = [
    "{{ ''.__class__.__mro__ }}",
    "{{ worker_name.__class__ }}",
    "{{ worker_name|attr('__class__') }}",
    "{{ worker_name['__class__'] }}",
    "{{ ().__class__.__bases__[0].__subclasses__() }}",
    "{{ self.__init__.__globals__ }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__ }}",
    "{{ namespace() }}",
    "{{ config }}",
    "{{ loop }}",
    "{{ '{0.__class__}'.format(worker_name) }}",
    "{{ '%s' % worker_name }}",
    "{{ '%999999999d' % 1 }}",
    "{{ worker_name.format_map }}",
    "{{ worker_name.upper() }}",
    "{{ 'a' * 10**9 }}",
    "{{ 9**9**9 }}",
    "{{ 10 // 0 }}",
    "{{ [1] * 99999999 }}",
    "{{ worker_name[0] }}",
    "{{ {'a': 1} }}",
    "{{ worker_name is defined }}",
    "{{ debts|map(attribute='__class__')|list }}",
    "{{ debts|sort }}",
    "{{ worker_name|safe }}",
    "{{ worker_name|upper('x') }}",
    "{{ worker_name|e }}",
    "{{ caller() }}",
    "{% for i in range(10**9) %}x{% endfor %}",
    "{% for i in 'abc' %}x{% endfor %}",
    "{% for i in debts recursive %}{{ loop(i) }}{% endfor %}",
    "{% for i in debts if i.name %}x{% endfor %}",
    "{% for a in debts %}{% for b in debts %}{% for c in debts %}x{% endfor %}{% endfor %}{% endfor %}",
    "{% for i in debts %}{{ loop.cycle('a') }}{% endfor %}",
    "{% for i in debts %}{{ loop.__class__ }}{% endfor %}",
    "{% for i in debts %}{{ loop.previtem }}{% endfor %}",
    "{% for _x in debts %}x{% endfor %}",
    "{% for i in debts %}{{ i.__class__ }}{% endfor %}",
    "{% set x = 1 %}",
    "{% set x %}a{% endset %}",
    "{% macro a() %}x{% endmacro %}",
    "{% call worker_name() %}x{% endcall %}",
    "{% import 'os' as os %}",
    "{% from 'a' import b %}",
    "{% include '/etc/passwd' %}",
    "{% extends 'x' %}",
    "{% block a %}x{% endblock %}",
    "{% filter upper %}x{% endfilter %}",
    "{% with a = worker_name %}x{% endwith %}",
    "{% autoescape false %}{{ worker_name }}{% endautoescape %}",
    "{% do worker_name %}",
    "{% debug %}",
    "{% trans %}x{% endtrans %}",
    "{{ " + "(" * 500 + "1" + ")" * 500 + " }}",
]


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("place", ["text", "header", "footer"])
def test_an_attack_is_refused_wherever_it_stands(attack: str, place: str) -> None:
    started = time.monotonic()
    data = letter(attack, "{{ worker_name }}") if place == "text" else letter("{{ worker_name }}", **{place: attack})
    assert not own.check(data).is_good
    assert time.monotonic() - started < 5


def test_a_huge_number_of_tags_is_refused_at_once() -> None:
    started = time.monotonic()
    assert "many" in codes(letter("{{ worker_name }}" * 6000))
    assert codes(letter("{" * 60_000)) == {"brace", "many"}
    assert codes(letter("{{" * 30_000)) >= {"brace"}
    assert time.monotonic() - started < 10


def test_the_sandbox_stands_even_if_the_check_did_not() -> None:
    """A second wall: rendered without a check, an attack ends in an error and nothing of Python comes out."""
    for attack in ATTACKS[:11]:
        with pytest.raises(Exception, match=r".*") as caught:
            own.render(letter(attack), own.invented())
        assert "subclass" not in str(caught.value)


# --- attacks on the file -------------------------------------------------------------------------------------

INSTRUCTION = '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{}</w:instrText></w:r>'
INSTRUCTION += '<w:r><w:instrText>{}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
SHAPE = '<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml">'
SHAPE += '<v:imagedata src="{}"/></v:shape></w:pict></w:r></w:p>'
TYPES = "[Content_Types].xml"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not-docx"),
        (b"%PDF-1.7", "not-docx"),
        (b"PK\x03\x04 torn", "not-docx"),
        (GOOD[: len(GOOD) // 2], "not-docx"),
        (GOOD + b" " * 5_000_000, "large"),
        (with_tie(GOOD, "image", "http://spy.example/a.png"), "outside"),
        (with_tie(GOOD, "image", "file:///etc/passwd"), "outside"),
        (with_tie(GOOD, "image", "\\\\spy\\share\\a.png", outside=False), "outside"),
        (with_tie(GOOD, "attachedTemplate", "http://spy.example/evil.dotm"), "tie"),
        (with_tie(GOOD, "oleObject", "embeddings/o.xml", outside=False), "objects"),
        (with_tie(GOOD, "aFChunk", "chunk.xml", outside=False), "tie"),
        (with_tie(GOOD, "frame", "http://spy.example"), "tie"),
        (with_tie(GOOD, "vbaProject", "vbaProject.xml", outside=False), "tie"),
        (with_tie(GOOD, "hyperlink", "javascript:alert(1)"), "outside"),
        (with_tie(GOOD, "hyperlink", "file:///c:/x"), "outside"),
        (with_tie(GOOD, "comments", "comments.xml", outside=False), "comments"),
        (rewritten(GOOD, **{"word/vbaProject.bin": b"x"}), "macros"),
        (rewritten(GOOD, **{"word/embeddings/o.bin": b"x"}), "part"),
        (rewritten(GOOD, **{"word/media/a.svg": b"<svg/>"}), "part"),
        (rewritten(GOOD, **{"../evil.xml": b"<a/>"}), "not-docx"),
        (rewritten(GOOD, **{"word/DOCUMENT.xml": b"<a/>"}), "twice"),
        (rewritten(GOOD, **{"word/zeros.xml": b" " * 9_000_000}), "bomb"),
        (rewritten(GOOD, **{"word/inner.xml": letter("x")}), "bomb"),
        (rewritten(GOOD, **{f"word/{n}.xml": b"<a/>" for n in range(600)}), "bomb"),
        (
            rewritten(GOOD, {TYPES: lambda t: t.replace("document.main+xml", "document.macroEnabled.main+xml")}),
            "macros",
        ),
        (rewritten(GOOD, {TYPES: lambda t: t.replace("document.main+xml", "template.main+xml")}), "not-docx"),
        (with_body(GOOD, INSTRUCTION.format("INCLUDE", 'PICTURE "http://spy.example/a.png"')), "field"),
        (with_body(GOOD, INSTRUCTION.format("DDEAUTO", ' c:\\\\windows\\\\cmd.exe "/c calc"')), "field"),
        (with_body(GOOD, '<w:p><w:fldSimple w:instr="INCLUDETEXT x"/></w:p>'), "field"),
        (with_body(GOOD, INSTRUCTION.format('HYPERLINK "{{ work', ' }}"')), "place"),
        (with_body(GOOD, SHAPE.format("http://spy.example/a.png")), "outside"),
        (with_body(GOOD, '<w:p><w:r><w:rPr><w:color w:val="{{ work }}"/></w:rPr><w:t>x</w:t></w:r></w:p>'), "place"),
        (with_body(GOOD, "<!-- {{ work }} --><w:p/>"), "place"),
        (with_body(GOOD, '<w:p><w:ins w:id="1" w:author="N"><w:r><w:t>тайна</w:t></w:r></w:ins></w:p>'), "changes"),
        (with_body(GOOD, '<w:sdt><w:sdtPr><w:dataBinding w:xpath="/a"/></w:sdtPr><w:sdtContent/></w:sdt>'), "bound"),
        (with_body(GOOD, "<w:altChunk/>"), "objects"),
        (rewritten(GOOD, {"docProps/core.xml": lambda t: t.replace("generated", "{{ work }}")}), "place"),
        (rewritten(GOOD, **{"word/endnotes.xml": b"<a>{{ work }}</a>"}), "place"),
    ],
)
def test_a_file_that_is_more_than_a_text_is_refused(data: bytes, code: str) -> None:
    assert code in codes(data)


BOMB = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
READ = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("declared", [BOMB, READ, '<!DOCTYPE a SYSTEM "http://spy.example/a.dtd">'])
@pytest.mark.parametrize("part", ["word/document.xml", "word/settings.xml", "docProps/core.xml", "_rels/.rels"])
def test_entities_and_other_declarations_are_refused_in_every_part(declared: str, part: str) -> None:
    data = rewritten(GOOD, {part: lambda text: declared + text[text.index("?>") + 2 :]})
    assert codes(data) == {"entities"}


def test_another_encoding_hides_nothing() -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        text = archive.read("word/document.xml").decode().replace("UTF-8", "UTF-16").encode("utf-16")
    assert codes(rewritten(GOOD, {"word/document.xml": lambda _: ""})) == {"xml"}
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as source, zipfile.ZipFile(made, "w") as target:
        for entry in source.infolist():
            target.writestr(entry.filename, text if entry.filename == "word/document.xml" else source.read(entry))
    assert codes(made.getvalue()) == {"xml"}


def test_a_link_that_a_reader_may_click_is_allowed() -> None:
    assert codes(with_tie(GOOD, "hyperlink", "mailto:help@example.org")) == set()
    assert codes(with_tie(GOOD, "hyperlink", "https://example.org/")) == set()


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", GOOD[:2000]]))
def test_no_bytes_break_the_check(tail: bytes, head: bytes) -> None:
    assert not own.check(head + tail).is_good


# --- what no template can do, whatever it says -----------------------------------------------------------------

NAMES = st.sampled_from([*own.VARIABLES, "loop", "row", "self", "range", "x"])
ATTRIBUTES = st.sampled_from(["__class__", "_x", "name", "unpaid", "index", "format", "mro"])
ATOMS = st.one_of(NAMES, st.sampled_from(["1", "'a'", "true", "[]", "()", "{}", "none", "9999"]))
EXPRESSIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("{}.{}".format, inner, ATTRIBUTES),
        st.builds("{}['{}']".format, inner, ATTRIBUTES),
        st.builds("{}({})".format, inner, inner),
        st.builds(
            "({} {} {})".format, inner, st.sampled_from(["+", "*", "**", "%", "~", "==", "<", "and", "in"]), inner
        ),
        st.builds("{}|{}".format, inner, st.sampled_from(["upper", "attr('__class__')", "safe", "length", "list"])),
        st.builds("({} if {} else {})".format, inner, inner, inner),
        st.builds("(not {})".format, inner),
    ),
    max_leaves=6,
)
BODIES = st.recursive(
    EXPRESSIONS.map("{{{{ {} }}}}".format),
    lambda inner: st.one_of(
        st.builds("{{% if {} %}}{}{{% endif %}}".format, EXPRESSIONS, inner),
        st.builds("{{% for row in {} %}}{}{{% endfor %}}".format, EXPRESSIONS, inner),
        st.builds("{{% set x = {} %}}{}".format, EXPRESSIONS, inner),
        st.builds("{}{}".format, inner, inner),
    ),
    max_leaves=4,
)
DANGEROUS = (
    nodes.Call,
    nodes.Getitem,
    nodes.Add,
    nodes.Mul,
    nodes.Pow,
    nodes.Mod,
    nodes.Assign,
    nodes.Test,
    nodes.List,
)


@settings(max_examples=400, deadline=None)
@given(BODIES)
def test_what_is_accepted_calls_nothing_and_reaches_no_hidden_attribute(source: str) -> None:
    found = grammar.look(source)
    if found.problems:
        return
    tree = grammar.environment().parse(source)
    assert not any(True for _ in tree.find_all(DANGEROUS))
    assert all(one.attr in {*grammar.LOOP, "name", "unpaid"} for one in tree.find_all(nodes.Getattr))
    assert {one.name for one in tree.find_all(nodes.Filter)} <= set(grammar.FILTERS)
    assert found.used <= set(own.VARIABLES)


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), max_size=40))
def test_a_value_comes_out_as_it_was_typed(value: str) -> None:
    template = grammar.environment().from_string("<t>{{ worker_name }}</t>")
    from lxml import etree

    printed = template.render(worker_name=value)
    assert etree.fromstring(printed.encode()).text == (value or None)
    assert not {"{", "}", "%", "_"} & set(printed)


def test_hostile_values_come_out_verbatim_and_a_new_line_is_a_line() -> None:
    data = letter("{{ employer_name }}", header="{{ employer_name }}", footer="{{ work }}")
    text = filled(data, employer_name=HOSTILE, work="одно\nдругое\t<w:p>")
    assert text.count(HOSTILE) == 2
    assert "одно\nдругое <w:p>" in text


# --- filling ---------------------------------------------------------------------------------------------------


def test_what_is_missing_is_asked_for_and_only_where_it_is_used() -> None:
    data = letter(
        "{{ employer_name }}",
        "{%p if written_contract %}",
        "{{ contract_date }}",
        "{%p else %}",
        "{{ proof }}",
        "{%p endif %}",
    )
    assert own.check(data).is_good
    assert own.needed(data, {"employer_name": "x"}) == {"written_contract", "proof"}
    assert own.needed(data, {"employer_name": "x", "written_contract": True}) == {"contract_date"}
    assert own.needed(data, {"employer_name": "x", "written_contract": False, "proof": "y"}) == set()
    with pytest.raises(own.NotRendered):
        own.render(data, {"employer_name": "x"})


def test_a_draft_says_so_in_a_frame_and_the_file_says_nothing_of_its_author() -> None:
    source = docx.Document(io.BytesIO(GOOD))
    source.core_properties.author = "Secret Author"
    named = io.BytesIO()
    source.save(named)
    made = docx.Document(io.BytesIO(own.render(named.getvalue(), own.invented(), notice="ПРОЕКТ.", title="Документ")))
    assert made.paragraphs[0].text == "ПРОЕКТ."
    assert (made.core_properties.author, made.core_properties.title) == ("", "Документ")
    archive = zipfile.ZipFile(io.BytesIO(own.render(GOOD, own.invented())))
    assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_template_that_tears_the_document_is_refused_and_not_mended() -> None:
    torn = with_body(letter("{{ work }}"), "<w:p><w:r><w:t>{% if written_contract %}</w:t></w:r></w:p>")
    rows = (("{% endif %}", "x"),)
    data = letter("{% if written_contract %}", "{{ work }}", table=rows)
    assert codes(data) == {"render"}
    assert codes(torn) == {"syntax"}
    assert rendering.sources(GOOD)["text"].count("{{") == 2


# --- the page of the templates -----------------------------------------------------------------------------------

ABOUT = {"name": "Seeded demand", "language": "ru", "country": "ru", "addressee": "employer"}


def offer(client: Client, data: bytes, **more: str) -> Any:
    return client.post(reverse("desk:templates"), {"file": SimpleUploadedFile("a.docx", data), **ABOUT, **more})


def act(client: Client, template: LetterTemplate, what: str) -> int:
    return client.post(reverse("desk:template-act", args=[template.id, what])).status_code


def in_use(here: Any, data: bytes = GOOD, name: str = "Seeded demand") -> LetterTemplate:
    made = templates.do_try_template(data, name, by=here.supervisor, language="ru", country="ru", addressee="employer")
    templates.do_take_template(made, by=here.supervisor)
    return made


def test_a_template_with_mistakes_is_told_line_by_line_and_not_kept(here: Any) -> None:
    wrong = letter("{{ worker_nmae }}", "{{ ''.__class__ }}", header="{{ x|attr('y') }}")
    answer = offer(signed_in(here.supervisor), wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "worker_nmae is not known – did you mean worker_name?" in page
    assert "4 things must be changed" in page
    assert not LetterTemplate.objects.exists()


def test_a_template_is_seen_with_invented_facts_before_it_is_taken_and_signed_by_a_lawyer(here: Any) -> None:
    supervisor, lawyer = signed_in(here.supervisor), signed_in(here.lawyer)
    page = offer(supervisor, GOOD)
    found = LetterTemplate.objects.get()
    assert page["Location"] == reverse("desk:template", args=[found.id])
    shown = supervisor.get(page["Location"]).content.decode()
    assert "Кимге: ООО «Пример»" in shown
    assert "contract_date" in shown
    assert found.state == "trial"
    assert act(lawyer, found, "sign") == 302
    assert LetterTemplate.objects.get().state == "trial"
    assert act(supervisor, found, "take") == 302
    assert act(supervisor, found, "sign") == 403
    assert act(lawyer, found, "sign") == 302
    signed = LetterTemplate.objects.get()
    assert (signed.state, signed.signed_by, signed.signed_on) == ("reviewed", here.lawyer, timezone.localdate())
    assert act(supervisor, found, "nonsense") == 404


def test_a_newer_version_stands_beside_the_signed_one_until_it_is_signed_itself(here: Any) -> None:
    supervisor, lawyer = signed_in(here.supervisor), signed_in(here.reviewer)
    first = in_use(here)
    act(lawyer, first, "sign")
    offer(supervisor, letter("{{ worker_name }} anew"), family=first.family.hex)
    second = LetterTemplate.objects.get(version=2)
    assert second.family == first.family
    act(supervisor, second, "take")
    assert LetterTemplate.objects.get(id=first.id).state == "reviewed"
    act(lawyer, second, "sign")
    assert [one.state for one in LetterTemplate.objects.order_by("version")] == ["retired", "reviewed"]
    act(supervisor, second, "retire")
    assert not LetterTemplate.objects.filter(state="reviewed").exists()


def test_a_trial_that_is_thrown_away_leaves_neither_file_nor_key(
    here: Any, django_capture_on_commit_callbacks: Any
) -> None:
    offer(signed_in(here.supervisor), GOOD)
    found = LetterTemplate.objects.get()
    assert DataKey.objects.filter(subject=found.id).exists()
    with django_capture_on_commit_callbacks(execute=True):
        act(signed_in(here.supervisor), found, "discard")
    assert not DataKey.objects.filter(subject=found.id).exists()
    assert not files.path_of(found.id).exists()
    kept = in_use(here)
    act(signed_in(here.supervisor), kept, "discard")
    assert LetterTemplate.objects.filter(id=kept.id).exists()


def test_a_template_lies_sealed_and_belongs_to_its_organisation(here: Any) -> None:
    found = in_use(here, letter("Seeded words {{ work }}"))
    assert Traces({"words": "Seeded words", "name": "Seeded demand"}).below(Path(site.DATA_FOLDER)) == {}
    here.stranger.is_lawyer = True
    here.stranger.save()
    case = cases.do_open_case(by=here.stranger)
    client = signed_in(here.stranger)
    assert "Seeded demand" not in client.get(reverse("desk:templates")).content.decode()
    for name in ("desk:template", "desk:template-file", "desk:template-example"):
        assert client.get(reverse(name, args=[found.id])).status_code == 404
    assert act(client, found, "sign") == 404
    assert client.get(reverse("desk:own-letter", args=[case.reference, found.id])).status_code == 404
    assert isinstance(found.organisation, Organisation)


def test_a_template_is_given_back_as_it_was_brought(here: Any) -> None:
    found, client = in_use(here), signed_in(here.reviewer)
    answer = client.get(reverse("desk:template-file", args=[found.id]))
    assert (answer.content, answer["Content-Disposition"].split(";")[0]) == (GOOD, "attachment")
    example = client.get(reverse("desk:template-example", args=[found.id]))
    assert "ПРОЕКТ." in own.text_of(example.content)[1]
    assert "worker_name" in client.get(reverse("desk:template-variables")).content.decode()


# --- a letter of a case --------------------------------------------------------------------------------------------


@pytest.fixture
def case(here: SimpleNamespace) -> Case:
    made = cases.do_open_case(by=here.owner, topic="unpaid-wages")
    people.do_add_person(made, by=here.owner, name="Асель Ойдон", relation="client")
    said = {"name": HOSTILE, "tax_number": "", "address": "", "contact": "", "papers": "none", "is_household": False}
    cases.do_set_employer(made, by=here.owner, **said)
    return made


def path_to(case: Case, template: LetterTemplate) -> str:
    return reverse("desk:own-letter", args=[case.reference, template.id])


def test_what_the_case_knows_is_filled_in_and_the_rest_is_asked_for(here: Any, case: Case) -> None:
    data = letter(
        "{{ worker_name }} – {{ employer_name }}",
        "{{ workplace }}",
        "{% if written_contract %}{{ contract_date }}{% endif %}",
    )
    template, client = in_use(here, data), signed_in(here.teammate)
    page = client.get(path_to(case, template)).content.decode()
    assert "Асель Ойдон" in page
    form = {"worker_name": "Асель Ойдон", "employer_name": HOSTILE, "written_contract": "no"}
    refused = client.post(path_to(case, template), form)
    assert refused.status_code == 422
    assert refused.content.decode().count("The letter needs this") == 1
    assert not Document.objects.exists()
    assert client.post(path_to(case, template), {**form, "workplace": "ул. Примерная"}).status_code == 302
    kept = Document.objects.get()
    assert (kept.kind, kept.letter, kept.person) == ("letter", f"own/{template.id.hex}", case.people.get().person)
    assert kept.unseal("name").startswith("Seeded demand ")
    text = own.text_of(files.read(kept))
    assert f"Асель Ойдон – {HOSTILE}" in text
    assert any(line.startswith("ПРОЕКТ.") for line in text)
    assert Traces({"name": "Асель Ойдон"}).below(Path(site.DATA_FOLDER)) == {}


def test_a_signed_template_makes_letters_without_the_frame(here: Any, case: Case) -> None:
    template = in_use(here, letter("{{ workplace }}"))
    templates.do_sign_template(template, by=here.lawyer, today=date(2026, 1, 1))
    signed_in(here.owner).post(path_to(case, template), {"workplace": "там"})
    assert own.text_of(files.read(Document.objects.get()))[1:2] == ["там"]


def test_figures_are_counted_and_never_typed(here: Any, case: Case) -> None:
    template = in_use(
        here, letter("{{ together }}", "{% for row in debts %}{{ row.due_on }} {{ row.unpaid }};{% endfor %}")
    )
    client = signed_in(here.owner)
    refused = client.post(path_to(case, template), {"together": "1 000 000"}).content.decode()
    assert "needs figures of a claim" in refused
    assert 'name="together"' not in refused
    claim = claims.do_start_claim(case, by=here.owner)
    month = {"first": date(2025, 4, 1), "last": date(2025, 4, 30), "rhythm": claims.MONTHLY}
    claims.do_make_periods(claim, by=here.owner, agreed=Decimal(50000), **month)
    assert client.post(path_to(case, template), {"together": "1"}).status_code == 302
    text = "\n".join(own.text_of(files.read(Document.objects.get())))
    assert "50\u00a0000,00" in text
    assert "1 000 000" not in text


def test_no_letter_is_made_from_a_retired_template_or_in_a_closed_case(here: Any, case: Case) -> None:
    template = in_use(here, letter("{{ workplace }}"))
    client = signed_in(here.owner)
    cases.do_close_case(case, by=here.owner, outcome="paid-in-full", closing_words="")
    assert client.post(path_to(case, template), {"workplace": "x"}).status_code == 403
    templates.do_retire_template(template, by=here.supervisor)
    assert client.get(path_to(case, template)).status_code == 404
    with pytest.raises(templates.NotNow):
        templates.do_make_own_letter(case, template, {}, by=here.owner, person=None, today=date(2026, 1, 1))
