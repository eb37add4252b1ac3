"""Values of indicators: ``indicator:desk-consultations/2026/topic=unpaid-wages/sex=female``. Protected values only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tayanch import vocabulary
from tayanch.evidence.indicators import values
from tayanch.evidence.reports.sources.common import GONE, Who, joined
from tayanch.indicators.definitions import definitions
from tayanch.indicators.model import Indicator, Observation
from tayanch.reports.model import Fact, Known, Reference, Role, fingerprint
from tayanch.reports.topics import articles_of
from tayanch.reports.words import NBSP, number, said, word
from tayanch.vocabulary.model import VocabularyError

# By what an indicator is told apart in a report, beside sex: concepts that articles know.
APART = {"topic": "need", "violation": "violation"}
UNMET = ("desk-consultations-without-case-share", "desk-cases-lost-contact-share", "desk-referrals-accepted-share")
WHOLE = ("desk-consultations", "desk-violations")
MONEY, CURRENCY = ("stage", "currency"), "units of the currency"
ROLES: Mapping[str, Role] = {"violations": "violation", "money": "money"}


def resolve(who: Who, reference: Reference) -> Known:
    """A value of a period and group as everybody may see it; gone when nothing was computed for it."""
    indicator = definitions().get(reference.key)
    if indicator is None:
        return GONE
    wanted = frozenset(reference.groups)
    found = [one for one in _shown(who, indicator, reference.period) if frozenset(one.groups) == wanted]
    return _known(indicator, found[0], who) if found else GONE


def facts(who: Who, period: str) -> Iterator[Fact]:
    """The values of *period* that may be shown: everybody, by sex, and by topic or violation."""
    for place, indicator in enumerate(definitions().values()):
        if indicator.source == "desk":
            for one in _shown(who, indicator, period):
                if one.value is not None and _is_told(indicator, one):
                    yield _fact(indicator, one, place, who)


def _shown(who: Who, indicator: Indicator, period: str) -> tuple[Observation, ...]:
    key = ("indicator", indicator.id, period)
    if key not in who.memory:
        who.memory[key] = values.shown(who.user, indicator.id, period=period)
    found: tuple[Observation, ...] = who.memory[key]
    return found


def _is_told(indicator: Indicator, one: Observation) -> bool:
    """Everybody and each sex; by topic only where all conversations are counted, by violation only where all are."""
    groups = dict(one.groups)
    kept = ("sex", *MONEY) if indicator.unit == CURRENCY else ("sex",)
    others = {name for name in groups if name not in kept}
    apart = {name for name in indicator.by if name in APART and indicator.id in WHOLE}
    return len(others) <= 1 and others <= apart and all(groups.values())


def _fact(indicator: Indicator, one: Observation, place: int, who: Who) -> Fact:
    groups = dict(one.groups)
    apart = next((name for name in groups if name in APART), "")
    topics = (f"{APART[apart]}:{groups[apart]}",) if apart else indicator.topics
    articles = articles_of(topics) if apart else dict(indicator.links)
    role: Role = ROLES.get(str(indicator.query.get("table", "")), "service")
    return Fact(
        Reference("indicator", indicator.id, one.period, one.groups),
        _known(indicator, one, who),
        role,
        _statement(indicator, one, who.language),
        articles,
        (*topics, *(("unmet",) if indicator.id in UNMET else ())),
        sex=groups.get("sex", ""),
        year=one.period,
        has_base=one.base is not None,
        # What is about one topic comes before what is about all of the work.
        sort=(0 if apart or articles else 1, f"{place:04}"),
    )


def _statement(indicator: Indicator, one: Observation, language: str) -> str:
    parts = [_label(name, code, language) for name, code in one.groups if name not in ("sex", "currency")]
    return " – ".join([indicator.name.get(language), *(part for part in parts if part)])


def _label(group: str, code: str, language: str) -> str:
    scheme = {"stage": "money-stage", **APART}.get(group, group)
    try:
        return vocabulary.concept(f"{scheme}/{code}").label(language)
    except VocabularyError:
        return code


def _known(indicator: Indicator, one: Observation, who: Who) -> Known:
    language = who.language
    if one.value is None:
        text = word("notes", "hidden", language)
        return Known(
            text, None, one.unit, _footnote(indicator, one, language), ("hidden", *one.flags), fingerprint("hidden")
        )
    text, plain = _written(indicator, one, language)
    footnote = _footnote(indicator, one, language)
    print_of = fingerprint(one.value, one.base, one.unit, one.version, *one.flags)
    desk = word("notes", "desk", language, name=who.user.organisation.name)
    source = desk if indicator.source == "desk" else one.source
    return Known(text, one.value, one.unit, footnote, one.flags, print_of, source=source, plain=plain)


def _written(indicator: Indicator, one: Observation, language: str) -> tuple[str, str]:
    """The value with its unit, and without. A share is written as percent; its name says of what."""
    assert one.value is not None
    if one.unit.startswith("share"):
        percent = f"{number(one.value * 100, language, 1)}{NBSP}%"
        return percent, percent
    currency = dict(one.groups).get("currency", "")
    if currency and one.unit == CURRENCY:
        told = said(round(one.value), currency.upper(), language)
        return told, told
    noun = {"violations recorded": "violations"}.get(one.unit, one.unit)
    return said(round(one.value, 1), noun, language), number(round(one.value, 1), language)


def _footnote(indicator: Indicator, one: Observation, language: str) -> str:
    base = ""
    if one.base is not None and one.unit.startswith("share"):
        base = word("notes", "base", language, n=number(one.base, language))
    flags = [word("flags", flag, language) for flag in one.flags if flag in ("partial-period", "rounded")]
    return joined(
        (indicator.numerator.get(language), one.period, base, *flags, word("notes", "version", language, n=one.version))
    )
