"""An inverted index in memory: two ranked lists, one by stems and one by pieces of three letters, fused into one.

The first list knows grammar and fails at slips; the second knows nothing and forgives them. They are joined by
reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009, k = 60). Words count by how rare they are (BM25's
inverse document frequency; Robertson and Zaragoza, 2009). As no database takes part, what is found is the same on
every one of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import log, sqrt

from tayanch.directory.searching.fold import pieces, words
from tayanch.directory.searching.stems import says_nothing, stem, stems

_FUSION = 60
_KEPT = 600  # rows of each list that are fused
_ALIKE, _MOST_ALIKE = 0.4, 12  # how much of two words must agree, and how many such words are looked at
_SAME_STEM = 0.9  # how much two forms of one word are alike
_NEAR_BEST = 0.7  # and what part of the best agreement: a word that is there as typed needs no guesses
_COMMON = 0.5  # a word in more than this part of many rows tells nothing, and takes long


class Postings:
    """By term: the rows that have it, with how much they say it, and what it is worth to have it.

    The rarer a term is, the more it is worth; a row where it is said in passing counts for less than one that is about
    it.
    """

    def __init__(self, rows: Mapping[str, Mapping[int, float]], count: int) -> None:
        self.rows = rows
        self.worth = {term: _worth(sum(found.values()) / max(found.values()), count) for term, found in rows.items()}


def _worth(rows: float, count: int) -> float:
    return log(1 + (count - rows + 0.5) / (rows + 0.5))


@dataclass(frozen=True, slots=True)
class Row:
    """What is searched. *key* is told when it is found; *texts* are (language, text, weight)."""

    key: str
    texts: tuple[tuple[str, str, float], ...]


class Index:
    """Rows that can be searched. Built once, never changed; nothing that was typed is kept, not even in a cache."""

    def __init__(self, rows: Sequence[Row], common: float = _COMMON) -> None:
        """*common*: a word in more than this part of the rows is passed by."""
        self.rows, self._common = tuple(rows), common
        by_stem: dict[str, dict[int, float]] = defaultdict(dict)
        by_word: dict[str, dict[int, float]] = defaultdict(dict)
        roots: dict[str, set[str]] = defaultdict(set)
        known: dict[tuple[str, str], list[tuple[str, str]]] = {}  # many rows say the same
        for number, row in enumerate(self.rows):
            for language, text, weight in row.texts:
                if (language, text) not in known:
                    known[language, text] = [(word, stem(word, language)) for word in _telling(text)]
                telling = known[language, text]
                share = weight / sqrt(len(telling) or 1)  # a word alone says more than one of a sentence
                for word, root in telling:
                    _keep(by_word[word], number, share)
                    _keep(by_stem[root], number, share)
                    roots[word].add(root)
        self._stems, self._words = Postings(by_stem, len(rows)), Postings(by_word, len(rows))
        self._roots = dict(roots)
        self._pieces: dict[str, list[str]] = defaultdict(list)
        self._sizes = {word: len(pieces(word)) for word in by_word}
        for word in by_word:
            for piece in pieces(word):
                self._pieces[piece].append(word)

    def search(self, text: str, limit: int = 10, allowed: Container[int] | None = None) -> list[int]:
        """Numbers of the rows that fit, best first; *allowed*: the rows that may be found. Empty text finds nothing."""
        typed = list(dict.fromkeys(_telling(text) or _longer(text)))
        lists = [
            self._ranked([self._by_stem(word) for word in typed], allowed),
            self._ranked([self._by_pieces(word) for word in typed], allowed),
        ]
        fused, near = defaultdict[int, float](float), defaultdict[int, float](float)
        for ranked in lists:
            for number, (rank, share) in ranked.items():
                fused[number] += 1 / (_FUSION + rank)
                near[number] += share
        return sorted(fused, key=lambda one: (-round(fused[one], 9), -round(near[one], 9), self.rows[one].key))[:limit]

    def _by_stem(self, word: str) -> dict[int, float]:
        return self._scores(self._stems, [(one, 1.0) for one in sorted(stems(word) | {word})])

    def _by_pieces(self, word: str) -> dict[int, float]:
        return self._scores(self._words, self._similar(word))

    def _scores(self, postings: Postings, terms: Iterable[tuple[str, float]]) -> dict[int, float]:
        """For one typed word: the best that any of *terms* gives to each row."""
        best: dict[int, float] = {}
        for term, share in terms:
            found = postings.rows.get(term)
            if not found or len(found) > self._common * len(self.rows) + 1:
                continue
            value = share * postings.worth[term]
            for number, weight in found.items():
                score = value * weight
                if score > best.get(number, 0.0):
                    best[number] = score
        return best

    def _similar(self, word: str) -> tuple[tuple[str, float], ...]:
        """Words of the index that share enough pieces with *word* (Dice), or its stem, the most alike first."""
        own, shared, own_roots = pieces(word), defaultdict[str, int](int), stems(word)
        for piece in own:
            for other in self._pieces.get(piece, ()):
                shared[other] += 1
        alike = [(2 * count / (len(own) + self._sizes[other]), other) for other, count in shared.items()]
        alike = [(max(share, _SAME_STEM) if own_roots & self._roots[other] else share, other) for share, other in alike]
        least = max([_ALIKE, *(_NEAR_BEST * share for share, _ in alike)])
        best = sorted((one for one in alike if one[0] >= least), key=lambda one: (-one[0], one[1]))[:_MOST_ALIKE]
        return tuple((other, share) for share, other in best)

    def _ranked(
        self, scores: Sequence[Mapping[int, float]], allowed: Container[int] | None
    ) -> dict[int, tuple[int, float]]:
        """Of each row its rank, the same for equal scores, and its score as a share of the best.

        Rows that have more of the typed words come before others; a word said in passing is hardly had.
        """
        total, having = defaultdict[int, float](float), defaultdict[int, float](float)
        for one in scores:
            most = max(one.values(), default=1.0)
            for number, score in one.items():
                if allowed is None or number in allowed:
                    share = score / most
                    total[number] += score * share
                    having[number] += share * share
        asked = sum(1 for one in scores if one) or 1
        fitting = ((total[number] * (having[number] / asked) ** 2, number) for number in total)
        best = nlargest(_KEPT, fitting, key=lambda one: (one[0], -one[1]))
        ranks: dict[int, tuple[int, float]] = {}
        for place, (score, number) in enumerate(best):
            same = place > 0 and best[place - 1][0] == score
            rank = ranks[best[place - 1][1]][0] if same else place + 1
            ranks[number] = (rank, score / best[0][0])
        return ranks


def _keep(rows: dict[int, float], number: int, weight: float) -> None:
    rows[number] = max(rows.get(number, 0.0), weight)


def _telling(text: str) -> tuple[str, ...]:
    """The words of a text that say what it is about."""
    return tuple(word for word in _longer(text) if word not in says_nothing())


def _longer(text: str) -> tuple[str, ...]:
    """Its words but for single letters, which are alike with everything."""
    return tuple(word for word in words(text) if len(word) > 1)
