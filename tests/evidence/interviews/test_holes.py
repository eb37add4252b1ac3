"""What somebody could try who may not see a name, a text or a coding, or who brings a file made to do harm."""

from __future__ import annotations

import io
import json
import zipfile
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tayanch.accounts.models import Role, User
from tayanch.evidence.interviews import attribute_tables, exchanging, indexes, taking_back
from tayanch.evidence.interviews.actions import interviews as actions
from tayanch.evidence.interviews.actions import naming as names_actions
from tayanch.evidence.interviews.actions.quotes import do_propose_quote
from tayanch.evidence.interviews.models import Member, NameTable, Quote, Speaker, StandIn, Study
from tayanch.evidence.interviews.naming import dictionary_of, seal_name
from tayanch.evidence.interviews.texts import text_of
from tayanch.evidence.interviews.troubles import Refused
from tayanch.evidence.interviews.views import naming as naming_pages
from tayanch.interviews.anonymising import Confirmed, Dictionary
from tayanch.interviews.refi import RefiError
from tayanch.interviews.refi.packing import ALL_BYTES, open_package, parse
from tayanch.vault.keys import new_data_key
from tests.evidence.interviews.coded import add, being_coded, of, send
from tests.evidence.interviews.made import WAGES, interview_named, kept, signed_in

NAME = "Айнура"


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


def allowed(user: User, study: Study) -> None:
    """She may look real names up."""
    Member.objects.filter(study=study, user=user).update(may_look_up=True)


def with_name(study: Study, stand_in: str = "[Аял-01]", form: str = NAME) -> StandIn:
    """The real name behind a stand-in, as it is kept."""
    table = NameTable.objects.filter(study=study).first()
    if table is None:
        table = NameTable(study=study)
        table._data_key = new_data_key(table.id, study.organisation_id)
        table.save(force_insert=True)
    row = StandIn(table=table, by=study.by)
    seal_name(row, Confirmed(str(row.id), "person", (form,), stand_in))
    row.save(force_insert=True)
    return row


def quote_of(study: Study, number: int, words: str, by: User, *codes: str) -> Quote:
    version = interview_named(study, "Group 1").versions.get(number=number)
    start = text_of(version).text.index(words)
    return do_propose_quote(version, start, start + len(words), codes, by=by)


def let_out(study: Study, by: User) -> None:
    interview = interview_named(study, "Group 1")
    interview.consent, interview.may_quote, interview.may_share = "written", True, True
    interview.released_by, interview.released_at = by, timezone.now()
    interview.save()


def filed(user: Any, study: Study) -> str:
    answer = signed_in(user).post(reverse("interviews:quotes-file", args=[study.id]), {"format": "csv"})
    return str(answer.content.decode("utf-8-sig"))


def seen(user: Any, name: str, *ids: Any) -> str:
    answer = signed_in(user).get(reverse(f"interviews:{name}", args=ids))
    assert answer.status_code in (200, 403, 404)
    return str(answer.content.decode())


# --- quotes ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_quote_of_the_text_with_names_is_shown_to_nobody_who_may_not_see_them(
    here: SimpleNamespace, study: Study, second: User
) -> None:
    allowed(here.analyst, study)
    quote = quote_of(study, 1, "Айнура: Тикмекан", here.analyst)
    assert NAME not in seen(second, "quotes", study.id)
    assert NAME not in seen(second, "quote", quote.id)


@pytest.mark.django_db
def test_a_quote_of_an_older_text_does_not_go_out_beside_the_one_that_was_taken_back(
    here: SimpleNamespace, study: Study, second: User
) -> None:
    let_out(study, second)
    quote_of(study, 1, "Тикмекан цехинде", here.analyst)
    Quote.objects.update(state="released", released_by=second, released_at=timezone.now())
    assert "Тикмекан" not in filed(here.analyst, study)


@pytest.mark.django_db
def test_nothing_of_an_interview_goes_out_once_its_release_was_taken_back(
    here: SimpleNamespace, study: Study, second: User
) -> None:
    let_out(study, second)
    quote_of(study, 2, "Тикмекан цехинде", here.analyst)
    Quote.objects.update(state="released", released_by=second, released_at=timezone.now())
    assert "Тикмекан" in filed(here.analyst, study)
    actions.do_hold(interview_named(study, "Group 1"), by=second)
    assert "Тикмекан" not in filed(here.analyst, study)


@pytest.mark.django_db
def test_a_name_in_the_brackets_or_the_translation_of_a_quote_is_seen_before_it_leaves(
    here: SimpleNamespace, study: Study
) -> None:
    quote = quote_of(study, 2, "Айлыгымды беришкен жок", here.analyst)
    url = reverse("interviews:quote", args=[quote.id])
    assert "No word looks like a name." in seen(here.analyst, "quote", quote.id)
    told = {"text": "[Айнура Асанова] беришкен жок", "label": ["status"], "into_ru": "Айнуре Асановой не заплатили."}
    assert signed_in(here.analyst).post(url, told).status_code == 302
    assert "These look like names" in seen(here.analyst, "quote", quote.id)


@pytest.mark.django_db
def test_what_a_lead_releases_is_what_stood_on_her_page(here: SimpleNamespace, study: Study, second: User) -> None:
    let_out(study, second)
    quote = quote_of(study, 2, "Айлыгымды беришкен жок", here.analyst)
    page = seen(second, "quote", quote.id)
    stood = page.partition('name="seen" value="')[2].partition('"')[0]
    signed_in(here.analyst).post(
        reverse("interviews:quote", args=[quote.id]), {"text": "[бардыгына] беришкен жок", "label": []}
    )
    act = reverse("interviews:quote-act", args=[quote.id])
    told = signed_in(second).post(act, {"act": "release", "seen": stood}, follow=True).content.decode()
    assert "changed meanwhile" in told
    assert Quote.objects.get().state == "proposed"


@pytest.mark.django_db
def test_whoever_wrote_a_quote_anew_does_not_release_it(here: SimpleNamespace, study: Study, second: User) -> None:
    quote = quote_of(study, 2, "Айлыгымды беришкен жок", here.analyst)
    signed_in(second).post(
        reverse("interviews:quote", args=[quote.id]), {"text": "[бардыгына] беришкен жок", "label": []}
    )
    act = reverse("interviews:quote-act", args=[quote.id])
    told = signed_in(second).post(act, {"act": "release"}, follow=True).content.decode()
    assert "proposed a quote does not release it" in told


@pytest.mark.django_db
def test_only_codes_are_kept_with_a_quote(here: SimpleNamespace, study: Study) -> None:
    assert quote_of(study, 2, "Тикмекан", here.analyst, WAGES, "Айнура Асанова").codes == [WAGES]


@pytest.mark.django_db
def test_an_interview_is_not_released_by_who_saw_an_older_text(
    here: SimpleNamespace, study: Study, second: User
) -> None:
    interview = interview_named(study, "Group 1")
    url = reverse("interviews:release", args=[interview.id])
    signed_in(second).post(url, {"checked": ["1", "2", "3", "4", "5"], "version": "1"})
    interview.refresh_from_db()
    assert interview.released_at is None


# --- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_release_ends_when_names_are_taken_out_anew(here: SimpleNamespace, study: Study, second: User) -> None:
    let_out(study, second)
    interview = interview_named(study, "Group 1")
    names_actions.do_take_names_out(interview.versions.get(number=2), dictionary_of(study), by=here.analyst)
    interview.refresh_from_db()
    assert interview.released_at is None


@pytest.mark.django_db
def test_the_family_is_called_by_its_stand_in_too(here: SimpleNamespace, study: Study) -> None:
    interview = interview_named(study, "Group 1")
    actions.do_describe(
        interview,
        {"name": "Group 1", "method": "focus-group", "language": "ky", "area": "", "held_on": None, "case": NAME},
        by=here.analyst,
    )
    row = with_name(study)
    names = Dictionary((Confirmed(str(row.id), "person", (NAME,), "[Аял-01]"),))
    names_actions.do_take_names_out(interview.versions.get(number=2), names, by=here.analyst)
    interview = interview_named(study, "Group 1")
    assert interview.case is not None
    assert interview.case.unseal("name") == "[Аял-01]"


@pytest.mark.django_db
def test_no_real_label_of_a_speaker_goes_out_with_a_text_that_has_stand_ins(
    here: SimpleNamespace, study: Study, second: User
) -> None:
    let_out(study, second)
    allowed(here.analyst, study)
    assert NAME in [row.unseal("label") for row in Speaker.objects.filter(study=study)]
    held = exchanging.releasable(study, here.analyst, with_memos=True)
    assert held.out == 1
    assert NAME not in [one.label for one in held.study.speakers]
    made = exchanging.exported(held, "plain", names_of_coders=False)
    inside = zipfile.ZipFile(io.BytesIO(made.data))
    assert not any(NAME.encode() in inside.read(name) for name in inside.namelist())


@pytest.mark.django_db
def test_known_names_in_memos_and_attributes_do_not_go_out(here: SimpleNamespace, study: Study, second: User) -> None:
    from tayanch.evidence.interviews.actions.memos import do_write_memo

    let_out(study, second)
    with_name(study)
    do_write_memo(study, title="", text="Айнурага чалуу керек", by=here.analyst)
    speaker = next(row for row in study.speakers.all() if row.unseal("label") == NAME)
    speaker.seal(attributes=json.dumps({"sex": "woman", "oblast": "osh", "sister": NAME}))
    speaker.save()
    held = exchanging.releasable(study, second, with_memos=True)
    made = exchanging.exported(held, "plain", names_of_coders=False)
    inside = zipfile.ZipFile(io.BytesIO(made.data))
    assert not any(NAME.encode() in inside.read(name) for name in inside.namelist())
    assert "osh" in [one.attributes.get("oblast") for one in held.study.speakers]


@pytest.mark.django_db
def test_the_real_name_of_who_took_her_interview_back_is_not_kept(here: SimpleNamespace, study: Study) -> None:
    with_name(study)
    stays = with_name(study, "[Аял-09]", "Гүлзат")  # of another interview
    other = interview_named(study, "Family 1 (ru)").versions.get()
    names = Dictionary((Confirmed("x", "place", ("Деньги",), "[Аял-09]"),))
    names_actions.do_take_names_out(other, Dictionary((*dictionary_of(study).names, *names.names)), by=here.analyst)
    actions.do_withdraw(interview_named(study, "Group 1"), by=here.analyst)
    left = [row.stand_in for row in StandIn.objects.filter(table__study=study)]
    assert "[Аял-01]" not in left
    assert stays.stand_in in left


@pytest.mark.django_db
def test_words_of_a_corrected_text_are_shown_to_nobody_else_before_it_is_said_that_it_has_no_names(
    here: SimpleNamespace, study: Study, second: User
) -> None:
    interview = interview_named(study, "Group 1")
    old = text_of(interview.versions.get(number=2)).text
    told = {"typed": old.replace("Айлыгымды", "Жамиланын айлыгын")}
    page = signed_in(here.analyst).post(reverse("interviews:correct", args=[interview.id]), told)
    assert "Жамила" in signed_in(here.analyst).get(page.url).content.decode()
    assert "Жамила" not in signed_in(second).get(page.url).content.decode()


def test_a_page_of_names_sends_no_more_fields_than_are_taken(settings: Any) -> None:
    assert naming_pages.MOST * 4 + 10 <= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS


@pytest.mark.django_db
def test_nobody_lets_herself_see_real_names_while_a_colleague_leads_too(
    here: SimpleNamespace, study: Study, second: User
) -> None:
    url = reverse("interviews:people-look-up", args=[study.id])
    told = signed_in(second).post(url, {"user": str(second.id), "may": "1"}, follow=True).content.decode()
    assert "Ask a colleague who leads the study too" in told
    assert not study.members.get(user=second).may_look_up
    signed_in(here.analyst).post(url, {"user": str(second.id), "may": "1"})
    assert study.members.get(user=second).may_look_up
    signed_in(second).post(url, {"user": str(second.id)})
    assert not study.members.get(user=second).may_look_up


# --- who sees what others coded --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_counts_of_codes_tell_a_coder_nothing_of_the_other(here: SimpleNamespace) -> None:
    interview = being_coded(here)
    send(here.teammate, interview, add(of("Айлыгымды", WAGES)))
    assert "1 passage" not in seen(here.owner, "codebook", interview.study_id)
    assert "1 passage" in seen(here.teammate, "codebook", interview.study_id)
    assert "1 passage" in seen(here.analyst, "codebook", interview.study_id)


# --- what stays in memory --------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_interview_that_was_taken_back_is_in_no_memory(here: SimpleNamespace, study: Study) -> None:
    assert indexes.index_of(study, here.analyst) is not None
    actions.do_withdraw(interview_named(study, "Group 1"), by=here.analyst)
    assert not [key for key in indexes._made if key[0] == study.id]
    assert indexes.index_of(study, here.analyst) is not None
    taking_back.shred(study.id)
    assert not [key for key in indexes._made if key[0] == study.id]


@pytest.mark.django_db
def test_a_study_that_gets_ready_while_the_keys_go_is_not_kept(
    here: SimpleNamespace, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexes, "keyring", lambda: SimpleNamespace(is_unlocked=False))
    indexes.drop()
    indexes.index_of(study, here.analyst)
    assert not indexes._made


# --- files that do harm ----------------------------------------------------------------------------------------------


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return out.getvalue()


def test_a_document_type_behind_a_comment_that_looks_like_the_project_is_refused() -> None:
    declared = b'<!DOCTYPE Project [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><Project name="&b;"/>'
    for before in (b"<!-- <Project > -->", b"<?x <Project > ?>", b"<!-- <Project >" + b" " * 300_000 + b"-->"):
        with pytest.raises(RefiError):
            parse(before + declared)
    assert parse(b"<!-- of a tool --><Project name='x'/>")[0].get("name") == "x"


def test_one_text_that_a_project_names_a_thousand_times_does_not_fill_the_memory() -> None:
    package = open_package(packed(project_qde=b"<Project/>", sources__a_txt=b"a" * 19_000_000))
    for _ in range(ALL_BYTES // 19_000_000):
        package.text("internal://a.txt")
    with pytest.raises(RefiError, match="together"):
        package.text("internal://a.txt")


def test_a_table_that_swells_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tayanch.interviews.reading.packed.MOST_UNPACKED", 1_000_000)
    with pytest.raises(Refused):
        attribute_tables.rows_of("a.xlsx", packed(xl__sharedStrings_xml=b"<a>" + b"x" * 2_000_000 + b"</a>"))


def test_a_codebook_opens_in_a_spreadsheet_without_computing_anything() -> None:
    from tayanch.interviews.codebook import Code, Codebook
    from tayanch.interviews.refi.codebooks import from_csv, to_csv

    book = Codebook((Code(WAGES, "x", labels={"en": '=HYPERLINK("http://x")'}, definition={"en": "- no"}),))
    told = to_csv(book)
    assert ",'- no" in told
    assert "'=HYPERLINK" in told
    assert from_csv(told).codes[0].labels == {"en": '=HYPERLINK("http://x")'}
