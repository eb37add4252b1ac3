"""From a passage to a quote that may be printed: found, proposed, shortened, checked, released, taken out."""

from __future__ import annotations

import csv
import io
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tayanch.accounts.models import Role, User
from tayanch.evidence.interviews.models import Interview, Member, Quote, Study
from tayanch.evidence.interviews.quoting import is_faithful
from tests.evidence.interviews.made import HOME, WAGES, interview_named, kept, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(here: SimpleNamespace) -> Study:
    return kept(here)


@pytest.fixture
def second(here: SimpleNamespace, study: Study) -> User:
    """Somebody else who leads the study."""
    user = User.objects.create_user(
        "second", None, name="Second", role=Role.SUPERVISOR, organisation=here.analyst.organisation, language="en"
    )
    Member.objects.create(study=study, user=user, part=Member.Part.LEAD)
    return user


def group(study: Study) -> Interview:
    return interview_named(study, "Group 1")


def release(interview: Interview, by: User) -> None:
    interview.consent, interview.may_quote = Interview.Consent.SPOKEN, True
    interview.released_by, interview.released_at = by, timezone.now()
    interview.save()


def found(user: Any, study: Study, **asked: str) -> str:
    answer = signed_in(user).post(reverse("interviews:find", args=[study.id]), asked)
    assert answer.status_code == 200
    return str(answer.content.decode())


def proposed(user: Any, study: Study, words: str = "Айлыгымды беришкен жок.") -> Quote:
    interview = group(study)
    version = interview.versions.order_by("-number")[0]
    from tayanch.evidence.interviews.texts import text_of

    start = text_of(version).text.index(words)
    told = {"interview": interview.id, "version": 2, "start": start, "end": start + len(words), "codes": [WAGES]}
    assert signed_in(user).post(reverse("interviews:quote-new", args=[study.id]), told).status_code == 302
    return Quote.objects.get(study=study)


def test_a_code_is_found_with_what_is_below_it_and_who_says_it(here: SimpleNamespace, study: Study) -> None:
    page = found(here.analyst, study, code=WAGES, take="all", status="woman-migrant")
    assert "<mark>Айлыгымды беришкен жок.</mark>" in page
    assert "woman migrant, 35–44, Osh oblast, focus group" in page
    assert "<mark>" not in found(here.analyst, study, code=HOME, take="settled", status="woman-migrant")


def test_words_are_found_in_any_letter_case(here: SimpleNamespace, study: Study) -> None:
    assert "<mark>" in found(here.analyst, study, words="ТИКМЕКАН")
    assert "Nothing found" in found(here.analyst, study, words="космос")


def test_a_coder_asks_nothing_of_the_whole_study(here: SimpleNamespace, study: Study) -> None:
    assert signed_in(here.owner).get(reverse("interviews:find", args=[study.id])).status_code == 403
    assert signed_in(here.stranger).get(reverse("interviews:quotes", args=[study.id])).status_code in (403, 404)


def test_a_quote_leaves_only_when_everything_holds_and_somebody_else_says_so(
    here: SimpleNamespace, study: Study, second: User
) -> None:
    quote = proposed(here.analyst, study)
    act = reverse("interviews:quote-act", args=[quote.id])
    told = signed_in(second).post(act, {"act": "release"}, follow=True).content.decode()
    assert "Ask a colleague to look through the interview" in told
    assert "how they agreed" in told
    assert "Let the label tell less" in told
    release(group(study), second)
    assert (
        "proposed a quote does not release it"
        in signed_in(here.analyst).post(act, {"act": "release"}, follow=True).content.decode()
    )
    assert Quote.objects.get().state == Quote.State.PROPOSED


def test_an_export_holds_released_quotes_only(here: SimpleNamespace, study: Study, second: User) -> None:
    quote = proposed(here.analyst, study)
    url = reverse("interviews:quotes-file", args=[study.id])
    lines = signed_in(here.analyst).post(url, {"format": "csv"}).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 1
    release(group(study), second)
    Quote.objects.update(state=Quote.State.RELEASED, released_by=second, released_at=timezone.now())
    answer = signed_in(here.analyst).post(url, {"format": "csv"})
    [_head, row] = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert row[0] == "Айлыгымды беришкен жок."
    paper = signed_in(here.analyst).post(url, {"format": "docx"})
    from docx import Document

    assert "«Айлыгымды беришкен жок.»" in [one.text for one in Document(io.BytesIO(paper.content)).paragraphs]
    assert quote.study_id == study.id


def test_words_that_were_not_said_are_refused_and_what_was_written_stays(here: SimpleNamespace, study: Study) -> None:
    quote = proposed(here.analyst, study)
    url = reverse("interviews:quote", args=[quote.id])
    wrong = signed_in(here.analyst).post(url, {"text": "Айлыгымды беришти.", "label": ["status"]})
    assert wrong.status_code == 422
    assert "words that she did not say" in wrong.content.decode()
    assert "Айлыгымды беришти." in wrong.content.decode()
    assert signed_in(here.analyst).post(url, {"text": "[…] беришкен жок", "label": ["status"]}).status_code == 302
    assert Quote.objects.get().unseal("text") == "[…] беришкен жок"


def test_what_was_released_and_changes_waits_for_its_release_again(
    here: SimpleNamespace, study: Study, second: User
) -> None:
    quote = proposed(here.analyst, study)
    Quote.objects.update(state=Quote.State.RELEASED, released_by=second, released_at=timezone.now())
    told = {"text": "Айлыгымды […]", "label": ["status"]}
    signed_in(here.analyst).post(reverse("interviews:quote", args=[quote.id]), told)
    assert Quote.objects.get().state == Quote.State.PROPOSED


@pytest.mark.parametrize(
    ("printed", "holds"),
    [
        ("they did not pay", True),
        ("they […] pay", True),
        ("they did […]", True),
        ("[the employers] did not pay", True),
        ("they did pay", False),
        ("pay they did not", False),
        ("[…]", False),
        ("they did not pays", False),
        ("THEY did not pay!", True),
    ],
)
def test_a_printed_quote_says_what_was_said(printed: str, holds: bool) -> None:
    assert is_faithful("they did not pay me", printed) is holds


@given(st.lists(st.sampled_from(["ай", "би", "чо", "до"]), min_size=3, max_size=9), st.data())
def test_any_cut_that_is_marked_is_faithful_and_one_that_is_not_is_not(words: list[str], data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(words) - 2))
    said = " ".join(f"{word}{place}" for place, word in enumerate(words))
    parts = said.split()
    assert is_faithful(said, " ".join([*parts[:at], "[…]", *parts[at + 1 :]]))
    assert not is_faithful(said, " ".join([*parts[:at], *parts[at + 1 :]]))
