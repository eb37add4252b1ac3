"""How fast names are found: six million characters, as 150 transcripts have, with rules alone.

``python -m bench.interviews_anonymising`` writes invented talk in Kyrgyz, Russian, English and Uzbek, prints characters
a second for finding candidates and for replacing what was confirmed; exit 1 below 50,000 a second.
"""

from __future__ import annotations

import random
import resource
import sys
import time

from tayanch.interviews.anonymising import Lexicon, anonymised, candidates, names_of, stand_ins
from tayanch.interviews.model import TextVersion

DOCUMENTS, LENGTH, LIMIT = 150, 40_000, 50_000
SENTENCES = (
    "Мы с Айнурой приехали из Оша в 2018 году, жили у её сестры Гульзат на улице Ленина, дом 15.",
    "Потом капитан Исаев забрал паспорт и велел ждать, а мы ждали до утра и никому не звонили.",
    "Эжем Жумагүл балдарымды карап калган, мен болсо акчаны ай сайын үйгө салып турчумун.",
    "Биз Баткенден чыгып, Исфана аркылуу өттүк, телефонум +996 555 12 34 56 болчу.",
    "I left my children with my mother-in-law in the village of Kok-Jar and went to work in Moscow.",
    "Dilnoza opa menga ish topib berdi, keyin biz Moskvada uch yil yashadik va pul yubordik.",
    "Работы было много, платили мало, но мы терпели, потому что дома ждали дети и долги.",
    "Аялдар көп иштешет, эс алууга убакыт жок, бирок эч ким даттанбайт, баары үй-бүлө үчүн.",
)


def main() -> int:
    draw = random.Random(7)
    texts = [_talk(draw) for _document in range(DOCUMENTS)]
    many = sum(map(len, texts))
    begun = time.perf_counter()
    lexicon = Lexicon.of(texts)
    found = [candidates(text, lexicon=lexicon) for text in texts]
    finding = time.perf_counter() - begun
    known = stand_ins(names_of(each for those in found for each in those), "en")
    begun = time.perf_counter()
    for text in texts:
        anonymised(TextVersion(1, "transcribed", text), known)
    replacing = time.perf_counter() - begun
    held = [_tell("find candidates", many, finding), _tell(f"replace {len(known.names)} names", many, replacing)]
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")
    return 0 if all(held) else 1


def _talk(draw: random.Random) -> str:
    lines, length = [], 0
    while length < LENGTH:
        line = f"Айнура: {' '.join(draw.sample(SENTENCES, 3))}"
        lines.append(line)
        length += len(line) + 1
    return "\n".join(lines)


def _tell(what: str, many: int, seconds: float) -> bool:
    good = many / seconds >= LIMIT
    verdict = "holds" if good else "MISSED"
    print(f"{what}: {many:,} characters in {seconds:.1f} s, {many / seconds:,.0f} a second (limit {LIMIT:,}) {verdict}")
    return good


if __name__ == "__main__":
    sys.exit(main())
