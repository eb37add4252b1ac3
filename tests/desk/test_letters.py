"""Letters: the same facts and figures on paper, and nothing else."""

import re
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import docx
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import UndefinedError

from tayanch.desk import letters
from tayanch.desk.letters import composing
from tayanch.desk.letters.figures import day, day_in_words, money, number, rate
from tayanch.desk.letters.kinds import clean, words

NBSP = "\u00a0"
HOSTILE = [
    "ООО <Рога & Копыта>",
    "{{ 7*7 }}",
    "{% for x in range(9) %}x{% endfor %}",
    "{{ ''.__class__.__mro__ }}",
    '#import "@preview/x:0.1.0"',
    '#read("/etc/passwd")',
    "*bold* _it_ `raw` $x$ @ref <label> //c /*c*/ ~ \\n \\u{41}",
    "= Заголовок",
    "+ пункт",
    "[calculation]",
    "</w:t></w:r>",
    "&amp; &#65;",
    "a | b | c",
    "\ue000414243\ue001",
    '=HYPERLINK("http://x")',
    "Строка один\n\n# Строка два",
]


def _step(start: str, end: str, days: int, rate: str, amount: str) -> letters.Step:
    return letters.Step(
        date.fromisoformat(start),
        date.fromisoformat(end),
        days,
        Decimal(rate),
        Decimal(52200),
        Decimal(amount),
        "статья 236 ТК РФ",
    )


APRIL = letters.Debt(
    date(2025, 4, 1),
    date(2025, 4, 30),
    date(2025, 5, 5),
    Decimal(60900),
    Decimal(8700),
    Decimal(52200),
    date(2026, 5, 5),
)
CALCULATION = letters.Calculation(
    currency="RUB",
    as_of=date(2025, 9, 30),
    debts=(APRIL,),
    steps=(
        _step("2025-05-06", "2025-06-08", 34, "21", "2484.72"),
        _step("2025-06-09", "2025-07-27", 49, "20", "3410.40"),
        _step("2025-07-28", "2025-09-14", 49, "18", "3069.36"),
        _step("2025-09-15", "2025-09-30", 16, "17", "946.56"),
    ),
    wages=Decimal(52200),
    compensation=Decimal("9911.04"),
    together=Decimal("62111.04"),
    status="draft",
    table_known_through=date(2026, 9, 14),
    warnings=("Сот башкача эсептеши мүмкүн.",),
)
# An invented worker and an invented employer.
FACTS: dict[str, object] = {
    "letter_date": date(2025, 9, 30),
    "employer_name": "ООО «Пример»",
    "employer_address": "101000, г. Москва, ул. Примерная, д. 1",
    "worker_name": "Асанова Айгүл Бектуровна",
    "worker_address": "101000, г. Москва, а/я 1",
    "work": "уборка помещений",
    "workplace": "г. Москва, ул. Примерная, д. 2",
    "worked_from": date(2025, 2, 1),
    "employment_ended": True,
    "worked_to": date(2025, 4, 30),
    "agreed_pay": "70 000 рублей в месяц до налога",
    "written_contract": False,
    "payment_way": "на мой банковский счёт",
    "answer_days": 7,
    "inspectorate_name": "Государственная инспекция труда в городе Москве",
    "proof": "переписка и переводы на карту",
    "keep_source_secret": True,
}
DEMAND = letters.load("ru", "demand")
INSPECTORATE = letters.load("ru", "inspectorate")
# Two letters stand for all of them here; what every letter must show is in test_letter_kinds.py.
EVERY = [(kind, language) for kind in (DEMAND, INSPECTORATE) for language in kind.languages]
every_letter = pytest.mark.parametrize(
    ("kind", "language"), EVERY, ids=[f"{kind.id}-{language}" for kind, language in EVERY]
)


def _compose(
    kind: letters.LetterKind = DEMAND,
    language: str = "ru",
    calculation: letters.Calculation = CALCULATION,
    **facts: object,
) -> letters.Document:
    return letters.compose(kind, language, FACTS | facts, calculation)


def _plain(text: str) -> str:
    """Text with line ends and no-break spaces as spaces: a PDF breaks lines where it likes."""
    return " ".join(text.replace(NBSP, " ").split())


def _pdf_text(document: letters.Document) -> str:
    """The text of all pages without their numbers, which would cut a paragraph in two."""
    pages = pypdf.PdfReader(BytesIO(letters.to_pdf(document))).pages
    return _plain(" ".join(re.sub(r"\d+ / \d+\s*$", "", page.extract_text()) for page in pages))


def _docx_text(document: letters.Document) -> str:
    paper = docx.Document(BytesIO(letters.to_docx(document)))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


def test_letters_are_found_by_their_country():
    assert letters.countries() == ("kg", "kz", "ru")
    assert {"demand", "inspectorate"} <= {kind.id for kind in letters.available("ru")}
    assert letters.available("fr") == ()
    assert letters.available("../ru") == ()


@pytest.mark.parametrize(("country", "id_"), [("ru", "nothing"), ("..", "ru"), ("ru", "../ru/demand")])
def test_a_letter_that_is_not_there_is_a_lookup_error(country, id_):
    with pytest.raises(LookupError):
        letters.load(country, id_)


@pytest.mark.parametrize("kind", [DEMAND, INSPECTORATE], ids=lambda kind: kind.id)
def test_every_fact_is_asked_in_three_languages_with_an_example(kind):
    assert set(kind.title) == {"ky", "ru", "en"}
    for fact in kind.facts:
        assert set(fact.question) == {"ky", "ru", "en"}
        assert set(fact.note) in ({"ky", "ru", "en"}, set())
        assert fact.example


@pytest.mark.parametrize("kind", [DEMAND, INSPECTORATE], ids=lambda kind: kind.id)
def test_a_letter_is_a_draft_with_questions_and_sources_for_the_lawyer(kind):
    assert kind.status == "draft"
    assert kind.questions
    assert all(row["source"] and row["article"] for row in kind.legal_basis)


def test_the_words_of_all_languages_have_the_same_keys():
    assert words("ru").keys() == words("ky").keys()
    assert [len(words("ru")[name]) for name in ("debts", "steps")] == [7, 7]


@every_letter
def test_pdf_and_docx_carry_the_sums_the_rates_and_the_articles(kind, language):
    document = _compose(kind, language)
    for text in (_pdf_text(document), _plain(_docx_text(document))):
        for part in ("52 200,00 ₽", "9 911,04 ₽", "62 111,04 ₽", "2 484,72", "17,00 % × 1/150"):
            assert part in text
        for part in ("05.05.2025", "06.05.2025 – 08.06.2025", "136", "140", "236", "5.27"):
            assert part in text


@every_letter
def test_every_figure_of_the_annex_is_in_the_docx_and_in_the_pdf(kind, language):
    document = _compose(kind, language)
    pdf, word = _pdf_text(document), _plain(_docx_text(document))
    tables = [block for block in document.blocks if isinstance(block, letters.Table)]
    assert len(tables) == 3
    for cell in (cell for table in tables for row in (*table.rows, table.total) for cell in row):
        assert _plain(cell) in pdf
        assert _plain(cell) in word


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_is_printed_as_it_was_typed(value):
    document = _compose(employer_name=value)
    assert value in _docx_text(document)
    if "\ue000" not in value:
        assert "".join(value.split()) in "".join(_pdf_text(document).split())
    assert len(document.blocks) == len(_compose().blocks)


@every_letter
def test_hostile_values_in_every_text_fact_change_no_block_of_any_letter(kind, language):
    value = "\n".join(sign for sign in HOSTILE if "\ue000" not in sign)
    texts = {fact.key: value for fact in kind.facts if fact.type == "text"}
    document = _compose(kind, language, **texts)
    assert len(document.blocks) == len(_compose(kind, language).blocks)
    for text in (_docx_text(document), _pdf_text(document)):
        assert "".join(text.split()).count("".join(value.split())) >= len(texts)


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1).filter(clean))
def test_any_text_at_all_survives_into_the_docx(value):
    assert clean(value) in _docx_text(_compose(worker_name=value))


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_cleaning_twice_is_cleaning_once_and_leaves_no_control_characters(value):
    once = clean(value)
    assert clean(once) == once
    assert all(sign == "\n" or sign >= " " for sign in once)


def test_a_direction_switch_cannot_turn_a_sum_around():
    assert clean("ООО \u202e00,002 25\u202c") == "ООО 00,002 25"


def test_a_sign_the_fonts_lack_is_an_error_in_pdf_and_stays_in_docx():
    document = _compose(employer_name="ООО «Пример» 😀")
    with pytest.raises(letters.UnprintableText) as caught:
        letters.to_pdf(document)
    assert "Пример" not in str(caught.value)
    assert "😀" in _docx_text(document)


@every_letter
def test_every_letter_of_kyrgyz_and_russian_is_in_the_embedded_fonts(kind, language):
    letters_ = "ң ө ү Ң Ө Ү ё Ё й Й щ ъ ы ь э ₽ № « » — ₸ ғ қ ў ҳ ӣ ӯ ҷ ә"
    assert "".join(letters_.split()) in "".join(_pdf_text(_compose(kind, language, employer_name=letters_)).split())


def test_missing_facts_are_named_before_anything_is_rendered(monkeypatch):
    monkeypatch.setattr(composing, "_template", lambda *_: pytest.fail("rendered"))
    facts = {key: value for key, value in FACTS.items() if key not in {"work", "agreed_pay"}}
    with pytest.raises(letters.MissingFacts) as caught:
        letters.compose(DEMAND, "ru", facts | {"worker_name": " \t"}, CALCULATION)
    assert caught.value.keys == ("worker_name", "work", "agreed_pay")


def test_a_question_that_does_not_apply_is_neither_asked_nor_used():
    facts = FACTS | {"employment_ended": False}
    assert letters.missing(DEMAND, {key: facts[key] for key in facts if key != "worked_to"}) == []
    assert "по настоящее время" in _docx_text(letters.compose(DEMAND, "ru", facts, CALCULATION))
    asked = [fact.key for fact in letters.missing(DEMAND, {})]
    assert "worked_to" not in asked
    assert "employment_ended" in asked


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("answer_days", 0),
        ("answer_days", True),
        ("worked_from", "01.02.2025"),
        ("work", 5),
        ("written_contract", 1),
    ],
)
def test_a_fact_of_the_wrong_type_is_refused(key, value):
    with pytest.raises(letters.WrongFacts) as caught:
        _compose(**{key: value}, contract_date=date(2025, 2, 1))
    assert caught.value.keys == (key,)


@pytest.mark.parametrize(
    ("as_of", "allowed"),
    [(date(2025, 5, 20), False), (date(2025, 5, 21), True)],
)
def test_notice_to_stop_work_needs_more_than_fifteen_days_of_delay(as_of, allowed):
    facts = FACTS | {"employment_ended": False, "stop_work": True, "stop_work_from": date(2025, 6, 1)}
    refused = letters.unsupported(DEMAND, facts, replace(CALCULATION, as_of=as_of))
    assert [fact.key for fact in refused] == ([] if allowed else ["stop_work"])


@pytest.mark.parametrize(
    ("paid", "as_of", "allowed"),
    [
        ("0", date(2025, 7, 5), False),
        ("0", date(2025, 7, 6), True),
        ("8700", date(2025, 8, 5), False),
        ("8700", date(2025, 8, 6), True),
        ("30450", date(2025, 8, 6), False),
    ],
)
def test_criminal_liability_is_named_only_over_two_or_three_months(paid, as_of, allowed):
    unpaid = Decimal(60900) - Decimal(paid)
    calculation = replace(
        CALCULATION,
        as_of=as_of,
        debts=(replace(APRIL, paid=Decimal(paid), unpaid=unpaid),),
        wages=unpaid,
        together=unpaid + CALCULATION.compensation,
    )
    facts = FACTS | {"warn_criminal": True}
    if allowed:
        assert "145.1" in _docx_text(letters.compose(DEMAND, "ru", facts, calculation))
    else:
        with pytest.raises(letters.FactNotSupported):
            letters.compose(DEMAND, "ru", facts, calculation)


def test_criminal_liability_is_not_named_unasked():
    assert "145.1" not in _docx_text(_compose())


@pytest.mark.parametrize(
    ("days", "words_"),
    [
        (1, "календарного дня"),
        (2, "календарных дней"),
        (5, "календарных дней"),
        (11, "календарных дней"),
        (21, "календарного дня"),
    ],
)
def test_days_to_answer_are_declined(days, words_):
    assert f"в течение {days}{NBSP}{words_} со дня" in _docx_text(_compose(answer_days=days))


@every_letter
def test_a_draft_rule_says_so_first_and_on_the_annex(kind, language):
    draft = words(language)["draft_rule"]
    document = _compose(kind, language)
    notices = [
        block.lines[0] for block in document.blocks if isinstance(block, letters.Block) and block.kind == "notice"
    ]
    assert sum(draft in notice for notice in notices) == 2
    assert _pdf_text(document).count(draft) == 2
    assert _docx_text(document).count(draft) == 2


def test_a_reviewed_rule_and_letter_carry_no_notice():
    reviewed = replace(DEMAND, status="reviewed")
    document = _compose(reviewed, calculation=replace(CALCULATION, status="reviewed"))
    assert "ПРОЕКТ" not in _docx_text(document)
    assert isinstance(document.blocks[0], letters.Block)
    assert document.blocks[0].kind == "addressee"


@pytest.mark.parametrize("kind", [DEMAND, INSPECTORATE], ids=lambda kind: kind.id)
def test_her_copy_says_it_is_not_sent_and_shows_what_the_letter_need_not(kind):
    copy, sent = _compose(kind, "ky"), _compose(kind, "ru")
    assert "ОКУУ ҮЧҮН КӨЧҮРМӨ" in _pdf_text(copy)[:60]
    for only_hers in ("05.05.2026", "Сот башкача эсептеши мүмкүн."):
        assert only_hers in _docx_text(copy)
        assert only_hers not in _docx_text(sent)


def test_the_source_of_a_complaint_is_kept_only_when_she_wants_it():
    assert "358" in _docx_text(_compose(INSPECTORATE))
    assert "358" not in _docx_text(_compose(INSPECTORATE, keep_source_secret=False))


def test_wages_paid_late_leave_a_demand_for_the_compensation_alone():
    late = replace(
        CALCULATION,
        debts=(replace(APRIL, paid=Decimal(60900), unpaid=Decimal(0)),),
        wages=Decimal(0),
        together=CALCULATION.compensation,
    )
    text = _docx_text(_compose(calculation=late))
    assert "выплатить заработную плату" not in text
    assert f"выплатить денежную компенсацию за задержку — 9{NBSP}911,04{NBSP}₽;" in text


def test_a_letter_that_asks_for_nothing_is_refused():
    nothing = letters.Calculation(
        "RUB", date(2025, 9, 30), (), (), Decimal(0), Decimal(0), Decimal(0), "draft", date(2026, 9, 14)
    )
    with pytest.raises(ValueError, match="nothing is owed"):
        _compose(calculation=nothing)


@pytest.mark.parametrize("change", [{"wages": Decimal(1)}, {"together": Decimal(1)}, {"debts": ()}])
def test_totals_that_do_not_add_up_are_refused(change):
    with pytest.raises(ValueError, match="add up"):
        replace(CALCULATION, **change)


def test_a_language_the_letter_is_not_written_in_is_a_lookup_error():
    with pytest.raises(LookupError):
        _compose(language="en")


def test_a_name_the_template_does_not_know_is_an_error_not_a_blank(monkeypatch):
    text = composing.environment("ru").from_string("{{ nobody_knows }}")
    monkeypatch.setattr(composing, "_template", lambda *_: text)
    with pytest.raises(UndefinedError):
        _compose()


def test_a_fact_that_was_not_given_cannot_be_printed_as_a_blank(monkeypatch):
    text = composing.environment("ru").from_string("Телефон: {{ worker_phone }}")
    monkeypatch.setattr(composing, "_template", lambda *_: text)
    with pytest.raises(ValueError, match="was not given"):
        _compose()


@every_letter
def test_metadata_names_nobody_and_no_moment(kind, language):
    document = _compose(kind, language)
    pdf = pypdf.PdfReader(BytesIO(letters.to_pdf(document)))
    assert pdf.metadata is not None
    assert {key: value for key, value in pdf.metadata.items() if key != "/Creator"} == {"/Title": "Документ"}
    properties = docx.Document(BytesIO(letters.to_docx(document))).core_properties
    assert properties.title == "Документ"
    for name in ("author", "last_modified_by", "comments", "subject", "keywords", "category"):
        assert getattr(properties, name) == ""
    assert properties.created.date() == properties.modified.date() == date(2025, 9, 30)


def test_docx_parts_other_than_the_text_do_not_hold_her_name_or_the_clock():
    package = zipfile.ZipFile(BytesIO(letters.to_docx(_compose())))
    assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    for name in package.namelist():
        inside = package.read(name)
        assert "Асанова".encode() not in inside or name == "word/document.xml"
        assert b"python-docx" not in inside


@every_letter
def test_the_same_document_gives_the_same_bytes(kind, language):
    document = _compose(kind, language)
    first = letters.to_pdf(document), letters.to_docx(document)
    time.sleep(0.01)
    assert first == (letters.to_pdf(document), letters.to_docx(document))


def test_a_long_annex_repeats_the_head_of_its_table_on_every_page():
    many = replace(CALCULATION, steps=CALCULATION.steps * 25)
    document = _compose(calculation=many)
    pages = pypdf.PdfReader(BytesIO(letters.to_pdf(document))).pages
    assert sum("Ставка в день" in page.extract_text() for page in pages) >= 3
    tables = docx.Document(BytesIO(letters.to_docx(document))).tables
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in tables)


@pytest.mark.skipif(sys.platform == "win32", reason="resource limits are Unix")
def test_making_a_letter_writes_nothing_to_disk():
    # With a file size limit of zero the first byte written to any file ends the process.
    code = (
        "import resource, signal\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_DFL)\n"
        "from tests.desk.test_letters import _compose, letters\n"
        "print(len(letters.to_pdf(_compose())), len(letters.to_docx(_compose())))\n"
    )
    done = subprocess.run([sys.executable, "-B", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert all(int(size) > 10_000 for size in done.stdout.split())


def test_letters_need_no_django():
    code = "import sys; import tayanch.desk.letters; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@every_letter
def test_a_letter_takes_well_under_a_second(kind, language):
    started = time.perf_counter()
    document = _compose(kind, language)
    composed = time.perf_counter()
    letters.to_pdf(document)
    printed = time.perf_counter()
    letters.to_docx(document)
    done = time.perf_counter()
    spans = (composed - started, printed - composed, done - printed)
    print(
        f"{kind.id} {language}: compose {spans[0] * 1e3:.1f} ms, PDF {spans[1] * 1e3:.1f} ms, "
        f"DOCX {spans[2] * 1e3:.1f} ms"
    )
    assert done - started < 1


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0", "0,00"),
        ("52200", "52_200,00"),
        ("1234567.895", "1_234_567,90"),
        ("-5", "\u22125,00"),
        ("0.005", "0,01"),
    ],
)
def test_numbers_are_written_the_russian_way(value, text):
    assert number(Decimal(value)) == text.replace("_", NBSP)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("2026-01-01", "1-январы 1-январына 1-январынан 1-январында 1-январындагы"),
        ("2026-04-07", "7-апрели 7-апрелине 7-апрелинен 7-апрелинде 7-апрелиндеги"),
        ("2026-05-05", "5-майы 5-майына 5-майынан 5-майында 5-майындагы"),
        ("2026-06-01", "1-июну 1-июнуна 1-июнунан 1-июнунда 1-июнундагы"),
        ("2026-08-31", "31-августу 31-августуна 31-августунан 31-августунда 31-августундагы"),
        ("2026-12-31", "31-декабры 31-декабрына 31-декабрынан 31-декабрында 31-декабрындагы"),
    ],
)
def test_a_day_in_kyrgyz_takes_the_ending_it_needs(value, written):
    found = [day_in_words(date.fromisoformat(value), "ky", case) for case in ("", "to", "from", "on", "at")]
    assert found == [f"2026-жылдын {word}" for word in written.split()]


def test_a_day_in_russian_is_in_the_genitive_with_the_year():
    assert day_in_words(date(2026, 3, 12), "ru") == f"12{NBSP}марта 2026{NBSP}г."


def test_days_and_currencies_are_written_the_russian_way():
    assert day(date(2025, 5, 5)) == "05.05.2025"
    assert money(Decimal(1000), "KZT") == f"1{NBSP}000,00{NBSP}₸"
    assert money(Decimal(1), "USD") == f"1,00{NBSP}USD"


def test_a_rate_names_the_share_of_a_day_only_where_the_law_has_one():
    assert rate(Decimal("15.5"), "1/150") == f"15,50{NBSP}%{NBSP}×{NBSP}1/150"
    assert rate(Decimal(18), "1.25/365") == f"18,00{NBSP}%{NBSP}×{NBSP}1,25/365"
    assert rate(Decimal("0.25"), "1") == f"0,25{NBSP}%"


@pytest.mark.parametrize(("language", "words_"), [("ru", "«Вы» в нём — работница"), ("ky", "Андагы «сиз» — кызматкер")])
def test_further_sums_show_how_they_were_found(language, words_):
    part = letters.Part("Сверхурочные", ("Часы: 2 × 1,5 и 1 × 2.", "За день 1 524,39 руб."), ("статья 152 ТК РФ",))
    text = _docx_text(_compose(language=language, calculation=replace(CALCULATION, parts=(part,))))
    assert words_ in text
    assert "Сверхурочные. Часы: 2 × 1,5 и 1 × 2. За день 1 524,39 руб." in text
    assert "статья 152 ТК РФ." in text
    assert words_ not in _docx_text(_compose(language=language))
