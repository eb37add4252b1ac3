"""A first draft of a report from what is known: sentences around live numbers, gaps named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from tayanch.reports.kinds import Kind, SectionKind, kind_of
from tayanch.reports.model import Draft, Fact, Known, Reference, Role, Section
from tayanch.reports.tokens import as_words, token, tokens, typed_by_hand, written
from tayanch.reports.words import word
from tayanch.vocabulary.load import schemes

# In this order a section of an article tells; where one is missing, its gap is named.
ROLES: tuple[Role, ...] = (
    "service",
    "violation",
    "money",
    "population",
    "published",
    "voice",
    "rule",
    "recommendation",
)
EXPECTED: tuple[Role, ...] = ("service", "population", "published", "voice", "recommendation")
SERVICES: tuple[Role, ...] = ("service", "violation", "money")
GROUPED: tuple[Role, ...] = (*SERVICES, "population")  # told with both sexes in one line
SEXES = ("female", "male", "")
# How much of each kind of knowledge stands on the page with the main findings.
SUMMED: dict[Role, int] = {"service": 2, "money": 2, "population": 2, "published": 5, "voice": 2, "recommendation": 3}
AGAIN = 1  # what stands elsewhere in the report is said again only where there is nothing else, and then once
FEW = 3  # answers of a question that stand in sentences; of more two do, and a table has them all


def assemble(
    kind: str, facts: Sequence[Fact], language: str, period: str, *, country: str = "", title: str = ""
) -> Draft:
    """The whole first draft of a report.

    *facts*: what is known and may be shown, in the words of *language*. *country*: id of the scheme ``country``, for
    kinds that are of one. A share that comes from counts of services and does not name of what it is a share is left
    out: it would be read as a share of women. Raises :class:`~tayanch.reports.model.ReportError` for an unknown kind.
    """
    found = kind_of(kind)
    named = country_name(country, language)
    usable = [fact for fact in facts if not is_false_share(fact) and _is_of(fact, country)]
    used: set[Reference] = set()
    sections = tuple(_sections(found, usable, language, used))
    title = title or found.title.get(language).format(period=period, country=named or "…").strip(", ")
    return Draft(kind, language, period, title, sections)


def country_name(country: str, language: str) -> str:
    """The name of a country of the vocabulary; empty for none."""
    found = next((one for one in schemes()["country"] if one.id == country.lower()), None)
    return found.label(language) if found else ""


def is_false_share(fact: Fact) -> bool:
    """Whether it is a bare percentage of services, which says nothing about women in general."""
    return fact.role in SERVICES and fact.known.unit == "percent"


def _is_of(fact: Fact, country: str) -> bool:
    return not country or not fact.country or country.lower() in fact.country.lower().split(",")


def _sections(kind: Kind, facts: Sequence[Fact], language: str, used: set[Reference]) -> Iterator[Section]:
    for section in kind.sections:
        if section.use == "text":
            yield Section(section.key, section.title.get(language), section.text.get(language).strip())
            continue
        chosen = selected(section, kind, facts, used)
        if section.sums_up and not chosen:
            continue
        if section.offered and not any(fact.role in ("service", "violation", "published", "voice") for fact in chosen):
            continue
        if not section.sums_up:
            used |= {fact.reference for fact in chosen}
        yield section_of(section, kind, chosen, language)


def section_of(section: SectionKind, kind: Kind, chosen: Sequence[Fact], language: str) -> Section:
    """One section, written from the facts that were chosen for it."""
    gaps = () if section.sums_up else _gaps(section, chosen, language)  # each is named in its own section
    paragraphs = [section.about.get(language), *_told(section, chosen, language), *gaps]
    text = "\n\n".join(one for one in paragraphs if one)
    shown = {written(fact.reference): fact.known for fact in chosen}
    return Section(section.key, section.title.get(language), text, section.article, read=as_read(text, shown))


def as_read(text: str, shown: dict[str, Known]) -> dict[str, dict[str, str]]:
    """What the live numbers of a text are now, to be compared with later."""
    meant = {one.meant for one in tokens(text) if one.reference}
    return {name: remembered(shown[name]) for name in sorted(meant & set(shown))}


def remembered(known: Known) -> dict[str, str]:
    """What a draft remembers of a live number. Of a quote no word: a copy here would outlive its withdrawal."""
    is_words = bool(known.label)
    return {
        "text": "" if is_words else known.text,
        "fingerprint": known.fingerprint,
        "footnote": "" if is_words else known.footnote,
    }


# --- what belongs into a section ------------------------------------------------------------------------------------


def selected(section: SectionKind, kind: Kind, facts: Sequence[Fact], used: set[Reference] | None = None) -> list[Fact]:
    """The facts of a section, best first in each role. What was printed elsewhere in the report is said again only
    where there is nothing else to say."""
    mine = sorted((fact for fact in facts if _fits(fact, section, kind)), key=lambda fact: _best_first(fact, kind.home))
    found: list[Fact] = []
    for role in ROLES:
        of_role, most = [fact for fact in mine if fact.role == role], _most(role, section)
        if role in GROUPED:
            fresh = [fact for fact in of_role if fact.reference not in (used or ())]
            found += _whole_groups(fresh, most) if fresh else _whole_groups(of_role, AGAIN)
        else:
            fresh = [fact for fact in of_role if fact.reference not in (used or ())]
            found += _different(fresh, by_topic=section.sums_up)[:most] or of_role[: min(AGAIN, most)]
    return found


def _different(facts: list[Fact], *, by_topic: bool) -> list[Fact]:
    """One value of one place once, though two documents print it; *by_topic*: one published figure of each topic."""
    kept: dict[object, Fact] = {}
    for fact in facts:
        if fact.role != "published":
            kept.setdefault(fact.reference, fact)
        elif by_topic:
            kept.setdefault(fact.topics[-1:], fact)
        else:
            kept.setdefault((fact.known.value, fact.known.unit, fact.country), fact)
    return list(kept.values())


def _most(role: Role, section: SectionKind) -> int:
    most = section.select.most
    if section.sums_up:
        return SUMMED.get(role, 0)
    return {
        "voice": min(3, most),
        "rule": min(4, most),
        "recommendation": min(4, most),
        "population": min(6, most),
    }.get(role, most)


def _fits(fact: Fact, section: SectionKind, kind: Kind) -> bool:
    wanted = section.select
    if wanted.roles and fact.role not in wanted.roles:
        return False
    if _is_of_others(fact, kind.home) or (section.sums_up and not _sums_up(fact)):
        return False
    if (wanted.checked and not fact.checked) or (wanted.sex and fact.sex != wanted.sex and fact.role == "published"):
        return False
    if wanted.needs_base and not (fact.has_base and fact.year and fact.has_source):
        return False
    if wanted.needs_country and not fact.country:
        return False
    return wanted.all or _is_about(fact, section, kind.standard)


def _is_of_others(fact: Fact, home: str) -> bool:
    """Whether a published figure is of other countries alone."""
    return fact.role == "published" and bool(home and fact.country) and home not in fact.country.split(",")


def _sums_up(fact: Fact) -> bool:
    """Whether it may stand among the main findings."""
    if fact.role == "published":
        return fact.sex == "female" and fact.known.unit == "percent" and fact.checked and fact.has_source
    # What was claimed on the way says less than what reached them.
    return fact.role != "money" or "stage" not in dict(fact.reference.groups)


def _is_about(fact: Fact, section: SectionKind, standard: str) -> bool:
    articles = {section.article, *section.also} - {""}
    topics = {*section.select.topics, *(f"register:{name}" for name in section.select.register)}
    return bool(articles & set(fact.articles.get(standard, ())) or topics & set(fact.topics))


def _best_first(fact: Fact, home: str = "") -> tuple[object, ...]:
    """Of the country the report is about, women first, then as its source ranks it, with a base, the newest."""
    is_abroad = fact.role == "published" and bool(home) and home not in fact.country.split(",")
    return (
        is_abroad,
        fact.sex != "female",
        fact.sort[0],
        not fact.has_base,
        not fact.checked,
        _newest(fact.year),
        fact.sort,
    )


def _newest(year: str) -> int:
    digits = "".join(sign for sign in year[-4:] if sign.isdigit())
    return -int(digits) if digits else 0


def _whole_groups(facts: Sequence[Fact], most: int) -> list[Fact]:
    """The *most* largest counts, each with all its sexes."""
    groups: dict[tuple[object, ...], list[Fact]] = {}
    for fact in facts:
        groups.setdefault(_apart_from_sex(fact), []).append(fact)
    largest = sorted(groups.values(), key=_largest_of_women)
    return [fact for some in largest[:most] for fact in some]


def _largest_of_women(some: list[Fact]) -> tuple[object, ...]:
    """Questions of one table stay together; in each the answer that most women gave comes first."""
    women = next((fact for fact in some if fact.sex == "female"), some[0])
    is_estimate = women.role == "population"
    return (women.sort[0], women.reference.key if is_estimate else "", -(women.known.value or 0))


def _apart_from_sex(fact: Fact) -> tuple[object, ...]:
    groups = tuple(one for one in fact.reference.groups if one[0] != "sex")
    return (fact.reference.kind, fact.reference.key, fact.reference.period, groups)


# --- what is told ---------------------------------------------------------------------------------------------------


def _told(section: SectionKind, chosen: Sequence[Fact], language: str) -> Iterator[str]:
    roles = [role for role in ROLES if any(fact.role == role for fact in chosen)]
    for role in roles:
        mine = [fact for fact in chosen if fact.role == role]
        if len(section.select.roles) != 1:
            yield f"### {word('said', role if role not in ('service',) else 'services', language)}"
        yield from _WRITERS[role](mine, language)
        if role == "service":
            yield f"!method: {word('said', 'services_note', language)}"


def _counted(facts: Sequence[Fact], language: str) -> Iterator[str]:
    """Counts with their sexes in one line: the total, then women, men, not recorded."""
    lines = []
    for _group, some in groupby(facts, key=_apart_from_sex):
        own = list(some)
        total = next((fact for fact in own if "sex" not in dict(fact.reference.groups)), None)
        parts = [_by_sex(fact, language) for fact in sorted(own, key=_place_of_sex) if fact is not total]
        first = [_token(total)] if total and (total.role in SERVICES or not parts) else []
        lines.append(f"- {_with_year(own[0])}: {', '.join([*first, *parts])}.")
    yield "\n".join(lines)


def _place_of_sex(fact: Fact) -> int:
    sex = dict(fact.reference.groups).get("sex", "")
    return SEXES.index(sex) if sex in SEXES else len(SEXES)


def _by_sex(fact: Fact, language: str) -> str:
    name = {"female": "female", "male": "male"}.get(dict(fact.reference.groups).get("sex", ""), "unknown")
    return word("said", name, language, n=_token(fact, "n"))


def _stated(facts: Sequence[Fact], language: str) -> Iterator[str]:
    yield "\n".join(f"- {_sentence(fact)}" for fact in facts)


def _with_year(fact: Fact) -> str:
    statement = as_words(re.sub(r"(\d{4})-(\d{4})", r"\1–\2", fact.statement.rstrip(". ")))
    return statement if not fact.year or fact.year in statement else f"{statement} ({fact.year})"


def _sentence(fact: Fact) -> str:
    """What a figure says. A sentence of its author's has the number in it: there the live number takes its place."""
    typed = typed_by_hand(fact.statement)
    it = next((one for one in typed if _is_value(one.text, fact)), None)
    if it is None:
        return f"{_with_year(fact)}: {_token(fact)}."
    parts, at = [], 0
    for one in typed:
        is_it = one is it
        source = fact.known.source or fact.known.footnote
        live = _token(fact, "" if "%" in one.text else "n") if is_it else "{{own:" + f"{one.text}|{source}" + "}}"
        parts += [fact.statement[at : one.start], live]
        at = one.end
    return "".join([*parts, fact.statement[at:]]).rstrip(". ") + "."


def _is_value(text: str, fact: Fact) -> bool:
    """Whether a number in a sentence is what the figure says; "more than 12 hours" is no 12 percent."""
    is_share = fact.known.unit.startswith("percent")
    return _value(text) == fact.known.value and ("%" in text if is_share else ":" not in fact.statement)


def _value(text: str) -> float | None:
    try:
        return float("".join(sign for sign in text.replace(",", ".") if sign.isdigit() or sign == "."))
    except ValueError:
        return None


def _estimated(facts: Sequence[Fact], language: str) -> Iterator[str]:
    """Estimates of women and men beside each other; of a question with many answers two, and all of them as a table."""
    for (kind, key), some in groupby(facts, key=lambda fact: (fact.reference.kind, fact.reference.key)):
        own = list(some)
        answers = list(dict.fromkeys(map(_apart_from_sex, own)))
        if len(answers) <= FEW:
            yield from _counted(own, language)
        else:
            told = [fact for fact in own if _apart_from_sex(fact) in answers[: FEW - 1]]
            yield from _counted(told, language)
            yield token(Reference(kind, key), show="table")


def _quoted(facts: Sequence[Fact], language: str) -> Iterator[str]:
    yield from (_token(fact) for fact in facts)


def _asked(facts: Sequence[Fact], language: str) -> Iterator[str]:
    yield "\n".join(f"- {_token(fact)}" for fact in facts)


_WRITERS = {
    "service": _counted,
    "violation": _counted,
    "money": _counted,
    "population": _estimated,
    "published": _stated,
    "voice": _quoted,
    "rule": _asked,
    "recommendation": _asked,
}


def _token(fact: Fact, form: str = "") -> str:
    """A live number. Words are not copied into it: only numbers show what they read."""
    shown = "" if fact.known.label or fact.reference.kind == "policy" else fact.known.text
    return token(fact.reference, shown if form != "n" else fact.known.plain or fact.known.text, form)


# --- what is missing -----------------------------------------------------------------------------------------------


def _gaps(section: SectionKind, chosen: Sequence[Fact], language: str) -> Iterator[str]:
    there = {fact.role for fact in chosen}
    expected: Iterable[Role] = section.select.roles or EXPECTED  # type: ignore[assignment]
    for role in expected:
        is_there = role in there or (role == "service" and "violation" in there)
        if not is_there and role in (
            "service",
            "population",
            "published",
            "voice",
            "violation",
            "recommendation",
            "money",
        ):
            yield f"!gap: {word('gaps', role, language)}"
