"""What was hidden and why, in plain sentences of three languages."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tayanch.disclosure.rules import Rules, TableError

if TYPE_CHECKING:
    from tayanch.disclosure.protecting import ProtectedTable

LANGUAGES = ("ky", "ru", "en")

SENTENCES = {
    "nothing": {
        "en": "Nothing is hidden: no number is so small that somebody could be found by it.",
        "ru": "Ничего не скрыто: нет чисел настолько малых, чтобы по ним можно было кого-то узнать.",
        "ky": "Эч нерсе жашырылган жок: кимдир бирөөнү таанып койгудай кичине сан жок.",
    },
    "hidden": {
        "en": "{hidden} of {cells} numbers are hidden.",
        "ru": "Скрыто чисел: {hidden} из {cells}.",
        "ky": "{cells} сандын {hidden} жашырылды.",
    },
    "counts": {
        "en": "Some of them count fewer than {smallest}; the others are hidden so that these cannot be worked out.",
        "ru": "Часть из них меньше {smallest}; остальные скрыты, чтобы первые нельзя было вычислить.",
        "ky": "Алардын кээ бири {smallest} санынан аз; калгандары ошолорду эсептеп чыгарбоо үчүн жашырылды.",
    },
    "sums": {
        "en": "Some of them come from fewer than {smallest} givers or mostly from one; the others are hidden so that "
        "these cannot be worked out.",
        "ru": "Часть из них сложена менее чем из {smallest} вкладов или почти целиком из одного; остальные скрыты, "
        "чтобы первые нельзя было вычислить.",
        "ky": "Алардын кээ бири {smallest} санынан аз салымдан же дээрлик бир салымдан турат; калгандары ошолорду "
        "эсептеп чыгарбоо үчүн жашырылды.",
    },
    "released": {
        "en": "It was compared with the tables given out before, so that no difference between them tells of few.",
        "ru": "Таблица сверена с опубликованными ранее, чтобы разность с ними никого не выдала.",
        "ky": "Таблица мурда жарыяланган таблицалар менен салыштырылды: алардын айырмасы эч кимди билдирбейт.",
    },
    "exact": {
        "en": "No safe choice hides less.",
        "ru": "Скрыть меньше без риска нельзя.",
        "ky": "Коопсуз түрдө мындан аз жашырууга болбойт.",
    },
    "heuristic": {
        "en": "What is hidden was chosen by a rule of thumb and then attacked by linear programming; a little less "
        "might have been enough.",
        "ru": "Что скрыть, выбрано приближённым способом и проверено атакой линейным программированием; возможно, "
        "хватило бы чуть меньшего.",
        "ky": "Эмнени жашыруу болжолдуу ыкма менен тандалып, сызыктуу программалоо менен чабуул жасалып текшерилди; "
        "балким, бир аз азыраак жашыруу да жетмек.",
    },
    "controlled": {
        "en": "Numbers are rounded to multiples of {base} so that they still add up.",
        "ru": "Числа округлены до кратных {base} так, что суммы сходятся.",
        "ky": "Сандар {base} санына бөлүнгүдөй тегеректелди, суммалар туура келет.",
    },
    "conventional": {
        "en": "Numbers are rounded to the nearest multiple of {base}; sums may not add up.",
        "ru": "Числа округлены до ближайшего кратного {base}; суммы могут не сойтись.",
        "ky": "Сандар {base} санына бөлүнгөн эң жакын санга тегеректелди; суммалар туура келбей калышы мүмкүн.",
    },
    "rolled": {
        "en": "{rolled} small categories were joined into “other”.",
        "ru": "Малые категории объединены в «прочее»: {rolled}.",
        "ky": "{rolled} чакан категория «башка» деген топко бириктирилди.",
    },
    "refused": {
        "en": "Nothing of this table can be shown safely.",
        "ru": "Из этой таблицы ничего нельзя показать безопасно.",
        "ky": "Бул таблицадан эч нерсени коопсуз көрсөтүүгө болбойт.",
    },
    "small": {
        "en": "Hidden because it is small: {count}.",
        "ru": "Скрыто из-за малого числа: {count}.",
        "ky": "Саны аз болгондуктан жашырылды: {count}.",
    },
    "dominant": {
        "en": "Hidden because one or a few give most of it: {count}.",
        "ru": "Скрыто, потому что почти всё внёс один или немногие: {count}.",
        "ky": "Көбүн бирөө же бир нечеси бергендиктен жашырылды: {count}.",
    },
    "complementary": {
        "en": "Hidden so that another cannot be worked out: {count}.",
        "ru": "Скрыто, чтобы нельзя было вычислить другое: {count}.",
        "ky": "Башкасын эсептеп чыгарбоо үчүн жашырылды: {count}.",
    },
    "differencing": {
        "en": "Hidden because an earlier table would tell the difference: {count}.",
        "ru": "Скрыто, потому что разность с прежней таблицей выдала бы его: {count}.",
        "ky": "Мурунку таблица менен айырмасы билдирип коё тургандыктан жашырылды: {count}.",
    },
    "known": {
        "en": "Earlier tables alone already tell {count} of their numbers more closely than the rules allow.",
        "ru": "Прежние таблицы сами по себе уже выдают больше, чем разрешено правилами: {count}.",
        "ky": "Мурунку таблицалардын өзү эле эреже уруксат бергенден ашык билдирет: {count}.",
    },
}


def account(table: ProtectedTable, language: str, inside: bool = False) -> tuple[str, ...]:
    """What was done to a table. The public part does not say how many cells are hidden for which reason: with the
    table that would tell an attacker more. Raises TableError for another language than ky, ru and en."""
    if language not in LANGUAGES:
        raise TableError("The account is written in ky, ru or en.")
    told: list[tuple[str, dict[str, object]]] = []
    if table.rolled:
        told.append(("rolled", {"rolled": len(_rolled_codes(table))}))
    if table.rules.rounding:
        told.append(("controlled" if "controlled" in table.method else "conventional", {"base": table.rules.rounding}))
    if table.why:
        told += _hidden(table)
    elif not table.rules.rounding:
        told.append(("nothing", {}))
    if table.compared:
        told.append(("released", {}))
    if inside:
        told += [(reason, {"count": count}) for reason, count in sorted(Counter(table.why.values()).items())]
        told += [("known", {"count": table.known_before})] if table.known_before else []
    return tuple(SENTENCES[name][language].format(**values) for name, values in told)


def _hidden(table: ProtectedTable) -> list[tuple[str, dict[str, object]]]:
    rules: Rules = table.rules
    kind = "counts" if table.measured.is_count else "sums"
    told: list[tuple[str, dict[str, object]]] = [("refused", {})] if table.refused else []
    told.append(("hidden", {"hidden": table.hidden, "cells": len(table.cells)}))
    told.append((kind, {"smallest": rules.smallest}))
    if not rules.rounding:
        told.append(("exact" if table.method == "exact" else "heuristic", {}))
    return told


def _rolled_codes(table: ProtectedTable) -> set[tuple[int, str]]:
    return {
        (place, code)
        for key, to in table.rolled.items()
        for place, (code, new) in enumerate(zip(key, to, strict=True))
        if code != new
    }
