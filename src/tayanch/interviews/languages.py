"""The language that most of a text is in: Kyrgyz, Russian, English, Uzbek or Tajik, by letters and little words."""

from __future__ import annotations

import re
from collections import Counter

from tayanch.interviews.calling import plain, word_set

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_SAMPLE = 60_000  # characters
_LITTLE = {
    "ky": word_set("жана менен үчүн бир мен биз ал бул эле болуп анан эмес деп ошол бар жок кийин эми да дагы керек"),
    "ru": word_set("и в не на я что с мы как это он она они но а то у так было меня было там уже нет да по из"),
    "en": word_set("the and to of i a in was we it that my for you she they not with have is on but so do"),
    "uz": word_set(
        "va bilan uchun bir men biz u bu edi bo'lib keyin emas deb bor yo'q ham ham kerak va билан учун ва ҳам бор йўқ "
        "эди деб керак бўлиб"
    ),
    "tg": word_set("ва аз дар ба ки ман мо ин он буд барои бо нест ҳаст ҳам мекунам"),
}
_LETTERS = {
    "ky": frozenset("өүң"),
    "ru": frozenset("щ"),
    "uz": frozenset("ўғқҳ"),
    "tg": frozenset("ӣӯҷ"),
    "en": frozenset(),
}
_LEAST = 3  # little words


def language_of(text: str) -> str:
    """``ky``, ``ru``, ``en``, ``uz`` or ``tg``; empty when there is too little to tell."""
    words = Counter(_WORD.findall(plain(text[:_SAMPLE])))
    points = {
        language: sum(
            count for word, count in words.items() if word in little or not _LETTERS[language].isdisjoint(word)
        )
        for language, little in _LITTLE.items()
    }
    best = max(points, key=lambda language: points[language])
    return best if points[best] >= _LEAST else ""
