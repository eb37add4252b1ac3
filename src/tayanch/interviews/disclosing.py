"""Whether a quote's label could point to one woman, and how to tell less so that it does not.

A label is safe when enough respondents share everything it says (k-anonymity: Samarati and Sweeney, 1998), also
together with what the labels of her other quotes have said (differencing: Hundepool et al., "Statistical Disclosure
Control", 2012, chapter 4). See docs/explanation/quotes.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Protocol

from tayanch.disclosure import SMALLEST
from tayanch.interviews.attributes import AGE, OBLAST, STATUS
from tayanch.interviews.labels import BROADER_STATUS, COARSER, DETAIL, FACTS, METHOD, Told, told, words
from tayanch.interviews.model import Document, Speaker, Study
from tayanch.interviews.retrieval import Passage

Facts = frozenset[tuple[str, str]]
_NOWHERE = Document("", "", ())
# What is told less exactly first, when several ways are as short: places and ages before who she is.
_KEPT = (STATUS, METHOD, AGE, OBLAST)


class Candidate(Protocol):
    """A word that may be a name, as the anonymiser finds it: ``text[start:end]``."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True)
class Released:
    """What the label of a quote that is already out has told of a speaker."""

    speaker: str
    facts: Told


@dataclass(frozen=True)
class Proposal:
    """A label that tells less and is safe. *steps*: how often something was told less exactly or left out."""

    detail: tuple[str, ...]
    facts: Told
    alike: int  # respondents in the study who share this and what was told of her before
    steps: int

    def label(self, language: str) -> str:
        return words(self.facts, language)


@dataclass(frozen=True)
class Check:
    """What is known before a quote leaves. *in_frame* is None without a sampling frame.

    *together*: respondents who share this label and everything told of her before. *names*: words inside the quote that
    still look like names. *proposals*: safe labels, those that tell most first; empty when the label is safe, or when
    not even "respondent" is.
    """

    facts: Told
    in_study: int
    in_frame: int | None
    together: int
    together_in_frame: int | None
    limit: int
    names: tuple[str, ...] = ()
    proposals: tuple[Proposal, ...] = ()

    @property
    def is_shared(self) -> bool:
        """Enough respondents share the label, alone and with those given before."""
        counts = (self.in_study, self.together, self.in_frame, self.together_in_frame)
        return all(count is None or count >= self.limit for count in counts)

    @property
    def is_safe(self) -> bool:
        """The label is shared by enough, and no word of the quote looks like a name."""
        return self.is_shared and not self.names


@dataclass(frozen=True)
class Crowd:
    """Everybody a label could mean: what could be told of each respondent, and how many are so.

    *people* counts each respondent of the study who speaks, once; *frame* the people of a sampling frame, by what the
    frame knows; None without one. *known* to the frame: facts it can tell apart.
    """

    people: Mapping[Facts, int]
    frame: Mapping[Facts, int] | None = None
    known: frozenset[str] = frozenset()

    @classmethod
    def of(cls, study: Study, frame: Iterable[tuple[Mapping[str, str], int]] | None = None) -> Crowd:
        """A study's respondents. *frame*: attributes as those of speakers, and how many people have them."""
        places: dict[str, list[Document]] = {}
        for document in study.documents:
            for who in {turn.speaker for turn in document.newest.turns if turn.speaker}:
                places.setdefault(who, []).append(document)
        people: dict[Facts, int] = {}
        for speaker in study.speakers:
            if not speaker.asks and speaker.id in places:
                facts = frozenset().union(*(_every(speaker, document) for document in places[speaker.id]))
                people[facts] = people.get(facts, 0) + 1
        if frame is None:
            return cls(people)
        listed: dict[Facts, int] = {}
        for attributes, count in frame:
            facts = _every(Speaker("", "", attributes), _NOWHERE)
            listed[facts] = listed.get(facts, 0) + count
        return cls(people, listed, frozenset(name for facts in listed for name, _ in facts))

    def alike(self, facts: Iterable[tuple[str, str]]) -> tuple[int, int | None]:
        """How many respondents share all *facts*; how many people of the frame do, as far as it knows them."""
        wanted = frozenset(facts)
        in_study = _shared(self.people, wanted)
        if self.frame is None:
            return in_study, None
        return in_study, _shared(self.frame, frozenset(one for one in wanted if one[0] in self.known))


def alike(
    study: Study,
    speaker: Speaker | None,
    document: Document,
    detail: Sequence[str] = DETAIL,
    *,
    frame: Iterable[tuple[Mapping[str, str], int]] | None = None,
) -> tuple[int, int | None]:
    """How many respondents share a speaker's label: in the study, and in the sampling frame when there is one."""
    return Crowd.of(study, frame).alike(told(speaker, document, detail).items())


def check(
    crowd: Crowd,
    passage: Passage,
    detail: Sequence[str] = DETAIL,
    *,
    released: Iterable[Released] = (),
    candidates: Iterable[Candidate] = (),
    limit: int = SMALLEST,
) -> Check:
    """Whether a quote may leave with a label of this *detail*.

    Args:
        crowd: see :meth:`Crowd.of`; made once for a study.
        released: labels of all quotes that are out, of any speaker.
        candidates: words of the document's newest text that may be names; stand-ins in brackets are none.
        limit: the fewest respondents who must share a label, of the study and of the frame.
    """
    who = passage.speaker.id if passage.speaker else None
    before: Facts = frozenset(fact for one in released if one.speaker == who for fact in one.facts.items())
    facts = told(passage.speaker, passage.document, detail)
    alone, both = crowd.alike(facts.items()), crowd.alike({*facts.items(), *before})
    found = Check(facts, *alone, *both, limit, names_inside(passage, candidates))
    if found.is_shared:
        return found
    proposals = propose(crowd, passage, detail, before=before, limit=limit)
    return Check(facts, *alone, *both, limit, found.names, proposals)


def propose(
    crowd: Crowd,
    passage: Passage,
    detail: Sequence[str] = DETAIL,
    *,
    before: Iterable[tuple[str, str]] = (),
    limit: int = SMALLEST,
) -> tuple[Proposal, ...]:
    """Labels that tell less and are shared by enough, also together with *before*; none could tell more and be safe.

    Each fact is told as asked, or less exactly (:data:`COARSER`: age in wide bands, oblast as north or south, a status
    as the broader one), or left out. Labels that leave out least stand first, then those with the fewest steps.
    """
    found: dict[Facts, Proposal] = {}
    given = frozenset(before)
    for ways in product(*(_ways(name) for name in detail)):
        names = tuple(dict.fromkeys(name for name, _ in ways if name))
        facts = told(passage.speaker, passage.document, names)
        alone, both = crowd.alike(facts.items()), crowd.alike({*facts.items(), *given})
        if min(count for count in (*alone, *both) if count is not None) < limit:
            continue
        one = Proposal(names, facts, both[0], sum(step for _, step in ways))
        key = frozenset(facts.items())
        if key not in found or one.steps < found[key].steps:
            found[key] = one
    best = [one for one in found.values() if not any(_tells_more(other, one) for other in found.values())]
    return tuple(sorted(best, key=_most_told))


def _most_told(one: Proposal) -> tuple[int, int, list[bool]]:
    return -len(one.detail), one.steps, [name not in one.detail for name in _KEPT]


def names_inside(passage: Passage, candidates: Iterable[Candidate]) -> tuple[str, ...]:
    """Candidates that touch the passage and are not stand-ins, in the order of the text, each once."""
    text = passage.document.newest.text
    touching = [one for one in candidates if one.start < passage.end and one.end > passage.start]
    real = [one for one in sorted(touching, key=lambda one: one.start) if not _in_brackets(text, one.start, one.end)]
    return tuple(dict.fromkeys(one.text for one in real))


def _in_brackets(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` is a stand-in such as "[Woman-03]" or stands within one."""
    opened, closed = text.rfind("[", 0, start + 1), text.find("]", max(start, end - 1))
    return opened >= 0 and closed >= 0 and not any(sign in text[opened + 1 : closed] for sign in "[]\n")


def _every(speaker: Speaker, document: Document) -> Facts:
    """Everything that a label could tell of her there. Who reads "woman migrant" also thinks of domestic workers."""
    facts = told(speaker, document, tuple(FACTS))
    broader = {(STATUS, facts[BROADER_STATUS])} if BROADER_STATUS in facts else set()
    return frozenset(facts.items()) | broader


def _shared(people: Mapping[Facts, int], wanted: Facts) -> int:
    return sum(count for facts, count in people.items() if wanted <= facts)


def _ways(name: str) -> tuple[tuple[str, int], ...]:
    """A fact as asked, less exactly, and left out, with the steps each takes."""
    coarser = COARSER.get(name)
    return ((name, 0), (coarser, 1), ("", 2)) if coarser else ((name, 0), ("", 2))


def _tells_more(one: Proposal, other: Proposal) -> bool:
    return _covers(one, other) and not _covers(other, one)


def _covers(one: Proposal, other: Proposal) -> bool:
    """Whether *one* tells all that *other* does; a fact covers its less exact form."""
    exact = {coarse: name for name, coarse in COARSER.items()}
    return all(name in one.facts or exact.get(name) in one.facts for name in other.facts)
