"""Which language a text is written in, as far as its letters and commonest words tell."""

from __future__ import annotations

import re
from collections import Counter

_COMMON = {
    "ru": "и в не на что я с он как это по но они мы она так же у за бы из мне меня было то все нас был от",
    "ky": "мен деп бир да эле менен ал үчүн бул жок болуп ошол биз экен анан дагы деген болгон эмес кийин азыр бар",
    "uz": "men va bilan bu uchun ham bir edi deb biz uning keyin bor emas yoq мен ва билан учун ҳам эди деб биз кейин",
    "en": "the and to of i in was it that he she my we they for is with you have not at on me her",
}
_OF = {word: language for language, line in _COMMON.items() for word in line.split()}
for _shared in ("мен", "бир", "деб"):
    _OF.pop(_shared, None)
_MARKS = (("ky", re.compile("[ңөүҢӨҮ]")), ("uz", re.compile("[ўқғҳЎҚҒҲ]|[og][ʻ‘ʼ’']", re.I)))
_WORD = re.compile(r"[^\W\d_]+")


def language_of(text: str, otherwise: str = "") -> str:
    """ky, ru, uz or en; *otherwise* where nothing tells, and Russian for Cyrillic letters then.

    Looks at the first 4,000 characters.
    """
    beginning = text[:4000]
    votes = Counter(_OF[word] for word in map(str.lower, _WORD.findall(beginning)) if word in _OF)
    for language, marks in _MARKS:
        votes[language] += 2 * len(marks.findall(beginning))
    best = votes.most_common(1)
    if best and best[0][1] > 0:
        return best[0][0]
    return otherwise or ("ru" if re.search("[а-яё]", beginning, re.I) else "")
