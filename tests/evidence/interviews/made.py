"""A small invented study: a focus group and two interviews of one family, two coders, a tree of three codes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from tayanch.evidence.interviews.actions.whole import do_keep_study
from tayanch.evidence.interviews.models import Interview, Study
from tayanch.interviews import model
from tayanch.interviews.codebook import Code, Codebook
from tayanch.interviews.offsets import Edit, OffsetMap

AT = datetime(2026, 3, 2, 10, tzinfo=UTC)
WORK, WAGES, HOME = (f"00000000-0000-4000-8000-00000000000{n}" for n in (1, 2, 3))
CODEBOOK = Codebook((Code(WORK, "Work"), Code(WAGES, "Unpaid wages", WORK), Code(HOME, "Home")))
GROUP = (
    "Модератор: Кандай иштедиңиз?\nАйнура: Тикмекан цехинде 🏠 иштедим. Айлыгымды беришкен жок.\n"
    "Бактыгүл: Мен үйгө кайттым, балдарым күтүп жатты."
)


def turns_of(text: str, speakers: dict[str, str]) -> tuple[model.Turn, ...]:
    """Turns of a text with one line a turn; *speakers*: ids by label."""
    found, start = [], 0
    for line in text.splitlines():
        label = line.partition(": ")[0]
        found.append(model.Turn(start, start + len(label) + 2, start + len(line), speakers[label]))
        start += len(line) + 1
    return tuple(found)


def value() -> model.Study:
    """The study as a value."""
    speakers = (
        model.Speaker("m", "Модератор", asks=True),
        model.Speaker("a", "Айнура", {"sex": "woman", "age": "35-44", "oblast": "osh", "status": "woman-migrant"}),
        model.Speaker("b", "Бактыгүл", {"sex": "woman", "village": "Кара-Суу"}),
    )
    who = {one.label: one.id for one in speakers}
    first = model.TextVersion(1, "transcribed", GROUP, turns_of(GROUP, who))
    at = GROUP.index("Айнура")
    came = OffsetMap((Edit(at, at + 6, "[Аял-01]"),))
    stood_in = came.apply(GROUP)
    second = model.TextVersion(2, "anonymised", stood_in, turns_of(stood_in, who | {"[Аял-01]": "a"}), came)
    telling = {"ky": "Бактыгүл: Атам Москвада, апам үйдө.", "ru": "Бактыгүл: Деньги пришли поздно."}
    family = [
        model.Document(
            f"f-{language}",
            f"Family 1 ({language})",
            (model.TextVersion(1, "transcribed", text, turns_of(text, who)),),
            "case-study",
            language,
            "family",
            date(2026, 3, 1),
            {"area": "osh"},
        )
        for language, text in telling.items()
    ]
    about = {"area": "batken", "wave": "Биринчи толкун"}
    group = model.Document("g", "Group 1", (first, second), "focus-group", "ky", attributes=about)
    codings = tuple(_codings(stood_in))
    settled = model.Adjudication("j", "g", 2, codings[0].start, codings[0].end, (WAGES,), ("k2",), "c1", "wages", AT)
    memos = (
        model.Memo("n1", "Ask about the workshop", "study", by="c1", at=AT),
        model.Memo("n2", "Said twice", "coding", "k1", by="c2", at=AT),
        model.Memo("n3", "Pay that did not come", "code", WAGES, title="Wages", by="c1", at=AT),
    )
    cases = (model.Case("family", "Family 1", {"home": "Кара-Суу айылы"}),)
    coders = (model.Coder("c1", "First"), model.Coder("c2", "Second"))
    documents = (group, *family)
    return model.Study("s", "Women", documents, speakers, cases, CODEBOOK, coders, codings, (settled,), memos)


def _codings(text: str) -> list[model.Coding]:
    start = text.index("Айлыгымды")
    end = text.index(".", start) + 1
    home = text.index("Мен үйгө")
    return [
        model.Coding("k1", "g", 2, start, end, WAGES, "c1", at=AT),
        model.Coding("k2", "g", 2, start, end, WORK, "c2", at=AT),
        model.Coding("k3", "g", 2, home, home + 15, HOME, "c1", at=AT),
    ]


def kept(here: SimpleNamespace) -> Study:
    """The study as rows: the analyst leads it, the owner and her teammate code."""
    return do_keep_study(value(), by=here.analyst, coders={"c1": here.owner, "c2": here.teammate})


def interview_named(study: Study, name: str) -> Interview:
    """One interview by its name."""
    return next(one for one in study.interviews.all() if one.unseal("name") == name)


def signed_in(user: Any) -> Any:
    from django.test import Client

    client = Client()
    client.force_login(user)
    return client
