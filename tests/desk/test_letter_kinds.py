"""Every kind of letter in every language: whole with all facts and with few, and nothing in it but what is known."""

from __future__ import annotations

import re

import jinja2.meta
import pytest
from tools.letter_reference import REFERENCE, cited, pages

from tayanch import law, vocabulary
from tayanch.desk import letters
from tayanch.desk.documents.template_words import ADDRESSEES
from tayanch.desk.letters import composing
from tayanch.desk.letters.kinds import check_conditions, text_of
from tests.desk.letter_helpers import EVERY, IDS, KINDS, calculation, compose, docx_text, full, least, pdf_text, said

NBSP = "\u00a0"
every_text = pytest.mark.parametrize(("kind", "language"), EVERY, ids=IDS)
every_kind = pytest.mark.parametrize("kind", KINDS, ids=[kind.path for kind in KINDS])
HOSTILE = '‹ООО "Рога & Копыта" <b>{{x}}{% if %}#read("/etc")[calculation] | $5 \\ */›'
# What a text that was put together carelessly shows.
SLIPS = (
    "None",
    "False",
    "True",
    "  ",
    "( ",
    "()",
    "«»",
    " ,",
    " .",
    " ;",
    " :",
    "{{",
    "}}",
    "{%",
    "..",
    ";;",
    ":.",
    ": .",
    " + ",
    " | ",
)
GOLDEN = {
    "ru/demand-ru": ["требую в течение 7 календарных дней со дня получения", "(статья 236 ТК РФ)"],
    "ru/inspectorate-ru": ["выдать работодателю обязательное для исполнения предписание", "статей 353–360.1 ТК РФ"],
    "ru/prosecutor-ru": [
        "принять меры прокурорского реагирования",
        "обратиться в суд с заявлением в защиту моих прав (статья 45 ГПК РФ)",
        "не останавливает срок обращения в суд (статья 392 ТК РФ)",
    ],
    "ru/lawsuit-ru": [
        "Цена иска: 62 111,04 ₽",
        "истец освобождён (пункт 1 статьи 333.36 НК РФ",
        "(часть 6.3 статьи 29 ГПК РФ)",
        "взыскать с ответчика заработную плату — 52 200,00 ₽;",
        "к немедленному исполнению (статья 211 ГПК РФ)",
    ],
    "ru/passport_demand-ru": ["вернуть документ в течение 3 календарных дней", "(статья 19.17 КоАП РФ)"],
    "ru/passport_police-ru": [
        "зарегистрировать заявление и выдать талон-уведомление",
        "в порядке статей 144 и 145 УПК РФ",
        "частью второй статьи 325 УК РФ",
        "предоставить переводчика бесплатно (статья 18 УПК РФ), язык: кыргызский;",
    ],
    "ru/ban_check-ru": ["какой орган, когда и под каким номером его принял"],
    "ru/ban_request-ru": [
        "отменить решение о неразрешении мне въезда",
        "сократить срок запрета",
        "от 17.02.2016 № 5-П",
    ],
    "ru/ban_court-ru": [
        "Административный истец: Асанова Айгүл Бектуровна",
        "в течение трёх месяцев со дня, когда стало известно о нарушении прав (статья 219 КАС РФ)",
        "признать незаконным решение о неразрешении въезда",
    ],
    "ru/expulsion_appeal-ru": [
        "Жалоба на постановление по делу об административном правонарушении",
        "в течение десяти суток со дня вручения или получения копии постановления (статья 30.3 КоАП РФ)",
        "до рассмотрения жалобы не исполнять постановление в части выдворения;",
    ],
    "ru/registry_appeal-ru": ["исключить из реестра контролируемых лиц", "статьи 31.1 и 31.2 Федерального закона"],
    "ru/registration-ru": ["продлить срок моего временного пребывания", "пункт 5 статьи 97 Договора"],
    "ru/work_record-ru": ["не позднее трёх рабочих дней безвозмездно", "(статьи 66.1 и 84.1 ТК РФ)"],
    "ru/pension_record-ru": ["выдать сведения о состоянии моего индивидуального лицевого счёта", "№ 27-ФЗ"],
    "ru/school_admission-ru": ["направить ребёнка на тестирование", "от 28.12.2024 № 544-ФЗ"],
    "ru/school_refusal-ru": [
        "проверить законность отказа",
        "Тестирование бесплатное и его можно пройти снова через три",
    ],
    "kg/demand-ky": ["Кыргыз Республикасынын 2025-жылдын 23-январындагы № 23 Эмгек кодекси", "52 200,00 сом"],
    "kg/demand-ru": ["выплатить заработную плату — 52 200,00 сом;", "Трудовой кодекс Кыргызской Республики"],
    "kg/inspectorate-ky": ["төмөнкүлөрдү суранам:", "жазма буйрук берүүнү;"],
    "kg/prosecutor-ky": ["прокурордук чара көрүүнү;"],
    "kg/alimony_order-ky": ["сот буйругун чыгаруу тууралуу арыз", "төрттөн бирин", "Үй-бүлө кодексинин 86-беренеси"],
    "kg/alimony_order-ru": ["вынести судебный приказ", "в размере одной четверти всех видов его заработка"],
    "kg/alimony_claim-ky": ["доо арызы", "(Минск, 1993-жыл; Кишинёв, 2002-жыл)", "118-беренеси"],
    "kg/alimony_claim-ru": ["в твёрдой денежной сумме ежемесячно", "(Минск, 1993 год; Кишинёв, 2002 год)"],
    "kg/birth_registry-ky": ["жеке идентификациялык номер (ПИН) берүүнү;", "2018-жылдын 5-майында төрөлгөн"],
    "kg/birth_consulate-ky": ["Кыргыз Республикасына кайтуу үчүн балага документ берүүнү"],
    "kg/consulate_document-ky": ["кайтуу күбөлүгүн берүү тууралуу арыз", "2026-жылдын 10-мартынан бери кармап турган"],
    "kg/consulate_document-ru": ["выдать мне свидетельство на возвращение в Кыргызскую Республику"],
    "kg/consulate_ban-ky": ["реестрден чыгаруу тууралуу кайрылуу жөнөтүүнү"],
    "kg/social_fund-ky": ["чет өлкөдө иштеген мезгилимди ырастоо үчүн", "(1997-жыл, № 57)"],
    "kz/demand-ru": ["1,25 базовой ставки Национального Банка", "52 200,00 ₸", "(статья 159)"],
    "kz/inspectorate-ru": ["статей 191–196 Трудового кодекса Республики Казахстан"],
}


def plain(document: letters.Document) -> str:
    return "\n".join(said(document)).replace(NBSP, " ")


def test_there_are_letters_for_every_addressee_and_service() -> None:
    in_russian = [kind for kind in KINDS if "ru" in kind.sent_in]
    in_kyrgyz = [kind for kind in KINDS if "ky" in kind.sent_in]
    assert len(in_russian) >= 10
    assert len(in_kyrgyz) >= 5
    wanted = {"employer", "labour_inspectorate", "prosecutor", "court", "police", "migration_service", "consulate"}
    assert wanted | {"social_fund", "registry", "school"} == {kind.addressee for kind in KINDS}
    for country in ("ru", "kg", "kz"):
        assert {"demand", "inspectorate"} <= {kind.id for kind in letters.available(country)}


@every_kind
def test_a_letter_is_told_in_three_languages_and_briefly(kind: letters.LetterKind) -> None:
    told = [kind.title, kind.about, *(fact.question for fact in kind.facts), *(fact.note for fact in kind.facts)]
    for text in told:
        assert set(text) in ({"ky", "ru", "en"}, set())
        for sentence in (part for line in text.values() for part in re.split(r"[.!?:] ", line)):
            assert len(sentence.split()) <= 16, sentence
    assert all(fact.example for fact in kind.facts)
    assert len({fact.key for fact in kind.facts}) == len(kind.facts)


@every_kind
def test_a_letter_is_a_draft_with_questions_for_the_lawyer_and_sources(kind: letters.LetterKind) -> None:
    assert kind.status == "draft"
    assert kind.questions
    for row in kind.legal_basis:
        assert row["source"]
        assert row["about"]
        assert "article" in row
        if "rule" in row:
            assert row["rule"] in law.rule_ids()


@every_kind
def test_a_letter_is_found_by_what_a_case_is_about(kind: letters.LetterKind) -> None:
    known = {one.id for scheme in ("need", "violation") for one in vocabulary.scheme(scheme).concepts}
    assert kind.topics
    assert set(kind.topics) <= known
    assert kind.addressee in dict(ADDRESSEES)
    assert set(kind.sent_in) <= set(kind.languages)


@every_text
def test_with_all_facts_every_one_of_them_stands_in_word_and_pdf(kind: letters.LetterKind, language: str) -> None:
    facts = full(kind)
    document = compose(kind, language, facts)
    word, pdf = "".join(docx_text(document).split()), pdf_text(document)
    for fact in kind.facts:
        if fact.type in ("text", "lines", "long") and fact.applies(facts):
            value = "".join(str(facts[fact.key]).removesuffix(".").split())
            assert value in word, fact.key
            assert value in pdf, fact.key


@every_text
@pytest.mark.parametrize("which", ["full", "least", "least with yes"])
def test_nothing_is_left_over_in_the_text(kind: letters.LetterKind, language: str, which: str) -> None:
    facts = full(kind) if which == "full" else least(kind, yes=which == "least with yes")
    text = plain(compose(kind, language, facts))
    assert [slip for slip in SLIPS if slip in text.replace("г..", "г.")] == []
    assert "г.." not in text


@every_text
def test_any_answer_may_be_the_other_way_round(kind: letters.LetterKind, language: str) -> None:
    """Each yes or no turned, each optional answer left out: what depends on it drops out whole, or is asked for."""
    for facts in (full(kind), least(kind), least(kind, yes=True)):
        for fact in kind.facts:
            changed = {**facts, fact.key: not facts.get(fact.key)} if fact.type == "yes" else without(facts, fact.key)
            if fact.allowed_if and changed.get(fact.key):
                continue
            if letters.missing(kind, {key: value for key, value in changed.items() if value != ""}):
                with pytest.raises(letters.MissingFacts):
                    compose(kind, language, changed)
                continue
            text = plain(compose(kind, language, changed))
            assert [slip for slip in SLIPS if slip in text] == []


def without(facts: dict[str, object], key: str) -> dict[str, object]:
    return {name: value for name, value in facts.items() if name != key}


@every_kind
def test_a_missing_fact_is_asked_for_and_never_left_blank(kind: letters.LetterKind) -> None:
    facts = full(kind)
    for fact in kind.facts:
        if fact.required and fact.applies(facts) and not fact.allowed_if:
            for blank in (None, "", " \t"):
                with pytest.raises(letters.MissingFacts) as asked:
                    letters.compose(kind, kind.language, facts | {fact.key: blank}, calculation(kind))
                assert fact.key in asked.value.keys


@every_text
def test_a_text_uses_every_fact_and_no_other_name(kind: letters.LetterKind, language: str) -> None:
    source = text_of(kind.country, f"{kind.id}/text.{language}.txt")
    used = jinja2.meta.find_undeclared_variables(composing.environment(language).parse(source))
    asked = {fact.key for fact in kind.facts}
    figures = set(composing.figures(full_calculation)) if (full_calculation := calculation(kind)) else set()
    assert used <= asked | figures | {"reading_copy"}
    assert asked - used == set()


@every_text
def test_every_article_in_a_text_stands_in_the_sources_of_the_letter(kind: letters.LetterKind, language: str) -> None:
    known = {article for row in kind.legal_basis for article in cited(row["article"], bare=True)}
    for facts in (full(kind), least(kind), least(kind, yes=True)):
        assert cited(plain(compose(kind, language, facts))) - known == set()


@every_text
def test_a_hostile_value_is_printed_as_it_was_typed_and_changes_nothing_else(
    kind: letters.LetterKind, language: str
) -> None:
    facts = full(kind)
    texts = [fact for fact in kind.facts if fact.type in ("text", "long", "lines") and fact.applies(facts)]
    hostile = {fact.key: HOSTILE for fact in texts}
    document = compose(kind, language, facts | hostile)
    assert len(document.blocks) == len(compose(kind, language, facts).blocks)
    shown = "".join(HOSTILE.split())
    assert "".join(docx_text(document).split()).count(shown) >= len(hostile)
    assert pdf_text(document).count(shown) >= len(hostile)


@pytest.mark.parametrize(("where", "phrases"), GOLDEN.items(), ids=GOLDEN)
def test_a_letter_says_what_a_lawyer_looks_for(where: str, phrases: list[str]) -> None:
    path, _, language = where.rpartition("-")
    kind = letters.load(*path.split("/"))
    text = plain(compose(kind, language, full(kind)))
    assert [phrase for phrase in phrases if phrase not in text] == []


def test_every_letter_has_a_golden_sentence() -> None:
    assert {kind.path for kind in KINDS} == {where.rpartition("-")[0] for where in GOLDEN}


@every_text
def test_no_text_calls_a_person_illegal(kind: letters.LetterKind, language: str) -> None:
    told = [text_of(kind.country, f"{kind.id}/text.{language}.txt"), *kind.title.values(), *kind.about.values()]
    assert not re.search(r"(?i)нелегал|illegal|незаконн\w+ (мигрант|наход|пребыва)", " ".join(told))


@every_kind
def test_only_a_copy_to_read_says_that_it_is_not_sent(kind: letters.LetterKind) -> None:
    for language in kind.languages:
        text = plain(compose(kind, language, full(kind)))
        assert ("ОКУУ ҮЧҮН КӨЧҮРМӨ" in text) is (language not in kind.sent_in)


@pytest.mark.parametrize(
    ("children", "share"), [(1, "одной четверти"), (2, "одной трети"), (3, "половины"), (5, "половины")]
)
def test_the_share_of_maintenance_follows_the_number_of_children(children: int, share: str) -> None:
    kind = letters.load("kg", "alimony_order")
    named = "\n".join(f"Ребёнок {number}, 01.01.2018" for number in range(children))
    assert f"в размере {share} всех видов" in plain(compose(kind, "ru", full(kind, children=named)))


def test_a_full_stop_is_not_doubled_and_a_list_ends_with_one() -> None:
    kind = letters.load("kg", "social_fund")
    document = compose(kind, "ru", full(kind, work_papers="справка\nдоговор."))
    items = [block.lines[1] for block in document.blocks if isinstance(block, letters.Block) and block.kind == "item"]
    assert items[-3:] == ["копия паспорта;", "справка;", "договор."]


def test_a_question_on_a_condition_that_is_never_asked_is_refused() -> None:
    facts = letters.load("kg", "consulate_document").facts
    with pytest.raises(ValueError, match="is not asked before it"):
        check_conditions("kg/x", [fact for fact in facts if fact.key != "is_kept"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("статьи 144 и 145 УПК РФ", {"144", "145"}),
        ("статей 353–355 ТК РФ", {"353", "354", "355"}),
        ("частью второй статьи 325 УК РФ, а также статьями 127.1 и 127.2", {"325", "127.1", "127.2"}),
        ("Эмгек кодексинин 16-, 67-, 67.1-беренелери", {"16", "67", "67.1"}),
        ("Кодекстин 144- жана 145-беренелеринин тартибинде", {"144", "145"}),
        ("закон от 27.07.2006 № 59", set()),
    ],
)
def test_articles_are_read_out_of_a_text(text: str, found: set[str]) -> None:
    assert cited(text) == found


@pytest.mark.parametrize("name", ["letter-kinds.md", "letter-facts.md"])
def test_the_reference_of_letters_is_up_to_date(name: str) -> None:
    """``python -m tools.letter_reference --write`` writes it."""
    assert (REFERENCE / name).read_text("utf-8") == pages()[name]


@every_kind
def test_a_letter_has_the_same_parts_in_each_language(kind: letters.LetterKind) -> None:
    for facts in (full(kind), least(kind), least(kind, yes=True)):
        parts = [
            [block.kind for block in compose(kind, language, facts).blocks if isinstance(block, letters.Block)]
            for language in kind.languages
        ]
        counts = [{part: found.count(part) for part in ("addressee", "title", "item", "signature")} for found in parts]
        warned = len(calculation(kind).warnings) if kind.needs_claim and kind.languages != kind.sent_in else 0
        assert counts[0]["item"] == counts[1]["item"] - warned
        assert {**counts[0], "item": 0} == {**counts[1], "item": 0}
